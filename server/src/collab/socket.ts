import { MessageType, type WebSocketLike } from '@hocuspocus/server'
import { type Instant, type SessionId } from '@parley/domain'
import { CLOSE_CODES, type CloseReason } from '@parley/protocol'
import { type Duplex } from 'node:stream'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type Frames } from '../negotiation/frames.ts'
import { type DocumentPass } from '../people/documentToken.ts'
import { Arrivals } from './arrivals.ts'
import { Bucket } from './bucket.ts'
import { type Crowd, type Place } from './crowd.ts'
import { parseFrame, type DocumentFrame, type Frame } from './frame.ts'
import { type Limits } from './limits.ts'
import { type Outgoing } from './outgoing.ts'
import { type Arrival, type Participant } from './participant.ts'
import { type Dialect, type PlainRequest } from './plain.ts'
import { Stamps } from './stamps.ts'
import { type Traffic } from './traffic.ts'

/** The WebSocket below, as far as it is needed. */
export interface Wire {
	/** Bytes that were written and that the system has not taken yet. */
	readonly bufferedAmount: number
	/** Writes whole messages, at once. */
	send(messages: readonly Uint8Array[]): void
	close(code: number, reason: string): void
	terminate(): void
}

/** What a WebSocket was made from. */
export interface Source {
	/** The connection that it is carried by. */
	readonly tcp: Duplex
	readonly cookie: string | undefined
	/** Where it comes from, as sockets are counted by. */
	readonly address: string
	/** What a plain client asked for by the address; null for one that speaks as Hocuspocus' providers do. */
	readonly plain: PlainRequest | null
}

/** What takes the frames that came through: Hocuspocus' `ClientConnection`. */
export interface Receiver {
	handleMessage(frame: Uint8Array): void
	handleClose(event: { code: number; reason: string }): void
}

/** Takes a frame of somebody whose document is open, in its turn. Never throws. */
export type Shortcut = (socket: LiveSocket, participant: Participant, arrival: Arrival) => void

/** What every socket is built from. */
export interface SocketParts {
	readonly clock: Clock
	readonly frames: Frames
	readonly limits: Limits
	/** Counts the sockets, and what those of one session or address send together. */
	readonly crowd: Crowd
	readonly log: Logger
	/** Counts what comes in and goes out. */
	readonly traffic: Traffic
	/** The way of what comes from somebody whose document is open. */
	readonly shortcut: Shortcut
	/** Where outgoing messages wait for the end of the turn. */
	readonly outgoing: Outgoing
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

/** What going along a struct of a document takes, in bytes that come in: what is asked counts with what is said. */
const BYTES_BY_STRUCT = 8

/** What one answer to a SyncStep1 is reckoned to be, until it stands in the buffer and can be measured. */
const ANSWER_BYTES = 64 * 1024

/**
 * One WebSocket with all the documents that are open on it: the border at which frames are stamped, read, bounded and counted
 * on their way in, and batched on their way out.
 *
 * Outgoing frames of one turn of the event loop are written at its end as one (`Outgoing`). One write per frame was over half of the
 * stock server's CPU (README).
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
	readonly #dialect: Dialect | null
	readonly #frameRate: Bucket
	readonly #byteRate: Bucket
	/** Null where there were too many already: it is to be closed at once. */
	readonly #place: Place | null
	readonly #cancels: (() => void)[] = []
	readonly #waiting = new Set<() => void>()
	/** The frames of each document that Hocuspocus has and is not through with. */
	readonly #atHost = new Map<string, Set<Uint8Array>>()
	/** What comes right behind the handshake of a document. */
	readonly #arrivals: Arrivals
	/** Whoever has a document open, by its name. */
	readonly #admitted = new Map<string, Participant>()
	#receiver: Receiver | null = null
	#state: 'open' | 'closing' | 'closed' = 'open'
	#settle: () => void = () => undefined
	#session: SessionId | null = null
	#unsent: Uint8Array[] = []
	#unsentBytes = 0
	#answering = 0
	#lastSentMs: number
	/** Whether the client is one that knows `PING`. */
	answersPing = false

