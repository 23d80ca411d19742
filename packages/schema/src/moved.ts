import * as Y from 'yjs'
import { diffUnits, type ComparedUnit } from './diff.ts'
import {
	allOf,
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
import { type Arrival, type Carried, type Traces } from './traces.ts'

/** Former places of a block that are looked at, the newest: one that moved to and fro a thousand times must cost no more than others. */
const MOST_FORMER = 8

/** The shortest passage without its block that counts as moved, in UTF-16 units: shorter ones are alike by chance. */
const SHORTEST = 8

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
	{ edit, items: all }: Arrival,
	items: readonly Y.Item[],
	gone: readonly Y.Item[]
): Generator<Carried> {
	const fresh = new Set(gone)
	const wanted = new Set(items)
	const brought = new Set(all)
	const isFormer = (item: Y.Item, marker: Y.Item) =>
		item.deleted && (!brought.has(item) || isBefore(item, marker))
	const formerOf = (marker: Y.Item) =>
		newest(markersLike(traces, marker), (item) => isFormer(item, marker))
	// What whoever moved it took out, what they said was taken out, and what was.
	const readings: readonly ClocksOf[] = [
		(item) => (fresh.has(item) ? allOf(item) : []),
		(item) => partsIn(edit.deleted.get(item.id.client) ?? [], item),
		allOf,
	]
	for (const marker of items) {
		const former = isMarker(marker) ? formerOf(marker) : []
		if (former.length === 0) continue
		const now = wordingOf(writtenBehind(marker, all).filter((item) => wanted.delete(item)))
		const ways = former.flatMap((old) => {
			const isGone = (item: Y.Item) => isFormer(item, marker)
			// A marker that stands there now may have come in meanwhile: only those that were taken out with it ended the block. Where the
			// entry is all that was done without a line, the next block was joined with it before, perhaps.
			const own = contentBehind(old, (item) => fresh.has(item) && isMarker(item)).filter(isGone)
			const rest = contentBehind(old, () => false).filter(isGone)
			return [own, rest].flatMap((content) =>
				readings.map((clocksOf) => ({ old, former: wordingOf(content, clocksOf) }))
			)
		})
		const best = bestOf(now, ways)
		if (best === undefined) continue
		yield { unit: marker.id, source: best.old.id, length: 1 }
		yield* best.carried
	}
	const left = items.filter((item) => wanted.has(item) && !isMarker(item))
	yield* findPassages(left, wordingsOf(gone.filter((item) => !brought.has(item))))
}

/** Markers of the same block, the newest first. */
function* markersLike({ doc, markers }: Traces, marker: Y.Item): Generator<Y.Item> {
	const units = markers.get(markerOf(marker) ?? '') ?? []
	for (let i = units.length - 1; i >= 0; i--) {
		const { client, clock } = units[i] ?? marker.id
		const structs = doc.store.clients.get(client) ?? []
		const found = structs[Y.findIndexSS(structs, clock)]
		if (found instanceof Y.Item) yield found
	}
}

/** The newest few of `items` that are `wanted`, in the order in which they came. */
function newest(items: Iterable<Y.Item>, wanted: (item: Y.Item) => boolean): readonly Y.Item[] {
	const found: Y.Item[] = []
	for (const item of items) {
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
	for (const { from, to } of ranges) {
		const part = { from: Math.max(from, id.clock), to: Math.min(to, id.clock + length) }
		if (part.from < part.to) parts.push(part)
		if (to >= id.clock + length) break
	}
	return parts
}

/** The first of the ways in which a passage came about that explains the most of it. */
function bestOf(
	now: Wording,
	ways: readonly { readonly old: Y.Item; readonly former: Wording }[]
): { readonly old: Y.Item; readonly carried: readonly Carried[] } | undefined {
	let best: { readonly old: Y.Item; readonly carried: readonly Carried[] } | undefined
	let most = -1
	for (const [i, { old, former }] of ways.entries()) {
		const all = [...aligned(now, former)]
		const carried = i === 0 ? all : ofWholeParts(now, all)
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
 * text.
 */
function ofWholeParts({ parts }: Wording, carried: readonly Carried[]): readonly Carried[] {
	return parts.flatMap(({ client, clock, length }) => {
		const own = carried.filter(
			({ unit }) => unit.client === client && unit.clock >= clock && unit.clock < clock + length
		)
		return 2 * sizeOf(own) >= length ? own : []
	})
}

function sizeOf(carried: readonly Carried[]): number {
	return carried.reduce((sum, { length }) => sum + length, 0)
}

/**
 * What was written after `marker` and before another: the content of its block, in the order of its clocks. Where it stands now does
 * not tell, since others may have put something in between, and its author later, too.
 */
function writtenBehind(marker: Y.Item, all: readonly Y.Item[]): readonly Y.Item[] {
	const written: Y.Item[] = []
	for (const item of all.slice(all.indexOf(marker) + 1)) {
		if (item.id.client !== marker.id.client || isMarker(item)) break
		written.push(item)
	}
	return written
}

/** The content behind `marker` up to the end of its block. */
function contentBehind(marker: Y.Item, ends: (item: Y.Item) => boolean): readonly Y.Item[] {
	const items: Y.Item[] = []
	for (let item = marker.right; item !== null && !ends(item); item = item.right) {
		if (item.content.isCountable() && !isMarker(item)) items.push(item)
	}
	return items
}

/** The characters of a block beside those of the former one that are the same. */
function* aligned(now: Wording, former: Wording): Generator<Carried> {
	let old = 0
	let at = 0
	for (const edit of [...diffUnits(charactersOf(former), charactersOf(now)), endOf(former, now)]) {
		yield* paired(now, at, former, old, edit.old.from - old)
		old = edit.old.to
		at = edit.new.to
	}
}

function charactersOf({ text }: Wording): ComparedUnit[] {
	return text.split('').map((key) => ({ kind: 'character', key }))
}

function endOf(former: Wording, now: Wording): ChangedRange {
	const [old, end] = [former.text.length, now.text.length]
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
function* findPassages(items: readonly Y.Item[], passages: readonly Wording[]): Generator<Carried> {
	for (const run of runsOf(items)) {
		const now = wordingOf(run)
		if (now.text.length < SHORTEST) continue
		for (const old of passages) {
			const from = old.text.indexOf(now.text)
			if (from < 0) continue
			yield* paired(now, 0, old, from, now.text.length)
			break
		}
	}
}
