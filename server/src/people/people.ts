import { type Instant, type NegotiationId, type Seat } from '@parley/domain'
import { type Invitation, type Storage } from '../storage/ports.ts'
import { whyClosed } from './redeem.ts'

/** A seat as those who run the room see it. */
export interface Person {
	readonly seat: Seat
	/** How many sessions hold it. */
	readonly sessions: number
	/** The newest link that can still be redeemed. */
	readonly openInvitation: Invitation | null
}

/** Every seat of a negotiation at `now`, in the order in which they were made. */
export async function readPeople(
	storage: Storage,
	negotiation: NegotiationId,
	now: Instant
): Promise<readonly Person[]> {
	const [seats, invitations] = await Promise.all([
		storage.seats.seats(negotiation),
		storage.seats.invitations(negotiation),
	])
	const open = invitations
		.filter((invitation) => whyClosed(invitation, now) === null)
		.toSorted((a, b) => b.createdAt - a.createdAt)
	return Promise.all(
		seats.map(async (seat) => ({
			seat,
			sessions: (await storage.seats.sessionsOf(seat.id, now)).length,
			openInvitation: open.find((invitation) => invitation.seat === seat.id) ?? null,
		}))
	)
}
