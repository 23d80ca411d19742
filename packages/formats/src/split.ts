import { type ClauseKind } from '@parley/domain'
import { type DropCount, type ImportedClause, type Progress } from './imported.ts'
import { isTitleLike } from './label.ts'
import { cutWords, wordsOf, type Piece } from './piece.ts'
import { findStarts, type Start } from './starts.ts'

/**
 * The clauses that pieces make (rules I6–I11). What stands before the first start is the preamble; every later piece belongs
 * to the start before it. A text without any start is one clause.
 */
export function splitIntoClauses(
	pieces: readonly Piece[],
	drops: DropCount,
	progress?: Progress
): ImportedClause[] {
	const starts = findStarts(pieces)
	const clauses: ClauseDraft[] = []
	let isInAnnexes = false
	pieces.forEach((piece, i) => {
		const start = starts.get(i)
		const current = clauses.at(-1)
		if (start) {
			isInAnnexes = start.isAnnex || (isInAnnexes && !start.isClosing)
			const isFollowed = i + 1 < pieces.length && (start.isGroup || !starts.has(i + 1))
			clauses.push(openClause(start, piece, kindOf(start, isInAnnexes), isFollowed, drops))
		} else if (current === undefined) {
			clauses.push(draft(starts.size === 0 ? 'clause' : 'preamble', piece))
		} else if (
			current.isAwaitingTitle &&
			isTitle(piece, current, starts.has(i + 1), pieces[i + 1])
		) {
			current.heading = piece.text
			current.isAwaitingTitle = false
			countHeading(piece, drops)
		} else {
			current.isAwaitingTitle = false
			for (const block of piece.blocks) current.blocks.push(block)
		}
		if (i % 1000 === 0) progress?.(i, pieces.length)
	})
	progress?.(pieces.length, pieces.length)
	return clauses.map(({ kind, label, number, heading, blocks }) => {
		if (label !== number) drops.add('closing marks of labels')
		return { kind, label, number, heading, blocks }
	})
}

interface ClauseDraft {
	readonly kind: ClauseKind
	readonly label: string
	readonly number: string
	heading: string
	readonly blocks: Piece['blocks'][number][]
	readonly level: number
	readonly isGroup: boolean
	isAwaitingTitle: boolean
}

function draft(kind: ClauseKind, piece: Piece): ClauseDraft {
	return {
		kind,
		label: '',
		number: '',
		heading: '',
		blocks: [...piece.blocks],
		level: 0,
		isGroup: false,
		isAwaitingTitle: false,
	}
}

function kindOf(start: Start, isInAnnexes: boolean): ClauseKind {
	if (start.isPreamble) return 'preamble'
	if (start.isClosing) return 'closing'
	return isInAnnexes ? 'annex' : 'clause'
}

/** The clause that begins with `piece`; `isFollowed` says that more of it comes, so that what stands beside the label can be its title. */
function openClause(
	start: Start,
	piece: Piece,
	kind: ClauseKind,
	isFollowed: boolean,
	drops: DropCount
): ClauseDraft {
	const { label, number } = start
	const base = {
		kind,
		label,
		number,
		level: piece.level,
		isGroup: start.isGroup,
	}
	if (start.isClosing) return { ...draft(kind, piece), ...base }
	if (piece.level > 0) {
		countHeading(piece, drops)
		const heading = piece.text.slice(start.restAt)
		return { ...base, heading, blocks: [], isAwaitingTitle: heading === '' }
	}
	const [first, ...others] = unwrapItem(piece)
	const content = cutWords(first?.content ?? [], piece.isItem ? 0 : start.restAt)
	const words = wordsOf(content)
	if (first === undefined || (words === '' && first.in === undefined)) {
		return { ...base, heading: '', blocks: others, isAwaitingTitle: others.length === 0 }
	}
	const isHeading =
		first.in === undefined && isTitleLike(words) && (others.length > 0 || isFollowed)
	if (isHeading) return { ...base, heading: words, blocks: others, isAwaitingTitle: false }
	return {
		...base,
		heading: '',
		blocks: [{ ...first, content }, ...others],
		isAwaitingTitle: false,
	}
}

/** The blocks of an item of a numbered list without the list and the item around them. */
function unwrapItem(piece: Piece): readonly Piece['blocks'][number][] {
	if (!piece.isItem) return piece.blocks
	return piece.blocks.map(({ in: path = [], ...block }) =>
		path.length > 2 ? { ...block, in: path.slice(2) } : block
	)
}

/** Whether a piece that follows a bare label is the title of its clause (rule I9). */
function isTitle(
	piece: Piece,
	clause: ClauseDraft,
	isLast: boolean,
	next: Piece | undefined
): boolean {
	if (piece.level > 0) return clause.level === 0 || piece.level > clause.level
	if (piece.isList || !isTitleLike(piece.text)) return false
	return clause.isGroup || (!isLast && next !== undefined)
}

function countHeading(piece: Piece, drops: DropCount): void {
	const isMarked = piece.blocks.some((block) =>
		block.content.some((inline) => inline.marks !== undefined)
	)
	if (isMarked) drops.add('emphasis in headings')
}
