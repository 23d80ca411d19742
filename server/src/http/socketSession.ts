import { type NegotiationId, type Seat } from '@parley/domain'
import { type Clock } from '../freeze/clock.ts'
import { findSession, seatIn } from '../people/sessions.ts'
import { type DocumentPass } from '../people/documentToken.ts'
import { type Session, type Storage } from '../storage/ports.ts'
import { readCredential } from './credentials.ts'

/** What a socket brings: the token of its handshake, or else the cookies of its upgrade, and where it wants to go. */
export interface SocketCredentials {
	readonly token: string | undefined
	readonly cookie: string | undefined
	/** What opened the socket of a plain client, in place of both. */
	readonly pass: DocumentPass | null
	readonly negotiation: NegotiationId
}

/** The session of a socket and the seat it holds there. */
export interface SocketSession {
	readonly session: Session
	readonly seat: Seat
}

/** Finds the session of whoever opens a document on a socket, and its seat; null where there is none of either. */
export function socketSessions(storage: Storage, clock: Clock, publicUrl: () => string) {
	async function passHolder(
		pass: DocumentPass,
		negotiation: NegotiationId
	): Promise<SocketSession | null> {
		const standing = await storage.seats.sessionsOf(pass.seat, clock.now())
		const session = standing.find(({ id }) => id === pass.session)
		const held = session === undefined ? null : await seatIn(storage, session, negotiation)
		if (session === undefined || held?.seat.id !== pass.seat) return null
		return { session, seat: held.seat }
	}

	return async ({
		token,
		cookie,
		pass,
		negotiation,
	}: SocketCredentials): Promise<SocketSession | null> => {
		if (pass !== null) return passHolder(pass, negotiation)
		const credential =
			token === undefined || token === '' ? readCredential(null, cookie, publicUrl()) : { token }
		const session = credential === null ? null : await findSession(storage, clock, credential.token)
		if (session === null) return null
		const held = await seatIn(storage, session, negotiation)
		return held === null ? null : { session, seat: held.seat }
	}
}
