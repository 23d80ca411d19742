import {
	addMs,
	createId,
	type Instant,
	type NegotiationId,
	type Seat,
	type SeatId,
	type SessionId,
} from '@parley/domain'
import { type Invitation, type Session, type StoredAnswer } from '../storage/ports.ts'
import { type PeopleParts } from './invite.ts'
import { createToken, hashSecret } from './secret.ts'
import { seatIn } from './sessions.ts'

/** How long a session stands. */
const SESSION_MS = 30 * 24 * 3600 * 1000

/** Why a link opens nothing. */
export type LinkRefusal =
	'link-unknown' | 'link-used' | 'link-expired' | 'link-revoked' | 'link-seat-revoked'

/** A link that can be redeemed, and where it leads. */
export interface OpenLink {
	readonly kind: 'open'
	readonly invitation: Invitation
	readonly negotiation: NegotiationId
	readonly seat: Seat
}

/** What a code would open, without redeeming it: mail scanners and curious clicks change nothing. */
export async function openLink(
	{ storage, clock }: PeopleParts,
	code: string
): Promise<OpenLink | { readonly kind: 'refused'; readonly reason: LinkRefusal }> {
	const invitation = await storage.seats.invitationByHash(hashSecret(code))
	if (invitation === null) return { kind: 'refused', reason: 'link-unknown' }
	const found = await storage.seats.seat(invitation.seat)
	// comes first: whoever lost the seat gets no other link, so advice to ask for one would be wrong
	if (found?.seat.revoked === true) return { kind: 'refused', reason: 'link-seat-revoked' }
	const reason = whyClosed(invitation, clock.now())
	if (reason !== null) return { kind: 'refused', reason }
	if (found === null) return { kind: 'refused', reason: 'link-revoked' }
	return { kind: 'open', invitation, ...found }
}

/** Why an invitation is not open at `now`, or null where it is. What its holder did to it comes first. */
export function whyClosed(invitation: Invitation, now: Instant): LinkRefusal | null {
	if (invitation.redeemedAt !== null) return 'link-used'
	if (invitation.revokedAt !== null) return 'link-revoked'
	if (invitation.expiresAt <= now) return 'link-expired'
	return null
}

/** A seat that was taken. */
export interface Redeemed {
	readonly kind: 'redeemed'
	readonly session: Session
	/** The new session's token; null where a session that stood already took the seat. */
	readonly token: string | null
	readonly negotiation: NegotiationId
	readonly seat: Seat
	/** The seat of the same negotiation that the session gave up for it. */
	readonly givenUp: SeatId | null
}

/**
 * Redeems a code, once: of two who do it at the same time, one gets the seat.
 *
 * @param current the session of whoever asks; it takes the seat, beside those it holds elsewhere. Without one, a new session is made.
 * @param answer gives what whoever asks is answered, to be kept with it.
 */
export async function redeem(
	parts: PeopleParts,
	code: string,
	current: Session | null,
	answer?: (redeemed: Redeemed) => Promise<StoredAnswer | undefined>
): Promise<Redeemed | { readonly kind: 'refused'; readonly reason: LinkRefusal }> {
	const link = await openLink(parts, code)
	if (link.kind === 'refused') return link
	const { storage, clock, random } = parts
	const held = current === null ? null : await seatIn(storage, current, link.negotiation)
	const before = held?.seat.id ?? null
	const token = current === null ? createToken() : null
	const now = clock.now()
	const base = current ?? newSession(createId('session', random), hashSecret(token ?? ''), now)
	const others = base.seats.filter((id) => id !== before && id !== link.seat.id)
	const session = { ...base, seats: [...others, link.seat.id] }
	const redeemed: Redeemed = {
		kind: 'redeemed',
		session,
		token,
		negotiation: link.negotiation,
		seat: link.seat,
		givenUp: before === link.seat.id ? null : before,
	}
	const kept = await answer?.(redeemed)
	if (!(await storage.seats.redeem(link.invitation.id, session, now, kept))) {
		const again = await openLink(parts, code)
		return again.kind === 'refused' ? again : { kind: 'refused', reason: 'link-used' }
	}
	return redeemed
}

function newSession(id: SessionId, tokenHash: string, now: Instant): Session {
	const expiresAt = addMs(now, SESSION_MS)
	return { id, tokenHash, createdAt: now, expiresAt, revokedAt: null, seats: [] }
}
