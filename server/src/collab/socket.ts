import { MessageType, type WebSocketLike } from '@hocuspocus/server'
import { type Instant, type SessionId } from '@parley/domain'
import { CLOSE_CODES, type CloseReason } from '@parley/protocol'
import { type Duplex } from 'node:stream'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type Frames } from '../negotiation/frames.ts'
import { type DocumentPass } from '../people/documentToken.ts'
import { Bucket } from './bucket.ts'
import { parseFrame, type Frame } from './frame.ts'
import { type Limits } from './limits.ts'
import { type Participant } from './participant.ts'
import { type Dialect, type PlainRequest } from './plain.ts'
import { Stamps } from './stamps.ts'
import { type Traffic } from './traffic.ts'

/** The WebSocket below, as far as it is needed. */
export interface Wire {
	readonly bufferedAmount: number
	send(frame: Uint8Array): unknown
	close(code: number, reason: string): void
	terminate(): void
}

/** What a WebSocket was made from. */
export interface Source {
	/** The connection that it is carried by. */
	readonly tcp: Duplex
	readonly cookie: string | undefined
	/** What a plain client asked for by the address; null for one that speaks as Hocuspocus' providers do. */
	readonly plain: PlainRequest | null
}

/** What takes the frames that came through: Hocuspocus' `ClientConnection`. */
export interface Receiver {
	handleMessage(frame: Uint8Array): void
	handleClose(event: { code: number; reason: string }): void
}

/** What every socket is built from. */
export interface SocketParts {
	readonly clock: Clock
	readonly frames: Frames
	readonly limits: Limits
	readonly log: Logger
	/** Counts what comes in and goes out. */
	readonly traffic: Traffic
	/** Called once, when nothing more will come in or go out. */
	readonly onEnd: (socket: LiveSocket) => void
}

/** How a plain client is spoken to, and what lets it in. */
export interface PlainSpeech {
	readonly dialect: Dialect
	readonly pass: DocumentPass
}

/** A page's WebSocket message that asks for a sign of life; pings of the WebSocket itself do not reach a page. */
const PING = Uint8Array.of(MessageType.Ping)

/** The answer to a page that asks the same. */
const PONG = Uint8Array.of(MessageType.Pong)

/** What one answer to a SyncStep1 is reckoned to be, until it stands in the buffer and can be measured. */
const ANSWER_BYTES = 64 * 1024

/**
 * One WebSocket with all the documents that are open on it: the border at which frames are stamped, read, bounded and counted
 * on their way in, and batched on their way out.
 *
 * Outgoing frames of one turn of the event loop are written at its end as one: the TCP socket is corked at the first and
 * uncorked by `setImmediate`. One write per frame was over half of the stock server's CPU (README).
 */
export class LiveSocket {
	/** The cookies that its upgrade request brought. */
	readonly cookie: string | undefined
	/** What opened the document of a plain client, which the socket speaks for alone; null for all others. */
	readonly pass: DocumentPass | null
	readonly stamps: Stamps
	readonly participants = new Set<Participant>()
	/** Settled once the WebSocket is gone and every frame that came on it has been dealt with. */
	readonly ended: Promise<void>
	readonly #parts: SocketParts
	readonly #wire: Wire
	readonly #tcp: Duplex
	readonly #dialect: Dialect | null
	readonly #frameRate: Bucket
	readonly #byteRate: Bucket
	readonly #cancels: (() => void)[] = []
	readonly #waiting = new Set<() => void>()
	#receiver: Receiver | null = null
	#state: 'open' | 'closing' | 'closed' = 'open'
	#settle: () => void = () => undefined
	#session: SessionId | null = null
	#isCorked = false
	#answering = 0
	#lastSentMs: number
	/** Whether the client is one that knows `PING`. */
	answersPing = false

