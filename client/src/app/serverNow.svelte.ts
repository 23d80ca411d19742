import { createSubscriber } from 'svelte/reactivity'

/** The server's clock as far as one answer told it, carried on by this device's own monotonic time. Ticks while it is looked at. */
export class ServerNow {
	readonly #atAnswer: number
	readonly #answeredAt: number
	readonly #subscribe: () => void

	/**
	 * @param now ms on the server's clock, as an answer said that just came.
	 * @param everyMs how often what is shown follows.
	 */
	constructor(now: number, everyMs = 1000) {
		this.#atAnswer = now
		this.#answeredAt = performance.now()
		this.#subscribe = createSubscriber((update) => {
			const timer = setInterval(update, everyMs)
			return () => {
				clearInterval(timer)
			}
		})
	}

	/** Milliseconds UTC; in an effect or a template, follows the time. */
	get now(): number {
		this.#subscribe()
		return this.#atAnswer + performance.now() - this.#answeredAt
	}
}
