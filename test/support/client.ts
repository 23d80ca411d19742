import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import {
	Announcement,
	documentName,
	formatHandshake,
	parseDocumentName,
	Receipt,
	type DocumentName,
	WithheldMessage,
} from '@parley/protocol'
import {
	createDocument,
	modelDigest,
	plainText,
	readBlocks,
	toPassage,
	withholdFromDocument,
} from '@parley/schema'
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { type ClientOptions } from 'ws'
import type * as Y from 'yjs'
import { Outbox, type Unsent } from './outbox.ts'
import { PATIENCE_MS } from './patience.ts'
import { Wire, type Cable, type Delay } from './wire.ts'

/** How a test client connects. */
export interface TestClientOptions {
	/** Where the sockets are, e.g. `ws://127.0.0.1:4000/collaboration`. */
	readonly url: string
	/** The session's token, as `POST /api/v1/sessions` gives it; leave it out where a cookie speaks (`wire.headers`). */
	readonly token?: string
	/** The documents to open at once; more can follow with `open`. */
	readonly documents: readonly DocumentName[]
	/** The digest of the text model to name in the handshake: ours by default, none where null. */
	readonly model?: string | null
	/** The Yjs clientID to write under, for runs that must be the same every time. */
	readonly clientId?: (document: DocumentName) => number
	/** Whether documents have an awareness (default: no, and nothing but text is sent). */
	readonly awareness?: boolean
	/** Milliseconds that frames take from the server and to it (default: 0). */
	readonly delay?: Delay
	/**
	 * Whether the client comes back by itself after a cut, every 50 ms until somebody answers (default: no; `reconnect` does it). It
	 * stays away after close codes from 4400 to 4499.
	 */
	readonly comesBack?: boolean
	/** What else the WebSocket is to know, e.g. `{ headers: { Origin: … } }`. */
	readonly wire?: ClientOptions
}

/** A receipt and the document that it is about. */
export interface DocumentReceipt {
	readonly document: DocumentName
	readonly receipt: Receipt
}

/** Connects a client and waits until all its documents are synced. Throws where one of them is denied or the server does not answer. */
export async function connectClient(options: TestClientOptions): Promise<TestClient> {
	const client = new TestClient(options)
	try {
		await client.reconnect()
	} catch (error) {
		client.close()
		throw error
	}
	return client
}

/**
 * A headless client: Hocuspocus' own provider, one WebSocket for all documents, real TCP. It keeps what an honest client keeps (its
 * outbox) and everything that it was told. Nothing in it waits for a length of time: every `when…` resolves at the event that it
 * is about.
 */
export class TestClient {
	/** Receipts in the order they came, over all documents and connections. */
	readonly receipts: DocumentReceipt[] = []
	/** What the room document announced, in order. */
	readonly announcements: Announcement[] = []
	/** The codes with which sockets were closed, in order; 1006 is a cut cable. */
	readonly closes: number[] = []
	/** Documents that the server denied. */
	readonly denied = new Set<DocumentName>()
	readonly #options: TestClientOptions
	readonly #socket: HocuspocusProviderWebsocket
	readonly #providers = new Map<DocumentName, HocuspocusProvider>()
	readonly #outboxes = new Map<DocumentName, Outbox>()
	readonly #watchers = new Set<() => void>()
	readonly #synced = new Set<DocumentName>()
	#delay: Delay
	#wire: Wire | null = null
	#isOnline = false

