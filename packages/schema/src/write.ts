/**
 * Writing an edited document back: the units that were kept stay the items they are, whatever steps led there. Steps are
 * not translated one by one; what a wrap, a lift or a replacement of everything comes to is read off the two documents.
 */
import { Mark } from 'prosemirror-model'
import { diffUnits } from './diff.ts'
import type { KeptRun } from './aligned.ts'
import type { MirrorLeaf } from './mirrorLeaf.ts'
import type { Marks } from './blocks.ts'
import { storedMarks, suggestedIn, type Model } from './model.ts'
import { Operations } from './operations.ts'
import type { ChangedRange, Range } from './ranges.ts'
import { blockOf, nodeEmbed, type PlacedLeaf } from './tree.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { beginsPair, endOf, endsPair, unitsBefore, unitsOf, type Unit } from './units.ts'
import type { Target } from './target.ts'
import { birthOf, IMPLICIT_ID, type Marker } from './wire.ts'
import { writeMarks, writeProperties } from './writeKept.ts'

/** What writing did that the leaves do not show. */
export interface Written {
	/** Ids of the leaves that got a new marker. */
	readonly born: ReadonlySet<string>
	/** The first block, which had no marker, has one now. */
	readonly madeExplicit: boolean
	/** The new markers of blocks that shared their ids with others, by the ids of their leaves. */
	readonly renamed: ReadonlyMap<string, Marker>
}

/**
 * Writes the difference between two rows of leaves. Nothing is written where there is none.
 *
 * @param ranges what changed, in positions of the two trees
 * @param before how many units before the first of `old` are not in the text; unless the leaves are a part of the
 * document, this is found here
 */
export function writeLeaves(
	target: Target,
	old: readonly MirrorLeaf[],
	next: readonly PlacedLeaf[],
	ranges: readonly ChangedRange[],
	before?: number
): Written {
	const madeExplicit = before === undefined && mustBecomeExplicit(old, next)
	const operations = new Operations(target.text, target.properties)
	if (madeExplicit) operations.insertEmbed(0, { block: IMPLICIT_ID }, {})
	const virtual = before ?? (old[0] && !old[0].marker && !madeExplicit ? 1 : 0)
	const edits = unitEdits(target.model, old, next, ranges)
	const born = new Set<string>()
	for (const edit of edits.toReversed())
		writeEdit(target.model, operations, next, edit, virtual, born)
	const kept = keptRuns(edits, old)
	const rows = { old, next, kept, virtual }
	writeMarks(operations, rows)
	const renamed = writeProperties(target, operations, rows)
	operations.run(target.transact)
	return { born, madeExplicit, renamed }
}

/** A first block without a marker needs one as soon as it is not the first any more, or has no text of its own. */
function mustBecomeExplicit(old: readonly MirrorLeaf[], next: readonly PlacedLeaf[]): boolean {
	const [first] = old
	const [now] = next
	if (!first || first.marker || !now) return false
	return now.id !== first.id || (now.node.content.size === 0 && next.length > 1)
}

function unitEdits(
	model: Model,
	old: readonly MirrorLeaf[],
	next: readonly PlacedLeaf[],
	ranges: readonly ChangedRange[]
): ChangedRange[] {
	return unitRanges(old, next, ranges).flatMap((range) => {
		const was = unitsOf(model, old, range.old.from, range.old.to)
		const is = unitsOf(model, next, range.new.from, range.new.to)
		return diffUnits(was, is).map((edit) => ({
			old: moved(edit.old, range.old.from),
			new: moved(edit.new, range.new.from),
		}))
	})
}

/** `range` further on by `by`. */
export function moved({ from, to }: Range, by: number): Range {
	return { from: from + by, to: to + by }
}

