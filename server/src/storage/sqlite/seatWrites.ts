import { type Instant, type InvitationId, type SeatId, type SessionId } from '@parley/domain'
import { type Invitation, type Session } from '../ports.ts'
import { type Connection } from './connection.ts'
import { tables } from './tables.ts'

/** Takes a seat away with its open invitations and from its sessions; gives 0 where there is no such seat. */
export function revokeSeat(connection: Connection, id: SeatId, at: Instant): number {
	const found = connection.run(
		tables
			.updateTable('seat')
			.set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
			.where('id', '=', id)
	)
	connection.run(
		tables
			.updateTable('invitation')
			.set({ revoked_at: at })
			.where('seat', '=', id)
			.where('redeemed_at', 'is', null)
			.where('revoked_at', 'is', null)
	)
	connection.run(tables.deleteFrom('session_seat').where('seat', '=', id))
	return found
}

/** Stores an invitation; gives 0 where there is no such seat. */
export function insertInvitation(connection: Connection, invitation: Invitation): number {
	const { id, seat, codeHash, createdAt, expiresAt, redeemedAt, revokedAt } = invitation
	const found = connection.first(tables.selectFrom('seat').select('id').where('id', '=', seat))
	if (found === undefined) return 0
	return connection.run(
		tables.insertInto('invitation').values({
			...{ id, seat, code_hash: codeHash, created_at: createdAt, expires_at: expiresAt },
			...{ redeemed_at: redeemedAt, revoked_at: revokedAt },
		})
	)
}

/** Takes an invitation or a session away; gives 0 where there is none of this id. */
export function revoke(
	connection: Connection,
	table: 'invitation' | 'session',
	id: InvitationId | SessionId,
	at: Instant
): number {
	return connection.run(
		tables
			.updateTable(table)
			.set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
			.where('id', '=', id)
	)
}

/** Redeems an invitation as `SeatStore.redeem` says; gives whether it did. */
export function redeem(
	connection: Connection,
	invitation: InvitationId,
	session: Session,
	at: Instant
): boolean {
	const offer = connection.first(
		tables
			.selectFrom('invitation')
			.innerJoin('seat', 'seat.id', 'invitation.seat')
			.select(['invitation.seat', 'seat.negotiation'])
			.where('invitation.id', '=', invitation)
			.where('invitation.redeemed_at', 'is', null)
			.where('invitation.revoked_at', 'is', null)
			.where('invitation.expires_at', '>', at)
			.where('seat.revoked_at', 'is', null)
	)
	if (offer === undefined || !holds(connection, session, at)) return false

	const { seat, negotiation } = offer
	connection.run(
		tables
			.insertInto('session_seat')
			.values({ session: session.id, negotiation, seat })
			.onConflict((conflict) => conflict.columns(['session', 'negotiation']).doUpdateSet({ seat }))
	)
	connection.run(
		tables.updateTable('invitation').set({ redeemed_at: at }).where('id', '=', invitation)
	)
	return true
}

/** Makes the session if it is new; gives whether it stands at `at`. */
function holds(connection: Connection, session: Session, at: Instant): boolean {
	const known = connection.first(
		tables.selectFrom('session').select(['expires_at', 'revoked_at']).where('id', '=', session.id)
	)
	if (known !== undefined) return known.revoked_at === null && at < known.expires_at
	if (session.revokedAt !== null || at >= session.expiresAt) return false
	connection.run(
		tables.insertInto('session').values({
			id: session.id,
			token_hash: session.tokenHash,
			created_at: session.createdAt,
			expires_at: session.expiresAt,
			revoked_at: null,
		})
	)
	return true
}
