import { bracketIdOf } from '@parley/schema'
import { type ContentBlock, type ContentInline } from '@parley/snapshot'

/**
 * `blocks` with square brackets as characters around the words that carry a bracket's mark, over paragraphs, too, and in each piece where it
 * stands in several: so that disputed words are never taken for agreed ones. Holders are not named.
 */
export function withBracketSigns(blocks: readonly ContentBlock[]): readonly ContentBlock[] {
	const idsOf = ({ marks = {} }: ContentInline): readonly string[] =>
		Object.keys(marks).flatMap((key) => bracketIdOf(key) ?? [])
	const pieces = blocks.flatMap(({ content }) => content)
	const ids = pieces.map(idsOf)
	let index = 0
	return blocks.map((block) => ({
		...block,
		content: block.content.flatMap((piece) => {
			const [before = [], own = [], behind = []] = [ids[index - 1], ids[index], ids[index + 1]]
			index++
			const begun = own.filter((id) => !before.includes(id)).length
			const ended = own.filter((id) => !behind.includes(id)).length
			return [...sign('[', begun), withoutBrackets(piece), ...sign(']', ended)]
		}),
	}))
}

function sign(character: string, count: number): readonly ContentInline[] {
	return count === 0 ? [] : [{ text: character.repeat(count) }]
}

function withoutBrackets(piece: ContentInline): ContentInline {
	const { marks = {}, ...rest } = piece
	const kept = Object.entries(marks).filter(([key]) => bracketIdOf(key) === undefined)
	return kept.length === 0 ? rest : { ...rest, marks: Object.fromEntries(kept) }
}
