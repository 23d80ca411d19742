import { PLACEHOLDER } from '@parley/schema'
import {
	clauseLabel,
	describeInstant,
	sayMissingWhat,
	sayMissingWords,
	type ContentBlock,
	type SnapshotPlaceholder,
} from '@parley/snapshot'
import { oneLine } from './characters.ts'
import { type OutgoingClause, type OutgoingText } from './outgoing.ts'

/** What is said where something is missing, for whoever reads a file in which something is. */
const LEGEND =
	'What stands in ⟨ ⟩ is missing from the text, with whoever is to say it behind the dash. It is listed below.'

/** The line that explains what stands in the place of what is missing; null where nothing is. */
export function placeholderLegend({ clauses }: Pick<OutgoingText, 'clauses'>): string | null {
	return clauses.some(({ placeholders = [] }) => placeholders.length > 0) ? LEGEND : null
}

/**
 * The blocks of a clause in which the atom of each of its placeholders says what is missing and who is to say it, as its member `words`. One that
 * is not among them says nothing of the kind.
 */
export function withPlaceholderSigns({
	blocks,
	placeholders = [],
}: Pick<OutgoingClause, 'placeholders'> & {
	readonly blocks: readonly ContentBlock[]
}): readonly ContentBlock[] {
	const known = new Map(placeholders.map((one): [string, SnapshotPlaceholder] => [one.id, one]))
	return blocks.map((block) => ({
		...block,
		content: block.content.map((piece) => {
			if ('text' in piece || piece.inline !== PLACEHOLDER) return piece
			const { attrs = {}, ...rest } = piece
			const { id } = attrs
			const one = typeof id === 'string' ? known.get(id) : undefined
			return one === undefined
				? rest
				: { ...rest, attrs: { id, words: oneLine(sayMissingWords(one)) } }
		}),
	}))
}

/**
 * What is missing, under the text, a line each: `⟨ ⟩ point 13 – amount: in euro, for 2026. To be said by UA by Tuesday 9 December 2025, 18:00:00
 * London.`
 */
export function placeholderLines({ clauses, deadline }: OutgoingText): readonly string[] {
	return clauses.flatMap(({ placeholders = [], ...clause }, order) =>
		placeholders.map(({ what, words, owner, due }) => {
			const by = owner === null ? '' : ` by ${owner}`
			const until = due === null ? '' : ` by ${describeInstant(due, deadline.zone)}`
			const asked = by + until === '' ? '' : ` To be said${by}${until}.`
			const label = clauseLabel({ ...clause, order })
			return oneLine(`⟨ ⟩ ${label} – ${sayMissingWhat({ what, words })}.${asked}`)
		})
	)
}
