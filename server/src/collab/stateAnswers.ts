import { OutgoingMessage, type Document } from '@hocuspocus/server'
import { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'

/** The state vector of somebody who has nothing of a document. */
const NOTHING = 0

/** What is said of a document as it stands: made when it is asked for first, and gone with the next change. */
interface Said {
	question: Uint8Array | null
	whole: Uint8Array | null
}

/** The steps of y-protocols/sync. */
const STEP_1 = 0
const STEP_2 = 1

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
		const hasNothing = stateVector.length === 1 && stateVector[0] === NOTHING
		if (!hasNothing) {
			return syncMessage(document, STEP_2, Y.encodeStateAsUpdate(document, stateVector))
		}
		const said = this.#saidOf(document)
		said.whole ??= syncMessage(document, STEP_2, Y.encodeStateAsUpdate(document))
		return said.whole
	}

	#saidOf(document: Document): Said {
		const known = this.#said.get(document)
		if (known !== undefined) return known
		const said: Said = { question: null, whole: null }
		this.#said.set(document, said)
		document.on('update', () => {
			said.question = null
			said.whole = null
		})
		return said
	}
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