	constructor(wire: Wire, { tcp, cookie }: Source, parts: SocketParts, plain?: PlainSpeech) {
		const { clock, frames, limits } = parts
		const nowMs = clock.monotonicMs()
		this.#wire = wire
		this.#tcp = tcp
		// A page's cookie says nothing for a plain client: its token alone does.
		this.cookie = plain === undefined ? cookie : undefined
		this.pass = plain?.pass ?? null
		this.#dialect = plain?.dialect ?? null
		this.#parts = parts
		this.#lastSentMs = nowMs
		this.#frameRate = new Bucket(limits.frames, nowMs)
		this.#byteRate = new Bucket(limits.bytes, nowMs)
		this.stamps = new Stamps(frames)
		this.ended = new Promise((resolve) => {
			this.#settle = resolve
		})
		this.#cancels.push(
			clock.delay(limits.authenticateWithinMs, () => {
				if (this.#session === null) this.close('silent')
			})
		)
	}

	get isOpen(): boolean {
		return this.#state === 'open'
	}

	get session(): SessionId | null {
		return this.#session
	}

	/** Hands on what comes in. Called once, before the first frame can come. */
	pipe(receiver: Receiver): void {
		this.#receiver = receiver
	}

	/** The socket as Hocuspocus wants it. Its own reasons to close are bounds that were overrun and messages it could not read. */
	get webSocket(): WebSocketLike {
		const readyState = (): number => (this.#state === 'open' ? WebSocket.OPEN : WebSocket.CLOSING)
		return {
			send: (data) => {
				if (data instanceof Uint8Array) this.send(data)
			},
			close: () => {
				this.close('malformed')
			},
			get readyState() {
				return readyState()
			},
		}
	}

	/** Takes a message at the moment its last byte was read; `data` is text or bytes, as the peer chose to send it. */
	receive(data: unknown): void {
		if (!this.isOpen) return
		const { limits, clock } = this.#parts
		const nowMs = clock.monotonicMs()
		if (!(data instanceof Uint8Array) || data.byteLength > limits.maxFrameBytes) {
			this.close('malformed')
			return
		}
		if (!this.#frameRate.take(1, nowMs) || !this.#byteRate.take(data.byteLength, nowMs)) {
			this.close('tooMuch')
			return
		}
		const { traffic } = this.#parts
		traffic.framesIn++
		traffic.bytesIn += data.byteLength
		const bytes = this.#dialect === null ? data : this.#dialect.heard(data)
		if (bytes === null) this.close('malformed')
		else this.hear(bytes)
	}

	/** Takes a frame of Hocuspocus as though the peer had said it. */
	hear(bytes: Uint8Array): void {
		const frame = parseFrame(bytes)
		if (frame === null) this.close('malformed')
		else this.#handOn(frame, bytes)
	}

	#handOn(frame: Frame, bytes: Uint8Array): void {
		if (frame.kind === 'idle') return
		if (frame.kind === 'ping') {
			this.send(PONG)
			return
		}
		if (frame.kind === 'awareness' && frame.size > this.#parts.limits.maxAwarenessBytes) return
		// Only what can be numbered is stamped: a freeze need not wait for somebody's cursor.
		if (frame.kind === 'update' || frame.kind === 'sync-step-2') {
			this.stamps.receive(bytes, frame.document)
		}
		if (frame.kind === 'leave') {
			for (const participant of this.participants) {
				if (participant.document === frame.document) participant.isLeaving = true
			}
		}
		this.#receiver?.handleMessage(bytes)
	}

	/** Queues a frame for the end of this turn, or closes the socket where its peer does not read what it is sent. */
	send(frame: Uint8Array): void {
		if (!this.isOpen) return
		const message = this.#dialect === null ? frame : this.#dialect.said(frame)
		if (message === null) return
		const { limits, clock, traffic } = this.#parts
		// What stood there before counts, so that one large document can be sent at all.
		if (this.#wire.bufferedAmount > limits.maxUnsentBytes) {
			this.close('slow')
			return
		}
		this.#lastSentMs = clock.monotonicMs()
		if (!this.#isCorked) {
			this.#isCorked = true
			this.#tcp.cork()
			setImmediate(this.#flush)
		}
		traffic.framesOut++
		traffic.bytesOut += message.byteLength
		this.#wire.send(message)
	}

	readonly #flush = (): void => {
		this.#isCorked = false
		this.#tcp.uncork()
	}

	/** Sends a sign of life where the page has not had any for a while. */
	ping(): void {
		const { limits, clock } = this.#parts
		const isIdle = clock.monotonicMs() - this.#lastSentMs >= limits.pingEveryMs
		if (isIdle && this.answersPing) this.send(PING)
	}

	/**
	 * Resolves once the peer has read enough for another document to be sent to it, or the socket is closed. To be followed by
	 * `answered`.
	 */
	async readyToAnswer(): Promise<void> {
		const { resumeBelowBytes } = this.#parts.limits
		while (
			this.isOpen &&
			this.#wire.bufferedAmount + this.#answering * ANSWER_BYTES > resumeBelowBytes
		) {
			await new Promise<void>((resolve) => this.#waiting.add(resolve))
		}
		this.#answering++
	}

	/** The answer that `readyToAnswer` allowed has been queued. */
	answered(): void {
		this.#answering--
		this.wake()
	}

	/** Lets those look again who wait for the peer to read; called when the TCP socket has drained. */
	wake(): void {
		for (const resolve of this.#waiting) resolve()
		this.#waiting.clear()
	}

	/** Ties the socket to a session, the first that was let in on it; false where it is tied to another one. */
	bind(session: SessionId, expiresAt: Instant): boolean {
		if (this.#session === null) {
			this.#session = session
			this.#cancels.push(
				this.#parts.clock.schedule(expiresAt, () => {
					this.close('revoked')
				})
			)
		}
		return this.#session === session
	}

