/** When each character was sent, and how long it took to everybody else: on one clock, since all clients live in one process. */
export class Deliveries {
	readonly #sentAt = new Map<number, number[]>()
	#latencies: number[] = []
	#count = 0
	/** How many characters have reached somebody since the beginning. */
	total = 0

	/** The character at `clock` of `client` is about to be sent. */
	sent(client: number, clock: number): void {
		const times = this.#sentAt.get(client) ?? []
		this.#sentAt.set(client, times)
		times[clock] = performance.now()
	}

	/** Characters `from` to `to` (exclusive) of `client` have reached somebody. */
	arrived(client: number, from: number, to: number): void {
		const times = this.#sentAt.get(client)
		if (times === undefined) return
		const now = performance.now()
		for (let clock = from; clock < to; clock++) {
			const at = times[clock]
			if (at === undefined) continue
			this.#count++
			this.total++
			this.#latencies.push(now - at)
		}
	}

	/** How many characters have reached somebody since `restart`. */
	get count(): number {
		return this.#count
	}

	/** The time in ms that so many of a hundred deliveries took at most, since `restart`. */
	percentile(percent: number): number {
		const sorted = Float64Array.from(this.#latencies).sort()
		const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))
		return sorted[index] ?? Number.NaN
	}

	/** Counts anew. */
	restart(): void {
		this.#latencies = []
		this.#count = 0
	}
}
