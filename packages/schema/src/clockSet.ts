import { RangeRow } from './rangeRow.ts'
import type { ClockRange } from './readUpdate.ts'

/** A part of a range of clocks that is in a set as a whole, or not at all. */
export interface SetPart extends ClockRange {
	readonly isIn: boolean
}

/**
 * A set of clocks, for each client. Ranges that touch become one, so that adding costs as many steps as there are ranges that end by it,
 * and each ends but once.
 */
export class ClockSet {
	readonly #rows = new Map<number, RangeRow<{ from: number; to: number }>>()

	/** Adds the clocks `from` up to `to` of `client`; gives those that were not in it. */
	add(client: number, from: number, to: number): readonly ClockRange[] {
		if (from >= to) return []
		let row = this.#rows.get(client)
		if (row === undefined) this.#rows.set(client, (row = new RangeRow()))
		const { last } = row
		if (last === undefined || last.to < from) {
			row.put({ from, to })
			return [{ from, to }]
		}
		if (last.to === from) {
			last.to = to
			return [{ from, to }]
		}
		const touched = [...upTo(row.behind(from - 1), to)]
		const added = [...gapsIn(touched, from, to)]
		const [first] = touched
		if (first === undefined) row.put({ from, to })
		else if (added.length > 0) {
			const end = touched.at(-1)?.to ?? to
			for (const range of touched.slice(1)) row.take(range)
			// it stays where it stands in the row: whatever stood between is a part of it now
			first.from = Math.min(first.from, from)
			first.to = Math.max(end, to)
		}
		return added
	}

	/** Whether `clock` of `client` is in it. */
	has(client: number, clock: number): boolean {
		const range = this.#rows.get(client)?.firstBehind(clock)
		return range !== undefined && range.from <= clock
	}

	/** The clocks `from` up to `to` of `client` in parts that are in it or are not. */
	*parts(client: number, from: number, to: number): Generator<SetPart> {
		let reached = from
		for (const range of upTo(this.#rows.get(client)?.behind(from) ?? [], to - 1)) {
			const start = Math.max(from, range.from)
			if (reached < start) yield { from: reached, to: start, isIn: false }
			reached = Math.min(to, range.to)
			yield { from: start, to: reached, isIn: true }
		}
		if (reached < to) yield { from: reached, to, isIn: false }
	}
}

/** Those of `ranges`, which are in order, that begin at `clock` or before. */
function* upTo<R extends ClockRange>(ranges: Iterable<R>, clock: number): Generator<R> {
	for (const range of ranges) {
		if (range.from > clock) return
		yield range
	}
}

function* gapsIn(ranges: readonly ClockRange[], from: number, to: number): Generator<ClockRange> {
	let reached = from
	for (const range of ranges) {
		if (reached < range.from) yield { from: reached, to: range.from }
		reached = Math.max(reached, range.to)
	}
	if (reached < to) yield { from: reached, to }
}
