/** How often the database is looked at for the writes of others. */
const LOOK_MS = 500

/** Those who want to know of the writes of other processes. */
export interface Watch {
	/** Calls `listener` after others wrote. Returns the way to stop. */
	add(listener: () => void): () => void
	/** Stops looking. */
	close(): void
}

/**
 * Looks for writes of other processes twice a second while somebody wants to know.
 *
 * @param look gives a number that changes with them, and with nothing else: SQLite's `data_version` on the writing connection, which
 * its own commits leave alone. A look that fails is no news: the next write will say what is wrong.
 */
export function createWatch(look: () => Promise<number>): Watch {
	const listeners = new Set<() => void>()
	let timer: NodeJS.Timeout | null = null
	let seen: number | null = null

	async function lookNow(): Promise<void> {
		const version = await look().catch(() => seen)
		const changed = seen !== null && version !== seen
		seen = version
		if (changed) for (const listener of listeners) listener()
	}

	function stop(): void {
		if (timer !== null) clearInterval(timer)
		timer = null
		seen = null
	}

	return {
		add(listener) {
			listeners.add(listener)
			if (timer === null) {
				void lookNow()
				timer = setInterval(() => void lookNow(), LOOK_MS)
				timer.unref()
			}
			return () => {
				listeners.delete(listener)
				if (listeners.size === 0) stop()
			}
		},
		close() {
			listeners.clear()
			stop()
		},
	}
}
