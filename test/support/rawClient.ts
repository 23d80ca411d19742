import { formatHandshake, Receipt, type DocumentName } from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import {
	createDecoder,
	hasContent,
	readVarString,
	readVarUint,
	readVarUint8Array,
} from 'lib0/decoding'
import {
	createEncoder,
	toUint8Array,
	writeVarString,
	writeVarUint,
	writeVarUint8Array,
	type Encoder,
} from 'lib0/encoding'
import { WebSocket, type ClientOptions } from 'ws'
import { PATIENCE_MS } from './patience.ts'

/** The numbers of Hocuspocus' messages. */
export const MESSAGE = {
	sync: 0,
	awareness: 1,
	auth: 2,
	queryAwareness: 3,
	syncReply: 4,
	stateless: 5,
	broadcastStateless: 6,
	close: 7,
	syncStatus: 8,
	ping: 9,
	pong: 10,
} as const

/** A frame: the document's name, the message's number, and what `write` puts behind. */
export function frame(
	document: string,
	type: number,
	write?: (encoder: Encoder) => void
): Uint8Array {
	const encoder = createEncoder()
	writeVarString(encoder, document)
	writeVarUint(encoder, type)
	write?.(encoder)
	return toUint8Array(encoder)
}

/** The first frame for a document: who is there, which text model it speaks (ours, unless null), and under which seat alone it wants in. */
export function handshakeFrame(
	document: string,
	token: string,
	model: string | null = modelDigest(),
	seat?: string,
	followsCarets = false
): Uint8Array {
	const handshake = formatHandshake({
		token,
		followsCarets,
		...(model === null ? {} : { model }),
		...(seat === undefined ? {} : { seat }),
	})
	return frame(document, MESSAGE.auth, (encoder) => {
		writeVarUint(encoder, 0)
		writeVarString(encoder, handshake)
		writeVarString(encoder, '4.8.0')
	})
}

/** A step of y-protocols/sync: 0 asks with a state vector, 1 answers with an update, 2 is an update. */
export function syncFrame(document: string, step: 0 | 1 | 2, bytes: Uint8Array): Uint8Array {
	return frame(document, MESSAGE.sync, (encoder) => {
		writeVarUint(encoder, step)
		writeVarUint8Array(encoder, bytes)
	})
}

/** What an awareness frame says of one client. */
export interface SaidState {
	readonly clientId: number
	readonly clock: number
	readonly state: unknown
}

/** An awareness frame that says `states`, whoever they belong to. */
export function awarenessFrame(document: string, states: readonly SaidState[]): Uint8Array {
	return frame(document, MESSAGE.awareness, (encoder) => {
		const inner = createEncoder()
		writeVarUint(inner, states.length)
		for (const { clientId, clock, state } of states) {
			writeVarUint(inner, clientId)
			writeVarUint(inner, clock)
			writeVarString(inner, JSON.stringify(state))
		}
		writeVarUint8Array(encoder, toUint8Array(inner))
	})
}

/** What a client says on a document, as text. */
export function statelessFrame(document: string, payload: string): Uint8Array {
	return frame(document, MESSAGE.stateless, (encoder) => {
		writeVarString(encoder, payload)
	})
}

/** A message as it came from the server. */
export interface HeardFrame {
	readonly document: string
	readonly type: number
	/** What stands behind the number of the message. */
	readonly body: Uint8Array
}

/** A WebSocket without any provider, for clients that do what no honest one does. */
export class RawClient {
	readonly heard: HeardFrame[] = []
	readonly socket: WebSocket
	/** The code with which the socket was closed; null while it is open. */
	closed: number | null = null
	readonly #watchers = new Set<() => void>()
	#wasOpen = false

	/** A client on a socket that is being opened. */
	private constructor(url: string, options: ClientOptions) {
		const isPlain = new URL(url).pathname.startsWith('/yjs/')
		this.socket = new WebSocket(url, { perMessageDeflate: false, ...options })
		this.socket.on('message', (data: Buffer) => {
			if (data.byteLength > 1) this.heard.push(isPlain ? hearPlain(data) : hear(data))
			this.#look()
		})
		this.socket.on('open', () => {
			this.#wasOpen = true
			this.#look()
		})
		this.socket.on('error', () => {
			this.#look()
		})
		this.socket.on('close', (code) => {
			this.closed = code
			this.#look()
		})
	}

