import { OutgoingMessage, type Document } from '@hocuspocus/server'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'
import { WITHHOLDING } from '@parley/schema'

/** What is said of a document as it stands: made when it is asked for first, and gone with the next change. */
interface Said {
	question: Uint8Array | null
	whole: Uint8Array | null
	/** All of it as it will be after the next change, where that is known. */
	coming: Uint8Array | null
	/** How often it has changed. */
	changes: number
}

/** The steps of y-protocols/sync. */
const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

/**
 * The messages by which a server synchronises: its own SyncStep1, and its answer to that of a client. When many open a document at
 * once, mostly with nothing of it, all of them are sent the same bytes, which are put together once.
 */
export class StateAnswers {
	readonly #said = new WeakMap<Document, Said>()

	/** The SyncStep1 of the server: which states of `document` it has, so that its client sends what it lacks. */
	question(document: Document): Uint8Array {
		const said = this.#saidOf(document)
		said.question ??= syncMessage(document, STEP_1, Y.encodeStateVector(document))
		return said.question
	}

	/** The SyncStep2 with everything that `document` has and a client with `stateVector` has not. */
	answer(document: Document, stateVector: Uint8Array): Uint8Array {
		if (!hasNothing(stateVector)) {
			return syncMessage(document, STEP_2, Y.encodeStateAsUpdate(document, stateVector))
		}
		const said = this.#saidOf(document)
		said.whole ??= syncMessage(document, STEP_2, Y.encodeStateAsUpdate(document))
		return said.whole
	}

	/** Whether that answer is there already: nothing has to be gone along for it. */
	isAtHand(document: Document, stateVector: Uint8Array): boolean {
		return hasNothing(stateVector) && this.#saidOf(document).whole !== null
	}

	/**
	 * What brings a client that has nothing to the text with which `document` is going to be filled, before that is done: reading it
	 * takes a long text ten times as long as sending it. Filling it is to be the next change of `document`.
	 *
	 * The answer to its SyncStep1 comes last, since a client takes itself for synchronised by it: what follows the state waits in the client's
	 * document for what it depends on.
	 *
	 * @param state what was made of it once, as one update
	 * @param since the updates that follow
	 */
	beforeFilling(
		document: Document,
		state: Uint8Array,
		since: readonly Uint8Array[]
	): readonly Uint8Array[] {
		const said = this.#saidOf(document)
		const whole = syncMessage(document, STEP_2, state)
		said.coming = since.length === 0 ? whole : null
		if (since.length === 0) return [whole]
		return [syncMessage(document, UPDATE, Y.mergeUpdates([...since])), whole]
	}

	/** Whether `document` is still what it was filled with after `beforeFilling`. */
	isAsFilled(document: Document): boolean {
		return this.#said.get(document)?.changes === 1
	}

	#saidOf(document: Document): Said {
		const known = this.#said.get(document)
		if (known !== undefined) return known
		const said: Said = { question: null, whole: null, coming: null, changes: 0 }
		this.#said.set(document, said)
		// Words can be withheld that were deleted before: nothing changes then, and what was said has them.
		document.on('afterTransaction', ({ origin }) => {
			if (origin !== WITHHOLDING) return
			said.whole = null
			said.coming = null
			said.changes++
		})
		document.on('update', () => {
			said.question = null
			said.whole = said.coming
			said.coming = null
			said.changes++
		})
		return said
	}
}

/** Whether it is the state vector of somebody who has nothing of a document. */
export function hasNothing(stateVector: Uint8Array): boolean {
	return stateVector.length === 1 && stateVector[0] === 0
}

function syncMessage(document: Document, step: number, bytes: Uint8Array): Uint8Array {
	const encoder = createEncoder()
	writeVarUint(encoder, step)
	writeVarUint8Array(encoder, bytes)
	const message = new OutgoingMessage(document.name).createSyncMessage().toUint8Array()
	const body = toUint8Array(encoder)
	const whole = new Uint8Array(message.length + body.length)
	whole.set(message)
	whole.set(body, message.length)
	return whole
}
