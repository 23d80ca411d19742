import {
	alternativeHead,
	alternativePlace,
	sayStances,
	type ContentBlock,
	type SnapshotGroup,
} from '@parley/snapshot'
import { type OutgoingClause } from './outgoing.ts'

/** The attribute of a block that is no words of the text, but says something of them. */
export const IS_SIGN = 'parley:sign'

/**
 * The blocks of a clause with a line before each alternative, which says its letter and whose it is, and one behind it with the stances in words: so
 * that a text of which another may take the place is never taken for the text. Where nothing shall stand, the line says so in the place of its
 * empty paragraph.
 */
export function withAlternativeSigns({
	blocks,
	alternatives = [],
}: Pick<OutgoingClause, 'alternatives'> & {
	readonly blocks: readonly ContentBlock[]
}): readonly ContentBlock[] {
	const said = new Map(alternatives.map((group): [string, SnapshotGroup] => [group.id, group]))
	return blocks.flatMap((block, index) => {
		const place = alternativePlace(block)
		const group = place && said.get(place.group)
		const one = group?.alternatives.find(({ id }) => id === place?.alternative)
		if (place === undefined || group === undefined || one === undefined) return [block]
		const isOther = (other: ContentBlock | undefined): boolean =>
			other === undefined || alternativePlace(other)?.alternative !== place.alternative
		const [begins, ends] = [isOther(blocks[index - 1]), isOther(blocks[index + 1])]
		const isNothing = one.noText && begins && ends && block.content.length === 0
		const head = alternativeHead(one, { parked: group.parked, isNothing })
		const line = (part: string, words: string, mark: string): ContentBlock => ({
			id: `${block.id}~${part}`,
			type: 'paragraph',
			// where nothing shall stand, it stands for the paragraph
			...(!isNothing && { attrs: { [IS_SIGN]: true } }),
			in: (block.in ?? []).slice(0, 2),
			content: [{ text: words, marks: { [mark]: true } }],
		})
		const stances = sayStances(one)
		return [
			...(begins ? [line('head', head, 'strong')] : []),
			...(isNothing ? [] : [block]),
			...(ends && stances !== '' ? [line('stances', stances, 'em')] : []),
		]
	})
}
