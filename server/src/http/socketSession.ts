import { type NegotiationId, type Seat } from '@parley/domain'
import { type Clock } from '../freeze/clock.ts'
import { findSession, seatIn } from '../people/sessions.ts'
import { type Session, type Storage } from '../storage/ports.ts'
import { readCredential } from './credentials.ts'

/** What a socket brings: the token of its handshake, or else the cookies of its upgrade, and where it wants to go. */
export interface SocketCredentials {
	readonly token: string | undefined
	readonly cookie: string | undefined
	readonly negotiation: NegotiationId
}

/** The session of a socket and the seat it holds there. */
export interface SocketSession {
	readonly session: Session
	readonly seat: Seat
}

/** Finds the session of whoever opens a document on a socket, and its seat; null where there is none of either. */
export function socketSessions(storage: Storage, clock: Clock, publicUrl: () => string) {
	return async ({
		token,
		cookie,
		negotiation,
	}: SocketCredentials): Promise<SocketSession | null> => {
		const credential =
			token === undefined || token === '' ? readCredential(null, cookie, publicUrl()) : { token }
		const session = credential === null ? null : await findSession(storage, clock, credential.token)
		if (session === null) return null
		const held = await seatIn(storage, session, negotiation)
		return held === null ? null : { session, seat: held.seat }
	}
}
