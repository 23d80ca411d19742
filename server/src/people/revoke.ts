import { type NegotiationId, type Seat } from '@parley/domain'
import { type StoredAnswer } from '../storage/ports.ts'
import { type PeopleParts } from './invite.ts'
import { whyClosed } from './redeem.ts'

/**
 * Takes a seat away: its sessions lose it and its open links open nothing. Gives the seat, or null where the negotiation has no such one.
 * Doing it twice is fine. Whoever calls cuts the sockets.
 */
export async function revokeSeat(
	{ storage, clock }: PeopleParts,
	negotiation: NegotiationId,
	id: string
): Promise<Seat | null> {
	const seat = (await storage.seats.seats(negotiation)).find((candidate) => candidate.id === id)
	if (seat === undefined) return null
	await storage.seats.revokeSeat(seat.id, clock.now())
	return { ...seat, revoked: true }
}

/** Takes an open link back. False where the negotiation has no such link, or none that is still open. `answer` is kept with it. */
export async function revokeInvitation(
	{ storage, clock }: PeopleParts,
	negotiation: NegotiationId,
	id: string,
	answer?: StoredAnswer
): Promise<boolean> {
	const invitations = await storage.seats.invitations(negotiation)
	const invitation = invitations.find((candidate) => candidate.id === id)
	if (invitation === undefined || whyClosed(invitation, clock.now()) !== null) return false
	await storage.seats.revokeInvitation(invitation.id, clock.now(), answer)
	return true
}
