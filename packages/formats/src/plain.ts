import { DropCount, type ImportedText, type Progress } from './imported.ts'
import { readLabel } from './label.ts'
import { countIds, type NextId, type Piece } from './piece.ts'
import { isOwnPlain, readOwnPlain } from './plainIn.ts'
import { splitIntoClauses } from './split.ts'
import { suggestTitle } from './title.ts'

/**
 * A plain text as clauses; one that `writePlain` made comes back as it was (rule I21). In any other, nothing is formatting here: numbers, letters in brackets, dashes and asterisks at the beginning of a
 * line are characters and stay (rule I4). Only white space changes: lines that were wrapped become one paragraph again.
 *
 * @param text what `decodeText` gave.
 */
export function importPlainText(text: string, progress?: Progress): ImportedText {
	if (isOwnPlain(text)) return readOwnPlain(text)
	const drops = new DropCount()
	const pieces = plainPieces(text, countIds(), drops)
	return {
		...suggestTitle(pieces),
		clauses: splitIntoClauses(pieces, drops, progress),
		dropped: drops.list(),
	}
}

/** The paragraphs of a plain text. */
export function plainPieces(text: string, nextId: NextId, drops: DropCount): Piece[] {
	return paragraphs(text, drops).map((words) => ({
		level: 0,
		text: words,
		isItem: false,
		isList: false,
		blocks: [{ id: nextId(), type: 'paragraph', content: [{ text: words }] }],
	}))
}

/**
 * The paragraphs of a text, each in one line. A blank line ends a paragraph. In a text whose lines were not wrapped, each line is
 * a paragraph; in one that was, a line ends it where the next word would still have fitted, or where the next line
 * begins with a label or an indent.
 */
function paragraphs(text: string, drops: DropCount): string[] {
	const lines = text.split('\n')
	const width = wrapWidth(lines)
	const found: string[] = []
	let open: string[] = []
	let last = ''
	const close = () => {
		if (open.length > 0) found.push(open.join(' '))
		open = []
	}
	for (const line of lines) {
		const words = line.replace(/[ \t]+/g, ' ').trim()
		const isContinued = open.length > 0 && words !== '' && width !== undefined
		if (isContinued && !endsParagraph(last, line, width)) drops.add('line ends within a paragraph')
		else close()
		if (words !== '') open.push(words)
		last = line
	}
	close()
	return found
}

/** The width at which the lines of a text were wrapped, in characters; undefined where they were not. */
function wrapWidth(lines: readonly string[]): number | undefined {
	const lengths = lines.map((line) => line.trimEnd().length).filter((length) => length > 0)
	if (lengths.length < 4) return undefined
	lengths.sort((a, b) => a - b)
	const width = lengths[Math.floor(lengths.length * 0.98)] ?? 0
	const median = lengths[Math.floor(lengths.length / 2)] ?? 0
	return width >= 40 && width <= 120 && median >= width * 0.6 ? width : undefined
}

const LINE_LABEL = /^(?:\(?[\p{L}\d]{1,4}\)|\d{1,3}[.)]|[-–—•*])\s/u

/** Many files have lost the indents of first lines, which are shorter by as much. */
const LOST_INDENT = 5

function endsParagraph(line: string, next: string, width: number): boolean {
	const before = line.trim()
	const words = next.trim()
	const needed = before.length + 1 + (/^\S+/.exec(words)?.[0] ?? '').length
	const isEnd = /[.;:!?)\]»"”]$/.test(before)
	if (needed <= width && isEnd) return true
	const isContinued = /^\p{Ll}/u.test(words) && !isEnd && before.length * 2 > width
	if (needed <= width - LOST_INDENT && !isContinued) return true
	if (/^\s{2,}/.test(next) && !/^\s/.test(line)) return true
	const isLabel = LINE_LABEL.test(words) || readLabel(words) !== undefined
	return isLabel && (isEnd || before.endsWith(','))
}