	/** A participant's last frame has been dealt with. Calling it twice is fine. */
	release(participant: Participant): void {
		this.stamps.close(participant.document, participant.pending)
		this.participants.delete(participant)
		this.#settleWhenDone()
	}

	#settleWhenDone(): void {
		if (this.#state === 'closed' && this.participants.size === 0) this.#settle()
	}

	/**
	 * Closes the socket for a reason that its client knows. Closing twice is fine.
	 *
	 * @param detail what the close frame says instead of the reason's name, at most 123 bytes (RFC 6455, section 5.5)
	 */
	close(reason: CloseReason, detail: string = reason): void {
		if (!this.isOpen) return
		const { clock, limits, log, traffic } = this.#parts
		const { code } = CLOSE_CODES[reason]
		traffic.closed(reason)
		log.debug({ code, reason, session: this.#session }, 'closing a socket')
		this.#state = 'closing'
		this.#wire.close(code, detail)
		this.#end(code, reason)
		this.#cancels.push(
			clock.delay(limits.closeWithinMs, () => {
				this.#wire.terminate()
			})
		)
	}

	/** The WebSocket below is gone, whoever closed it. */
	lost(code: number): void {
		const wasOpen = this.isOpen
		this.#state = 'closed'
		if (wasOpen) this.#end(code, '')
		for (const cancel of this.#cancels.splice(0)) cancel()
		this.#settleWhenDone()
	}

	/** Nothing comes in any more; what has come in is still dealt with, by the connections that have it. */
	#end(code: number, reason: string): void {
		for (const cancel of this.#cancels.splice(0)) cancel()
		this.#receiver?.handleClose({ code, reason })
		this.stamps.forget()
		// Those that were let in and are still waiting for their document lose what they sent: Hocuspocus has dropped it.
		for (const participant of this.participants) {
			if (participant.live === null) this.release(participant)
		}
		this.wake()
		this.#parts.onEnd(this)
	}
}
