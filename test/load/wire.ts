import { formatHandshake } from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import {
	createDecoder,
	readVarString,
	readVarUint,
	readVarUint8Array,
	type Decoder,
} from 'lib0/decoding'
import {
	createEncoder,
	toUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
	type Encoder,
} from 'lib0/encoding'

/** A message from a server, as far as the bench looks at it. */
export type Heard =
	/** Its answer to SyncStep1: all that it has and the asker had not. */
	| { readonly kind: 'state'; readonly document: string; readonly update: Uint8Array }
	/** Its SyncStep1, which is answered with what it lacks. */
	| { readonly kind: 'question'; readonly document: string }
	| { readonly kind: 'update'; readonly document: string; readonly update: Uint8Array }
	| { readonly kind: 'cursors'; readonly document: string }
	/** The stock acknowledgement of one update. */
	| { readonly kind: 'acknowledged'; readonly document: string; readonly isTaken: boolean }
	| { readonly kind: 'said'; readonly document: string; readonly payload: string }
	| { readonly kind: 'denied'; readonly document: string }
	| { readonly kind: 'other' }

/** How messages are written and read on a WebSocket. */
export interface Dialect {
	/** Whether one WebSocket carries all documents; else each has its own, named at the end of its address. */
	readonly isShared: boolean
	/** The messages with which a document is opened, by somebody who has nothing of it. */
	enter(document: string, token: string): readonly Uint8Array[]
	/** The answer to a question by somebody who has nothing to add. */
	nothing(document: string): Uint8Array
	update(document: string, update: Uint8Array): Uint8Array
	cursors(document: string, update: Uint8Array): Uint8Array
	/** @param document the one that the WebSocket is for, where it is not shared */
	read(message: Uint8Array, document: string): Heard
}

const SYNC = 0
const AWARENESS = 1
const AUTH = 2
const STATELESS = 5
const SYNC_STATUS = 8

const STEP_1 = 0
const STEP_2 = 1
const UPDATE = 2

const EMPTY_VECTOR = Uint8Array.of(0)
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** Hocuspocus' messages: the document's name, the message's number, its body. The raw relay carries them as well. */
export const hocuspocus: Dialect = {
	isShared: true,
	enter: (document, token) => [
		framed(document, AUTH, (encoder) => {
			writeVarUint(encoder, 0)
			writeVarString(encoder, formatHandshake({ token, model: modelDigest(), followsCarets: true }))
			writeVarString(encoder, '4.8.0')
		}),
		sync(framed.bind(null, document), STEP_1, EMPTY_VECTOR),
	],
	nothing: (document) => sync(framed.bind(null, document), STEP_2, EMPTY_UPDATE),
	update: (document, update) => sync(framed.bind(null, document), UPDATE, update),
	cursors: (document, update) =>
		framed(document, AWARENESS, (encoder) => {
			writeVarUint8Array(encoder, update)
		}),
	read(message) {
		if (message.byteLength < 3) return { kind: 'other' }
		const decoder = createDecoder(message)
		const document = readVarString(decoder)
		const type = readVarUint(decoder)
		switch (type) {
			case SYNC:
				return readSync(decoder, document)
			case AWARENESS:
				return { kind: 'cursors', document }
			case AUTH:
				return readVarUint(decoder) === 1 ? { kind: 'denied', document } : { kind: 'other' }
			case STATELESS:
				return { kind: 'said', document, payload: readVarString(decoder) }
			case SYNC_STATUS:
				return { kind: 'acknowledged', document, isTaken: readVarUint(decoder) === 1 }
			default:
				return { kind: 'other' }
		}
	},
}

/** The messages of y-websocket: the message's number and its body. */
export const yWebsocket: Dialect = {
	isShared: false,
	enter: () => [sync(plain, STEP_1, EMPTY_VECTOR)],
	nothing: () => sync(plain, STEP_2, EMPTY_UPDATE),
	update: (_, update) => sync(plain, UPDATE, update),
	cursors: (_, update) =>
		plain(AWARENESS, (encoder) => {
			writeVarUint8Array(encoder, update)
		}),
	read(message, document) {
		const decoder = createDecoder(message)
		const type = readVarUint(decoder)
		if (type === SYNC) return readSync(decoder, document)
		return type === AWARENESS ? { kind: 'cursors', document } : { kind: 'other' }
	},
}

type Write = (encoder: Encoder) => void
type Frame = (type: number, write: Write) => Uint8Array

function plain(type: number, write: Write): Uint8Array {
	const encoder = createEncoder()
	writeVarUint(encoder, type)
	write(encoder)
	return toUint8Array(encoder)
}

function framed(document: string, type: number, write: Write): Uint8Array {
	const encoder = createEncoder()
	writeVarString(encoder, document)
	writeVarUint(encoder, type)
	write(encoder)
	return toUint8Array(encoder)
}

function sync(frame: Frame, step: number, bytes: Uint8Array): Uint8Array {
	return frame(SYNC, (encoder) => {
		writeVarUint(encoder, step)
		writeVarUint8Array(encoder, bytes)
	})
}

function readSync(decoder: Decoder, document: string): Heard {
	switch (readVarUint(decoder)) {
		case STEP_1:
			return { kind: 'question', document }
		case STEP_2:
			return { kind: 'state', document, update: readVarUint8Array(decoder) }
		case UPDATE:
			return { kind: 'update', document, update: readVarUint8Array(decoder) }
		default:
			return { kind: 'other' }
	}
}
