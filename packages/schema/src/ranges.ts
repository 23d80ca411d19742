/** What several steps changed together, as ranges of the first document and of the last. */
import type { StepMap } from 'prosemirror-transform'

/** Positions `from` up to `to`. */
export interface Range {
	readonly from: number
	readonly to: number
}

/** A range of the old document that a range of the new one stands in place of; all around is unchanged. */
export interface ChangedRange {
	readonly old: Range
	readonly new: Range
}

/** The changed ranges of a sequence of step maps, in order, none touching another. */
export function changedRanges(maps: readonly StepMap[]): readonly ChangedRange[] {
	return maps.reduce(addMap, [])
}

/**
 * The ranges from the first document to the one after `map`. In the document between, the ranges known so far and those of
 * the map are joined where they touch; their ends are then carried back to the first document and on to the new one.
 */
function addMap(known: readonly ChangedRange[], map: StepMap): readonly ChangedRange[] {
	const added: ChangedRange[] = []
	map.forEach((from, to, newFrom, newTo) => {
		added.push({ old: { from, to }, new: { from: newFrom, to: newTo } })
	})
	if (added.length === 0) return known
	const back = known.map((range) => ({ here: range.new, there: range.old }))
	const on = added.map((range) => ({ here: range.old, there: range.new }))
	return joined([...back, ...on].map(({ here }) => here)).map((range) => ({
		old: { from: carryStart(back, range.from), to: carryEnd(back, range.to) },
		new: { from: carryStart(on, range.from), to: carryEnd(on, range.to) },
	}))
}

function joined(ranges: readonly Range[]): readonly Range[] {
	const sorted = [...ranges].sort((a, b) => a.from - b.from || a.to - b.to)
	const out: Range[] = []
	for (const range of sorted) {
		const last = out.at(-1)
		if (last && range.from <= last.to) {
			out[out.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
		} else out.push(range)
	}
	return out
}

interface Pair {
	readonly here: Range
	readonly there: Range
}

/** Where the beginning of a range lies on the other side: ranges that begin before it, and only these, count. */
function carryStart(pairs: readonly Pair[], position: number): number {
	let shift = 0
	for (const { here, there } of pairs) {
		if (position <= here.from) break
		if (position <= here.to) return there.from
		shift = there.to - here.to
	}
	return position + shift
}

/** Where the end of a range lies on the other side. */
function carryEnd(pairs: readonly Pair[], position: number): number {
	let shift = 0
	for (const { here, there } of pairs) {
		if (position < here.from) break
		if (position < here.to) return there.to
		shift = there.to - here.to
	}
	return position + shift
}
