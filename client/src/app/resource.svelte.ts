import { untrack } from 'svelte'

/** Where a thing that is fetched stands. */
export type ResourceState<T> =
	| { readonly kind: 'loading' }
	| { readonly kind: 'ready'; readonly value: T }
	| { readonly kind: 'failed'; readonly error: unknown }

/**
 * Something a screen fetches. Asking again keeps what is shown until the answer comes; of two answers the one asked for last
 * counts. Call `close` when the screen goes.
 */
export class Resource<T> {
	#state = $state.raw<ResourceState<T>>({ kind: 'loading' })
	#asking: AbortController | null = null
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

	/** Fetches, or fetches again. Never rejects: what went wrong is in `state`. */
	async load(): Promise<void> {
		this.#asking?.abort()
		const asking = new AbortController()
		this.#asking = asking
		// untracked, so that an effect may call this without following what it changes
		if (untrack(() => this.#state.kind) === 'failed') this.#state = { kind: 'loading' }
		try {
			const value = await this.#read(asking.signal)
			if (!asking.signal.aborted) this.#state = { kind: 'ready', value }
		} catch (error) {
			if (!asking.signal.aborted) this.#state = { kind: 'failed', error }
		}
	}

	close(): void {
		this.#asking?.abort()
		this.#asking = null
	}
}
