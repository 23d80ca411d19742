import { type ClockRange } from '@parley/schema'

/** A set of whole numbers kept as half-open ranges in order: clocks that were deleted, of which Yjs deletes runs. */
export class Intervals {
	/** Starts and ends in turn, ascending: `[from, to, from, to, …]`. */
	#bounds: number[] = []

	/**
	 * Adds ranges that come in order and not over each other, in time in proportion to their number and that of those kept: an update
	 * can bring hundreds of thousands of them.
	 */
	add(ranges: readonly ClockRange[]): void {
		const [first] = ranges
		const last = ranges.at(-1)
		if (first === undefined || last === undefined) return
		// What is kept before `start` and from `end` on touches none of them.
		const start = this.#search(first.from, false)
		const end = this.#search(last.to, true)
		const before = this.#bounds.slice(0, start - (start % 2))
		const touched = this.#bounds.slice(start - (start % 2), end + (end % 2))
		this.#bounds = before.concat(union(touched, ranges), this.#bounds.slice(end + (end % 2)))
	}

	/** Whether all of `from` up to, not including, `to` is in the set. */
	covers(from: number, to: number): boolean {
		if (to <= from) return true
		const index = this.#search(from, true)
		const end = this.#bounds[index]
		return index % 2 === 1 && end !== undefined && end >= to
	}

	/** Index of the first bound that is at or after `value`, or only after it where `strictly`. */
	#search(value: number, strictly: boolean): number {
		let low = 0
		let high = this.#bounds.length
		while (low < high) {
			const middle = (low + high) >> 1
			const bound = this.#bounds[middle] ?? Infinity
			if (bound < value || (strictly && bound === value)) low = middle + 1
			else high = middle
		}
		return low
	}
}

/** The union of the ranges between `bounds` and of `ranges`, both in order, as bounds. */
function union(bounds: readonly number[], ranges: readonly ClockRange[]): readonly number[] {
	const merged: number[] = []
	const append = (from: number, to: number): void => {
		const reached = merged.at(-1)
		if (to <= from) return
		if (reached === undefined || from > reached) merged.push(from, to)
		else if (to > reached) merged[merged.length - 1] = to
	}
	let index = 0
	const appendUpTo = (clock: number): void => {
		for (; (bounds[index] ?? Infinity) <= clock; index += 2) {
			append(bounds[index] ?? 0, bounds[index + 1] ?? 0)
		}
	}
	for (const { from, to } of ranges) {
		appendUpTo(from)
		append(from, to)
	}
	appendUpTo(Number.MAX_SAFE_INTEGER)
	return merged
}
