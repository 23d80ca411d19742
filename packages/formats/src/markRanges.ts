import { type Block, type Inline } from '@parley/schema'

/** Words that get a mark, between two characters that go, by their places in the words of all blocks. */
export interface MarkedRange {
	readonly key: string
	/** The words: from this place up to `to`. */
	readonly from: number
	readonly to: number
	/** What goes begins with the character at `open`, and ends with that at `close`. */
	readonly open: number
	readonly close: number
}

/** Blocks with their marks, and what became of those that were given. */
export interface MarkedBlocks {
	readonly blocks: readonly Block[]
	/** For each that was given, its index among those; null where it is gone. */
	readonly kept: readonly (number | null)[]
}

/**
 * `blocks` with the marks of `ranges` on their words, and without what stands between `open` and `from` and between `to` and `close`. A paragraph
 * outside of lists of which nothing is left was nothing but brackets: it goes.
 *
 * @param starts where the words of each block begin
 */
export function markRanges(
	blocks: readonly Block[],
	starts: readonly number[],
	ranges: readonly MarkedRange[]
): MarkedBlocks {
	const cuts = cutsOf(ranges)
	const marks = new Set<string>()
	let gone = 0
	let next = 0
	const marked: Block[] = []
	const kept = blocks.map((block, index) => {
		let at = starts[index] ?? 0
		const content: Inline[] = []
		for (const inline of block.content) {
			const length = 'text' in inline ? inline.text.length : 1
			for (let from = 0; from < length;) {
				for (let cut = cuts[next]; cut !== undefined && cut.at <= at + from; cut = cuts[++next]) {
					gone += cut.goes
					if (cut.begins !== null) marks.add(cut.begins)
					if (cut.ends !== null) marks.delete(cut.ends)
				}
				const to = Math.min(length, (cuts[next]?.at ?? Infinity) - at)
				if (gone === 0) append(content, pieceOf(inline, from, to), marks)
				from = to
			}
			at += length
		}
		const isGone = content.length === 0 && block.content.length > 0 && block.in === undefined
		if (isGone) return null
		marked.push({ ...block, content })
		return marked.length - 1
	})
	return { blocks: marked, kept }
}

interface Cut {
	readonly at: number
	/** By how many more what stands behind it goes; fewer where it is negative. */
	readonly goes: number
	readonly begins: string | null
	readonly ends: string | null
}

function cutsOf(ranges: readonly MarkedRange[]): readonly Cut[] {
	return ranges
		.flatMap(({ key, from, to, open, close }): Cut[] => [
			{ at: open, goes: 1, begins: null, ends: null },
			{ at: from, goes: -1, begins: key, ends: null },
			{ at: to, goes: 1, begins: null, ends: key },
			{ at: close + 1, goes: -1, begins: null, ends: null },
		])
		.sort((a, b) => a.at - b.at)
}

function pieceOf(inline: Inline, from: number, to: number): Inline {
	return 'text' in inline ? { ...inline, text: inline.text.slice(from, to) } : inline
}

/** Adds a piece under its own marks and `more`, in the order of their keys; to the run before it where both have the same. */
function append(content: Inline[], piece: Inline, more: ReadonlySet<string>): void {
	const all = { ...piece.marks, ...Object.fromEntries([...more].map((key) => [key, true])) }
	const marks = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
	const added = Object.keys(marks).length === 0 ? piece : { ...piece, marks }
	const last = content.at(-1)
	const isSame =
		last !== undefined &&
		'text' in last &&
		'text' in added &&
		JSON.stringify(last.marks ?? {}) === JSON.stringify(added.marks ?? {})
	if (isSame) content[content.length - 1] = { ...last, text: last.text + added.text }
	else content.push(added)
}
