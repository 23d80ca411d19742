import {
	addMs,
	createId,
	type Instant,
	type NegotiationId,
	type Random,
	type SeatId,
} from '@parley/domain'
import { type Clock } from '../freeze/clock.ts'
import { type Invitation, type Storage, type StoredAnswer } from '../storage/ports.ts'
import { createCode, hashSecret } from './secret.ts'

const DAY_MS = 24 * 3600 * 1000
const SHORTEST_MS = 14 * DAY_MS
const LONGEST_MS = 90 * DAY_MS

/** What the use cases about people work with. */
export interface PeopleParts {
	readonly storage: Storage
	readonly clock: Pick<Clock, 'now'>
	readonly random: Random
}

/** A new invitation and its code, which is told this once: only its hash is kept. */
export interface FreshInvitation {
	readonly invitation: Invitation
	readonly code: string
}

/** Why a seat gets no link. */
export type InviteRefusal = 'unknown-seat' | 'seat-revoked'

/**
 * Makes a link to a seat of `negotiation`. Links that were made before stay good: a person may carry one to each device.
 *
 * @param deadline the round's: a link is good for it, see `invitationEnd`.
 * @param answer gives what whoever asks is answered, to be kept with it.
 */
export async function invite(
	{ storage, clock, random }: PeopleParts,
	negotiation: NegotiationId,
	seat: SeatId,
	deadline: Instant,
	answer?: (made: FreshInvitation) => StoredAnswer | undefined
): Promise<
	| ({ readonly kind: 'invited' } & FreshInvitation)
	| { readonly kind: 'refused'; readonly reason: InviteRefusal }
> {
	const found = await storage.seats.seat(seat)
	if (found?.negotiation !== negotiation) return { kind: 'refused', reason: 'unknown-seat' }
	if (found.seat.revoked) return { kind: 'refused', reason: 'seat-revoked' }
	const code = createCode()
	const createdAt = clock.now()
	const invitation: Invitation = {
		id: createId('invitation', random),
		seat,
		codeHash: hashSecret(code),
		createdAt,
		expiresAt: invitationEnd(createdAt, deadline),
		redeemedAt: null,
		revokedAt: null,
	}
	await storage.seats.invite(invitation, answer?.({ invitation, code }))
	return { kind: 'invited', invitation, code }
}

/**
 * When an unused link runs out: after fourteen days, or a day after the deadline where that is later, since whoever is invited early
 * must still be able to come at the end; never after more than ninety days.
 */
export function invitationEnd(createdAt: Instant, deadline: Instant): Instant {
	const span = Math.max(SHORTEST_MS, deadline + DAY_MS - createdAt)
	return addMs(createdAt, Math.min(span, LONGEST_MS))
}

/** The link a person opens. The code stands in the fragment, which browsers never send and servers never log. */
export function joiningLink(publicUrl: string, code: string): string {
	return `${publicUrl}/enter#${code}`
}
