import { HocuspocusProviderWebsocket, type onCloseParameters } from '@hocuspocus/provider'

/** What the link lets its owner see. */
export interface LinkTaps {
	/** A frame is about to be sent; gives what is sent of it. */
	readonly sending: (frame: Uint8Array) => Uint8Array
	/** A frame has come; called before its document gets it. */
	readonly received: (frame: Uint8Array) => void
	/** A connection is being made. */
	readonly dialing: () => void
	/** The first frame of a connection has come: it works both ways. */
	readonly up: () => void
	/** The server has given the sign of life that it was asked for. */
	readonly alive: () => void
	/** The connection is gone; the answer says whether to come back. */
	readonly down: (code: number) => 'retry' | 'stop'
}

/** A code of our own for giving up a connection that is silent; never on the wire. */
export const GAVE_UP = 4000

/** One byte each: a question and its answer on the socket itself, which cost the server next to nothing (its rule C22). */
const PING = 9
const PONG = 10

/** The first attempt to come back, in ms: soon where one socket was cut, and not in one instant where all of them were. */
const FIRST_BACK_MS = { least: 100, most: 500 }

/**
 * The one WebSocket of the page, with three changes to the stock one.
 *
 * Frames are never queued while it is down. The stock queue sends them after the handshake of the next connection, among them the
 * `close` of a document that has been opened again meanwhile (which closes the new one) and updates without what they depend
 * on. The SyncStep2 of each document carries all of it anyway.
 *
 * A connection can be given up at once: closing a socket on a dead line waits for an answer that does not come.
 *
 * And the first attempt to come back is made within half a second: proxies cut sockets that were idle, and the person need not notice.
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
			// `Liveness` asks for an answer much sooner than this
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
		this.webSocket.send(this.#taps.sending(frame) as Uint8Array<ArrayBuffer>)
	}

	override createWebSocketConnection(): Promise<unknown> {
		this.#taps.dialing()
		return super.createWebSocketConnection()
	}

	override onMessage(event: MessageEvent<ArrayBuffer>): void {
		const frame = new Uint8Array(event.data)
		this.#taps.received(frame)
		if (frame.length === 1 && frame[0] === PONG) this.#taps.alive()
		else super.onMessage(event)
	}

	override onClose(parameters: onCloseParameters): void {
		super.onClose(parameters)
		if (this.reconnectTimeout === null) return
		clearTimeout(this.reconnectTimeout)
		const { least, most } = FIRST_BACK_MS
		this.reconnectTimeout = setTimeout(
			() => {
				this.reconnectTimeout = null
				void this.connect()
			},
			least + Math.random() * (most - least)
		)
	}

	/** Asks the server for a sign of life. */
	ping(): void {
		this.send(Uint8Array.of(PING))
	}

	/** Treats the connection as lost now, and tries the next one. */
	giveUp(): void {
		if (this.webSocket === null) return
		this.emit('close', { event: { code: GAVE_UP, reason: 'no answer' } })
	}
}
