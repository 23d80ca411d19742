import { MessageType } from '@hocuspocus/server'
import { formatHandshake } from '@parley/protocol'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'

/** Another protocol than Hocuspocus' own, for the frames of one socket. */
export interface Dialect {
	/** What the peer said, as a frame of Hocuspocus in a buffer of its own; null for what no client has reason to say. */
	heard(message: Uint8Array): Uint8Array | null
	/** A frame of Hocuspocus in the peer's words, or null where it has none. */
	said(frame: Uint8Array): Uint8Array | null
}

/** Where plain clients ask for a document: `/yjs/<document>?token=…&model=…`. */
const PLAIN_PATH = '/yjs/'

/** What a plain client wants, by the address that it opened. */
export interface PlainRequest {
	/** The name of a document, as the client wrote it. */
	readonly document: string
	readonly token: string
	/** The digest of the text model that the client knows; without ours it only reads. */
	readonly model: string | null
}

/** Reads the address of an upgrade; null where it is not that of a plain client. Its query holds a secret: it is never logged. */
export function parsePlainRequest(address: string): PlainRequest | null {
	if (!address.startsWith(PLAIN_PATH)) return null
	const url = URL.parse(address, 'http://localhost')
	if (url === null) return null
	return {
		document: decoded(url.pathname.slice(PLAIN_PATH.length)),
		token: url.searchParams.get('token') ?? '',
		model: url.searchParams.get('model'),
	}
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path)
	} catch {
		return '' // a broken escape: the name of no document
	}
}

const SYNC: number = MessageType.Sync
const SYNC_REPLY: number = MessageType.SyncReply
const AWARENESS: number = MessageType.Awareness
/** What goes out to a page to be answered by it. */
const PING: number = MessageType.Ping

/** The messages that y-websocket clients send. They have the numbers of Hocuspocus' own. */
const SAID_BY_CLIENTS: ReadonlySet<number> = new Set([SYNC, AWARENESS, MessageType.QueryAwareness])

/**
 * An awareness update that speaks of nobody. y-websocket takes a server that has been silent for 30 s for gone, and knows no ping that
 * a page can see.
 */
const SIGN_OF_LIFE = Uint8Array.of(AWARENESS, 1, 0)

/**
 * The y-websocket protocol for the one document that the socket's address names: the same messages as Hocuspocus', without the name of
 * a document in front. What it has no word for is left out: receipts, announcements and acknowledgements. So the gate
 * closes the socket where a plain client has to know that its words were not taken.
 */
export function plainDialect(document: string): Dialect {
	const name = toUint8Array(named(document))
	return {
		heard(message) {
			const [type] = message
			if (type === undefined || !SAID_BY_CLIENTS.has(type)) return null
			const frame = new Uint8Array(name.length + message.length)
			frame.set(name)
			frame.set(message, name.length)
			return frame
		},
		said(frame) {
			if (frame.length === 1 && frame[0] === PING) return SIGN_OF_LIFE
			const decoder = createDecoder(frame)
			readVarString(decoder)
			const start = decoder.pos
			const type: number = readVarUint(decoder)
			if (type === AWARENESS || type === SYNC) return frame.subarray(start)
			if (type !== SYNC_REPLY) return null
			// y-websocket answers every SyncStep1 alike and has one number for both.
			const message = frame.slice(start)
			message[0] = SYNC
			return message
		},
	}
}

/** The frame by which a provider of Hocuspocus would have opened the document. Whoever says it was let through by other means. */
export function plainHandshake({ document, model }: PlainRequest): Uint8Array {
	const encoder = named(document)
	writeVarUint(encoder, MessageType.Auth)
	writeVarUint(encoder, 0)
	writeVarString(encoder, formatHandshake(model === null ? {} : { model: model.slice(0, 100) }))
	writeVarString(encoder, 'y-websocket')
	return toUint8Array(encoder)
}

function named(document: string): ReturnType<typeof createEncoder> {
	const encoder = createEncoder()
	writeVarString(encoder, document)
	return encoder
}
