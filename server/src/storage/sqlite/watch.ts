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
 * Looks for writes of other processes twice a second while somebody wants to know. What was written while nobody did is told
 * at the first look.
 *
 * @param seen what `look` gave when the storage was opened.
 * @param look gives a number that changes with the writes of others, and with nothing else: SQLite's `data_version` on the writing
 * connection, which its own commits leave alone. A look that fails is no news: the next write says what is wrong.
 */
export function createWatch(seen: number, look: () => Promise<number>): Watch {
	const listeners = new Set<() => void>()
	let last = seen
	let timer: NodeJS.Timeout | null = null

	async function lookNow(): Promise<void> {
		const version = await look().catch(() => last)
		if (version === last) return
		last = version
		for (const listener of listeners) listener()
	}

	function stop(): void {
		if (timer !== null) clearInterval(timer)
		timer = null
	}

	return {
		add(listener) {
			listeners.add(listener)
			timer ??= setInterval(() => void lookNow(), LOOK_MS).unref()
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
