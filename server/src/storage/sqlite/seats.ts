import { parseNegotiationId } from '@parley/domain'
import { type SeatStore, type Session } from '../ports.ts'
import { type Reader } from './reader.ts'
import { toInvitation, toSeat, toSession } from './rows.ts'
import { tables } from './tables.ts'
import { assertFound } from './views.ts'
import { type Writer } from './writer.ts'

/** Seats, invitations and sessions in the database. */
export function sqliteSeats(reader: Reader, writer: Writer): SeatStore {
	/** The session of a row with the seats it holds; to be called inside `reader.read`. */
	function withSeats(row: Parameters<typeof toSession>[0]): Session {
		const held = reader.all(
			tables.selectFrom('session_seat').select('seat').where('session', '=', row.id)
		)
		return toSession(
			row,
			held.map(({ seat }) => seat)
		)
	}

	return {
		seats: (negotiation) =>
			reader.read(() =>
				reader
					.all(
						tables
							.selectFrom('seat')
							.selectAll()
							.where('negotiation', '=', negotiation)
							.orderBy('number')
					)
					.map(toSeat)
			),
		seat: (id) =>
			reader.read(() => {
				const row = reader.first(tables.selectFrom('seat').selectAll().where('id', '=', id))
				if (row === undefined) return null
				return { seat: toSeat(row), negotiation: parseNegotiationId(row.negotiation) }
			}),
		async revokeSeat(id, at) {
			assertFound(await writer.write({ kind: 'revoke-seat', id, at }), id)
		},
		async invite(invitation) {
			assertFound(await writer.write({ kind: 'invite', invitation }), invitation.seat)
		},
		invitationByHash: (codeHash) =>
			reader.read(() => {
				const row = reader.first(
					tables.selectFrom('invitation').selectAll().where('code_hash', '=', codeHash)
				)
				return row === undefined ? null : toInvitation(row)
			}),
		invitations: (negotiation) =>
			reader.read(() =>
				reader
					.all(
						tables
							.selectFrom('invitation')
							.innerJoin('seat', 'seat.id', 'invitation.seat')
							.selectAll('invitation')
							.where('seat.negotiation', '=', negotiation)
							.orderBy('invitation.number')
					)
					.map(toInvitation)
			),
		async revokeInvitation(id, at) {
			assertFound(await writer.write({ kind: 'revoke-invitation', id, at }), id)
		},
		async redeem(invitation, session, at) {
			return (await writer.write({ kind: 'redeem', invitation, session, at })) === 1
		},
		sessionByHash: (tokenHash) =>
			reader.read(() => {
				const row = reader.first(
					tables.selectFrom('session').selectAll().where('token_hash', '=', tokenHash)
				)
				return row === undefined ? null : withSeats(row)
			}),
		sessionsOf: (seat, at) =>
			reader.read(() =>
				reader
					.all(
						tables
							.selectFrom('session')
							.innerJoin('session_seat', 'session_seat.session', 'session.id')
							.selectAll('session')
							.where('session_seat.seat', '=', seat)
							.where('session.revoked_at', 'is', null)
							.where('session.expires_at', '>', at)
							.orderBy('session.created_at')
					)
					.map(withSeats)
			),
		async revokeSession(id, at) {
			assertFound(await writer.write({ kind: 'revoke-session', id, at }), id)
		},
	}
}
