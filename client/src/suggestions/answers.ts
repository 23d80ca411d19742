import { suggestionDigests } from '@parley/schema'
import { ApiError } from '../negotiation/api.ts'
import { type Room } from '../negotiation/room.svelte.ts'
import { answerSuggestions, readSuggestions } from '../negotiation/suggestionRequests.ts'
import { type StandingSuggestion } from '../negotiation/suggestions.ts'

/** How suggestions are answered by hand. */
export type Answer = 'accepted' | 'declined' | 'withdrawn'

/** Said where a suggestion is another one than whoever answers has read. */
export class OtherByNow extends Error {}

/**
 * Answers suggestions of one clause as they are shown on this page, all of them or none. Throws `ApiError`, and `OtherByNow` where the server has another
 * one than what is shown.
 */
export async function answerShown(
	room: Room,
	clause: string,
	shown: readonly StandingSuggestion[],
	answer: Answer
): Promise<void> {
	const address = { negotiation: room.id, clause }
	const digests = await digestsOf(room, clause, shown)
	const suggestions = shown.map(({ id }) => {
		const expects = digests.get(id)
		if (expects === undefined && answer !== 'withdrawn') throw new OtherByNow()
		return { id, ...(answer !== 'withdrawn' && { expects }) }
	})
	try {
		await answerSuggestions(address, { suggestions, answer })
	} catch (error) {
		if (error instanceof ApiError && error.code === 'suggestion-changed') throw new OtherByNow()
		throw error
	}
}

/** What names each suggestion as it is shown: by the text of this page where it follows it, else as the server has it where that has the same words. */
async function digestsOf(
	room: Room,
	clause: string,
	shown: readonly StandingSuggestion[]
): Promise<ReadonlyMap<string, string>> {
	const document = room.document(clause)
	if (document.isFollowed && document.doc !== null) {
		const said = shown.map(({ id, suggestion }) => [id, suggestion] as const)
		return suggestionDigests(document.doc, new Map(said))
	}
	const { suggestions } = await readSuggestions({ negotiation: room.id, clause })
	return new Map(
		suggestions.flatMap(({ suggestion, digest, ...words }) => {
			const one = shown.find(({ id }) => id === suggestion.id)
			const isSame =
				one?.inserted === words.inserted &&
				one.deleted === words.deleted &&
				one.formatted === words.formatted &&
				one.suggestion.reason === suggestion.reason
			return isSame ? [[suggestion.id, digest] as const] : []
		})
	)
}
