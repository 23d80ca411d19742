import { fromSuggestionJson } from '@parley/protocol'
import { ApiError } from '../negotiation/api.ts'
import { answerSuggestions, readSuggestions } from '../negotiation/suggestionRequests.ts'
import { type StandingSuggestion } from '../negotiation/suggestions.ts'

/** How suggestions are answered by hand. */
export type Answer = 'accepted' | 'declined' | 'withdrawn'

/** So many are answered at once, those that are in the place of each other aside; the server takes 500. */
const PART = 200
const MOST = 500

/** Said where a suggestion is another one than whoever answers has read. */
export class OtherByNow extends Error {}

/**
 * Answers suggestions of one clause as they are shown on this page: all of them or none, where they are many in parts of 200 one after the other.
 * Those that stand in the place of others of them are answered with these. Throws `ApiError`, and `OtherByNow` where the server has another one than what
 * is shown, or this page cannot name what it shows.
 */
export async function answerShown(
	address: { readonly negotiation: string; readonly clause: string },
	shown: readonly StandingSuggestion[],
	answer: Answer
): Promise<void> {
	const named = shown.map((one) => {
		if (answer === 'withdrawn') return { ...one, expects: {} }
		if (one.digest === null) throw new OtherByNow()
		return { ...one, expects: { expects: one.digest } }
	})
	for (const part of inParts(named)) {
		const suggestions = part.map(({ id, expects }) => ({ id, ...expects }))
		try {
			await answerSuggestions(address, { suggestions, answer })
		} catch (error) {
			if (error instanceof ApiError && error.code === 'suggestion-changed') throw new OtherByNow()
			throw error
		}
	}
}

/** The open suggestions of a clause whose text this page does not follow, as the server has them, out of those that are shown. Throws `ApiError`. */
export async function readFar(
	address: { readonly negotiation: string; readonly clause: string },
	shown: readonly StandingSuggestion[]
): Promise<readonly StandingSuggestion[]> {
	const { suggestions } = await readSuggestions(address)
	return suggestions.flatMap(({ suggestion: row, ...words }) => {
		const one = shown.find((known) => known.id === row.id)
		const [, suggestion] = fromSuggestionJson(row)
		return one === undefined ? [] : [{ ...one, ...words, suggestion }]
	})
}

/** `shown` in parts that are answered one after the other. */
function inParts<One extends StandingSuggestion>(
	shown: readonly One[]
): readonly (readonly One[])[] {
	const parts: One[][] = []
	for (const group of togetherOf(shown)) {
		for (let from = 0; from < group.length; from += MOST) {
			const some = group.slice(from, from + MOST)
			const last = parts.at(-1)
			if (last === undefined || last.length + some.length > PART) parts.push(some)
			else last.push(...some)
		}
	}
	return parts
}

/** `shown` in groups of those that stand in the place of each other; most stand alone. */
function togetherOf<One extends StandingSuggestion>(
	shown: readonly One[]
): Iterable<readonly One[]> {
	const byId: ReadonlyMap<string, One> = new Map(shown.map((one) => [String(one.id), one]))
	const groups = new Map<One, One[]>()
	for (const one of shown) {
		const seen = new Set([one])
		let first = one
		for (;;) {
			const next = byId.get(first.suggestion.counters ?? '')
			if (next === undefined || seen.has(next)) break
			seen.add(next)
			first = next
		}
		groups.set(first, [...(groups.get(first) ?? []), one])
	}
	return groups.values()
}
