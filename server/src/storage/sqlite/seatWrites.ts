import type { Instant, InvitationId, SeatId, SessionId } from '@parley/domain'
import type { Invitation, Session } from '../ports.ts'
import { tables } from './tables.ts'
import { step, type Step } from './writes.ts'

/** Takes a seat away with its open invitations, and from its sessions. */
export function revokeSeat(id: SeatId, at: Instant): Step[] {
	return [
		step(
			tables
				.updateTable('seat')
				.set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
				.where('id', '=', id),
			{ decides: true }
		),
		step(
			tables
				.updateTable('invitation')
				.set({ revoked_at: at })
				.where('seat', '=', id)
				.where('redeemed_at', 'is', null)
				.where('revoked_at', 'is', null)
		),
		step(tables.deleteFrom('session_seat').where('seat', '=', id)),
	]
}

/** Keeps an invitation to a seat that is there. */
export function invite(invitation: Invitation): Step[] {
	const { id, seat, codeHash, createdAt, expiresAt, redeemedAt, revokedAt } = invitation
	return [
		step(
			tables
				.insertInto('invitation')
				.columns([
					...(['id', 'seat', 'code_hash', 'created_at', 'expires_at'] as const),
					...(['redeemed_at', 'revoked_at'] as const),
				])
				.expression(
					tables
						.selectFrom('seat')
						.select((eb) => [
							eb.val(id).as('id'),
							'seat.id as seat',
							eb.val(codeHash).as('code_hash'),
							eb.val<number>(createdAt).as('created_at'),
							eb.val<number>(expiresAt).as('expires_at'),
							eb.val<number | null>(redeemedAt).as('redeemed_at'),
							eb.val<number | null>(revokedAt).as('revoked_at'),
						])
						.where('seat.id', '=', seat)
				),
			{ decides: true }
		),
	]
}

/** Takes an invitation or a session away. */
export function revoke(
	table: 'invitation' | 'session',
	id: InvitationId | SessionId,
	at: Instant
): Step[] {
	return [
		step(
			tables
				.updateTable(table)
				.set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
				.where('id', '=', id),
			{ decides: true }
		),
	]
}

/** Forgets what was over before `before`. */
export function purge(before: Instant): Step[] {
	const over = tables
		.selectFrom('session')
		.select('id')
		.where((eb) => eb.or([eb('expires_at', '<', before), eb('revoked_at', '<', before)]))
	return [
		step(tables.deleteFrom('session_seat').where('session', 'in', over)),
		step(tables.deleteFrom('session').where('id', 'in', over)),
		step(
			tables
				.deleteFrom('invitation')
				.where((eb) =>
					eb.or([
						eb('expires_at', '<', before),
						eb('redeemed_at', '<', before),
						eb('revoked_at', '<', before),
					])
				)
		),
	]
}

/**
 * Redeems an invitation as `SeatStore.redeem` says. The session is made first, where it is new; giving it the seat decides, and looks at
 * everything that could stand against it, so that a session made for nothing goes with the rest.
 */
export function redeem(invitation: InvitationId, session: Session, at: Instant): Step[] {
	return [
		...createSession(session),
		step(
			tables
				.insertInto('session_seat')
				.columns(['session', 'negotiation', 'seat'])
				.expression(
					tables
						.selectFrom('invitation')
						.innerJoin('seat', 'seat.id', 'invitation.seat')
						.innerJoin('session', (join) => join.on('session.id', '=', session.id))
						.select(['session.id', 'seat.negotiation', 'seat.id as seat'])
						.where('invitation.id', '=', invitation)
						.where('invitation.redeemed_at', 'is', null)
						.where('invitation.revoked_at', 'is', null)
						.where('invitation.expires_at', '>', at)
						.where('seat.revoked_at', 'is', null)
						.where('session.revoked_at', 'is', null)
						.where('session.expires_at', '>', at)
				)
				.onConflict((conflict) =>
					conflict
						.columns(['session', 'negotiation'])
						.doUpdateSet((eb) => ({ seat: eb.ref('excluded.seat') }))
				),
			{ decides: true }
		),
		step(tables.updateTable('invitation').set({ redeemed_at: at }).where('id', '=', invitation)),
	]
}

function createSession({ id, tokenHash, createdAt, expiresAt, revokedAt }: Session): Step[] {
	const known = tables.selectFrom('session').select('id').where('id', '=', id)
	return [
		step(
			tables
				.insertInto('session')
				.columns(['id', 'token_hash', 'created_at', 'expires_at', 'revoked_at'])
				.expression(
					tables
						.selectNoFrom((eb) => [
							eb.val<string>(id).as('id'),
							eb.val(tokenHash).as('token_hash'),
							eb.val<number>(createdAt).as('created_at'),
							eb.val<number>(expiresAt).as('expires_at'),
							eb.val<number | null>(revokedAt).as('revoked_at'),
						])
						.where((eb) => eb.not(eb.exists(known)))
				)
		),
	]
}
