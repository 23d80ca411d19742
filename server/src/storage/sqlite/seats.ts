import { parseNegotiationId, ParleyError } from '@parley/domain'
import type { SeatStore, Session, StoredAnswer } from '../ports.ts'
import { keepAnswers } from './answerSteps.ts'
import type { Reader } from './reader.ts'
import { toInvitation, toSeat, toSession } from './rows.ts'
import { tables } from './tables.ts'
import { invite, purge, redeem, revoke, revokeSeat } from './seatWrites.ts'
import type { Writer } from './writer.ts'
import type { Step } from './writes.ts'

/** Seats, invitations and sessions in the database. */
export function sqliteSeats(reader: Reader, writer: Writer): SeatStore {
	const seatById = reader.statement(tables.selectFrom('seat').selectAll().where('id', '=', ''))
	const sessionByHash = reader.statement(
		tables.selectFrom('session').selectAll().where('token_hash', '=', '')
	)
	const seatsOfSession = reader.statement(
		tables.selectFrom('session_seat').select('seat').where('session', '=', '')
	)

	/** The session of a row with the seats it holds; to be called inside `reader.read`. */
	function withSeats(row: Parameters<typeof toSession>[0]): Session {
		const held = seatsOfSession.all(row.id)
		return toSession(
			row,
			held.map(({ seat }) => seat)
		)
	}

	/** Takes steps of which the first finds what they are about. */
	async function take(
		undone: string,
		steps: readonly Step[],
		answer?: StoredAnswer
	): Promise<void> {
		const found = await writer.take(undone, [...steps, ...keepAnswers([answer])])
		if (!found) throw new ParleyError('not-found', `Nothing of this id is there: ${undone}.`)
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
				const row = seatById.get(id)
				if (row === undefined) return null
				return { seat: toSeat(row), negotiation: parseNegotiationId(row.negotiation) }
			}),
		async revokeSeat(id, at) {
			await take(`the seat ${id} was not taken away`, revokeSeat(id, at))
		},
		async invite(invitation, answer) {
			await take(`the invitation ${invitation.id} was not stored`, invite(invitation), answer)
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
		async revokeInvitation(id, at, answer) {
			await take(`the invitation ${id} was not taken away`, revoke('invitation', id, at), answer)
		},
		redeem: (invitation, session, at, answer) =>
			writer.take(`the invitation ${invitation} was not redeemed`, [
				...redeem(invitation, session, at),
				...keepAnswers([answer]),
			]),
		sessionByHash: (tokenHash) =>
			reader.read(() => {
				const row = sessionByHash.get(tokenHash)
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
			await take(`the session ${id} was not ended`, revoke('session', id, at))
		},
		async purge(before) {
			await writer.take('old sessions and links were not forgotten', purge(before))
		},
	}
}
