import {
	createDecoder,
	hasContent,
	readVarString,
	readVarUint,
	readVarUint8Array,
	type Decoder,
} from 'lib0/decoding'
import { decodeStateVector } from 'yjs'

/** What a client's awareness update says of one awareness client; `state` is null where it leaves. */
export interface AwarenessEntry {
	readonly clientId: number
	readonly clock: number
	readonly state: unknown
}

/** A message as a client may send it. Everything Hocuspocus gets to see has been through `parseFrame`. */
export type Frame =
	/** Nothing to do: the answer to a ping, a question whose answer is sent unasked. */
	| { readonly kind: 'idle' }
	/** Asks for a sign of life. */
	| { readonly kind: 'ping' }
	| {
			readonly kind: 'handshake' | 'remark' | 'leave'
			/** The name of the document as the client wrote it. */
			readonly document: string
	  }
	| {
			readonly kind: 'sync-step-1'
			readonly document: string
			/** Which states its sender has, in place: a view of the frame. */
			readonly stateVector: Uint8Array
			/** Whether it wants to be asked the same. */
			readonly isToBeAsked: boolean
	  }
	| {
			readonly kind: 'sync-step-2' | 'update'
			readonly document: string
			/** The bytes of the update, in place: a view of the frame. */
			readonly update: Uint8Array
	  }
	| {
			readonly kind: 'awareness'
			readonly document: string
			/** Bytes of the awareness update. */
			readonly size: number
			readonly entries: readonly AwarenessEntry[]
	  }

/** A message about a document. */
export type DocumentFrame = Exclude<Frame, { readonly kind: 'idle' | 'ping' }>

/** The numbers of Hocuspocus' messages (its `MessageType`), those that clients send. */
const MESSAGE = {
	sync: 0,
	awareness: 1,
	auth: 2,
	queryAwareness: 3,
	syncReply: 4,
	stateless: 5,
	close: 7,
	ping: 9,
	pong: 10,
} as const

/** Bounds of what stands in a frame, in characters or bytes. */
const MAX_NAME = 200
const MAX_HANDSHAKE = 1000
const MAX_REMARK = 4096

/** More entries than this in one awareness update, and it is not from an honest client, which speaks of itself. */
const MAX_ENTRIES = 1000

/** The states of a larger awareness update are not read: it is dropped for its size (rule C26), and reading it is what it would cost. */
const MAX_STATES = 64 * 1024

const SYNC_STEPS = ['sync-step-1', 'sync-step-2', 'update'] as const

/**
 * Reads a frame as far as Hocuspocus would: null for one that it could not read, or that no client has reason to send.
 *
 * An exception in Hocuspocus' own reading closes the `Connection` of one document and leaves the provider hanging on an open
 * socket (measured on 4.7.0); so what cannot be read is found here, where the socket can be closed.
 */
export function parseFrame(bytes: Uint8Array): Frame | null {
	if (bytes.byteLength === 1) {
		if (bytes[0] === MESSAGE.ping) return { kind: 'ping' }
		return bytes[0] === MESSAGE.pong ? { kind: 'idle' } : null
	}
	try {
		return readFrame(createDecoder(bytes))
	} catch {
		return null // lib0's and JSON's way of saying that the bytes end too early or are no such thing
	}
}

function readFrame(decoder: Decoder): Frame | null {
	const document = readVarString(decoder)
	// `\0` begins the session part of an address: several providers for one document on one socket, which nobody here needs.
	if (document === '' || document.length > MAX_NAME || document.includes('\0')) return null
	// Hocuspocus keeps documents by their names in plain objects, where `__proto__` and the like mean something else.
	if (document in Object.prototype) return null
	switch (readVarUint(decoder)) {
		case MESSAGE.sync:
			return readSync(decoder, document, true)
		case MESSAGE.syncReply:
			return readSync(decoder, document, false)
		case MESSAGE.awareness:
			return readAwareness(decoder, document)
		case MESSAGE.auth:
			readVarUint(decoder)
			if (readVarString(decoder).length > MAX_HANDSHAKE) return null
			if (hasContent(decoder)) readVarString(decoder) // the provider's version
			return { kind: 'handshake', document }
		case MESSAGE.stateless:
			return readVarString(decoder).length > MAX_REMARK ? null : { kind: 'remark', document }
		case MESSAGE.close:
			return { kind: 'leave', document }
		case MESSAGE.queryAwareness:
			return { kind: 'idle' }
		default:
			// What only servers say among themselves or to clients, and what nobody says.
			return null
	}
}

function readSync(decoder: Decoder, document: string, isToBeAsked: boolean): Frame | null {
	const kind = SYNC_STEPS[readVarUint(decoder)]
	if (kind === undefined) return null
	const bytes = readVarUint8Array(decoder)
	if (kind !== 'sync-step-1') return { kind, document, update: bytes }
	decodeStateVector(bytes) // throws where it is none
	return { kind, document, stateVector: bytes, isToBeAsked }
}

function readAwareness(decoder: Decoder, document: string): Frame | null {
	const update = readVarUint8Array(decoder)
	const size = update.byteLength
	if (size > MAX_STATES) return { kind: 'awareness', document, size, entries: [] }
	const inner = createDecoder(update)
	const count = readVarUint(inner)
	if (count > MAX_ENTRIES) return null
	const entries: AwarenessEntry[] = []
	for (let i = 0; i < count; i++) {
		const clientId = readVarUint(inner)
		const clock = readVarUint(inner)
		const state: unknown = JSON.parse(readVarString(inner))
		entries.push({ clientId, clock, state })
	}
	return { kind: 'awareness', document, size, entries }
}
