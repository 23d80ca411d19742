import { untrack } from 'svelte'
import { FIRST_PAUSE_MS, isGone, mayPass, nextPause } from './retry.ts'

/** Where a thing that is fetched stands. `trouble` is why it could not be fetched anew; null where the last answer came. */
export type ResourceState<T> =
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly value: T; readonly trouble: unknown }
	| { readonly kind: 'failed'; readonly error: unknown }

/**
 * Something a screen fetches. Asking again keeps what is shown until the answer comes, and beyond it when there is none; of two
 * answers the one asked for last counts. What failed is asked for again after a second and then ever later, at most ten seconds apart,
 * unless the server has said that it is of no use. Call `close` when the screen goes.
 */
export class Resource<T> {
	#state = $state.raw<ResourceState<T>>({ kind: 'loading' })
	#asking: AbortController | null = null
	#retry: ReturnType<typeof setTimeout> | undefined
	#pauseMs = FIRST_PAUSE_MS
	readonly #read: (signal: AbortSignal) => Promise<T>

	constructor(read: (signal: AbortSignal) => Promise<T>) {
		this.#read = read
	}

	get state(): ResourceState<T> {
		return this.#state
	}

	/** What was fetched, or null until then. */
	get value(): T | null {
		return this.#state.kind === 'ready' ? this.#state.value : null
	}

	/** Why what is shown could not be fetched anew; null where it could, or where nothing is shown. */
	get trouble(): unknown {
		return this.#state.kind === 'ready' ? this.#state.trouble : null
	}

	/** Fetches, or fetches again. Never rejects: what went wrong is in `state`. */
	async load(): Promise<void> {
		clearTimeout(this.#retry)
		this.#asking?.abort()
		const asking = new AbortController()
		this.#asking = asking
		try {
			const value = await this.#read(asking.signal)
			if (asking.signal.aborted) return
			this.#pauseMs = FIRST_PAUSE_MS
			this.#state = { kind: 'ready', value, trouble: null }
		} catch (error) {
			if (!asking.signal.aborted) this.#fail(error)
		}
	}

	close(): void {
		clearTimeout(this.#retry)
		this.#asking?.abort()
		this.#asking = null
	}

	#fail(error: unknown): void {
		// untracked, so that an effect may load without following what that changes
		const before = untrack(() => this.#state)
		this.#state =
			before.kind === 'ready' && !isGone(error)
				? { ...before, trouble: error }
				: { kind: 'failed', error }
		if (!mayPass(error)) return
		this.#retry = setTimeout(() => void this.load(), this.#pauseMs)
		this.#pauseMs = nextPause(this.#pauseMs)
	}
}
