/** A token bucket: `burst` at once, `perSecond` in the long run. Reads no clock: the time comes with each question. */
export class Bucket {
	readonly #burst: number
	readonly #perSecond: number
	#left: number
	#atMs: number

	/** A full bucket. `nowMs` is monotonic time. */
	constructor({ burst, perSecond }: Rate, nowMs: number) {
		this.#burst = burst
		this.#perSecond = perSecond
		this.#left = burst
		this.#atMs = nowMs
	}

	/** Takes `cost` out if that much is in it, and says whether it was. */
	take(cost: number, nowMs: number): boolean {
		const refill = ((nowMs - this.#atMs) / 1000) * this.#perSecond
		this.#left = Math.min(this.#burst, this.#left + refill)
		this.#atMs = nowMs
		if (this.#left < cost) return false
		this.#left -= cost
		return true
	}
}

/** How much at once, and how much a second for ever. */
export interface Rate {
	readonly burst: number
	readonly perSecond: number
}
