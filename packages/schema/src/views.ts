/**
 * Ways to look at the blocks of a clause: with every suggestion carried out, or with the marks of some sides only. Each gives blocks in their
 * canonical form, whatever blocks it is given, and changes none of them.
 */
import { changedStyle, readBlockChange, type BlockStyle } from './blockChange.ts'
import { appendInline, withMark, type Block, type Inline, type Marks } from './blocks.ts'
import { bracketIdOf } from './bracketKey.ts'
import type { Json } from './json.ts'
import {
	formattingOf,
	suggestionOfKey,
	SUGGESTION_FAMILIES,
	suggestionsOfMarks,
} from './suggestionKey.ts'

/** Which marks are shown as marks. */
export interface ShownMarks {
	/** Whether the suggestion with that id is one of those that are shown. */
	readonly suggestion: (id: string) => boolean
	/** Whether the bracket with that id is. */
	readonly bracket: (id: string) => boolean
}

/**
 * `blocks` with the marks of some suggestions and brackets only. What another suggestion would insert is left out, a block that it would begin
 * is joined to the one before, and what it would delete or format otherwise stands as it is; words of other brackets stay.
 */
export function onlyMarksOf(blocks: readonly Block[], shown: ShownMarks): Block[] {
	return viewed(blocks, (marks) => {
		let kept = marks
		const inserts: boolean[] = []
		for (const key of Object.keys(marks)) {
			const { family, id } = suggestionOfKey(key) ?? {}
			const bracket = bracketIdOf(key)
			const isShown =
				id === undefined ? bracket === undefined || shown.bracket(bracket) : shown.suggestion(id)
			if (family === 'ins') inserts.push(isShown)
			if (!isShown) kept = withMark(kept, key, null)
		}
		return { goesAt: inserts.length > 0 && !inserts.includes(true) ? 0 : null, marks: kept }
	})
}

/**
 * `blocks` as they would be if the suggestions `open` were accepted one after the other, without their marks and those of brackets, whose words
 * stay. A suggestion that `open` does not name was answered: what still stands under its `ins` is no word of the text, and is left out.
 *
 * The first block stays, as it does where suggestions are accepted (rule T70). Blocks do not tell whether the first of them has a marker of its
 * own: it is taken to have one.
 *
 * @param keeps the brackets whose marks stay, where it is to be known which words are disputed
 */
export function cleanBlocks(
	blocks: readonly Block[],
	open: readonly string[],
	keeps: ShownMarks['bracket'] = () => false
): Block[] {
	const ranks = new Map(open.map((id, rank) => [id, rank + 1]))
	return viewed(
		blocks.map((block) => restyled(block, ranks)),
		(marks) => acceptedIn(marks, ranks, keeps)
	)
}

/** `block` as the suggestions with `ranks` would have it, each after the one before it. */
function restyled(block: Block, ranks: ReadonlyMap<string, number>): Block {
	if (block.marks === undefined) return block
	const changes = Object.entries(block.marks).flatMap(([key, value]) => {
		const { family, id = '' } = suggestionOfKey(key) ?? {}
		const rank = family === 'setBlock' ? ranks.get(id) : undefined
		const change = readBlockChange(value)
		return rank === undefined || change === undefined ? [] : [{ rank, change }]
	})
	if (changes.length === 0) return block
	const { id, marks, content, type, attrs, in: path } = block
	const style = changes
		.sort((one, other) => one.rank - other.rank)
		.reduce<BlockStyle>((was, { change }) => changedStyle(was, change), { type, attrs, in: path })
	return {
		id,
		type: style.type,
		...(style.attrs && { attrs: style.attrs }),
		...(style.in && { in: style.in }),
		marks,
		content,
	}
}

/** What becomes of one unit: when it goes, null where it stays; and the marks that it has then. */
interface Fate {
	readonly goesAt: number | null
	readonly marks: Marks
}

/** What the suggestions with `ranks`, accepted in their order, make of a unit with `marks`. */
function acceptedIn(
	marks: Marks,
	ranks: ReadonlyMap<string, number>,
	keeps: ShownMarks['bracket']
): Fate {
	// of one suggestion that would have a word both ways the later family counts, as where it is accepted
	const suggested = suggestionsOfMarks(marks).toSorted(
		(a, b) => SUGGESTION_FAMILIES.indexOf(a.family) - SUGGESTION_FAMILIES.indexOf(b.family)
	)
	const inserted = suggested.filter(({ family }) => family === 'ins')
	const inserters = inserted.flatMap(({ id }) => ranks.get(id) ?? [])
	const isStray = inserted.length > 0 && inserters.length === 0
	let goesAt: number | null = isStray ? 0 : null
	const changes: [number, string, Json][] = []
	for (const { family, id, value } of suggested) {
		const rank = ranks.get(id)
		if (rank === undefined) continue
		// what another one would insert is not there yet, so nothing takes it away
		const goes = family === 'del' && !inserters.some((other) => other > rank)
		if (goes) goesAt = goesAt === null ? rank : Math.min(goesAt, rank)
		const change = formattingOf(family, value)
		if (change !== undefined) changes.push([rank, change.mark, change.value])
	}
	let kept: Marks = marks
	for (const [, mark, value] of changes.sort(([a], [b]) => a - b))
		kept = withMark(kept, mark, value)
	for (const key of Object.keys(marks)) {
		const bracket = bracketIdOf(key)
		const goes = bracket === undefined ? suggestionOfKey(key) !== undefined : !keeps(bracket)
		if (goes) kept = withMark(kept, key, null)
	}
	return { goesAt, marks: kept }
}

/** `blocks` with what `fateOf` makes of each unit, a block's beginning included; blocks whose beginning goes are joined to the one before. */
function viewed(blocks: readonly Block[], fateOf: (marks: Marks) => Fate): Block[] {
	const result: { block: Omit<Block, 'content'>; content: Inline[] }[] = []
	for (const { marks, content, ...block } of blocks) {
		const beginning = fateOf(marks ?? {})
		const last = result.at(-1)
		const own = Object.keys(beginning.marks).length > 0 && { marks: beginning.marks }
		const current =
			last !== undefined && beginning.goesAt !== null
				? last
				: { block: { ...block, ...own }, content: [] }
		if (current !== last) result.push(current)
		for (const { marks: before, ...piece } of content) {
			const { goesAt, marks: after } = before === undefined ? UNMARKED : fateOf(before)
			if (goesAt !== null) continue
			appendInline(
				current.content,
				Object.keys(after).length > 0 ? { ...piece, marks: after } : piece
			)
		}
	}
	return result.map(({ block, content }) => ({ ...block, content }))
}

const UNMARKED: Fate = { goesAt: null, marks: {} }
