import * as Y from 'yjs'
import { firstBehind } from './rangeRow.ts'
import { diffUnits, MAX_PAIRS, type ComparedUnit } from './diff.ts'
import type { Effort } from './effort.ts'
import {
	allOf,
	indexIn,
	isMarker,
	wordingOf,
	wordingsOf,
	runsOf,
	unitsIn,
	markerOf,
	type ClocksOf,
	type Wording,
} from './wording.ts'
import type { ChangedRange } from './ranges.ts'
import type { ClockRange } from './readUpdate.ts'
import { type Arrival, type Traces } from './traces.ts'
import type { Carried } from './struct.ts'

/** Former places of a block that are looked at, the newest, and markers of it among which these are looked for. */
const MOST_FORMER = 8
const MOST_MARKERS = 64

/** The shortest passage without its block that counts as moved, in UTF-16 units: shorter ones are alike by chance. */
const SHORTEST = 8

/** How far behind its marker the content of a block is looked for, in items and units: for each unit of what it is compared with, and besides. */
const BEHIND = { byUnit: 8, besides: 4096 } as const

/** Pairs of characters that are compared in one step, and characters that are searched. */
const PAIRS_OF_ONE = 4

/**
 * What an entry put in that stood elsewhere. A block is one and the same when its marker was deleted and the entry brings one with the
 * same id, which nothing but a move does: equal characters behind the two are the same. Most of the time the entry itself deletes
 * the first one; another may have been faster. Any other passage is the same when it is, from its beginning to its end, a part of
 * what the entry took out.
 *
 * @param items those that the entry brought and whose words are not known from elsewhere
 * @param gone those that the entry deleted, and nobody before it
 */
export function* findMoved(
	traces: Traces,
	arrival: Arrival,
	items: readonly Y.Item[],
	gone: readonly Y.Item[],
	effort: Effort
): Generator<Carried> {
	// Most of what is typed; and a paste can have a hundred thousand items.
	if (gone.length === 0 && !items.some(isMarker)) return
	const fresh = new Set(gone)
	const wanted = new Set(items)
	const brought = new Set(arrival.items)
	for (const [i, marker] of arrival.items.entries()) {
		if (!wanted.has(marker) || !isMarker(marker)) continue
		const isFormer = (item: Y.Item) =>
			item.deleted && (!brought.has(item) || isBefore(item, marker))
		const former = newest(markersLike(traces, marker), isFormer, effort)
		if (former.length === 0) continue
		const content = writtenBehind(arrival.items, i).filter((item) => wanted.delete(item))
		const now = wordingOf(content)
		const ways = waysOf(former, { arrival, fresh, isFormer, length: now.text.length, effort })
		const best = bestOf(now, ways, effort)
		if (best === undefined) continue
		yield { unit: marker.id, source: best.old.id, length: 1 }
		yield* best.carried
	}
	const left = items.filter((item) => wanted.has(item) && !isMarker(item))
	const units = left.reduce((sum, { length }) => sum + length, 0)
	if (units < SHORTEST || gone.length === 0) return
	const passages = wordingsOf(
		gone.filter((item) => !brought.has(item)),
		effort
	)
	yield* findPassages(left, passages, effort)
}

/** A former place of a block, and what stood there, as far as one way of reading it goes. */
interface Way {
	readonly old: Y.Item
	readonly former: Wording
}

/**
 * What stood behind each of the markers `former`: first what whoever moved the block took out, what they said was taken out, and what
 * was, up to the end of the block; then all of it. A marker that stands there now may have come in meanwhile: only those that were
 * taken out with it ended the block. Where the entry is all that was done without a line, the next block was joined with it before,
 * perhaps.
 */
