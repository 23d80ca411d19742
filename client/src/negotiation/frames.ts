import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import {
	createEncoder,
	toUint8Array,
	writeUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
} from 'lib0/encoding'

/** What this client needs to know of a frame on the collaboration socket. */
export type Frame =
	/** Everything a document holds that the other side lacks, or what was just made in it. */
	| {
			readonly kind: 'sync-step-2' | 'update'
			readonly document: string
			readonly update: Uint8Array
	  }
	/** The connection of one document was closed; the socket stands. */
	| { readonly kind: 'closed'; readonly document: string }
	/** The server does not let this seat into the document. */
	| { readonly kind: 'denied'; readonly document: string }
	| { readonly kind: 'other' }

/** Message types of Hocuspocus and, under Sync, of y-protocols. */
const SYNC = 0
const AUTH = 2
const SYNC_REPLY = 4
const CLOSE = 7
const PERMISSION_DENIED = 1
const SYNC_STEP_2 = 1
const SYNC_UPDATE = 2

const OTHER: Frame = { kind: 'other' }

/** A frame that offers an update of `document`, as providers send what was typed. */
export function updateFrame(document: string, update: Uint8Array): Uint8Array {
	const encoder = createEncoder()
	writeVarString(encoder, document)
	writeVarUint(encoder, SYNC)
	writeVarUint(encoder, SYNC_UPDATE)
	writeVarUint8Array(encoder, update)
	return toUint8Array(encoder)
}

/** A frame that carries an update, with another one in the place of that. */
export function withUpdate(frame: Uint8Array, update: Uint8Array): Uint8Array {
	const decoder = createDecoder(frame)
	readVarString(decoder)
	readVarUint(decoder)
	readVarUint(decoder)
	const encoder = createEncoder()
	writeUint8Array(encoder, frame.subarray(0, decoder.pos))
	writeVarUint8Array(encoder, update)
	return toUint8Array(encoder)
}

/** Reads as much of a frame as is needed; whatever it does not know is `other`. Never throws. */
export function readFrame(bytes: Uint8Array): Frame {
	// pings are one byte, without a document
	if (bytes.byteLength < 3) return OTHER
	try {
		const decoder = createDecoder(bytes)
		const document = readVarString(decoder)
		const type = readVarUint(decoder)
		if (type === CLOSE) return { kind: 'closed', document }
		if (type === AUTH) {
			return readVarUint(decoder) === PERMISSION_DENIED ? { kind: 'denied', document } : OTHER
		}
		if (type !== SYNC && type !== SYNC_REPLY) return OTHER
		const step = readVarUint(decoder)
		if (step !== SYNC_STEP_2 && step !== SYNC_UPDATE) return OTHER
		const kind = step === SYNC_STEP_2 ? 'sync-step-2' : 'update'
		return { kind, document, update: readVarUint8Array(decoder) }
	} catch {
		return OTHER
	}
}
