import { type Receipt, type Refusal } from '@parley/protocol'
import { updateDigest } from './updateDigest.ts'

/** An update that this device made, as Yjs emitted it. */
export interface OwnEdit {
	/** SHA-256 of `bytes`, lower-case hex: the name a receipt calls it by. */
	readonly digest: string
	readonly bytes: Uint8Array
	/** When it was made, in ms on this device's clock. */
	readonly madeAt: number
}

/** What a receipt did to the undelivered edits of a document. */
export type Settlement =
	| { readonly kind: 'nothing' }
	| { readonly kind: 'delivered'; readonly edits: readonly OwnEdit[] }
	| { readonly kind: 'late'; readonly edits: readonly OwnEdit[]; readonly receivedAt: number }
	| { readonly kind: 'refused'; readonly edits: readonly OwnEdit[]; readonly reason: Refusal }

/** A receipt that changes nothing. */
export const NOTHING: Settlement = { kind: 'nothing' }

/** Refusals after which the same bytes may be taken when they come again. */
const WORTH_KEEPING: ReadonlySet<Refusal> = new Set<Refusal>(['not-stored', 'awaiting-chair'])

/** An edit with its number in its document. */
interface Entry {
	readonly number: number
	readonly edit: OwnEdit
}

/**
 * The undelivered edits of one document, oldest first.
 *
 * The receipt is the acknowledgement: nothing else takes an edit off this list. A reconnecting provider does not send an edit
 * again by itself but as part of a SyncStep2, whose receipt speaks for all that had been made when it was built; so each of them is
 * remembered with the number of the newest edit it can hold.
 */
export class Ledger {
	#edits: Entry[] = []
	#newest = 0
	readonly #built = new Map<string, number>()

	/** Edits without a receipt, oldest first. */
	get edits(): readonly OwnEdit[] {
		return this.#edits.map(({ edit }) => edit)
	}

	get size(): number {
		return this.#edits.length
	}

	/** Writes down an update that was just made here. */
	record(bytes: Uint8Array, madeAt: number): OwnEdit {
		const edit: OwnEdit = { digest: updateDigest(bytes), bytes, madeAt }
		this.#newest += 1
		this.#edits.push({ number: this.#newest, edit })
		return edit
	}

	/** Writes down that a SyncStep2 with this update is being sent: it holds everything recorded until now. */
	built(update: Uint8Array): void {
		this.#built.set(updateDigest(update), this.#newest)
	}

	/** The socket is gone, and receipts for what was sent on it will not come. */
	disconnected(): void {
		this.#built.clear()
	}

	/** Takes a receipt in. */
	settle(receipt: Receipt): Settlement {
		const upTo = this.#built.get(receipt.digest)
		const speaksFor = (entry: Entry): boolean =>
			upTo === undefined ? entry.edit.digest === receipt.digest : entry.number <= upTo
		const settlement = settlementOf(receipt, this.#of(speaksFor))
		if (receipt.type === 'saved' || receipt.type === 'known' || receipt.type === 'late') {
			this.#built.delete(receipt.digest)
		}
		if (settlement.kind === 'nothing') return NOTHING
		if (settlement.kind === 'refused') {
			// a later edit stands on the refused one
			const edits = this.edits
			this.#built.clear()
			this.#edits = []
			return { ...settlement, edits }
		}
		this.#edits = this.#edits.filter((entry) => !speaksFor(entry))
		return settlement
	}

	#of(isOf: (entry: Entry) => boolean): readonly OwnEdit[] {
		return this.#edits.filter(isOf).map(({ edit }) => edit)
	}
}

/** What a receipt says of the edits that it speaks for. */
export function settlementOf(receipt: Receipt, edits: readonly OwnEdit[]): Settlement {
	if (edits.length === 0) return NOTHING
	switch (receipt.type) {
		case 'waiting':
			return NOTHING
		case 'saved':
		case 'known':
			return { kind: 'delivered', edits }
		case 'late':
			return { kind: 'late', edits, receivedAt: receipt.receivedAt }
		case 'refused': {
			const { reason } = receipt
			return WORTH_KEEPING.has(reason) ? NOTHING : { kind: 'refused', edits, reason }
		}
	}
}
