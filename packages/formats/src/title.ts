import { beginsAfresh, isTitleLike, readLabel } from './label.ts'
import { type Piece } from './piece.ts'

/** A title that is one or two words goes on in the lines below it: `Угода`, `Agreement`. */
const SHORT_WORDS = 2
const LONGEST = 250

/** What a text seems to be called: its first heading without a label, or its first lines where they read like a title. */
export function suggestTitle(pieces: readonly Piece[]): { readonly title?: string } {
	const firstHeading = pieces.find((piece) => piece.level > 0)
	if (firstHeading && readLabel(firstHeading.text) === undefined) {
		return { title: firstHeading.text }
	}
	const [first, ...others] = pieces.slice(0, 6)
	if (!first || !isTitleLine(first) || !beginsAfresh(first.text)) return {}
	let title = first.text
	if (title.split(' ').length > SHORT_WORDS) return { title }
	for (const piece of others) {
		if (!isTitleLine(piece) || title.length + piece.text.length >= LONGEST) break
		title += ` ${piece.text}`
	}
	return { title }
}

function isTitleLine(piece: Piece): boolean {
	if (piece.level > 0 || piece.isList || readLabel(piece.text) !== undefined) return false
	return isTitleLike(piece.text) || /^\p{Ll}[^.;:!?]*[^.,;:!?]$/u.test(piece.text)
}
