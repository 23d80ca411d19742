import { Receipt } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { createHash } from 'node:crypto'
import { type Socket } from 'node:net'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type Deliveries } from './deliveries.ts'
import { type MeasuredServer } from './servers/start.ts'
import { hocuspocus, yWebsocket, type Dialect, type Heard } from './wire.ts'

/** Where the text of a document is. */
const TEXT = 'text'

/** What a person has heard of one document, in order: enough to work out its text when the run is over. */
interface Copy {
	readonly updates: Uint8Array[]
	isSynced: boolean
	/** The document itself, where this person writes in it, and how much of `updates` is in it. */
	live: { readonly doc: Y.Doc; applied: number; caret: Y.RelativePosition } | null
	cursorClock: number
}

/**
 * One person with all documents open, on one WebSocket (or one for each document where the server wants that). It speaks as a
 * provider does, but works out the text only where it writes, so that hundreds fit into one process.
 */
export class Person {
	/** Updates of its own that were sent and not yet answered, by digest; each with its document. */
	readonly unanswered = new Map<string, string>()
	/** How many of its updates the server said to have taken. */
	taken = 0
	/** How many it said not to have taken. */
	notTaken = 0
	/** Messages that came, and those of them that carry cursors. */
	messages = 0
	cursors = 0
	/** Close codes of sockets that the server closed. */
	readonly closes: number[] = []
	readonly #server: MeasuredServer
	readonly #index: number
	readonly #deliveries: Deliveries
	readonly #dialect: Dialect
	readonly #sockets = new Map<string, WebSocket>()
	readonly #tcp: Socket[] = []
	readonly #copies = new Map<string, Copy>()
	readonly #watchers = new Set<() => void>()
	readonly #heard: ((message: Uint8Array) => void) | null
	#isLeaving = false
	#placeClock = 0

	/** @param heard told of every message that comes, before it is read */
	constructor(
		server: MeasuredServer,
		index: number,
		deliveries: Deliveries,
		heard: ((message: Uint8Array) => void) | null = null
	) {
		this.#heard = heard
		this.#server = server
		this.#index = index
		this.#deliveries = deliveries
		this.#dialect = server.kind === 'y-websocket' ? yWebsocket : hocuspocus
	}

