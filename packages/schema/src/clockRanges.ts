import type { ClockRange } from './readUpdate.ts'

/** Clocks `from` up to `to` of one client that have the same value. */
export interface ValuedRange<T> extends ClockRange {
	readonly value: T
}

/**
 * Values of clocks: for each client disjoint ranges in their order. Clocks grow as their clients write, so that almost every range is
 * put at the end of its row.
 */
export class ClockRanges<T> {
	readonly #rows = new Map<number, ValuedRange<T>[]>()

	/** Gives the clocks `from` up to `to` of `client` this value where they have none; gives those ranges of them that had none. */
	add(client: number, from: number, to: number, value: T): readonly ClockRange[] {
		let row = this.#rows.get(client)
		if (row === undefined) this.#rows.set(client, (row = []))
		const last = row.at(-1)
		if (last === undefined || last.to <= from) {
			const range = { from, to, value }
			row.push(range)
			return [range]
		}
		const added: ClockRange[] = []
		let reached = from
		for (let i = firstBehind(row, from); reached < to; i++) {
			const next = row[i]
			const end = Math.min(to, next?.from ?? to)
			if (reached < end) {
				added.push({ from: reached, to: end })
				row.splice(i, 0, { from: reached, to: end, value })
				i++
			}
			reached = Math.max(end, next?.to ?? to)
		}
		return added
	}

	/** The range that `clock` of `client` is in, or nothing where it has no value. */
	find(client: number, clock: number): ValuedRange<T> | undefined {
		const row = this.#rows.get(client)
		const range = row?.[firstBehind(row, clock)]
		return range !== undefined && range.from <= clock ? range : undefined
	}

	/** Every range, with its client. */
	*all(): Generator<ValuedRange<T> & { readonly client: number }> {
		for (const [client, row] of this.#rows) for (const range of row) yield { client, ...range }
	}

	/** The clocks `from` up to `to` of `client` in parts of one value each; `undefined` where they have none. */
	*parts(client: number, from: number, to: number): Generator<ValuedRange<T | undefined>> {
		const row = this.#rows.get(client) ?? []
		let reached = from
		for (let i = firstBehind(row, from); reached < to; i++) {
			const range = row[i]
			if (range === undefined || range.from >= to) {
				yield { from: reached, to, value: undefined }
				return
			}
			if (reached < range.from) yield { from: reached, to: range.from, value: undefined }
			const start = Math.max(reached, range.from)
			reached = Math.min(to, range.to)
			yield { from: start, to: reached, value: range.value }
		}
	}
}

/** The index of the first range that ends behind `clock`; the number of ranges where none does. */
function firstBehind(row: readonly ClockRange[], clock: number): number {
	let low = 0
	let high = row.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((row[middle]?.to ?? Infinity) <= clock) low = middle + 1
		else high = middle
	}
	return low
}
