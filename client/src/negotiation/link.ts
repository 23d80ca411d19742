import { HocuspocusProviderWebsocket } from '@hocuspocus/provider'

/** What the link lets its owner see. */
export interface LinkTaps {
	/** A frame is about to be sent. */
	readonly sending: (frame: Uint8Array) => void
	/** A frame has come; called before its document gets it. */
	readonly received: (frame: Uint8Array) => void
	/** The first frame of a connection has come: it works both ways. */
	readonly up: () => void
	/** The connection is gone; the answer says whether to come back. */
	readonly down: (code: number) => 'retry' | 'stop'
}

/** A code of our own for giving up a connection that is silent; never on the wire. */
const GAVE_UP = 4000

/**
 * The one WebSocket of the page, with two changes to the stock one.
 *
 * Frames are never queued while it is down. The stock queue sends them after the handshake of the next connection, among them the
 * `close` of a document that has been opened again meanwhile (which closes the new one) and updates without what they depend
 * on. The SyncStep2 of each document carries all of it anyway.
 *
 * And a connection can be given up at once: closing a socket on a dead line waits for an answer that does not come.
 */
export class Link extends HocuspocusProviderWebsocket {
	readonly #taps: LinkTaps

	constructor(url: string, taps: LinkTaps) {
		super({
			url,
			autoConnect: false,
			delay: 1_000,
			minDelay: 500,
			maxDelay: 4_000,
			// the watch above us asks for an answer much sooner than this
			messageReconnectTimeout: 60_000,
			onConnect: () => {
				taps.up()
			},
			// runs before the stock handler, which looks at `shouldConnect`
			onClose: ({ event }) => {
				if (taps.down(event.code) === 'stop') this.shouldConnect = false
			},
		})
		this.#taps = taps
	}

	#muted = false

	get isOpen(): boolean {
		return this.webSocket?.readyState === WebSocket.OPEN
	}

	/** Does `what` with nothing of it being sent. */
	mutely(what: () => void): void {
		this.#muted = true
		try {
			what()
		} finally {
			this.#muted = false
		}
	}

	override send(frame: Uint8Array): void {
		if (this.webSocket?.readyState !== WebSocket.OPEN || this.#muted) return
		this.#taps.sending(frame)
		this.webSocket.send(frame as Uint8Array<ArrayBuffer>)
	}

	override onMessage(event: MessageEvent<ArrayBuffer>): void {
		this.#taps.received(new Uint8Array(event.data))
		super.onMessage(event)
	}

	/** Treats the connection as lost now, and tries the next one. */
	giveUp(): void {
		if (this.webSocket === null) return
		this.emit('close', { event: { code: GAVE_UP, reason: 'no answer' } })
	}
}
