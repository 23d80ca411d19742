import {
	actorOf,
	can,
	type Instant,
	type NegotiationId,
	type Seat,
	type SessionId,
} from '@parley/domain'
import {
	documentName as nameOf,
	parseDocumentName,
	parseHandshake,
	type DocumentAddress,
	type Handshake,
} from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import { type Clock } from '../freeze/clock.ts'
import { type Room } from '../negotiation/room.ts'
import { type Rooms } from '../negotiation/rooms.ts'
import { type DocumentPass } from '../people/documentToken.ts'
import { Bucket } from './bucket.ts'
import { Denied, type Hooks } from './guard.ts'
import { type Limits } from './limits.ts'
import { type Participant } from './participant.ts'
import { type Sockets } from './sockets.ts'
import { type LiveSocket } from './socket.ts'

/** Who wants in, and where: the pass of a plain client, the token of the handshake, or else the cookies of the upgrade request. */
export interface Credentials {
	readonly token: string | undefined
	readonly cookie: string | undefined
	/** What opened the socket of a plain client, in place of both. */
	readonly pass: DocumentPass | null
	readonly negotiation: NegotiationId
}

/**
 * The session that stands and the seat that it holds in the negotiation, or null. The same work is done whether there is such a
 * negotiation or not.
 */
export type Authenticate = (credentials: Credentials) => Promise<Known | null>

/** A session that stands, and its seat. */
interface Known {
	readonly session: { readonly id: SessionId; readonly expiresAt: Instant }
	readonly seat: Seat
}

/** What was found out of somebody and the negotiation that they name, and a mark from before it was looked for. */
interface Look {
	readonly known: Known | null
	readonly room: Room | null
	readonly mark: number
}

/** What letting somebody in needs. */
export interface AuthenticateParts {
	readonly authenticate: Authenticate
	readonly rooms: Pick<Rooms, 'room'>
	readonly sockets: Sockets
	readonly clock: Clock
	readonly limits: Limits
}

/**
 * Lets a session into a document that a seat of it may read. Everybody else gets one answer, and it takes one path: the seat is
 * looked up before anything that depends on whether the document exists (design, F8).
 */
export function authenticate(parts: AuthenticateParts): Hooks {
	const { sockets, clock, limits } = parts
	const model = modelDigest()

	/** Looks that are under way, for whoever asks the same on the same socket meanwhile. */
	const looks = new WeakMap<LiveSocket, Map<string, Promise<Look>>>()

	/**
	 * Who is on the socket, and the room. A page opens all its documents in one breath: what is asked while the answer is on its way is
	 * answered by the same look, and its mark says what has changed since that began. Nothing is kept for later.
	 */
	function lookUp(
		socket: LiveSocket,
		token: string | undefined,
		negotiation: NegotiationId
	): Promise<Look> {
		const key = `${negotiation} ${token ?? ''}`
		const underWay = looks.get(socket) ?? new Map<string, Promise<Look>>()
		looks.set(socket, underWay)
		const known = underWay.get(key)
		if (known !== undefined) return known
		const look = lookNow(socket, token, negotiation).finally(() => underWay.delete(key))
		underWay.set(key, look)
		return look
	}

	/** The handshake that was read last on each socket: a page says the same with each of its documents. */
	const handshakes = new WeakMap<LiveSocket, { readonly text: string; readonly read: Handshake }>()

	function readHandshake(socket: LiveSocket, text: string): Handshake {
		const last = handshakes.get(socket)
		if (last?.text === text) return last.read
		const read = parseHandshake(text)
		handshakes.set(socket, { text, read })
		return read
	}

	/** The same work is done whoever asks, and whether there is such a negotiation or not. */
	async function lookNow(
		{ cookie, pass }: LiveSocket,
		token: string | undefined,
		negotiation: NegotiationId
	): Promise<Look> {
		const mark = sockets.mark()
		const known = await parts.authenticate({ token, cookie, pass, negotiation })
		const room = known === null ? null : await parts.rooms.room(negotiation)
		return { known, room, mark }
	}

	/** Everything that is needed to take part, or a `Denied`. */
	async function enter(name: string, handshake: Handshake, socket: LiveSocket) {
		const address = addressOf(name)
		const { known, room, mark } = await lookUp(socket, handshake.token, address.negotiation)
		if (known === null) throw new Denied()
		const { session, seat } = known
		if (handshake.seat !== undefined && handshake.seat !== seat.id) throw new Denied()
		const mayRead =
			room !== null && can(actorOf(seat, room.rights), 'read', { phase: room.phase.kind }).allowed
		if (!mayRead || !hasDocument(room, address)) throw new Denied()
		// Between the look at the storage and now the seat or the session can have been taken away.
		if (sockets.isCutSince(mark, session.id, seat.id)) throw new Denied()
		if (!socket.isOpen || !socket.bind(session.id, session.expiresAt)) throw new Denied()
		const delegation = room.delegations.find(({ id }) => id === seat.delegation) ?? null
		return { seat, delegation, room, address, session: session.id }
	}

	return {
		async onAuthenticate({
			documentName,
			token,
			context: { socket },
			connectionConfig,
			providerVersion,
		}) {
			const handshake = readHandshake(socket, token)
			try {
				const entered = await enter(documentName, handshake, socket)
				const speaksModel = handshake.model === model
				const participant: Participant = {
					...entered,
					document: nameOf(entered.address),
					speaksModel,
					followsCarets: handshake.followsCarets === true,
					pending: socket.stamps.open(documentName),
					refusals: new Bucket(limits.refusals, clock.monotonicMs()),
					live: null,
					handling: null,
					lane: [],
					running: null,
					hasEarlyAnswer: false,
					isAnswering: false,
					synced: false,
					awarenessClient: null,
					isOwed: false,
					isLeaving: false,
				}
				socket.participants.add(participant)
				// Providers that send their version know the ping that reaches a page.
				socket.answersPing = providerVersion !== null
				// What the client is told; the gate judges every message for itself, by the rights of its moment.
				const actor = actorOf(entered.seat, entered.room.rights)
				const mayEdit = can(actor, 'edit-text', { phase: 'drafting' }).allowed
				connectionConfig.readOnly = !speaksModel || !mayEdit
				return { participant }
			} catch (error) {
				socket.turnAway(documentName)
				// Its protocol has no word for it either.
				if (socket.pass !== null) socket.close('forbidden')
				throw error
			}
		},
	}
}

function addressOf(name: string): DocumentAddress {
	try {
		return parseDocumentName(name)
	} catch (error) {
		throw new Denied('', { cause: error })
	}
}

function hasDocument(room: Room, address: DocumentAddress): boolean {
	if (address.round !== room.negotiation.round) return false
	return address.kind === 'room' || room.clauses.some(({ id }) => id === address.clause)
}
