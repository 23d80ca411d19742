import { beginsAfresh, isTitleLike, readLabel } from './label.ts'
import { type Piece } from './piece.ts'

/** What a text seems to be called: its first heading, or its first line where that reads like a title. */
export function suggestTitle(pieces: readonly Piece[]): { readonly title?: string } {
	const first = pieces.find((piece, i) => piece.level > 0 || i === 0)
	if (first === undefined || first.isList || readLabel(first.text) !== undefined) return {}
	const isTitle = first.level > 0 || (isTitleLike(first.text) && beginsAfresh(first.text))
	return isTitle && first.text !== '' ? { title: first.text } : {}
}
