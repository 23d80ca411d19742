import { type Receipt } from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { type DeviceStore, type StoredEdit } from './deviceStore.ts'
import { Keeper } from './keeper.ts'
import { Ledger, NOTHING, settlementOf, type OwnEdit, type Settlement } from './ledger.ts'

/** Updates of one document with less than this between them are one edit to a person. */
const EDIT_GAP_MS = 2_000
/** The device takes a moment to write a copy. */
const KEEPING_MS = 1_000

/** What has not been delivered, as a person counts it. */
export interface Undelivered {
	/** Edits, a burst of typing being one. */
	readonly edits: number
	/** When the oldest was made, in ms on this device's clock; null where there is none. */
	readonly oldestAt: number | null
	/** All of them are written on this device. */
	readonly isKept: boolean
	/** Those that are not have only just been made, and the device takes copies: a person is not told of the moment between. */
	readonly isBeingKept: boolean
}

/**
 * Everything that this seat has made and the server has not answered for: the delivery state of the room. The provider's own count
 * of unsynced changes reaches zero while words are still missing on the server (measured), and is not used.
 *
 * Reading `undelivered` in a component follows it.
 */
export class Outbox {
	readonly #seat: string
	readonly #now: () => number
	readonly #ledgers = new Map<string, Ledger>()
	/** Edits of an earlier page, by document, until they are put into the fresh document and so made again. */
	readonly #restored = new Map<string, StoredEdit[]>()
	#keeper: Keeper | null = null
	#mayKeep = true
	#changed: (() => void) | null = null
	readonly #follow = createSubscriber((update) => {
		this.#changed = update
		return () => (this.#changed = null)
	})

	/** @param now ms on this device's clock */
	constructor(seat: string, now: () => number) {
		this.#seat = seat
		this.#now = now
	}

	/**
	 * Starts keeping copies in `store`, and takes over what an earlier page left there for documents that begin with `prefix`. Edits
	 * made before are kept as well. Gives the documents with something left.
	 */
	async keepIn(store: DeviceStore, prefix: string): Promise<readonly string[]> {
		const keeper = new Keeper(store, () => this.#changed?.())
		const kept = await store.read(this.#seat, prefix)
		// what was read may have been wiped since
		if (!this.#mayKeep) return []
		for (const edit of kept) {
			const ledger = this.#ledgers.get(edit.document)
			if (ledger?.edits.some(({ digest }) => digest === edit.digest) === true) continue
			const edits = this.#restored.get(edit.document) ?? []
			this.#restored.set(edit.document, [...edits, edit])
			keeper.found(edit.digest)
		}
		this.#keeper = keeper
		for (const [document, ledger] of this.#ledgers) {
			for (const edit of ledger.edits) keeper.keep(this.#stored(document, edit))
		}
		this.#changed?.()
		return [...this.#restored.keys()]
	}

	/** Writes down an update made here; call it before the update is sent. */
	record(document: string, bytes: Uint8Array): void {
		const edit = this.#ledger(document).record(bytes, this.#now())
		this.#keeper?.keep(this.#stored(document, edit))
		this.#changed?.()
	}

	/** Writes down that a SyncStep2 of `document` is being sent. */
	built(document: string, update: Uint8Array): void {
		this.#ledger(document).built(update)
	}

	/** The socket is gone; receipts for what was sent on it will not come. */
	disconnected(): void {
		for (const ledger of this.#ledgers.values()) ledger.disconnected()
	}

	/** Takes a receipt in and says what it did. */
	settle(document: string, receipt: Receipt): Settlement {
		const made = this.#ledger(document).settle(receipt)
		const settlement = made.kind === 'nothing' ? this.#settleRestored(document, receipt) : made
		if (settlement.kind === 'nothing') return settlement
		for (const edit of settlement.edits) this.#keeper?.forget(this.#stored(document, edit))
		this.#changed?.()
		return settlement
	}

	/**
	 * Nothing is kept on this device any more: the person signed out or lost the seat, or the device was wiped. What is undelivered
	 * stays in this page alone.
	 */
	stopKeeping(): void {
		this.#mayKeep = false
		this.#keeper = null
		this.#changed?.()
	}

	/** The edits that an earlier page left for `document`, oldest first, until they are in it or have a receipt. */
	restored(document: string): readonly OwnEdit[] {
		return this.#restored.get(document) ?? []
	}

	/**
	 * These restored edits of `document` are in it. What Yjs made of them was recorded as any edit is, and is on its way to the device: the
	 * old copies go.
	 */
	dropRestored(document: string, taken: readonly OwnEdit[]): void {
		const made = new Set(this.#ledger(document).edits.map(({ digest }) => digest))
		const done = new Set(taken.map(({ digest }) => digest))
		for (const edit of this.#restored.get(document) ?? []) {
			if (done.has(edit.digest) && !made.has(edit.digest)) this.#keeper?.forget(edit)
		}
		this.#leaveRestored(document, ({ digest }) => !done.has(digest))
		this.#changed?.()
	}

	/** Whether `document` has an edit without a receipt. */
	has(document: string): boolean {
		return (this.#ledgers.get(document)?.size ?? 0) > 0 || this.#restored.has(document)
	}

	/** Edits of `document` without a receipt, oldest first. */
	edits(document: string): readonly OwnEdit[] {
		return [...(this.#restored.get(document) ?? []), ...(this.#ledgers.get(document)?.edits ?? [])]
	}

	get undelivered(): Undelivered {
		this.#follow()
		let edits = 0
		let oldestAt: number | null = null
		let unkeptAt = Infinity
		for (const list of [
			...[...this.#ledgers.values()].map((ledger) => ledger.edits),
			...this.#restored.values(),
		]) {
			let last = -Infinity
			for (const { digest, madeAt } of list) {
				if (madeAt - last > EDIT_GAP_MS) edits += 1
				last = madeAt
				oldestAt = Math.min(oldestAt ?? madeAt, madeAt)
				if (this.#keeper?.has(digest) !== true) unkeptAt = Math.min(unkeptAt, madeAt)
			}
		}
		const isBeingKept = this.isKeeping && this.#now() - unkeptAt < KEEPING_MS
		return { edits, oldestAt, isKept: unkeptAt === Infinity, isBeingKept }
	}

	/** Copies are kept on this device. */
	get isKeeping(): boolean {
		this.#follow()
		return this.#keeper !== null && !this.#keeper.failed
	}

	/** Copies are meant to be kept and the device does not take them. */
	get isDeviceFailing(): boolean {
		this.#follow()
		return this.#keeper?.failed ?? false
	}

	/** Resolves once the device has everything that it is to have. */
	async written(): Promise<void> {
		await this.#keeper?.idle()
	}

	/** A restored edit that could not be put back was offered as it is, and is answered for itself. */
	#settleRestored(document: string, receipt: Receipt): Settlement {
		const edits = this.restored(document).filter(({ digest }) => digest === receipt.digest)
		if (edits.length === 0) return NOTHING
		const settlement = settlementOf(receipt, edits)
		if (settlement.kind === 'nothing') return settlement
		this.#leaveRestored(document, ({ digest }) => digest !== receipt.digest)
		return settlement
	}

	#leaveRestored(document: string, isLeft: (edit: StoredEdit) => boolean): void {
		const left = (this.#restored.get(document) ?? []).filter(isLeft)
		if (left.length === 0) this.#restored.delete(document)
		else this.#restored.set(document, left)
	}

	#ledger(document: string): Ledger {
		const known = this.#ledgers.get(document)
		if (known !== undefined) return known
		const ledger = new Ledger()
		this.#ledgers.set(document, ledger)
		return ledger
	}

	#stored(document: string, edit: OwnEdit): StoredEdit {
		return { seat: this.#seat, document, ...edit }
	}
}
