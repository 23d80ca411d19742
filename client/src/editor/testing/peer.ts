import { ReturnNotes, silence } from '@parley/schema'
import { type EditorState, type Transaction } from 'prosemirror-state'
import * as Y from 'yjs'
import { flatBinding, isRemote, type FlatBinding } from '../binding.ts'

/** Draws numbers from a seed, the same ones every time. */
export class Draw {
	#state: number

	constructor(seed: number) {
		this.#state = seed | 0
	}

	/** A number in [0, 1). Mulberry32. */
	next = (): number => {
		this.#state = (this.#state + 0x6d2b79f5) | 0
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
	}

	/** An integer in [0, `below`). */
	below(below: number): number {
		return Math.floor(this.next() * below)
	}

	chance(probability: number): boolean {
		return this.next() < probability
	}

	pick<T>(items: readonly T[]): T {
		const item = items[this.below(items.length)]
		if (item === undefined) throw new RangeError('nothing to pick from')
		return item
	}
}

/** What `Peer` asks of every transaction it sees. */
export type Watch = (transaction: Transaction, isRemote: boolean) => void

/** One participant: a document, its binding, an editor's state without a view, and what was sent and received. */
export class Peer {
	readonly doc: Y.Doc
	readonly binding: FlatBinding
	/** Updates made here, oldest first. */
	readonly sent: Uint8Array[] = []
	/** What is known of what is brought back here. */
	readonly notes = new ReturnNotes()
	/** Updates that neither the person nor undo made. */
	foreign = 0
	state: EditorState
	readonly #attached: { update(): void }
	readonly #received = new Map<Peer, number>()
	readonly #watch: Watch

	constructor(clientId: number, initial: Uint8Array, draw: Draw, gc: boolean, watch: Watch) {
		this.doc = silence(new Y.Doc({ gc }))
		this.doc.clientID = clientId
		Y.applyUpdate(this.doc, initial, 'remote')
		this.#watch = watch
		this.binding = flatBinding(this.doc, { random: draw.next, captureMs: 0 })
		this.state = this.binding.createState()
		this.#attached = this.binding.attach(this)
		this.doc.on(
			'update',
			(update: Uint8Array, origin: unknown, _doc, transaction: Y.Transaction) => {
				if (origin === 'remote') return
				this.notes.note(transaction)
				this.sent.push(this.notes.noted(update))
				if (origin !== this.binding && !(origin instanceof Y.UndoManager)) this.foreign++
			}
		)
	}

	readonly dispatch = (transaction: Transaction): void => {
		this.#watch(transaction, isRemote(transaction))
		this.state = this.state.apply(transaction)
		this.#attached.update()
	}

	/** Takes in up to `count` updates of `other` that it has not seen. */
	receive(other: Peer, count: number): void {
		const from = this.#received.get(other) ?? 0
		const updates = other.sent.slice(from, from + count)
		this.#received.set(other, from + updates.length)
		this.take(updates)
	}

	/** Takes in updates of others. */
	take(updates: readonly Uint8Array[]): void {
		for (const update of updates) Y.applyUpdate(this.doc, update, 'remote')
	}
}