	/** A client that is not connected yet: see `connectClient`. */
	constructor(options: TestClientOptions) {
		this.#options = options
		this.#delay = options.delay ?? { inMs: 0, outMs: 0 }
		const cable = this.#cable()
		const adopt = (wire: Wire): void => {
			this.#adopt(wire)
		}
		this.#socket = new HocuspocusProviderWebsocket({
			url: options.url,
			autoConnect: false,
			WebSocketPolyfill: class extends Wire {
				constructor(url: string) {
					super(url, cable)
					adopt(this)
				}
			},
			// One attempt every 50 ms, for ever; by default it waits a second and longer each time.
			delay: 50,
			minDelay: 50,
			maxDelay: 50,
			factor: 1,
			jitter: false,
			messageReconnectTimeout: 3_600_000,
			onClose: ({ event }) => {
				this.#onClose(event.code)
			},
		})
		for (const document of options.documents) this.#add(document)
	}

	/** The Y.Doc of an open document. Its changes are sent at once, and stand in the outbox until their receipt. */
	doc(document: DocumentName): Y.Doc {
		return this.provider(document).document
	}

	/** The plain text of an open document as this client has it now. */
	text(document: DocumentName): string {
		return plainText(readBlocks(this.doc(document)))
	}

	/** The provider of an open document, for what this class has no word for. */
	provider(document: DocumentName): HocuspocusProvider {
		const provider = this.#providers.get(document)
		if (provider === undefined) throw new RangeError(`${document} is not open`)
		return provider
	}

	/** Updates of its own that have no receipt yet: of one document, or of all. */
	outbox(document?: DocumentName): readonly Unsent[] {
		if (document !== undefined) return this.#outboxes.get(document)?.unsent ?? []
		return [...this.#outboxes.values()].flatMap(({ unsent }) => unsent)
	}

	/** Opens one more document and waits until it is synced. Throws where it is denied. */
	async open(document: DocumentName): Promise<Y.Doc> {
		this.#add(document)
		await this.whenSynced([document])
		return this.doc(document)
	}

	/** Closes a document as a page does when its clause leaves the view; the socket stays. */
	leave(document: DocumentName): void {
		this.provider(document).destroy()
		this.#providers.delete(document)
		this.#synced.delete(document)
	}

	/** Whether the socket is open and has been heard of. */
	get isOnline(): boolean {
		return this.#isOnline
	}

	/** Cuts the cable. Edits go on, offline; nothing under way arrives. */
	cut(): void {
		this.#socket.shouldConnect = false
		this.#wire?.cut()
		// The close event of a cut cable comes a little later; what is done next is done offline.
		this.#isOnline = false
		this.#synced.clear()
	}

	/** Connects, where it is not, and waits until every document is synced. */
	async reconnect(): Promise<void> {
		await this.until(() => this.#wire === null, 'the old socket to be gone')
		await this.#socket.connect()
		await this.whenSynced()
	}

	/** Frames stop in both directions until `release`; the socket stays open and nothing is lost. */
	hold(): void {
		this.#wire?.hold()
	}

	release(): void {
		this.#wire?.release()
	}

	/** Changes how long frames take from now on. */
	slow(delay: Delay): void {
		this.#delay = delay
		this.#wire?.slow(delay)
	}

	/** Resolves when the server's state of `documents` (all, where none are named) has been merged on this connection. */
	async whenSynced(
		documents: readonly DocumentName[] = [...this.#providers.keys()]
	): Promise<void> {
		const isSettled = (document: DocumentName): boolean =>
			this.#synced.has(document) || this.denied.has(document)
		await this.until(() => documents.every(isSettled), 'documents to be synced')
		const denied = documents.find((document) => this.denied.has(document))
		if (denied !== undefined) throw new Error(`${denied} was denied`)
	}

	/** Resolves when every update of its own has its receipt. */
	whenSent(): Promise<void> {
		return this.until(() => this.outbox().length === 0, 'the outbox to be empty')
	}

	/** Resolves with the code when the socket is closed, by whomever: at once where it is. */
	async whenClosed(): Promise<number> {
		await this.until(() => this.#wire === null, 'the socket to be closed')
		return this.closes.at(-1) ?? 1006
	}

	/** Resolves with the first receipt that `matches`, from among those that came and those to come. */
	async whenReceipt(matches: (receipt: DocumentReceipt) => boolean): Promise<Receipt> {
		await this.until(() => this.receipts.some(matches), 'a receipt')
		const found = this.receipts.find(matches)
		if (found === undefined) throw new Error('a receipt was lost')
		return found.receipt
	}

	/** Resolves with the first announcement of `type`, from among those that came and those to come. */
	async whenAnnounced<T extends Announcement['type']>(
		type: T
	): Promise<Extract<Announcement, { type: T }>> {
		const isOfType = (one: Announcement): one is Extract<Announcement, { type: T }> =>
			one.type === type
		await this.until(() => this.announcements.some(isOfType), `an announcement of ${type}`)
		const found = this.announcements.find(isOfType)
		if (found === undefined) throw new Error('an announcement was lost')
		return found
	}

	/**
	 * Resolves once `condition` holds; it is looked at after everything that happens here. Rejects once nothing has happened for a minute,
	 * with what was waited for and how things stand.
	 */
	until(condition: () => boolean, what: string): Promise<void> {
		if (condition()) return Promise.resolve()
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#watchers.delete(look)
				reject(new Error(`waited in vain for ${what}: ${this.#standing()}`))
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

	/** Leaves for good. Closing twice is fine. */
	close(): void {
		this.#socket.shouldConnect = false
		for (const provider of this.#providers.values()) provider.destroy()
		this.#socket.destroy()
		for (const provider of this.#providers.values()) provider.document.destroy()
	}

	#standing(): string {
		const { receipts, closes, denied } = this
		const last = receipts.slice(-3).map(({ receipt }) => JSON.stringify(receipt))
		return `${this.#synced.size} of ${this.#providers.size} synced, ${this.outbox().length} unsent, last receipts ${last.join(' ')}, closes ${closes.join(' ')}, denied ${denied.size}`
	}

	#add(name: DocumentName): void {
		const document = createDocument()
		const clientId = this.#options.clientId?.(name)
		if (clientId !== undefined) document.clientID = clientId
		const outbox = this.#outboxes.get(name) ?? new Outbox()
		this.#outboxes.set(name, outbox)
		this.denied.delete(name)
		const model = this.#options.model === undefined ? modelDigest() : this.#options.model
		const { token } = this.#options
		const handshake = {
			...(token === undefined ? {} : { token }),
			...(model === null ? {} : { model }),
		}
		const provider = new HocuspocusProvider({
			websocketProvider: this.#socket,
			name,
			document,
			token: formatHandshake(handshake),
			...(this.#options.awareness === true ? {} : { awareness: null }),
			onSynced: () => {
				this.#synced.add(name)
				this.#look()
			},
			onAuthenticationFailed: () => {
				this.denied.add(name)
				this.#look()
			},
			onStateless: ({ payload }) => {
				this.#hear(name, payload)
			},
		})
		document.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== provider) outbox.record(update)
			this.#look()
		})
		this.#providers.set(name, provider)
		provider.attach()
	}

	#cable(): Cable {
		const delay = (): Delay => this.#delay
		const { wire } = this.#options
		return {
			...(wire && { options: wire }),
			get delay() {
				return delay()
			},
			onSend: (frame) => {
				this.#onSend(frame)
			},
		}
	}

	#adopt(wire: Wire): void {
		wire.addEventListener('open', () => {
			this.#isOnline = true
			this.#look()
		})
		this.#wire = wire
	}

	#onSend(frame: Uint8Array): void {
		const step = readSyncStep2(frame)
		if (step !== null) this.#outboxes.get(step.document)?.recordSync(step.update)
	}

	#hear(document: DocumentName, payload: string): void {
		const json: unknown = JSON.parse(payload)
		const receipt = Receipt.safeParse(json)
		if (receipt.success) {
			this.receipts.push({ document, receipt: receipt.data })
			this.#outboxes.get(document)?.take(receipt.data)
		} else {
			const withheld = WithheldMessage.safeParse(json)
			if (withheld.success)
				withholdFromDocument(this.doc(document), toPassage(withheld.data.passage))
			else this.announcements.push(Announcement.parse(json))
		}
		this.#look()
	}

	#onClose(code: number): void {
		this.closes.push(code)
		const isOver = code >= 4400 && code <= 4499
		if (this.#options.comesBack !== true || isOver) this.#socket.shouldConnect = false
		this.#wire = null
		this.#isOnline = false
		this.#synced.clear()
		for (const outbox of this.#outboxes.values()) outbox.forgetSyncs()
		this.#look()
	}

	#look(): void {
		for (const look of [...this.#watchers]) look()
	}
}

/** The update that a frame carries as its SyncStep2, or null for any other frame. */
function readSyncStep2(frame: Uint8Array): { document: DocumentName; update: Uint8Array } | null {
	const decoder = createDecoder(frame)
	if (frame.byteLength < 3) return null
	const name = readVarString(decoder)
	const type = readVarUint(decoder)
	const isSync = type === 0 || type === 4
	if (!isSync || readVarUint(decoder) !== 1) return null
	return { document: documentName(parseDocumentName(name)), update: readVarUint8Array(decoder) }
}