	/** Opens `documents` and waits until their text is here. */
	async enter(documents: readonly string[]): Promise<void> {
		const { room, tokens, kind } = this.#server
		const token = tokens[this.#index] ?? ''
		for (const document of documents) this.#copies.set(document, newCopy(kind === 'relay'))
		const all = room === null ? documents : [...documents, room]
		await Promise.all(
			this.#dialect.isShared
				? [this.#open('', all)]
				: documents.map((document) => this.#open(document, [document]))
		)
		if (kind === 'relay') return
		for (const document of all) {
			for (const message of this.#dialect.enter(document, token)) this.#send(document, message)
		}
		this.goTo(null)
		await this.#until(() => documents.every((document) => this.#copies.get(document)?.isSynced))
	}

	/** Types one character (or `words`) in `document`, where this person typed last, and moves the cursor behind it. */
	type(document: string, words?: string): void {
		const copy = this.#copy(document)
		const { doc, caret } = this.#live(copy)
		const text = doc.getText(TEXT)
		const index = Y.createAbsolutePositionFromRelativePosition(caret, doc)?.index ?? text.length
		const clock = Y.getState(doc.store, doc.clientID)
		let update = new Uint8Array()
		doc.once('update', (bytes: Uint8Array) => (update = new Uint8Array(bytes)))
		const typed = words ?? String.fromCharCode(97 + (clock % 26))
		text.insert(index, typed)
		const behind = Y.createRelativePositionFromTypeIndex(text, index + typed.length, -1)
		copy.live = { doc, applied: copy.updates.length, caret: behind }
		this.#own(copy, update)
		this.unanswered.set(createHash('sha256').update(update).digest('hex'), document)
		const message = this.#dialect.update(document, update)
		const cursor = this.#dialect.cursors(document, this.#cursorAt(doc.clientID, behind, copy))
		this.#deliveries.sent(doc.clientID, clock)
		this.#send(document, message)
		this.#send(document, cursor)
	}

	/** Says that this person is in `clause` and types there, or is in none. */
	goTo(clause: string | null): void {
		const room = this.#server.room ?? this.#server.documents[0] ?? ''
		const state = { clause, typing: true, idle: false }
		const client = 1_000_000 + this.#index
		const update = awarenessUpdate(client, ++this.#placeClock, state)
		this.#send(room, this.#dialect.cursors(room, update))
	}

	/** Sends an update that was made elsewhere. */
	offer(document: string, update: Uint8Array): void {
		this.#own(this.#copy(document), update)
		this.#send(document, this.#dialect.update(document, update))
	}

	/** Resolves once the server has taken `count` updates of this person. */
	whenTaken(count: number): Promise<void> {
		return this.#until(() => this.taken >= count)
	}

	/** Bytes that came in on its sockets, with those of the WebSocket's own frames. */
	get bytesRead(): number {
		return this.#tcp.reduce((sum, socket) => sum + socket.bytesRead, 0)
	}

	/** The text of `document` as this person has it. */
	textOf(document: string): string {
		const doc = createDocument()
		doc.transact(() => {
			for (const update of this.#copy(document).updates) Y.applyUpdate(doc, update)
		})
		const text = doc.getText(TEXT).toJSON()
		doc.destroy()
		return text
	}

	/** Everything of `document` that came when it was opened, in bytes. */
	stateBytes(document: string): number {
		return this.#copy(document).updates[0]?.byteLength ?? 0
	}

	/** Leaves, and resolves when its sockets are gone. */
	async leave(): Promise<void> {
		this.#isLeaving = true
		await Promise.all(
			[...new Set(this.#sockets.values())].map(
				(socket) =>
					new Promise<void>((resolve) => {
						if (socket.readyState === WebSocket.CLOSED) resolve()
						socket.once('close', () => {
							resolve()
						})
						socket.terminate()
					})
			)
		)
	}

	#open(name: string, documents: readonly string[]): Promise<void> {
		const { url } = this.#server
		const address = name === '' ? url : `${url}/${name}`
		const socket = new WebSocket(address, { perMessageDeflate: false })
		for (const document of documents) this.#sockets.set(document, socket)
		socket.on('upgrade', (response) => this.#tcp.push(response.socket))
		socket.on('message', (data: Buffer) => {
			this.messages++
			this.#heard?.(data)
			this.#hear(this.#dialect.read(data, name))
		})
		socket.on('close', (code) => {
			if (!this.#isLeaving) this.closes.push(code)
		})
		return new Promise((resolve, reject) => {
			socket.once('open', resolve)
			socket.once('error', reject)
		})
	}

	#hear(heard: Heard): void {
		switch (heard.kind) {
			case 'question':
				this.#send(heard.document, this.#dialect.nothing(heard.document))
				return
			case 'state': {
				const copy = this.#copies.get(heard.document)
				if (copy === undefined) return
				copy.updates.push(new Uint8Array(heard.update))
				copy.isSynced = true
				this.#look()
				return
			}
			case 'update':
				this.#receive(heard.document, heard.update)
				return
			case 'cursors':
				this.cursors++
				return
			case 'acknowledged':
				if (this.#server.tokens.length === 0) this.#count(heard.isTaken)
				return
			case 'said':
				this.#hearSaid(heard.payload)
				return
			case 'denied':
				throw new Error(`${heard.document} was denied`)
			case 'other':
				return
		}
	}

	#receive(document: string, update: Uint8Array): void {
		const copy = this.#copies.get(document)
		if (copy === undefined) return
		copy.updates.push(new Uint8Array(update))
		const { from, to } = Y.parseUpdateMeta(update)
		const own = copy.live?.doc.clientID
		for (const [client, end] of to) {
			if (client !== own) this.#deliveries.arrived(client, from.get(client) ?? end, end)
		}
	}

	#hearSaid(payload: string): void {
		const receipt = Receipt.safeParse(JSON.parse(payload))
		if (!receipt.success) return
		const { type, digest } = receipt.data
		if (this.unanswered.delete(digest)) this.#count(type === 'saved' || type === 'known')
	}

	#count(isTaken: boolean): void {
		if (isTaken) this.taken++
		else this.notTaken++
		this.#look()
	}

	#live(copy: Copy): NonNullable<Copy['live']> {
		if (copy.live === null) {
			const doc = createDocument()
			const text = doc.getText(TEXT)
			catchUp(doc, copy.updates, 0)
			const caret = Y.createRelativePositionFromTypeIndex(text, text.length, -1)
			copy.live = { doc, applied: copy.updates.length, caret }
		} else {
			catchUp(copy.live.doc, copy.updates, copy.live.applied)
			copy.live.applied = copy.updates.length
		}
		return copy.live
	}

	/** Keeps an update of its own among those that came. */
	#own(copy: Copy, update: Uint8Array): void {
		copy.updates.push(update)
		if (copy.live !== null) copy.live.applied = copy.updates.length
	}

	/** The cursor as this server's usual client says it. */
	#cursorAt(client: number, { item }: Y.RelativePosition, copy: Copy): Uint8Array {
		const place =
			this.#server.kind === 'parley'
				? { item, assoc: -1 }
				: { type: null, tname: null, item, assoc: -1 }
		const cursor = { anchor: place, head: place }
		const name = `Advisor ${this.#index + 1}`
		const user = { name, color: '#30bced', colorLight: '#30bced33' }
		const state = this.#server.kind === 'parley' ? { cursor } : { user, cursor }
		return awarenessUpdate(client, ++copy.cursorClock, state)
	}

	#send(document: string, message: Uint8Array): void {
		this.#sockets.get(document)?.send(message)
	}

	#copy(document: string): Copy {
		const copy = this.#copies.get(document)
		if (copy === undefined) throw new RangeError(`${document} is not open`)
		return copy
	}

	#until(condition: () => boolean): Promise<void> {
		if (condition()) return Promise.resolve()
		return new Promise((resolve) => {
			const look = (): void => {
				if (!condition()) return
				this.#watchers.delete(look)
				resolve()
			}
			this.#watchers.add(look)
		})
	}

	#look(): void {
		for (const look of [...this.#watchers]) look()
	}
}

function newCopy(isSynced: boolean): Copy {
	return { updates: [], isSynced, live: null, cursorClock: 0 }
}

function catchUp(doc: Y.Doc, updates: readonly Uint8Array[], from: number): void {
	if (from === updates.length) return
	doc.transact(() => {
		for (const update of updates.slice(from)) Y.applyUpdate(doc, update)
	})
}

function awarenessUpdate(client: number, clock: number, state: unknown): Uint8Array {
	const encoder = createEncoder()
	writeVarUint(encoder, 1)
	writeVarUint(encoder, client)
	writeVarUint(encoder, clock)
	writeVarString(encoder, JSON.stringify(state))
	return toUint8Array(encoder)
}
