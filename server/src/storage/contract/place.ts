import { afterEach } from 'vitest'
import type { Storage } from '../ports.ts'

/** Where an adapter keeps things: it outlives the storages that are opened on it. */
export interface Place {
	/** Opens a storage; several at once where they are not servers of one folder. */
	open(): Promise<Storage>
	/** Takes the place away, after all its storages are closed. */
	remove(): void
}

/** A fresh place for each test; what a test opened is closed behind it. */
export class Ground {
	readonly #createPlace: () => Place
	#place: Place | null = null
	#opened: Storage[] = []

	constructor(createPlace: () => Place) {
		this.#createPlace = createPlace
		afterEach(async () => {
			for (const storage of this.#opened) await storage.close()
			this.#place?.remove()
			this.#place = null
			this.#opened = []
		})
	}

	/** Opens a storage on this test's place. */
	async open(): Promise<Storage> {
		this.#place ??= this.#createPlace()
		const storage = await this.#place.open()
		this.#opened.push(storage)
		return storage
	}
}
