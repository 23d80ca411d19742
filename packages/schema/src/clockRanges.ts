import { ClockSet } from './clockSet.ts'
import { RangeRow } from './rangeRow.ts'
import type { ClockRange } from './readUpdate.ts'

/** Clocks `from` up to `to` of one client that have the same value. */
export interface ValuedRange<T> extends ClockRange {
	readonly value: T
}

/**
 * Values of clocks: for each client disjoint ranges in their order. Clocks grow as their clients write, so that almost every range is
 * put at the end of its row. Those that have a value already are passed over at once, however many ranges they are.
 */
export class ClockRanges<T> {
	readonly #rows = new Map<number, RangeRow<ValuedRange<T>>>()
	readonly #valued = new ClockSet()
	#size = 0

	/** How many ranges there are. */
	get size(): number {
		return this.#size
	}

	/** Gives the clocks `from` up to `to` of `client` this value where they have none; gives those ranges of them that had none. */
	add(client: number, from: number, to: number, value: T): readonly ClockRange[] {
		let row = this.#rows.get(client)
		if (row === undefined) this.#rows.set(client, (row = new RangeRow()))
		const added = this.#valued.add(client, from, to)
		for (const gap of added) row.put({ from: gap.from, to: gap.to, value })
		this.#size += added.length
		return added
	}

	/** The range that `clock` of `client` is in, or nothing where it has no value. */
	find(client: number, clock: number): ValuedRange<T> | undefined {
		const range = this.#rows.get(client)?.firstBehind(clock)
		return range !== undefined && range.from <= clock ? range : undefined
	}

	/** Every range, with its client. */
	*all(): Generator<ValuedRange<T> & { readonly client: number }> {
		for (const [client, row] of this.#rows)
			for (const range of row.behind(-1)) yield { client, ...range }
	}

	/** The clocks `from` up to `to` of `client` that have no value, in ranges. */
	*without(client: number, from: number, to: number): Generator<ClockRange> {
		for (const part of this.#valued.parts(client, from, to)) if (!part.isIn) yield part
	}

	/** The clocks `from` up to `to` of `client` in parts of one value each; `undefined` where they have none. */
	*parts(client: number, from: number, to: number): Generator<ValuedRange<T | undefined>> {
		let reached = from
		for (const range of this.#rows.get(client)?.behind(from) ?? []) {
			if (range.from >= to) break
			if (reached < range.from) yield { from: reached, to: range.from, value: undefined }
			const start = Math.max(reached, range.from)
			reached = Math.min(to, range.to)
			yield { from: start, to: reached, value: range.value }
		}
		if (reached < to) yield { from: reached, to, value: undefined }
	}
}
