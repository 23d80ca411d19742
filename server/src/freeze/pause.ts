import { type Clock } from './clock.ts'

/** How long to wait before something is tried again that the storage did not take. */
const RETRY_MS = 1000

/** The wait between two tries, which ends at once when whoever waits is closed. */
export class Pause {
	readonly #clock: Pick<Clock, 'delay'>
	#end: () => void = () => undefined
	#isClosed = false

	constructor(clock: Pick<Clock, 'delay'>) {
		this.#clock = clock
	}

	/** Resolves when it is time for another try, or to give up. */
	async wait(): Promise<void> {
		if (this.#isClosed) return
		await new Promise<void>((resolve) => {
			const cancel = this.#clock.delay(RETRY_MS, resolve)
			this.#end = () => {
				cancel()
				resolve()
			}
		})
	}

	/** Ends the wait, and every later one. Closing twice is fine. */
	close(): void {
		this.#isClosed = true
		this.#end()
	}
}
