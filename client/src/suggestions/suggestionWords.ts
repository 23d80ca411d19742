import { type RoomJson } from '@parley/protocol'
import { seatName } from '../negotiation/rights.ts'
import { type StandingSuggestion } from '../negotiation/suggestions.ts'

/** A part of what a suggestion would do: a verb, and the words. */
export interface SuggestedPart {
	readonly verb: string
	readonly words: string
	readonly shape: 'ins' | 'del' | 'format'
}

/** What a suggestion would do, in its parts: `Delete “withdraw”`, `Insert “redeploy”`. */
export function partsOf({
	inserted,
	deleted,
	formatted,
}: StandingSuggestion): readonly SuggestedPart[] {
	const parts: SuggestedPart[] = [
		{ verb: 'Delete', words: deleted, shape: 'del' },
		{ verb: deleted === '' ? 'Insert' : 'Insert instead', words: inserted, shape: 'ins' },
		{ verb: 'Set otherwise', words: formatted, shape: 'format' },
	]
	return parts.filter(({ words }) => words !== '')
}

/** A suggestion in one sentence, for whoever listens. */
export function saySuggestion(
	standing: StandingSuggestion,
	{ delegations, seats }: RoomJson
): string {
	const { delegation, by, reason } = standing.suggestion
	const whose = delegations.find(({ id }) => id === delegation)?.name ?? seatName(by, seats)
	const what = partsOf(standing)
		.map(({ verb, words }) => `${verb}: ${plainWords(words)}.`)
		.join(' ')
	return `Suggestion of ${whose}. ${what}${reason === '' ? '' : ` Reason: ${reason}`}`
}

/** How many suggestions are open: `2 suggestions open`. */
export function countSuggestions(count: number): string {
	return count === 1 ? '1 suggestion open' : `${count} suggestions open`
}

/** Words without signs that nobody can say: a paragraph's beginning is one. */
export function plainWords(words: string): string {
	return words.replaceAll('¶', ' new paragraph ').replaceAll('\ufffc', ' … ').trim()
}