	/** Opens a socket; throws where the server does not let it be one. */
	static async open(url: string, options: ClientOptions = {}): Promise<RawClient> {
		const client = new RawClient(url, options)
		await client.until(() => client.socket.readyState !== WebSocket.CONNECTING, 'the upgrade')
		if (!client.#wasOpen) throw new Error('the upgrade was refused')
		return client
	}

	send(...frames: readonly Uint8Array[]): void {
		for (const one of frames) this.socket.send(one)
	}

	/** Opens a document with the handshake and SyncStep1 of an empty client, and waits for the text. Rejects where it was denied, or the socket closed. */
	async enter(document: DocumentName, token: string, followsCarets = false): Promise<void> {
		const handshake = handshakeFrame(document, token, modelDigest(), undefined, followsCarets)
		this.send(handshake, syncFrame(document, 0, Uint8Array.of(0)))
		const isThere = (): boolean => this.text(document) !== null
		const isOver = (): boolean => this.isDenied(document) || this.closed !== null
		await this.until(() => isThere() || isOver(), 'the text')
		if (this.isDenied(document)) throw new Error(`${document} was denied`)
		if (!isThere()) throw new Error(`the socket was closed with ${this.closed ?? 0}`)
	}

	/** The SyncStep2 that came for `document`, or null. */
	text(document: string): Uint8Array | null {
		const found = this.of(document, MESSAGE.sync).find(({ body }) => body[0] === 1)
		return found === undefined ? null : readVarUint8Array(createDecoder(found.body.subarray(1)))
	}

	/** Whether the server denied `document`. */
	isDenied(document: string): boolean {
		return this.of(document, MESSAGE.auth).some(({ body }) => body[0] === 1)
	}

	/** Messages with number `type` that came for `document`. */
	of(document: string, type: number): readonly HeardFrame[] {
		return this.heard.filter((one) => one.document === document && one.type === type)
	}

	/** Receipts that came for `document`. */
	receipts(document: string): readonly Receipt[] {
		return this.of(document, MESSAGE.stateless).flatMap(({ body }) => {
			const parsed = Receipt.safeParse(JSON.parse(readVarString(createDecoder(body))))
			return parsed.success ? [parsed.data] : []
		})
	}

	/** The states that were last heard of `document`'s awareness, by client; null for those who left. */
	states(document: string): ReadonlyMap<number, unknown> {
		const states = new Map<number, unknown>()
		for (const { body } of this.of(document, MESSAGE.awareness)) {
			const decoder = createDecoder(readVarUint8Array(createDecoder(body)))
			for (let left = readVarUint(decoder); left > 0 && hasContent(decoder); left--) {
				const clientId = readVarUint(decoder)
				readVarUint(decoder)
				states.set(clientId, JSON.parse(readVarString(decoder)))
			}
		}
		return states
	}

	/** Resolves with the code once the socket is closed. */
	async whenClosed(): Promise<number> {
		await this.until(() => this.closed !== null, 'the socket to be closed')
		return this.closed ?? 1006
	}

	/** Resolves once everything that was sent has been read at the other end, or the socket is closed. */
	async whenRead(): Promise<void> {
		// The answer to a ping of the WebSocket comes behind everything that was sent before it.
		let isAnswered = false
		this.socket.once('pong', () => {
			isAnswered = true
			this.#look()
		})
		this.socket.ping()
		await this.until(() => isAnswered || this.closed !== null, 'the answer to a ping')
	}

	/** Resolves once `condition` holds; it is looked at after everything that is heard. Rejects once nothing was for a minute. */
	until(condition: () => boolean, what: string): Promise<void> {
		if (condition()) return Promise.resolve()
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#watchers.delete(look)
				reject(new Error(`waited in vain for ${what}; closed ${this.closed ?? 'no'}`))
			}, PATIENCE_MS)
			const look = (): void => {
				timer.refresh()
				if (!condition()) return
				clearTimeout(timer)
				this.#watchers.delete(look)
				resolve()
			}
			this.#watchers.add(look)
		})
	}

	/** Cuts the cable. Closing twice is fine. */
	close(): void {
		this.socket.terminate()
	}

	#look(): void {
		for (const look of [...this.#watchers]) look()
	}
}

/** As plain clients hear: without the name of a document. */
function hearPlain(data: Buffer): HeardFrame {
	return { document: '', type: data[0] ?? 0, body: data.subarray(1) }
}

function hear(data: Buffer): HeardFrame {
	const decoder = createDecoder(data)
	const document = readVarString(decoder)
	const type = readVarUint(decoder)
	return { document, type, body: data.subarray(decoder.pos) }
}
