/** How long something goes on before others have their turn, in ms. */
const TURN_MS = 8

/**
 * Work that takes long and holds nobody up: whoever does it asks now and then whether others shall have their turn. It says how long it
 * took, without the time that others had.
 */
export class Work {
	#ms = 0
	#began = performance.now()

	/** How long it has taken so far, in ms. */
	get ms(): number {
		return this.#ms + performance.now() - this.#began
	}

	/** Whether it has gone on for long enough: then `rest` is called. */
	get isDue(): boolean {
		return performance.now() - this.#began >= TURN_MS
	}

	/** Lets others have their turn. */
	async rest(): Promise<void> {
		await this.outside(() => new Promise(setImmediate))
	}

	/** Waits for something that is none of this work. */
	async outside<T>(wait: () => Promise<T>): Promise<T> {
		this.#ms += performance.now() - this.#began
		try {
			return await wait()
		} finally {
			this.#began = performance.now()
		}
	}

	/** Does all `steps`, with rests between them; gives what they come to. */
	async all<T>(steps: Iterator<unknown, T>): Promise<T> {
		for (;;) {
			const step = steps.next()
			if (step.done === true) return step.value
			if (this.isDue) await this.rest()
		}
	}
}
