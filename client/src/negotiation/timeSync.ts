/** An answer of the server to the question for its time; all in ms. */
export interface TimeSample {
	/** When it was asked and when the answer was here, on a clock of this device that does not step. */
	readonly asked: number
	readonly answered: number
	/** The server's clock when it answered. */
	readonly server: number
}

/** How long a good answer is trusted against a slower one: clocks of devices drift some ms a minute. */
const TRUSTED_MS = 60_000

/**
 * What the server's clock says, from its answers. The answer lies between question and arrival, so the one with the shortest
 * round trip is the closest; half of that trip is the most it can be wrong by.
 */
export class TimeSync {
	#best: TimeSample | null = null
	#provisional: { readonly at: number; readonly server: number } | null = null

	/** Takes a time that came unasked: how long it travelled is unknown, so it serves until an answer comes. */
	guess(at: number, server: number): void {
		this.#provisional = { at, server }
	}

	/** Takes an answer in; says whether it is now the one that counts. */
	add(sample: TimeSample): boolean {
		const best = this.#best
		const isBetter =
			best === null ||
			tripOf(sample) <= tripOf(best) ||
			sample.answered - best.answered > TRUSTED_MS
		if (isBetter) this.#best = sample
		return isBetter
	}

	/** Forgets what was learnt: the device slept, or its clock jumped. */
	reset(): void {
		this.#best = null
	}

	/** The server's time when this device's clock says `at`, or null before anything was heard. */
	serverAt(at: number): number | null {
		if (this.#best === null) {
			return this.#provisional === null
				? null
				: this.#provisional.server + at - this.#provisional.at
		}
		const { asked, answered, server } = this.#best
		return server + (at - (asked + answered) / 2)
	}

	/** The most by which `serverAt` can be wrong, in ms. */
	get uncertainty(): number {
		return this.#best === null ? Infinity : tripOf(this.#best) / 2
	}
}

function tripOf(sample: TimeSample): number {
	return sample.answered - sample.asked
}
