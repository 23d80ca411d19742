import {
	afterClose,
	closeReason,
	formatHandshake,
	type CloseReason,
	type Handshake,
} from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { type Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { Attachment, type AttachmentEvents } from './attachment.ts'
import { readFrame, withUpdate } from './frames.ts'
import { GAVE_UP, Link } from './link.ts'
import { Liveness, LOOK_MS } from './liveness.ts'

/** How the page stands with the server. Instants are ms on this device's clock. */
export type LinkState =
	| { readonly kind: 'connecting' }
	| { readonly kind: 'up' }
	| { readonly kind: 'down'; readonly since: number }
	/** The server said that coming back is of no use. */
	| { readonly kind: 'stopped'; readonly reason: CloseReason }

/** An attempt to connect that is younger is let go on, whatever hurries it. */
const HURRY_MS = 2_000

/** What tells that the page is in front again, that the browser lets it run on, or that the device has a network. */
function wakings(): readonly (readonly [EventTarget, string])[] {
	return [
		[window, 'online'],
		[window, 'focus'],
		[window, 'pageshow'],
		[document, 'visibilitychange'],
		[document, 'resume'],
	]
}

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
	readonly #liveness: Liveness
	#state: LinkState = { kind: 'connecting' }
	#heardAt: number
	#dialedAt = -Infinity
	#changed: (() => void) | null = null
	readonly #follow = createSubscriber((update) => {
		this.#changed = update
		return () => (this.#changed = null)
	})

	/**
	 * @param url of the collaboration endpoint, ws or wss
	 * @param handshake who opens documents: the model of the text and the seat
	 * @param now ms on this device's clock
	 */
	constructor(url: string, handshake: Handshake, now: () => number, events: SocketEvents) {
		this.#token = formatHandshake({ ...handshake, followsCarets: true })
		this.#now = now
		this.#events = events
		this.#heardAt = now()
		this.#liveness = new Liveness(performance.now())
		this.#link = new Link(url, {
			sending: (bytes) => this.#noted(bytes),
			received: (bytes) => {
				this.#heardAt = this.#now()
				this.#liveness.heard()
				const frame = readFrame(bytes)
				if (frame.kind === 'closed') this.#attachments.get(frame.document)?.closedByServer()
				else if (frame.kind === 'denied') this.#attachments.get(frame.document)?.deniedByServer()
			},
			dialing: () => {
				this.#dialedAt = performance.now()
				this.#liveness.dialing()
			},
			up: () => {
				this.#liveness.opened()
				this.#become({ kind: 'up' })
			},
			alive: () => {
				this.#liveness.answered(performance.now())
			},
			down: (code) => this.#down(code),
		})
		this.#watch = setInterval(() => {
			this.#look()
		}, LOOK_MS)
		window.addEventListener('offline', this.#onOffline)
		for (const [target, event] of wakings()) target.addEventListener(event, this.#onWake)
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

	/** Stops for good, as if the server had closed the socket for `reason`. */
	stop(reason: CloseReason): void {
		if (this.#state.kind === 'stopped') return
		this.#link.disconnect()
		this.#liveness.closed()
		this.#events.lost()
		this.#become({ kind: 'stopped', reason })
		this.#events.stopped(reason)
	}

	/** Ends the connection for good. */
	close(): void {
		clearInterval(this.#watch)
		window.removeEventListener('offline', this.#onOffline)
		for (const [target, event] of wakings()) target.removeEventListener(event, this.#onWake)
		for (const attachment of this.#attachments.values()) attachment.close()
		this.#attachments.clear()
		this.#link.destroy()
	}

	/** A frame that brings an update, with what is to be said of that. */
	#noted(bytes: Uint8Array): Uint8Array {
		const frame = readFrame(bytes)
		if (frame.kind !== 'sync-step-2' && frame.kind !== 'update') return bytes
		const { document, update } = frame
		const noted = this.#attachments.get(document)?.noted(update) ?? update
		if (frame.kind === 'sync-step-2') this.#events.sendingSyncStep2(document, noted)
		return noted === update ? bytes : withUpdate(bytes, noted)
	}

	readonly #onOffline = (): void => {
		this.#link.giveUp()
	}

	/** The page, the device or its network is back: what is known of the line is old. */
	readonly #onWake = (): void => {
		if (document.visibilityState === 'hidden') return
		if (this.#state.kind === 'up') this.#ask()
		else if (performance.now() - this.#dialedAt > HURRY_MS) this.retry()
	}

	#down(code: number): 'retry' | 'stop' {
		// a socket that was stopped here closes once more
		if (this.#state.kind === 'stopped') return 'stop'
		this.#liveness.closed()
		this.#events.lost()
		for (const attachment of this.#attachments.values()) attachment.socketLost()
		if (afterClose(code) === 'stop' && code !== HOST_TIMEOUT) {
			const reason = closeReason(code) ?? 'forbidden'
			this.#become({ kind: 'stopped', reason })
			this.#events.stopped(reason)
			return 'stop'
		}
		// a line that was silent has been gone since it was last heard
		const lostAt = code === GAVE_UP && this.#state.kind === 'up' ? this.#heardAt : this.#now()
		const since = this.#state.kind === 'down' ? this.#state.since : lostAt
		this.#become({ kind: 'down', since })
		return 'retry'
	}

	#ask(): void {
		this.#liveness.asked(performance.now())
		this.#link.ping()
	}

	#look(): void {
		switch (this.#liveness.look(performance.now())) {
			case 'wait':
				return
			case 'ask':
				this.#ask()
				return
			case 'give-up':
				this.#link.giveUp()
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
