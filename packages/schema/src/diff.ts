/** Which units of one row are the same as units of another. */
import type { ChangedRange, Range } from './ranges.ts'
import type { Unit } from './units.ts'

/** What two units are compared by. */
export type ComparedUnit = Pick<Unit, 'key' | 'kind'>

/** Up to this many pairs of units the best match is computed; beyond it only markers are matched. */
export const MAX_PAIRS = 400_000

/** A marker is worth this many characters: whoever replaces a text around a marker keeps the marker. */
const MARKER_WEIGHT = 50

/** The edits that make `b` of `a`, in order; what lies between them is the same in both. */
export function diffUnits(a: readonly ComparedUnit[], b: readonly ComparedUnit[]): ChangedRange[] {
	const edits: ChangedRange[] = []
	const whole = { old: { from: 0, to: a.length }, new: { from: 0, to: b.length } }
	const rest = trimmed(a, b, whole)
	if (isSmall(rest)) compare(a, b, rest, edits)
	else for (const between of splitAtMarkers(a, b, rest)) compare(a, b, between, edits)
	return edits
}

/**
 * The same, without looking for what two passages have in common in their middle: whoever puts another word in a word's place has not kept some
 * of its letters.
 *
 * @param selected of `a`: where nothing else was replaced, letters that it and what stands in its place both begin or end with are not kept either
 */
export function replacedUnits(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	selected: Range | null
): ChangedRange[] {
	const all = { old: { from: 0, to: a.length }, new: { from: 0, to: b.length } }
	const inPlace = selected && inPlaceOf(a, b, selected)
	return [...splitAtMarkers(a, b, inPlace ?? trimmed(a, b, all))].flatMap((between) => {
		const rest = trimmed(a, b, between)
		if (rest.old.to === rest.old.from && rest.new.to === rest.new.from) return []
		return [inPlace === null ? rest : between]
	})
}

/** What of `b` stands in the place of `selected` of `a`; null where they differ beside it too. */
function inPlaceOf(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	{ from, to }: Range
): ChangedRange | null {
	if (from < 0 || to > a.length) return null
	const end = b.length - (a.length - to)
	const isSame =
		end >= from &&
		a.slice(0, from).every(({ key }, i) => key === b[i]?.key) &&
		a.slice(to).every(({ key }, i) => key === b[end + i]?.key)
	return isSame ? { old: { from, to }, new: { from, to: end } } : null
}

function isSmall({ old, new: now }: ChangedRange): boolean {
	return (old.to - old.from) * (now.to - now.from) <= MAX_PAIRS
}

/** `range` without what is the same at its beginning and at its end. */
function trimmed(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	range: ChangedRange
): ChangedRange {
	let { from: oldFrom, to: oldTo } = range.old
	let { from: newFrom, to: newTo } = range.new
	while (oldFrom < oldTo && newFrom < newTo && a[oldFrom]?.key === b[newFrom]?.key) {
		oldFrom++
		newFrom++
	}
	while (oldFrom < oldTo && newFrom < newTo && a[oldTo - 1]?.key === b[newTo - 1]?.key) {
		oldTo--
		newTo--
	}
	return { old: { from: oldFrom, to: oldTo }, new: { from: newFrom, to: newTo } }
}

/** The parts between markers that are in both and in the same order. */
function* splitAtMarkers(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	range: ChangedRange
): Generator<ChangedRange> {
	const places = new Map<string, number>()
	for (let i = range.old.from; i < range.old.to; i++) {
		const unit = a[i]
		if (unit?.kind === 'marker') places.set(unit.key, i)
	}
	let { from: oldFrom } = range.old
	let { from: newFrom } = range.new
	for (let j = range.new.from; j < range.new.to; j++) {
		const unit = b[j]
		const i = unit?.kind === 'marker' ? places.get(unit.key) : undefined
		if (i === undefined || i < oldFrom) continue
		yield { old: { from: oldFrom, to: i }, new: { from: newFrom, to: j } }
		oldFrom = i + 1
		newFrom = j + 1
	}
	yield { old: { from: oldFrom, to: range.old.to }, new: { from: newFrom, to: range.new.to } }
}

function compare(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	range: ChangedRange,
	edits: ChangedRange[]
): void {
	const rest = trimmed(a, b, range)
	const removes = rest.old.to > rest.old.from
	const adds = rest.new.to > rest.new.from
	if (removes && adds && isSmall(rest)) addBestMatch(a, b, rest, edits)
	else if (removes || adds) edits.push(rest)
}

/** The longest common subsequence by the weight of units, and the edits between its members. */
function addBestMatch(
	a: readonly ComparedUnit[],
	b: readonly ComparedUnit[],
	range: ChangedRange,
	edits: ChangedRange[]
): void {
	const { from: oldFrom, to: oldTo } = range.old
	const { from: newFrom, to: newTo } = range.new
	const rows = oldTo - oldFrom
	const columns = newTo - newFrom
	const width = columns + 1
	const best = new Uint32Array((rows + 1) * width)
	const at = (i: number, j: number) => best[i * width + j] ?? 0
	const matched = (i: number, j: number): number => {
		const unit = a[oldFrom + i]
		if (unit?.key !== b[newFrom + j]?.key) return -1
		return at(i + 1, j + 1) + (unit?.kind === 'marker' ? MARKER_WEIGHT : 1)
	}
	for (let i = rows - 1; i >= 0; i--) {
		for (let j = columns - 1; j >= 0; j--) {
			best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), matched(i, j))
		}
	}
	let i = 0
	let j = 0
	let oldStart = oldFrom
	let newStart = newFrom
	const end = (oldEnd: number, newEnd: number) => {
		if (oldEnd === oldStart && newEnd === newStart) return
		edits.push({ old: { from: oldStart, to: oldEnd }, new: { from: newStart, to: newEnd } })
	}
	while (i < rows && j < columns) {
		if (matched(i, j) === at(i, j)) {
			end(oldFrom + i, newFrom + j)
			i++
			j++
			oldStart = oldFrom + i
			newStart = newFrom + j
		} else if (at(i + 1, j) === at(i, j)) i++
		else j++
	}
	end(oldTo, newTo)
}
