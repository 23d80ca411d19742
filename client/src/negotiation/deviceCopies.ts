import { keepsCopies, openDeviceStore, type DeviceStore } from './deviceStore.ts'
import { type DraftStore } from './draftStore.ts'
import { type Outbox } from './outbox.ts'
import { type SetAsideWords } from './setAside.ts'

/** The copies of undelivered edits that a page keeps on its device, for as long as the person wants them there. */
export class DeviceCopies {
	readonly #outbox: Outbox
	readonly #setAside: SetAsideWords
	#store: (DeviceStore & DraftStore) | null = null
	#isOver = false

	constructor(outbox: Outbox, setAside: SetAsideWords) {
		this.#outbox = outbox
		this.#setAside = setAside
	}

	/**
	 * Starts keeping copies, unless the person chose that none be kept here. Gives the documents that begin with `prefix` and of which
	 * an earlier page has left something. Never rejects: where the device keeps nothing, as in private windows, nothing is kept.
	 */
	async open(prefix: string): Promise<readonly string[]> {
		if (!keepsCopies()) return []
		try {
			const store = await openDeviceStore(() => {
				// another window wiped the device: whatever lay here is gone
				this.#outbox.stopKeeping()
				this.#setAside.stopKeeping()
				this.#store = null
			})
			if (this.#isOver) {
				store.close()
				return []
			}
			this.#store = store
			await this.#setAside.keepIn(store, prefix)
			return await this.#outbox.keepIn(store, prefix)
		} catch {
			// the status bar says of whatever is not sent that it is not kept
			this.#store = null
			return []
		}
	}

	/** Stops keeping; what lies on the device stays there for the next page. Doing so twice is fine. */
	async close(): Promise<void> {
		this.#isOver = true
		await Promise.all([this.#outbox.written(), this.#setAside.written()])
		this.#store?.close()
		this.#store = null
	}

	/** Stops keeping, and has `remove` take away what lies on the device. */
	async end(remove: () => Promise<void>): Promise<void> {
		this.#isOver = true
		this.#outbox.stopKeeping()
		this.#setAside.stopKeeping()
		this.#store?.close()
		this.#store = null
		await remove()
	}
}
