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

/** `seats` of a negotiation as they are at `now`, in their order. */
export async function readPeople(
	storage: Storage,
	negotiation: NegotiationId,
	seats: readonly Seat[],
	now: Instant
): Promise<readonly Person[]> {
	const invitations = await storage.seats.invitations(negotiation)
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
