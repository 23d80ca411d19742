import type { SeatId } from '@parley/domain'
import * as Y from 'yjs'
import type { Effort } from './effort.ts'
import type { UnitId } from './struct.ts'
import { rootsOf, type Stamp, type Traces } from './traces.ts'
import { textOf } from './wire.ts'
import {
	charactersOf,
	indexIn,
	runsIn,
	unitsIn,
	wordingIn,
	type UnitRun,
	type Wording,
} from './wording.ts'

/** The shortest text that counts as copied, in UTF-16 units: shorter ones are alike by chance. */
export const SHORTEST_COPY = 20

/** Places that are looked at where the same text stands. */
const MOST_PLACES = 8

/** From so many of its characters on the places are looked for, and at so many rows of characters that are the same, of each. */
const MOST_STARTS = 256
const MOST_ROWS = 16

/** From so many more once there is one: every row that stands has one that is looked for among these. */
const MORE_STARTS = 12

/** Steps of looking for a row of characters, and at one that may be the same; characters of a passage that are searched in one. */
const STEPS = { start: 4, row: 8, charactersOfOne: 4 } as const

/** Units that repeat others' words, and whose these are. */
export interface Copied extends UnitRun {
	readonly from: readonly (SeatId | null)[]
}

/**
 * Those of the new `items` of an entry of `seat` that repeat others' words. The log does not say what was pasted; it says that a text
 * came in by one edit. Where it has 20 characters or more and the same stand together just then, or were taken out of the clause
 * lately, it is taken for pasted, and those are named who wrote the other one. Who wrote it there before repeats nobody.
 *
 * In steps: undefined where others can have their turn.
 *
 * @param cuts passages that were taken out lately
 */
export function* findCopied(
	traces: Traces,
	seat: SeatId,
	items: readonly Y.Item[],
	cuts: readonly Wording[],
	effort: Effort
): Generator<Copied | undefined, void, undefined> {
	if (items.reduce((sum, { length }) => sum + length, 0) < SHORTEST_COPY) return
	const own = new Set(items)
	for (const run of yield* runsIn(items, effort)) {
		yield
		const now = yield* wordingIn(run)
		if (now.text.length < SHORTEST_COPY) continue
		const places = placesOf(traces, now.text, own, cuts, effort)
		const from = othersOf(traces, seat, places, effort)
		if (from.length > 0)
			for (const units of unitsIn(now, 0, now.text.length)) yield { ...units, from }
	}
}

/** The others who wrote the first of `places`; nobody where `seat` wrote all of one. */
function othersOf(
	traces: Traces,
	seat: SeatId,
	places: Iterable<readonly UnitRun[]>,
	effort: Effort
): readonly (SeatId | null)[] {
	let others: readonly (SeatId | null)[] = []
	let looked = 0
	for (const place of places) {
		const authors = new Set<SeatId | null>()
		for (const units of place) {
			if (!effort.take(units.length)) return others
			for (const { seat: author } of authorsOf(traces, units)) authors.add(author)
		}
		authors.delete(seat)
		if (authors.size === 0) return []
		if (looked === 0) others = [...authors]
		if (++looked === MOST_PLACES) break
	}
	return others
}

/** The units of the places where `text` stands beside the items that are `own`, and then of those where it was cut. */
function* placesOf(
	traces: Traces,
	text: string,
	own: ReadonlySet<Y.Item>,
	cuts: readonly Wording[],
	effort: Effort
): Generator<readonly UnitRun[]> {
	yield* standing(traces, text, own, effort)
	for (const cut of cuts) {
		if (cut.text.length < text.length) continue
		if (!effort.take((cut.text.length + text.length) / STEPS.charactersOfOne)) return
		const at = indexIn(cut.text, text)
		if (at >= 0) yield [...unitsIn(cut, at, at + text.length)]
	}
}

/** The places where `text` stands. Wherever it does, some of its rows of characters were mostly written at one go, and are found by them. */
function* standing(
	traces: Traces,
	text: string,
	own: ReadonlySet<Y.Item>,
	effort: Effort
): Generator<readonly UnitRun[]> {
	const found = new Set<string>()
	let last = Math.min(text.length, MOST_STARTS)
	for (let start = 0; start < last; start++) {
		if (!effort.take(STEPS.start)) return
		let rows = 0
		for (const row of traces.shingles.find(text, start)) {
			if (++rows > MOST_ROWS || !effort.take(STEPS.row)) break
			const place = placeAround(traces.doc, row, text, start, own, effort)
			const [first] = place ?? []
			if (place === undefined || first === undefined) continue
			const name = `${String(first.client)}:${String(first.clock)}`
			if (found.has(name)) continue
			if (found.size === 0) last = Math.min(last, start + MORE_STARTS)
			found.add(name)
			yield place
		}
	}
}

/** The units in which `text` stands so that its character `at` is the unit `row`; nothing where it does not. */
function placeAround(
	doc: Y.Doc,
	row: UnitId,
	text: string,
	at: number,
	own: ReadonlySet<Y.Item>,
	effort: Effort
): readonly UnitRun[] | undefined {
	const structs = doc.store.clients.get(row.client) ?? []
	const item = structs[Y.findIndexSS(structs, row.clock)]
	if (!(item instanceof Y.Item) || item.parent !== textOf(doc) || !isThere(item, own))
		return undefined
	const offset = row.clock - item.id.clock
	const place: UnitRun[] = []
	const ahead = matched(item, offset, text, at, own, effort)
	if (ahead === undefined) return undefined
	let reached = at
	let end = offset
	for (let before = item; reached > 0;) {
		if (end === 0 || !isThere(before, own)) {
			if (before.left === null || !effort.take(1)) return undefined
			before = before.left
			end = before.length
			continue
		}
		const length = Math.min(end, reached)
		const characters = charactersOf(before).slice(end - length, end)
		if (!effort.take(length)) return undefined
		if (characters !== text.slice(reached - length, reached)) return undefined
		place.unshift({ client: before.id.client, clock: before.id.clock + end - length, length })
		reached -= length
		end -= length
	}
	return [...place, ...ahead]
}

/** The units that are the characters of `text` from `at` on, the first of them `offset` units into `item`; nothing where others stand there. */
function matched(
	item: Y.Item,
	offset: number,
	text: string,
	at: number,
	own: ReadonlySet<Y.Item>,
	effort: Effort
): readonly UnitRun[] | undefined {
	const units: UnitRun[] = []
	let reached = at
	let from = offset
	for (let next: Y.Item | null = item; reached < text.length; next = next.right) {
		if (next === null || !effort.take(1)) return undefined
		if (!isThere(next, own)) continue
		const length = Math.min(next.length - from, text.length - reached)
		if (!effort.take(length)) return undefined
		if (charactersOf(next).slice(from, from + length) !== text.slice(reached, reached + length))
			return undefined
		units.push({ client: next.id.client, clock: next.id.clock + from, length })
		reached += length
		from = 0
	}
	return units
}

function isThere(item: Y.Item, own: ReadonlySet<Y.Item>): boolean {
	return item.countable && !item.deleted && !own.has(item)
}

function* authorsOf({ arrivals, sources }: Traces, units: UnitRun): Generator<Stamp> {
	const { client, clock, length } = units
	for (const { from, to, root } of rootsOf(sources, client, clock, clock + length)) {
		for (const part of arrivals.parts(root.client, root.clock, root.clock + to - from))
			if (part.value !== undefined) yield part.value
	}
}
