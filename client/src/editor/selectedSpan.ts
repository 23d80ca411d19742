import { type EditorState } from 'prosemirror-state'

/** Words of a text between two positions. */
export interface TextSpan {
	readonly from: number
	readonly to: number
	/** A space stands between two paragraphs. */
	readonly words: string
}

/** What is selected, from its first character to its last one, without white space around them; null where no character is. */
export function selectedSpan({ doc, selection }: EditorState): TextSpan | null {
	const pieces: TextSpan[] = []
	let words = ''
	doc.nodesBetween(selection.from, selection.to, (node, position) => {
		if (node.isTextblock && words !== '') words += ' '
		if (!node.isText) return
		const begin = Math.max(selection.from - position, 0)
		const piece = (node.text ?? '').slice(begin, selection.to - position)
		words += piece
		const inner = piece.trim()
		if (inner === '') return
		const from = position + begin + piece.indexOf(inner)
		pieces.push({ from, to: from + inner.length, words: inner })
	})
	const [first, last] = [pieces[0], pieces.at(-1)]
	return first === undefined || last === undefined
		? null
		: { from: first.from, to: last.to, words: words.trim() }
}
