import { Hocuspocus, type Extension } from '@hocuspocus/server'
import { type Seat, type SeatId, type SessionId } from '@parley/domain'
import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { type Frames } from '../negotiation/frames.ts'
import { type Rooms } from '../negotiation/rooms.ts'
import { type DocumentTokens } from '../people/documentToken.ts'
import { openAdapter, refuse } from './adapter.ts'
import { authenticate, type Authenticate } from './authenticate.ts'
import { awareness } from './awareness.ts'
import { Crowd } from './crowd.ts'
import { documents } from './documents.ts'
import { gate } from './gate.ts'
import { guard, type Hooks } from './guard.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { Participants, type Context } from './context.ts'
import { Outgoing } from './outgoing.ts'
import { createRoomChannel } from './roomChannel.ts'
import { parsePlainRequest, plainDialect, plainHandshake, type PlainRequest } from './plain.ts'
import { createShortcut } from './shortcut.ts'
import { LiveSocket, type SocketParts, type Source, type Wire } from './socket.ts'
import { Sockets } from './sockets.ts'
import { StateAnswers } from './stateAnswers.ts'
import { Traffic } from './traffic.ts'

/** What the live side is built from. */
export interface CollaborationParts {
	readonly rooms: Pick<Rooms, 'room' | 'listen'>
	readonly frames: Frames
	readonly clock: Clock
	readonly authenticate: Authenticate
	/** What the token of a plain client says; null where it is not ours or has run out. */
	readonly readPass: DocumentTokens['read']
	/** A seat by its id, for the names that go with notes; null where there is none. */
	readonly readSeat: (id: SeatId) => Promise<Seat | null>
	readonly log: Logger
	/** The address that a request is counted by. */
	readonly addressOf: (request: IncomingMessage) => string
	/** Whether a request comes from a page of ours, or from no page at all, by its `Origin` and `Host`. */
	readonly isOwnOrigin: (origin: string | undefined, host: string | undefined) => boolean
	readonly limits?: Partial<Limits>
	/** What else is to be done at each hook, behind all that is done here. */
	readonly more?: Hooks
}

/** The live side of the server: sockets, and the documents that are open on them. */
export interface Collaboration {
	/** Takes over an HTTP upgrade to `/collaboration` or `/yjs/<document>`; others are answered and closed. Never throws. */
	handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
	/** What has gone over sockets so far. */
	readonly traffic: Traffic
	/** How many sockets are open, and how many documents are in memory. */
	readonly load: () => { readonly sockets: number; readonly documents: number }
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
	const traffic = new Traffic()
	const hocuspocus = new Hocuspocus<Context>()
	const channel = createRoomChannel({
		participants,
		sockets,
		clock,
		log,
		documents: hocuspocus.documents,
		readSeat: parts.readSeat,
	})

	const gates = gate({ participants, clock, traffic })
	const presence = awareness({ participants, clock })
	const answers = new StateAnswers()
	const shortcut = createShortcut({ gate: gates, presence, answers, log })

	// The order of the extensions. Each hook runs down the list; the gate is the last to see a connection end but for those
	// that only tidy up.
	const extensions: readonly (readonly [name: string, hooks: Hooks])[] = [
		['authenticate', authenticate({ ...parts, sockets, limits })],
		['documents', documents({ sockets, answers, log })],
		['gate', gates.hooks],
		['awareness', presence.hooks],
		['room-channel', channel.hooks],
		// Last: what came behind the handshake is dealt with when everybody has been told that it is open.
		['admission', { connected: admit }],
		...(parts.more === undefined ? [] : [['more', parts.more] as const]),
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

	function admit({ context: { socket, participant } }: { readonly context: Context }): void {
		if (participant !== undefined) socket.admit(participant)
	}

	const outgoing = new Outgoing()
	const socketParts: SocketParts = {
		clock,
		frames,
		limits,
		crowd: new Crowd(limits),
		log,
		traffic,
		shortcut,
		outgoing,
		onEnd,
	}
	const adapter = openAdapter({
		maxPayloadBytes: MAX_PAYLOAD_BYTES,
		pingEveryMs: limits.pingEveryMs,
		log,
		open(wire, source) {
			return source.plain === null
				? connect(new LiveSocket(wire, source, socketParts))
				: openPlain(wire, source, source.plain)
		},
	})

	// Hocuspocus takes its request for its parameters alone, and there are none. It asks for the address with each document that is
	// opened, and a request of the platform's own puts that together each time.
	const request = new Request(`http://localhost${PATH}`)
	Object.defineProperty(request, 'url', { value: request.url })

	function connect(socket: LiveSocket): LiveSocket {
		sockets.add(socket)
		if (!socket.hasPlace) {
			socket.close('crowded')
			return socket
		}
		socket.pipe(hocuspocus.handleConnection(socket.webSocket, request, { socket }))
		return socket
	}

	/** A token that is not for this document closes the socket: such clients learn nothing from an upgrade that fails. */
	function openPlain(wire: Wire, source: Source, request: PlainRequest): LiveSocket {
		const pass = parts.readPass(request.token)
		if (pass?.document !== request.document) {
			const socket = connect(new LiveSocket(wire, source, socketParts))
			socket.close('revoked')
			return socket
		}
		const dialect = plainDialect(pass.document)
		const socket = connect(new LiveSocket(wire, source, socketParts, { dialect, pass }))
		if (socket.isOpen) socket.hear(plainHandshake(request))
		return socket
	}

	function onEnd(socket: LiveSocket): void {
		sockets.end(socket)
		for (const participant of socket.participants) presence.forget(participant)
	}

	let closing: Promise<void> | null = null

	function upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
		const address = request.url ?? ''
		const plain = parsePlainRequest(address)
		const { origin, host } = request.headers
		if (closing !== null) refuse(tcp, '503 Service Unavailable')
		else if (plain === null && address.split('?')[0] !== PATH) refuse(tcp, '404 Not Found')
		else if (!parts.isOwnOrigin(origin, host)) refuse(tcp, '403 Forbidden')
		else adapter.upgrade(request, tcp, head, { address: parts.addressOf(request), plain })
	}

	let stopPing = clock.delay(limits.pingEveryMs, pingAll)
	function pingAll(): void {
		for (const socket of sockets.open) socket.ping()
		stopPing = clock.delay(limits.pingEveryMs, pingAll)
	}

	const stopListening = rooms.listen((room, event) => {
		channel.onEvent(room, event)
		// Others offer again by themselves what had to wait for the chair; a plain client does when it comes back.
		if (event.kind === 'phase') {
			sockets.closeWhere('notStored', ({ isOwed, room: owing }) => isOwed && owing === room)
		}
	})

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
			try {
				upgrade(request, tcp, head)
			} catch (error) {
				// Thrown from here it would end the process.
				log.error({ err: error }, 'an upgrade failed')
				refuse(tcp, '500 Internal Server Error')
			}
		},
		traffic,
		load: () => ({ sockets: sockets.size, documents: hocuspocus.documents.size }),
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