function* waysOf(
	former: readonly Y.Item[],
	{
		arrival: { saidDeleted },
		fresh,
		isFormer,
		length,
		effort,
	}: {
		readonly arrival: Arrival
		readonly fresh: ReadonlySet<Y.Item>
		readonly isFormer: (item: Y.Item) => boolean
		readonly length: number
		readonly effort: Effort
	}
): Generator<Way> {
	const readings: readonly ClocksOf[] = [
		(item) => (fresh.has(item) ? allOf(item) : []),
		(item) => partsIn(saidDeleted.get(item.id.client) ?? [], item),
		allOf,
	]
	const most = BEHIND.byUnit * length + BEHIND.besides
	for (const old of former) {
		for (const ends of [(item: Y.Item) => fresh.has(item) && isMarker(item), () => false]) {
			const content = contentBehind(old, ends, most, effort).filter(isFormer)
			for (const clocksOf of readings) yield { old, former: wordingOf(content, clocksOf) }
		}
	}
}

/** Markers of the same block, the newest first. */
function* markersLike({ doc, markers }: Traces, marker: Y.Item): Generator<Y.Item> {
	const units = markers.get(markerOf(marker) ?? '') ?? []
	for (let i = units.length - 1; i >= Math.max(0, units.length - MOST_MARKERS); i--) {
		const { client, clock } = units[i] ?? marker.id
		const structs = doc.store.clients.get(client) ?? []
		const found = structs[Y.findIndexSS(structs, clock)]
		if (found instanceof Y.Item) yield found
	}
}

/** The newest few of `items` that are `wanted`, in the order in which they came. */
function newest(
	items: Iterable<Y.Item>,
	wanted: (item: Y.Item) => boolean,
	effort: Effort
): readonly Y.Item[] {
	const found: Y.Item[] = []
	for (const item of items) {
		if (!effort.take(1)) break
		if (wanted(item)) found.unshift(item)
		if (found.length === MOST_FORMER) break
	}
	return found
}

function isBefore({ id: a }: Y.Item, { id: b }: Y.Item): boolean {
	return a.client === b.client && a.clock < b.clock
}

/** Those clocks of an item that are in one of `ranges`, which are in order. */
function partsIn(ranges: readonly ClockRange[], { id, length }: Y.Item): readonly ClockRange[] {
	const parts: ClockRange[] = []
	for (let i = firstBehind(ranges, id.clock); i < ranges.length; i++) {
		const { from, to } = ranges[i] ?? { from: Infinity, to: Infinity }
		if (from >= id.clock + length) break
		parts.push({ from: Math.max(from, id.clock), to: Math.min(to, id.clock + length) })
	}
	return parts
}

/** The first of the ways in which a passage came about that explains the most of it. */
function bestOf(
	now: Wording,
	ways: Iterable<Way>,
	effort: Effort
): { readonly old: Y.Item; readonly carried: readonly Carried[] } | undefined {
	let best: { readonly old: Y.Item; readonly carried: readonly Carried[] } | undefined
	let most = -1
	for (const { old, former } of ways) {
		const all = [...aligned(now, former, effort)]
		const carried = best === undefined ? all : ofWholeParts(now, all)
		const size = sizeOf(carried)
		if (size <= most) continue
		best = { old, carried }
		most = size
		if (size === now.text.length) break
	}
	return best
}

/**
 * Those of `carried` that make up half of a part or more of `now`: single characters of what was written later are to be found in any
 * text. Both are in the order of the text.
 */
function ofWholeParts({ parts }: Wording, carried: readonly Carried[]): readonly Carried[] {
	const whole: Carried[] = []
	let i = 0
	for (const { client, clock, length } of parts) {
		const own: Carried[] = []
		for (let one = carried[i]; one !== undefined; one = carried[++i]) {
			const { unit } = one
			if (unit.client !== client || unit.clock < clock || unit.clock >= clock + length) break
			own.push(one)
		}
		if (2 * sizeOf(own) < length) continue
		// one by one: there may be more of them than a call takes arguments
		for (const one of own) whole.push(one)
	}
	return whole
}

function sizeOf(carried: readonly Carried[]): number {
	return carried.reduce((sum, { length }) => sum + length, 0)
}