/** The ranges in units. When they do not add up (tokens moved without their text) everything is compared. */
export function unitRanges(
	old: readonly PlacedLeaf[],
	next: readonly PlacedLeaf[],
	ranges: readonly ChangedRange[]
): readonly ChangedRange[] {
	const start = old[0]?.flat ?? 0
	const everything = { old: { from: start, to: endOf(old) }, new: { from: start, to: endOf(next) } }
	let growth = 0
	const inUnits: ChangedRange[] = []
	for (const range of ranges) {
		const was = { from: unitsBefore(old, range.old.from), to: unitsBefore(old, range.old.to) }
		const is = { from: unitsBefore(next, range.new.from), to: unitsBefore(next, range.new.to) }
		if (is.from - was.from !== growth) return [everything]
		growth += is.to - is.from - (was.to - was.from)
		inUnits.push(aroundPairs(old, next, { old: was, new: is }))
	}
	if (endOf(next) - endOf(old) !== growth) return [everything]
	const overlaps = inUnits.some((range, i) => range.old.from < (inUnits[i - 1]?.old.to ?? 0))
	return overlaps ? [everything] : inUnits
}

/** `range` made longer where it would begin or end between the two halves of a surrogate pair. */
function aroundPairs(
	old: readonly PlacedLeaf[],
	next: readonly PlacedLeaf[],
	range: ChangedRange
): ChangedRange {
	if (range.old.from === range.old.to && range.new.from === range.new.to) return range
	const back = beginsPair(old, range.old.from - 1) || beginsPair(next, range.new.from - 1) ? 1 : 0
	const on = endsPair(old, range.old.to) || endsPair(next, range.new.to) ? 1 : 0
	return {
		old: { from: range.old.from - back, to: range.old.to + on },
		new: { from: range.new.from - back, to: range.new.to + on },
	}
}

/** The units that are in both rows: all but those of `edits`. */
export function keptRuns(edits: readonly ChangedRange[], old: readonly PlacedLeaf[]): KeptRun[] {
	const runs: KeptRun[] = []
	let from = old[0]?.flat ?? 0
	let now = from
	const keepTo = (end: number) => {
		if (end > from) runs.push({ old: from, now, length: end - from })
	}
	for (const edit of edits) {
		keepTo(edit.old.from)
		from = edit.old.to
		now = edit.new.to
	}
	keepTo(endOf(old))
	return runs
}

function writeEdit(
	model: Model,
	operations: Operations,
	next: readonly PlacedLeaf[],
	edit: ChangedRange,
	virtual: number,
	born: Set<string>
): void {
	let at = edit.old.from - virtual
	operations.delete(at, edit.old.to - edit.old.from)
	const units = unitsOf(model, next, edit.new.from, edit.new.to)
	const [left] = unitsOf(model, next, edit.new.from - 1, edit.new.from)
	let marks = left && left.kind !== 'marker' ? left.marks : undefined
	for (let i = 0; i < units.length;) {
		const unit = units[i]
		if (!unit) break
		if (unit.kind === 'marker') {
			// The marks of its left neighbour, or of its right one: with others Yjs would add formatting around it.
			marks ??= units.slice(i).find(isContent)?.marks
			operations.insertEmbed(at, birthOf(blockOf(model, unit.leaf)), {
				...withoutSuggestions(storedMarks(marks ?? Mark.none)),
				...suggestedIn(unit.leaf.node),
			})
			born.add(unit.leaf.id)
			at++
			i++
			continue
		}
		marks = unit.marks
		if (unit.kind === 'atom') {
			operations.insertEmbed(at, nodeEmbed(model, unit.node), storedMarks(marks))
			at++
			i++
		} else {
			const run = runOf(units, i)
			operations.insertText(at, run, storedMarks(marks))
			at += run.length
			i += run.length
		}
	}
}

/** `marks` of words beside a new marker without those of suggestions: on a marker, they would say that it is suggested as well. */
function withoutSuggestions(marks: Marks): Marks {
	return Object.fromEntries(
		Object.entries(marks).filter(([key]) => suggestionOfKey(key) === undefined)
	)
}

function isContent(unit: Unit): unit is Exclude<Unit, { kind: 'marker' }> {
	return unit.kind !== 'marker'
}

/** The characters from `index` on that carry the same marks. */
function runOf(units: readonly Unit[], index: number): string {
	let run = ''
	let marks: readonly Mark[] | undefined
	for (let i = index; i < units.length; i++) {
		const unit = units[i]
		if (unit?.kind !== 'character' || (marks && !Mark.sameSet(unit.marks, marks))) break
		marks = unit.marks
		run += unit.character
	}
	return run
}
