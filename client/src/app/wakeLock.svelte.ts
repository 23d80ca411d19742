/** Whether this page keeps the screen from sleeping; `unavailable` where the browser does not let it, as on plain http. */
export type WakeState = 'held' | 'released' | 'unavailable'

/** Keeps the screen awake while the page is seen. The browser lets go when the page is hidden; it is asked again when it is back. */
export class WakeLock {
	#state = $state<WakeState>('released')
	#sentinel: WakeLockSentinel | null = null
	#isClosed = false

	constructor() {
		document.addEventListener('visibilitychange', this.#onVisible)
		void this.#hold()
	}

	get state(): WakeState {
		return this.#state
	}

	close(): void {
		this.#isClosed = true
		document.removeEventListener('visibilitychange', this.#onVisible)
		void this.#sentinel?.release()
	}

	readonly #onVisible = (): void => {
		if (document.visibilityState === 'visible') void this.#hold()
	}

	async #hold(): Promise<void> {
		// the types promise it, plain http does not have it
		if (!('wakeLock' in navigator)) {
			this.#state = 'unavailable'
			return
		}
		try {
			const sentinel = await navigator.wakeLock.request('screen')
			if (this.#isClosed) {
				await sentinel.release()
				return
			}
			this.#sentinel = sentinel
			this.#state = 'held'
			sentinel.addEventListener('release', () => {
				this.#state = 'released'
			})
		} catch {
			// hidden just now, or a battery that is low: the next time it is seen it is asked again
			this.#state = 'released'
		}
	}
}
