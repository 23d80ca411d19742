/** Waiting for one key, at most: a page asks for one thing after the other. */
const MOST_WAITING = 32

/** Does what is asked for one key, e.g. a session, one after the other. */
export class InTurn {
	readonly #waiting = new Map<string, { count: number; last: Promise<unknown> }>()

	/** Does `work` once all that came before for `key` is done; null where too much waits for it. Rejects as `work` does. */
	take<T>(key: string, work: () => Promise<T>): Promise<T> | null {
		const turn = this.#waiting.get(key) ?? { count: 0, last: Promise.resolve() }
		if (turn.count >= MOST_WAITING) return null
		this.#waiting.set(key, turn)
		turn.count++
		const done = turn.last.then(work).finally(() => {
			if (--turn.count === 0) this.#waiting.delete(key)
		})
		turn.last = done.catch(() => undefined)
		return done
	}
}