/**
 * What was written after the marker `all[at]` and before another: the content of its block, in the order of its clocks. Where it stands
 * now does not tell, since others may have put something in between, and its author later, too.
 */
function writtenBehind(all: readonly Y.Item[], at: number): readonly Y.Item[] {
	const written: Y.Item[] = []
	for (let i = at + 1; i < all.length; i++) {
		const item = all[i]
		if (item === undefined || item.id.client !== all[at]?.id.client || isMarker(item)) break
		written.push(item)
	}
	return written
}

/** The content behind `marker` up to the end of its block, once more than `most` items and units are passed up to there. */
function contentBehind(
	marker: Y.Item,
	ends: (item: Y.Item) => boolean,
	most: number,
	effort: Effort
): readonly Y.Item[] {
	const items: Y.Item[] = []
	let left = most
	for (let item = marker.right; item !== null && !ends(item); item = item.right) {
		const isContent = item.deleted && item.countable && !isMarker(item)
		const units = isContent ? item.length : 0
		if (left <= 0 || !effort.take(1 + units / PAIRS_OF_ONE)) break
		left -= 1 + units
		if (isContent) items.push(item)
	}
	return items
}

/** The characters of a block beside those of the former one that are the same. */
function* aligned(now: Wording, former: Wording, effort: Effort): Generator<Carried> {
	const [a, b] = [former.text, now.text]
	const most = Math.min(a.length, b.length)
	if (!effort.take((a.length + b.length) / PAIRS_OF_ONE)) return
	let start = 0
	while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start++
	let end = 0
	while (
		end < most - start &&
		a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)
	)
		end++
	yield* paired(now, 0, former, 0, start)
	const [old, middle] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
	if (old !== '' && middle !== '' && effort.take(costOfMatch(old, middle))) {
		let oldAt = 0
		let at = 0
		const edits = diffUnits(unitsOf(old), unitsOf(middle))
		for (const edit of [...edits, endOf(old, middle)]) {
			yield* paired(now, start + at, former, start + oldAt, edit.old.from - oldAt)
			oldAt = edit.old.to
			at = edit.new.to
		}
	}
	yield* paired(now, b.length - end, former, a.length - end, end)
}

/** Steps of finding the best match of two texts, or of finding that they are too long for one. */
function costOfMatch(a: string, b: string): number {
	return Math.min(a.length * b.length, MAX_PAIRS) / PAIRS_OF_ONE + a.length + b.length
}

function unitsOf(text: string): ComparedUnit[] {
	return text.split('').map((key) => ({ kind: 'character', key }))
}

function endOf({ length: old }: string, { length: end }: string): ChangedRange {
	return { old: { from: old, to: old }, new: { from: end, to: end } }
}

/** `length` characters of `now` from `at` on beside those of `old` from `from` on, in runs. */
function* paired(
	now: Wording,
	at: number,
	old: Wording,
	from: number,
	length: number
): Generator<Carried> {
	let reached = 0
	for (const { client, clock, length: size } of unitsIn(now, at, at + length)) {
		let done = 0
		for (const source of unitsIn(old, from + reached, from + reached + size)) {
			yield { unit: { client, clock: clock + done }, source, length: source.length }
			done += source.length
		}
		reached += size
	}
}

/** Those runs of `items` that are, as a whole, a part of one of the passages. */
function* findPassages(
	items: readonly Y.Item[],
	passages: readonly Wording[],
	effort: Effort
): Generator<Carried> {
	for (const run of runsOf(items, effort)) {
		const now = wordingOf(run)
		if (now.text.length < SHORTEST) continue
		for (const old of passages) {
			if (old.text.length < now.text.length) continue
			if (!effort.take((old.text.length + now.text.length) / PAIRS_OF_ONE)) return
			const from = indexIn(old.text, now.text)
			if (from < 0) continue
			yield* paired(now, 0, old, from, now.text.length)
			break
		}
	}
}
