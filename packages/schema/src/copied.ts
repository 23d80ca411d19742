import type { SeatId } from '@parley/domain'
import type * as Y from 'yjs'
import { wordingOf, runsOf, unitsIn, type Wording, type UnitRun } from './wording.ts'
import { rootsOf, type Stamp, type Traces } from './traces.ts'
import { textOf } from './wire.ts'

/** The shortest text that counts as copied, in UTF-16 units: shorter ones are alike by chance. */
export const SHORTEST_COPY = 20

/** Places that are looked at where the same text stands. */
const MOST_PLACES = 8

/** Units that repeat others' words, and whose these are. */
export interface Copied extends UnitRun {
	readonly from: readonly (SeatId | null)[]
}

/**
 * Those of the new `items` of an entry of `seat` that repeat others' words. The log does not say what was pasted; it says that a text
 * came in by one edit. Where it has 20 characters or more and the same stand in one block just then, or were taken out of it
 * lately, it is taken for pasted, and those are named who wrote the other one. Who wrote it there before repeats nobody.
 *
 * @param cuts passages that were taken out lately
 */
export function* findCopied(
	traces: Traces,
	seat: SeatId,
	items: readonly Y.Item[],
	cuts: readonly Wording[]
): Generator<Copied> {
	const runs = runsOf(items).map((run) => wordingOf(run))
	const long = runs.filter(({ text }) => text.length >= SHORTEST_COPY)
	if (long.length === 0) return
	const places = [wordingOf(itemsBeside(traces.doc, new Set(items))), ...cuts]
	for (const run of long) {
		const from = othersOf(traces, seat, run.text, places)
		if (from.length > 0)
			for (const units of unitsIn(run, 0, run.text.length)) yield { ...units, from }
	}
}

/** What stands in the text beside `items`. */
function* itemsBeside(doc: Y.Doc, items: ReadonlySet<Y.Item>): Generator<Y.Item> {
	for (let item = textOf(doc)._start; item !== null; item = item.right)
		if (item.countable && !item.deleted && !items.has(item)) yield item
}

/** The others who wrote `text` where it stands; nobody where `seat` wrote all of it once. */
function othersOf(
	traces: Traces,
	seat: SeatId,
	text: string,
	places: readonly Wording[]
): readonly (SeatId | null)[] {
	let others: readonly (SeatId | null)[] = []
	let looked = 0
	for (const place of places) {
		let at = place.text.indexOf(text)
		for (; at >= 0 && looked < MOST_PLACES; at = place.text.indexOf(text, at + 1)) {
			const authors = new Set<SeatId | null>()
			for (const units of unitsIn(place, at, at + text.length))
				for (const { seat: author } of authorsOf(traces, units)) authors.add(author)
			authors.delete(seat)
			if (authors.size === 0) return []
			if (looked === 0) others = [...authors]
			looked++
		}
	}
	return others
}

function* authorsOf({ arrivals, sources }: Traces, units: UnitRun): Generator<Stamp> {
	const { client, clock, length } = units
	for (const { from, to, root } of rootsOf(sources, client, clock, clock + length)) {
		for (const part of arrivals.parts(root.client, root.clock, root.clock + to - from))
			if (part.value !== undefined) yield part.value
	}
}