	constructor(wire: Wire, { cookie, address }: Source, parts: SocketParts, plain?: PlainSpeech) {
		const { clock, crowd, frames, limits } = parts
		const nowMs = clock.monotonicMs()
		this.#wire = wire
		// A page's cookie says nothing for a plain client: its token alone does.
		this.cookie = plain === undefined ? cookie : undefined
		this.pass = plain?.pass ?? null
		this.#dialect = plain?.dialect ?? null
		this.#parts = parts
		this.#lastSentMs = nowMs
		this.#frameRate = new Bucket(limits.frames, nowMs)
		this.#byteRate = new Bucket(limits.bytes, nowMs)
		this.#place = crowd.enter(address, nowMs)
		this.stamps = new Stamps(frames)
		this.#arrivals = new Arrivals(limits.maxEarlyBytes)
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

	/** Whether there was a place for it. */
	get hasPlace(): boolean {
		return this.#place !== null
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
		if (!this.#take(data.byteLength, nowMs)) {
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

	/** Whether the socket, its session and its address may send that much more. */
	#take(bytes: number, nowMs: number): boolean {
		return (
			this.#frameRate.take(1, nowMs) &&
			this.#byteRate.take(bytes, nowMs) &&
			this.#place?.take(bytes, nowMs) === true
		)
	}

	/**
	 * Counts a question whose answer goes along a document of `structs`, as as many bytes as could be taken in meanwhile; false where that is more than
	 * the socket may send, which is closed then.
	 */
	mayAsk(structs: number): boolean {
		const mayAsk = this.#take(BYTES_BY_STRUCT * structs, this.#parts.clock.monotonicMs())
		if (!mayAsk) this.close('tooMuch')
		return mayAsk
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
		const { document } = frame
		// Only what can be numbered is stamped: a freeze need not wait for somebody's cursor.
		if (frame.kind === 'update' || frame.kind === 'sync-step-2') {
			this.stamps.receive(bytes, document)
		}
		const arrival = { frame, bytes }
		const participant = this.#admitted.get(document)
		if (this.#arrivals.isExpected(document)) {
			if (!this.#arrivals.keep(arrival)) this.close('tooMuch')
		} else if (participant !== undefined && !participant.isLeaving) {
			this.#parts.shortcut(this, participant, arrival)
		} else {
			// While its connection before this one is not through, Hocuspocus takes what comes for a part of that.
			if (frame.kind === 'handshake' && !this.#hasOpen(document)) this.#arrivals.expect(document)
			this.handToHost(frame, bytes)
		}
	}

	#hasOpen(document: string): boolean {
		for (const participant of this.participants) {
			if (participant.document === document) return true
		}
		return false
	}

	/** The document of `participant` is open: what came for it meanwhile is dealt with, and what comes goes the short way. */
	admit(participant: Participant): void {
		const { document } = participant
		this.#admitted.set(document, participant)
		for (const arrival of this.#arrivals.take(document)) {
			this.#parts.shortcut(this, participant, arrival)
		}
	}

	/** What has come for `document`, which is not open yet, oldest first. */
	early(document: string): readonly DocumentFrame[] {
		return this.#arrivals.of(document).map(({ frame }) => frame)
	}

	/** Nobody was let into `document`: what came for it is dropped. */
	turnAway(document: string): void {
		this.#arrivals.take(document)
		this.#atHost.delete(document)
		this.stamps.forget(document)
	}

	/** Lets Hocuspocus have a frame; it takes none of a socket that is closed, and nobody is to wait for it then. */
	handToHost(frame: DocumentFrame, bytes: Uint8Array): void {
		if (!this.isOpen) return
		const { document, kind } = frame
		if (kind === 'leave') {
			for (const participant of this.participants) {
				if (participant.document === document) participant.isLeaving = true
			}
		}
		// A handshake is no message of the document that it opens: nobody says when it was dealt with.
		if (kind !== 'handshake') {
			const atHost = this.#atHost.get(document)
			if (atHost === undefined) this.#atHost.set(document, new Set([bytes]))
			else atHost.add(bytes)
		}
		this.#receiver?.handleMessage(bytes)
	}

	/** Whether Hocuspocus has a frame for `document` that it is not through with. */
	isAtHost(document: string): boolean {
		return this.#atHost.has(document)
	}

	/** Hocuspocus is through with a frame. */
	doneAtHost(document: string, bytes: Uint8Array): void {
		const atHost = this.#atHost.get(document)
		atHost?.delete(bytes)
		if (atHost?.size === 0) this.#atHost.delete(document)
	}

	/** Queues a frame for the end of this turn, or closes the socket where its peer does not read what it is sent. */
	send(frame: Uint8Array): void {
		if (!this.isOpen) return
		const message = this.#dialect === null ? frame : this.#dialect.said(frame)
		if (message === null) return
		const { limits, traffic } = this.#parts
		// What stood there before counts, so that one large document can be sent at all.
		if (this.#backlogBytes > limits.maxUnsentBytes) {
			this.close('slow')
			return
		}
		traffic.framesOut++
		traffic.bytesOut += message.byteLength
		this.#unsentBytes += message.byteLength
		if (this.#unsent.push(message) === 1) this.#parts.outgoing.add(this)
	}

	/** Writes what has been queued. */
	flush(): void {
		if (this.#unsent.length === 0) return
		const messages = this.#unsent
		this.#unsent = []
		this.#unsentBytes = 0
		this.#lastSentMs = this.#parts.clock.monotonicMs()
		this.#wire.send(messages)
	}

	/** Bytes that the peer has still to read, as far as is known here. */
	get #backlogBytes(): number {
		return this.#wire.bufferedAmount + this.#unsentBytes
	}

	/** Sends a sign of life where the page has not had any for a while. */
	ping(): void {
		const { limits, clock } = this.#parts
		const isIdle = clock.monotonicMs() - this.#lastSentMs >= limits.pingEveryMs
		if (isIdle && this.answersPing) this.send(PING)
	}

	/**
	 * Resolves once the peer has read enough for another document to be sent to it, or the socket is closed; nothing where that is so
	 * already. To be followed by `answered`.
	 */
	readyToAnswer(): Promise<void> | undefined {
		if (this.mayAnswer) {
			this.#answering++
			return undefined
		}
		return this.#whenReadyToAnswer()
	}

	async #whenReadyToAnswer(): Promise<void> {
		while (!this.mayAnswer) {
			await new Promise<void>((resolve) => this.#waiting.add(resolve))
		}
		this.#answering++
	}

	/** Whether its peer has read enough for another document to be sent to it, or the socket is closed. */
	get mayAnswer(): boolean {
		const expectedBytes = this.#backlogBytes + this.#answering * ANSWER_BYTES
		return !this.isOpen || expectedBytes <= this.#parts.limits.resumeBelowBytes
	}

	/** Whether `bytes` more may stand unsent without the peer being cut for what is said right behind them (rule C15). */
	hasRoomFor(bytes: number): boolean {
		return this.#backlogBytes + bytes <= this.#parts.limits.maxUnsentBytes / 2
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

	/** Ties the socket to a session, the first that was let in on it; false where it is tied to another one, or that has too many. */
	bind(session: SessionId, expiresAt: Instant): boolean {
		if (this.#session === null) {
			if (this.#place?.join(session, this.#parts.clock.monotonicMs()) !== true) {
				this.close('crowded')
				return false
			}
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
		if (this.#admitted.get(participant.document) === participant) {
			this.#admitted.delete(participant.document)
		}
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
		// What was said before goes before the goodbye, and never behind it; to a peer that does not read it is not said at all.
		if (reason === 'slow') this.#unsent = []
		else this.flush()
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
		this.#unsent = []
		if (wasOpen) this.#end(code, '')
		for (const cancel of this.#cancels.splice(0)) cancel()
		this.#settleWhenDone()
	}

	/** Nothing comes in any more; what has come in is still dealt with, by the connections that have it. */
	#end(code: number, reason: string): void {
		for (const cancel of this.#cancels.splice(0)) cancel()
		this.#place?.leave(this.#parts.clock.monotonicMs())
		this.#receiver?.handleClose({ code, reason })
		this.stamps.forget()
		this.#arrivals.clear()
		// Those that were let in and are still waiting for their document lose what they sent: Hocuspocus has dropped it.
		for (const participant of this.participants) {
			if (participant.live === null) this.release(participant)
		}
		this.wake()
		this.#parts.onEnd(this)
	}
}
