import { MessageType } from '@hocuspocus/server'
import { formatHandshake } from '@parley/protocol'
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { type Dialect } from './socket.ts'

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

/** The messages that y-websocket clients send. They have the numbers of Hocuspocus' own. */
const SAID_BY_CLIENTS: ReadonlySet<number> = new Set([
	MessageType.Sync,
	MessageType.Awareness,
	MessageType.QueryAwareness,
])

/**
 * An awareness update that speaks of nobody. y-websocket takes a server that has been silent for 30 s for gone, and knows no ping that
 * a page can see.
 */
const SIGN_OF_LIFE = Uint8Array.of(MessageType.Awareness, 1, 0)

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
			if (frame.length === 1 && frame[0] === MessageType.Ping) return SIGN_OF_LIFE
			const decoder = createDecoder(frame)
			readVarString(decoder)
			const start = decoder.pos
			switch (readVarUint(decoder)) {
				case MessageType.Sync:
				case MessageType.Awareness:
					return frame.subarray(start)
				case MessageType.SyncReply: {
					// y-websocket answers every SyncStep1 alike and has one number for both.
					const message = frame.slice(start)
					message[0] = MessageType.Sync
					return message
				}
				default:
					return null
			}
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
