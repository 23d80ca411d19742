import { Hocuspocus, type Extension } from '@hocuspocus/server'
import { type Seat, type SeatId, type SessionId } from '@parley/domain'
import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type Frames } from '../negotiation/frames.ts'
import { type Rooms } from '../negotiation/rooms.ts'
import { openAdapter, refuse } from './adapter.ts'
import { authenticate, type Authenticate } from './authenticate.ts'
import { awareness, forgetPresence } from './awareness.ts'
import { documents } from './documents.ts'
import { gate } from './gate.ts'
import { guard, type Hooks } from './guard.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Participants, type Context } from './context.ts'
import { createRoomChannel } from './roomChannel.ts'
import { LiveSocket } from './socket.ts'
import { Sockets } from './sockets.ts'

/** What the live side is built from. */
export interface CollaborationParts {
	readonly rooms: Pick<Rooms, 'room' | 'listen'>
	readonly frames: Frames
	readonly clock: Clock
	readonly authenticate: Authenticate
	/** A seat by its id, for the names that go with notes; null where there is none. */
	readonly readSeat: (id: SeatId) => Promise<Seat | null>
	readonly log: Logger
	/** Whether a request comes from a page of ours, or from no page at all, by its `Origin` and `Host`. */
	readonly isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
	readonly limits?: Partial<Limits>
}

/** The live side of the server: sockets, and the documents that are open on them. */
export interface Collaboration {
	/** Takes over an HTTP upgrade to `/collaboration`; others are answered and closed. Never throws. */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
	/** On how many sockets `seat` has a document open. */
	connections(seat: SeatId): number
	/** Cuts the sockets of a seat, which has been taken away. */
	closeSeat(seat: SeatId): void
	/** Cuts the sockets of a session, which has ended or holds other seats now. */
	closeSession(session: SessionId): void
	/** Closes every socket and waits for the frames that have come in. Closing twice is fine. */
	close(): Promise<void>
}

/** Where sockets are asked for. */
const PATH = '/collaboration'

/** Hocuspocus closes idle sockets with a code that means "do not come back"; ours are pinged instead, so: never. */
const NEVER_MS = 2 ** 31 - 1

/**
 * A frame over our bound is still read, so that it can be answered with a close code of ours; beyond this the WebSocket itself
 * gives up (1009).
 */
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024

/** Opens the live side. Nothing listens yet: `handleUpgrade` is to be tied to an HTTP server. */
export function createCollaboration(parts: CollaborationParts): Collaboration {
	const { clock, frames, log, rooms } = parts
	const limits: Limits = { ...DEFAULT_LIMITS, ...parts.limits }
	const participants = new Participants()
	const sockets = new Sockets()
	const hocuspocus = new Hocuspocus<Context>()
	const channel = createRoomChannel({
		participants,
		sockets,
		clock,
		log,
		documents: hocuspocus.documents,
		readSeat: parts.readSeat,
	})

	// The order of the extensions. Each hook runs down the list; the gate is the last to see a connection end but for those
	// that only tidy up.
	const extensions: readonly (readonly [name: string, hooks: Hooks])[] = [
		['authenticate', authenticate({ ...parts, sockets, limits })],
		['documents', documents({ sockets, log })],
		['gate', gate({ participants, clock })],
		['awareness', awareness()],
		['room-channel', channel.hooks],
	]
	hocuspocus.configure({
		extensions: extensions.map(([name, hooks]): Extension<Context> =>
			guard(name, hooks, { participants, log })
		),
		quiet: true,
		timeout: NEVER_MS,
		// Deleted text stays in memory: authorship and the timeline read it.
		yDocOptions: { gc: false, gcFilter: () => true },
		// Changes of one turn go out as one update. `false` would send each at once and encode it once for each document.
		flushDelay: 0,
		// All clauses share one socket: with the default of 100 a text of 130 never syncs (measured).
		maxPendingDocuments: 1000,
		maxUnauthenticatedQueueMessages: 5000,
	})

	const adapter = openAdapter({
		maxPayloadBytes: MAX_PAYLOAD_BYTES,
		pingEveryMs: limits.pingEveryMs,
		log,
		open(wire, source) {
			const socket = new LiveSocket(wire, source, { clock, frames, limits, log, onEnd })
			sockets.add(socket)
			// Hocuspocus takes its request for its parameters alone, and there are none.
			const plain = new Request(`http://localhost${PATH}`)
			socket.pipe(hocuspocus.handleConnection(socket.webSocket, plain, { socket }))
			return socket
		},
	})

	function onEnd(socket: LiveSocket): void {
		sockets.end(socket)
		for (const participant of socket.participants) forgetPresence(participant)
	}

	let stopPing = clock.delay(limits.pingEveryMs, pingAll)
	function pingAll(): void {
		for (const socket of sockets.open) socket.ping()
		stopPing = clock.delay(limits.pingEveryMs, pingAll)
	}

	const stopListening = rooms.listen((room, event) => {
		channel.onEvent(room, event)
	})

	let closing: Promise<void> | null = null
	async function closeAll(): Promise<void> {
		stopPing()
		let stopWaiting = (): void => undefined
		const patience = new Promise<void>((resolve) => {
			stopWaiting = clock.delay(limits.stopWithinMs, resolve)
		})
		await Promise.race([sockets.closeAll('stopping'), patience])
		stopWaiting()
		stopListening()
		channel.close()
		await adapter.close()
	}

	return {
		handleUpgrade(request, tcp, head) {
			tcp.on('error', (error) => {
				log.debug({ err: error }, 'a socket failed')
			})
			const [path] = (request.url ?? '').split('?')
			const { origin, host } = request.headers
			if (closing !== null) refuse(tcp, '503 Service Unavailable')
			else if (path !== PATH) refuse(tcp, '404 Not Found')
			else if (!parts.isOwnOrigin(origin, host)) refuse(tcp, '403 Forbidden')
			else adapter.upgrade(request, tcp, head)
		},
		connections: (seat) => sockets.connections(seat),
		closeSeat: (seat) => {
			sockets.closeSeat(seat)
		},
		closeSession: (session) => {
			sockets.closeSession(session)
		},
		close: () => (closing ??= closeAll()),
	}
}
