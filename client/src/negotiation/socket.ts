import { afterClose, closeReason, formatHandshake, type CloseReason } from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { type Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { Attachment, type AttachmentEvents } from './attachment.ts'
import { readFrame } from './frames.ts'
import { Link } from './link.ts'

/** How the page stands with the server. Instants are ms on this device's clock. */
export type LinkState =
	| { readonly kind: 'connecting' }
	| { readonly kind: 'up' }
	| { readonly kind: 'down'; readonly since: number }
	/** The server said that coming back is of no use. */
	| { readonly kind: 'stopped'; readonly reason: CloseReason }

/** How long the line may be silent before it is asked for an answer, and how long that answer may take. */
const SILENCE_MS = 10_000
const ANSWER_MS = 6_000
const WATCH_MS = 2_000

/** A code of the host itself for a connection that slept too long; a laptop that wakes up must come back. */
const HOST_TIMEOUT = 4408

/** What the socket tells the room. */
export interface SocketEvents {
	/** A SyncStep2 for `document` is about to be sent. */
	readonly sendingSyncStep2: (document: string, update: Uint8Array) => void
	/** The connection is gone. */
	readonly lost: () => void
	/** The server said that coming back is of no use. */
	readonly stopped: (reason: CloseReason) => void
	/** Say something that the server answers. */
	readonly probe: () => void
}

/**
 * One WebSocket for every document of the room. It comes back by itself unless the server said that this is of no use, and it does
 * not trust a silent line: a dead network keeps a socket open for minutes.
 */
export class CollaborationSocket {
	readonly #link: Link
	readonly #events: SocketEvents
	readonly #token: string
	readonly #now: () => number
	readonly #attachments = new Map<string, Attachment>()
	readonly #watch: ReturnType<typeof setInterval>
	#state: LinkState = { kind: 'connecting' }
	#heardAt: number
	#openedAt: number | null = null
	#asked = false
	#changed: (() => void) | null = null
	readonly #follow = createSubscriber((update) => {
		this.#changed = update
		return () => (this.#changed = null)
	})

	/**
	 * @param url of the collaboration endpoint, ws or wss
	 * @param model digest of the text model, for the handshake
	 * @param now ms on this device's clock
	 */
	constructor(url: string, model: string, now: () => number, events: SocketEvents) {
		this.#token = formatHandshake({ model })
		this.#now = now
		this.#events = events
		this.#heardAt = now()
		this.#link = new Link(url, {
			sending: (bytes) => {
				const frame = readFrame(bytes)
				if (frame.kind === 'sync-step-2') events.sendingSyncStep2(frame.document, frame.update)
			},
			received: (bytes) => {
				this.#heardAt = this.#now()
				this.#asked = false
				const frame = readFrame(bytes)
				if (frame.kind === 'closed') this.#attachments.get(frame.document)?.closedByServer()
			},
			up: () => {
				this.#become({ kind: 'up' })
			},
			down: (code) => this.#down(code),
		})
		this.#watch = setInterval(() => {
			this.#look()
		}, WATCH_MS)
		window.addEventListener('offline', this.#onOffline)
		window.addEventListener('online', this.#onOnline)
		void this.#link.connect()
	}

	get state(): LinkState {
		this.#follow()
		return this.#state
	}

	/** Puts a document on the socket; it is opened by `attach` of what is given back. */
	open(name: string, doc: Y.Doc, awareness: Awareness, events: AttachmentEvents): Attachment {
		const parts = { name, doc, awareness, token: this.#token }
		const isLeaving = this.#attachments.get(name)?.isLeaving ?? false
		const attachment = new Attachment(this.#link, parts, events, isLeaving)
		this.#attachments.set(name, attachment)
		return attachment
	}

	/** Tries to connect now rather than after the pause. */
	retry(): void {
		if (this.#state.kind === 'up' || this.#state.kind === 'stopped') return
		void this.#link.connect()
	}

	/** Ends the connection for good. */
	close(): void {
		clearInterval(this.#watch)
		window.removeEventListener('offline', this.#onOffline)
		window.removeEventListener('online', this.#onOnline)
		for (const attachment of this.#attachments.values()) attachment.close()
		this.#attachments.clear()
		this.#link.destroy()
	}

	readonly #onOffline = (): void => {
		this.#link.giveUp()
	}

	readonly #onOnline = (): void => {
		this.retry()
	}

	#down(code: number): 'retry' | 'stop' {
		this.#events.lost()
		for (const attachment of this.#attachments.values()) attachment.socketLost()
		this.#openedAt = null
		this.#asked = false
		if (afterClose(code) === 'stop' && code !== HOST_TIMEOUT) {
			const reason = closeReason(code) ?? 'forbidden'
			this.#become({ kind: 'stopped', reason })
			this.#events.stopped(reason)
			return 'stop'
		}
		const since = this.#state.kind === 'down' ? this.#state.since : this.#now()
		this.#become({ kind: 'down', since })
		return 'retry'
	}

	#look(): void {
		if (!this.#link.isOpen) return
		const now = this.#now()
		if (this.#state.kind !== 'up') {
			// open, and not a word: a proxy that accepts everything, or a server that hangs
			this.#openedAt ??= now
			if (now - this.#openedAt > SILENCE_MS) this.#link.giveUp()
			return
		}
		const silence = now - this.#heardAt
		if (silence > SILENCE_MS + ANSWER_MS && this.#asked) this.#link.giveUp()
		else if (silence > SILENCE_MS) {
			this.#asked = true
			this.#events.probe()
		}
	}

	#become(state: LinkState): void {
		this.#state = state
		this.#changed?.()
	}
}

/** Where this page's collaboration socket is. */
export function collaborationUrl(page: Location): string {
	const url = new URL('/collaboration', page.href)
	url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
	return url.href
}
