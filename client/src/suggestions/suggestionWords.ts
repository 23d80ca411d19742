import { type RoomJson } from '@parley/protocol'
import { sayBlockChange } from '@parley/snapshot'
import { seatName } from '../negotiation/rights.ts'
import type { StandingSuggestion } from '../negotiation/suggestions.ts'

/** A part of what a suggestion would do: a verb, and the words. */
export interface SuggestedPart {
	readonly verb: string
	/** Of a block that would be another one: how it begins. */
	readonly words: string
	readonly shape: 'ins' | 'del' | 'format' | 'block'
}

/** As much of the words of a block as tells which one it is. */
const BEGINNING = 60

/** What a suggestion would do, in its parts: `Delete “withdraw”`, `Insert “redeploy”`, `Make this a heading “Funding”`. */
export function partsOf({
	inserted,
	deleted,
	formatted,
	links,
	blocks,
}: StandingSuggestion): readonly SuggestedPart[] {
	const parts: SuggestedPart[] = [
		{ verb: 'Delete', words: deleted, shape: 'del' },
		{ verb: deleted === '' ? 'Insert' : 'Insert instead', words: inserted, shape: 'ins' },
		{ verb: 'Set otherwise', words: formatted, shape: 'format' },
		...links.map(({ words, href }): SuggestedPart => {
			const verb = href === null ? 'Take the link away from' : `Link to ${href}`
			return { verb, words, shape: 'format' }
		}),
	]
	return [
		...parts.filter(({ words }) => words !== ''),
		...blocks.map(({ was, is, words }): SuggestedPart => {
			const said = sayBlockChange(was, is)
			return { verb: upperFirst(said), words: beginningOf(words), shape: 'block' }
		}),
	]
}

function upperFirst(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}

function beginningOf(words: string): string {
	const all = Array.from(words)
	return all.length > BEGINNING ? `${all.slice(0, BEGINNING).join('')}…` : words
}

/** A suggestion in one sentence, for whoever listens. */
export function saySuggestion(
	standing: StandingSuggestion,
	{ delegations, seats }: RoomJson
): string {
	const { delegation, by, reason } = standing.suggestion
	const whose = delegations.find(({ id }) => id === delegation)?.name ?? seatName(by, seats)
	const what = partsOf(standing)
		.map(({ verb, words }) => (words === '' ? `${verb}.` : `${verb}: ${plainWords(words)}.`))
		.join(' ')
	return `Suggestion of ${whose}. ${what}${reason === '' ? '' : ` Reason: ${reason}`}`
}

/** Words without signs that nobody can say: a paragraph's beginning is one. */
export function plainWords(words: string): string {
	return words.replaceAll('¶', ' new paragraph ').replaceAll('\ufffc', ' … ').trim()
}
