import { createDocument } from '@parley/schema'
import * as Y from 'yjs'

const MAX_HOLD_MS = 5_000
const SETTLE_MS = 60

/** The clientID a document is written under while its remote changes are held; the same at each hold, for a session may use few. */
const heldClientIds = new WeakMap<Y.Doc, number>()

/** What the gate tells its binding. */
export interface GateEvents {
	/** From now on `clause` is read and written; it holds just what the one before it holds. */
	follow(clause: Y.Doc): void
}

/**
 * Holds remote changes back while letters are being composed (input methods, dead keys, most phones): a change near them would
 * leave half-composed letters behind.
 *
 * The document itself cannot be held. When a remote change comes during a composition, a copy of the state just before is made,
 * and editing goes on in the copy, whose updates are passed on at once. Afterwards the copy gets what it missed, as one change,
 * and editing goes back to the document. A hold lasts until 60 ms after the composition's end, or five seconds.
 */
export class CompositionGate {
	readonly #doc: Y.Doc
	readonly #origin: object
	readonly #events: GateEvents
	#isComposing = false
	#copy: Y.Doc | undefined
	#limit: ReturnType<typeof setTimeout> | undefined
	#settling: ReturnType<typeof setTimeout> | undefined

	/** @param origin the origin of local edits; everything else, undo excepted, is remote */
	constructor(doc: Y.Doc, origin: object, events: GateEvents) {
		this.#doc = doc
		this.#origin = origin
		this.#events = events
		doc.on('beforeTransaction', this.#beforeTransaction)
	}

	/** Whether remote changes are being held. */
	get isHolding(): boolean {
		return this.#copy !== undefined
	}

	/** A composition begins. */
	begin(): void {
		clearTimeout(this.#settling)
		this.#isComposing = true
	}

	/** A composition has ended; remote changes come through shortly. */
	end(): void {
		clearTimeout(this.#settling)
		this.#settling = setTimeout(() => {
			this.#isComposing = false
			this.release()
		}, SETTLE_MS)
	}

	/** Lets through what was held. */
	release(): void {
		clearTimeout(this.#limit)
		const copy = this.#copy
		if (!copy) return
		this.#copy = undefined
		copy.off('update', this.#passOn)
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#doc, Y.encodeStateVector(copy)), this)
		this.#events.follow(this.#doc)
		copy.destroy()
	}

	destroy(): void {
		clearTimeout(this.#settling)
		this.#doc.off('beforeTransaction', this.#beforeTransaction)
		this.release()
	}

	readonly #beforeTransaction = (transaction: Y.Transaction): void => {
		const isOwn = transaction.origin === this.#origin || transaction.origin instanceof Y.UndoManager
		if (!this.#isComposing || this.#copy || isOwn) return
		const copy = createDocument()
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.#doc), this)
		copy.clientID = heldClientIds.get(this.#doc) ?? copy.clientID
		heldClientIds.set(this.#doc, copy.clientID)
		copy.on('update', this.#passOn)
		this.#copy = copy
		this.#limit = setTimeout(() => {
			this.release()
		}, MAX_HOLD_MS)
		this.#events.follow(copy)
	}

	readonly #passOn = (update: Uint8Array, origin: unknown): void => {
		if (origin === this.#origin) Y.applyUpdate(this.#doc, update, this.#origin)
	}
}
