import { type NegotiationId, type Seat } from '@parley/domain'
import { type Clock } from '../freeze/clock.ts'
import { type Session, type Storage } from '../storage/ports.ts'
import { hashSecret } from './secret.ts'

/** A seat and where it stands. */
export interface HeldSeat {
	readonly negotiation: NegotiationId
	readonly seat: Seat
}

/** The session that `token` opens, or null: never made, signed out and run out look alike. */
export async function findSession(
	storage: Storage,
	clock: Pick<Clock, 'now'>,
	token: string
): Promise<Session | null> {
	const session = await storage.seats.sessionByHash(hashSecret(token))
	if (session === null || session.revokedAt !== null) return null
	return session.expiresAt <= clock.now() ? null : session
}

/** The seats that a session holds, but those that were taken away. */
export async function heldSeats(storage: Storage, session: Session): Promise<readonly HeldSeat[]> {
	const found = await Promise.all(session.seats.map((id) => storage.seats.seat(id)))
	return found.filter((held) => held !== null).filter(({ seat }) => !seat.revoked)
}

/** The seat that a session holds in a negotiation, or null. The same work is done for every negotiation, known or not. */
export async function seatIn(
	storage: Storage,
	session: Session,
	negotiation: string
): Promise<HeldSeat | null> {
	const held = await heldSeats(storage, session)
	return held.find((candidate) => candidate.negotiation === negotiation) ?? null
}

/** Ends a session everywhere. Ending it twice is fine. */
export async function signOut(
	storage: Storage,
	clock: Pick<Clock, 'now'>,
	session: Session
): Promise<void> {
	await storage.seats.revokeSession(session.id, clock.now())
}
