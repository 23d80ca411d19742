import {
	ParleyError,
	type Instant,
	type NegotiationId,
	type Seat,
	type SeatId,
} from '@parley/domain'
import type { SeatStore, Session } from '../ports.ts'
import type { Access } from './access.ts'
import { keepAnswer } from './answers.ts'
import type { Memory, MemoryRoom } from './memory.ts'

/** Seats, invitations and sessions in memory. */
export function memorySeats(access: Access): SeatStore {
	return {
		seats: (negotiation) => access.read(({ rooms }) => rooms.get(negotiation)?.seats ?? []),
		seat: (id) =>
			access.read((memory) => {
				const found = find(memory, id)
				return found && { seat: found.seat, negotiation: found.room.negotiation.id }
			}),
		revokeSeat: (id, at) =>
			access.write((memory) => {
				const { room } = find(memory, id) ?? missing(id)
				room.seats = room.seats.map((seat) => (seat.id === id ? { ...seat, revoked: true } : seat))
				for (const invitation of memory.invitations.values()) {
					const open = invitation.redeemedAt === null && invitation.revokedAt === null
					if (invitation.seat === id && open) {
						memory.invitations.set(invitation.id, { ...invitation, revokedAt: at })
					}
				}
				for (const session of memory.sessions.values()) {
					const seats = session.seats.filter((seat) => seat !== id)
					memory.sessions.set(session.id, { ...session, seats })
				}
			}),
		invite: (invitation, answer) =>
			access.write((memory) => {
				if (find(memory, invitation.seat) === null) missing(invitation.seat)
				for (const { id, codeHash } of memory.invitations.values()) {
					if (id === invitation.id || codeHash === invitation.codeHash) {
						throw new ParleyError('storage-failed', `The invitation ${id} has this id or code.`)
					}
				}
				memory.invitations.set(invitation.id, invitation)
				keepAnswer(memory, answer)
			}),
		invitationByHash: (codeHash) =>
			access.read(
				({ invitations }) =>
					[...invitations.values()].find((invitation) => invitation.codeHash === codeHash) ?? null
			),
		invitations: (negotiation) =>
			access.read((memory) =>
				[...memory.invitations.values()].filter(
					({ seat }) => find(memory, seat)?.room.negotiation.id === negotiation
				)
			),
		revokeInvitation: (id, at, answer) =>
			access.write((memory) => {
				const invitation = memory.invitations.get(id) ?? missing(id)
				memory.invitations.set(id, { ...invitation, revokedAt: invitation.revokedAt ?? at })
				keepAnswer(memory, answer)
			}),
		redeem: (id, session, at, answer) =>
			access.write((memory) => {
				const invitation = memory.invitations.get(id)
				if (invitation === undefined || invitation.redeemedAt !== null) return false
				if (!stands(invitation, at)) return false
				const found = find(memory, invitation.seat)
				if (found === null || found.seat.revoked) return false
				const holder = memory.sessions.get(session.id) ?? newSession(memory, session)
				if (!stands(holder, at)) return false

				const given = found.room.negotiation.id
				const kept = holder.seats.filter((seat) => negotiationOf(memory, seat) !== given)
				memory.sessions.set(holder.id, { ...holder, seats: [...kept, invitation.seat] })
				memory.invitations.set(id, { ...invitation, redeemedAt: at })
				keepAnswer(memory, answer)
				return true
			}),
		sessionByHash: (tokenHash) =>
			access.read(
				({ sessions }) =>
					[...sessions.values()].find((session) => session.tokenHash === tokenHash) ?? null
			),
		sessionsOf: (seat, at) =>
			access.read(({ sessions }) =>
				[...sessions.values()].filter(
					(session) => stands(session, at) && session.seats.includes(seat)
				)
			),
		revokeSession: (id, at) =>
			access.write(({ sessions }) => {
				const session = sessions.get(id) ?? missing(id)
				sessions.set(id, { ...session, revokedAt: session.revokedAt ?? at })
			}),
		purge: (before) =>
			access.write(({ sessions, invitations }) => {
				const isOver = (...ends: readonly (Instant | null)[]): boolean =>
					ends.some((end) => end !== null && end < before)
				for (const { id, expiresAt, revokedAt } of [...sessions.values()]) {
					if (isOver(expiresAt, revokedAt)) sessions.delete(id)
				}
				for (const { id, expiresAt, redeemedAt, revokedAt } of [...invitations.values()]) {
					if (isOver(expiresAt, redeemedAt, revokedAt)) invitations.delete(id)
				}
			}),
	}
}

function find({ rooms }: Memory, id: SeatId): { seat: Seat; room: MemoryRoom } | null {
	for (const room of rooms.values()) {
		const seat = room.seats.find((candidate) => candidate.id === id)
		if (seat !== undefined) return { seat, room }
	}
	return null
}

function negotiationOf(memory: Memory, seat: SeatId): NegotiationId | undefined {
	return find(memory, seat)?.room.negotiation.id
}

function newSession({ sessions }: Memory, session: Session): Session {
	for (const { id, tokenHash } of sessions.values()) {
		if (tokenHash === session.tokenHash) {
			throw new ParleyError('storage-failed', `The session ${id} has this token.`)
		}
	}
	return { ...session, seats: [] }
}

function stands(thing: { expiresAt: Instant; revokedAt: Instant | null }, at: Instant): boolean {
	return thing.revokedAt === null && at < thing.expiresAt
}

function missing(id: string): never {
	throw new ParleyError('not-found', `There is no ${id}.`)
}
