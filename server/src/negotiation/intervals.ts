/** A set of whole numbers kept as half-open ranges in order: clocks that were deleted, of which Yjs deletes runs. */
export class Intervals {
	/** Starts and ends in turn, ascending: `[from, to, from, to, …]`. */
	readonly #bounds: number[] = []

	/** Adds `from` up to, not including, `to`. */
	add(from: number, to: number): void {
		if (to <= from) return
		// The first bound at or after `from` and the first after `to`: what lies between is swallowed.
		const first = this.#search(from, false)
		const last = this.#search(to, true)
		const bounds: number[] = []
		if (first % 2 === 0) bounds.push(from)
		if (last % 2 === 0) bounds.push(to)
		this.#bounds.splice(first, last - first, ...bounds)
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
