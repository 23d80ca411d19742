import { type ContentBlock, type ContentInline } from './content.ts'

/** What the key of a bracket's mark begins with; its id follows. */
const FAMILY = 'bracket:'

/** The ids of the brackets that have words in `blocks`, in the order in which they begin; those that begin together in that of their ids. */
export function bracketIdsIn(blocks: readonly ContentBlock[]): readonly string[] {
	const ids = new Set<string>()
	for (const { content } of blocks)
		for (const { marks = {} } of content)
			for (const key of Object.keys(marks).toSorted())
				if (key.startsWith(FAMILY)) ids.add(key.slice(FAMILY.length))
	return [...ids]
}

/** `blocks` with the marks of those brackets alone for which `isOpen` says so: the mark of another means nothing. */
export function withBrackets(
	blocks: readonly ContentBlock[],
	isOpen: (id: string) => boolean
): readonly ContentBlock[] {
	return blocks.map((block) => ({
		...block,
		content: block.content.map((piece) => withMarks(piece, isOpen)),
	}))
}

function withMarks(piece: ContentInline, isOpen: (id: string) => boolean): ContentInline {
	const { marks = {}, ...rest } = piece
	const kept = Object.entries(marks).filter(
		([key]) => !key.startsWith(FAMILY) || isOpen(key.slice(FAMILY.length))
	)
	return kept.length === 0 ? rest : { ...rest, marks: Object.fromEntries(kept) }
}
