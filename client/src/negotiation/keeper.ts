import { type DeviceStore, type StoredEdit, type StoredKey } from './deviceStore.ts'

/**
 * Writes edits to the device as they are made and removes them as they are delivered.
 *
 * One transaction at a time, everything that happens meanwhile being the next: an edit delivered before it was written is never
 * written at all, so that fast typing on a good line costs the device little.
 */
export class Keeper {
	readonly #store: DeviceStore
	readonly #onchange: () => void
	readonly #puts = new Map<string, StoredEdit>()
	readonly #removes = new Map<string, StoredKey>()
	readonly #kept = new Set<string>()
	#running: Promise<void> | null = null
	#failed = false

	constructor(store: DeviceStore, onchange: () => void) {
		this.#store = store
		this.#onchange = onchange
	}

	/** The last write failed: the device is full, or closed to us. */
	get failed(): boolean {
		return this.#failed
	}

	/** Whether the device has written the edit. */
	has(digest: string): boolean {
		return this.#kept.has(digest)
	}

	/** Notes that an edit was read from the device and so is on it. */
	found(digest: string): void {
		this.#kept.add(digest)
	}

	keep(edit: StoredEdit): void {
		this.#removes.delete(edit.digest)
		this.#puts.set(edit.digest, edit)
		this.#run()
	}

	forget(edit: StoredEdit): void {
		const wasWaiting = this.#puts.delete(edit.digest)
		if (wasWaiting && !this.#kept.has(edit.digest) && this.#running === null) return
		this.#removes.set(edit.digest, [edit.seat, edit.document, edit.digest])
		this.#run()
	}

	/** Resolves once nothing is left to write. */
	async idle(): Promise<void> {
		while (this.#running !== null) await this.#running
	}

	#run(): void {
		if (this.#running !== null || this.#puts.size + this.#removes.size === 0) return
		this.#running = this.#writeNext().finally(() => {
			this.#running = null
			if (!this.#failed) this.#run()
			this.#onchange()
		})
	}

	async #writeNext(): Promise<void> {
		// edits of one keystroke are made together: let them all in
		await Promise.resolve()
		const puts = [...this.#puts.values()]
		const removes = [...this.#removes]
		this.#puts.clear()
		this.#removes.clear()
		try {
			await this.#store.write(
				puts,
				removes.map(([, key]) => key)
			)
			this.#failed = false
			for (const { digest } of puts) this.#kept.add(digest)
			for (const [digest] of removes) this.#kept.delete(digest)
		} catch {
			// told to the person as "not kept"; the next edit tries again, with these
			this.#failed = true
			for (const edit of puts)
				if (!this.#removes.has(edit.digest)) this.#puts.set(edit.digest, edit)
			for (const [digest, key] of removes)
				if (!this.#puts.has(digest)) this.#removes.set(digest, key)
		}
	}
}
