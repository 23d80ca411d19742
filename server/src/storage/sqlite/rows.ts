import {
	parseDelegationCode,
	parseDelegationId,
	parseInstant,
	parseInvitationId,
	parseLogPosition,
	parseNegotiationId,
	parseRole,
	parseSeatId,
	parseSessionId,
	parseSnapshotId,
	slotAt,
	type Delegation,
	type Instant,
	type Negotiation,
	type Seat,
} from '@parley/domain'
import { parseLogId } from '@parley/protocol'
import type { Selectable } from 'kysely'
import type { Invitation, Session, StoredAnswer, StoredErasure, StoredSnapshot } from '../ports.ts'
import type { Tables } from './tables.ts'

type Row<Table extends keyof Tables> = Selectable<Tables[Table]>

/** Parses a row of `negotiation`. This and its like throw `RangeError` on what is none. */
export function toNegotiation(row: Row<'negotiation'>): Negotiation {
	const { title, notice, round, language, contact } = row
	const id = parseNegotiationId(row.id)
	return { id, title, notice, round, language, contact, createdAt: parseInstant(row.created_at) }
}

/** Parses a row of `delegation`. */
export function toDelegation(row: Row<'delegation'>): Delegation {
	return {
		id: parseDelegationId(row.id),
		code: parseDelegationCode(row.code),
		name: row.name,
		slot: slotAt(row.slot - 1),
	}
}

/** Parses a row of `seat`. */
export function toSeat(row: Row<'seat'>): Seat {
	return {
		id: parseSeatId(row.id),
		role: parseRole(row.role),
		delegation: row.delegation === null ? null : parseDelegationId(row.delegation),
		name: row.name,
		revoked: row.revoked_at !== null,
	}
}

/** Parses a row of `invitation`. */
export function toInvitation(row: Row<'invitation'>): Invitation {
	return {
		id: parseInvitationId(row.id),
		seat: parseSeatId(row.seat),
		codeHash: row.code_hash,
		createdAt: parseInstant(row.created_at),
		expiresAt: parseInstant(row.expires_at),
		redeemedAt: instantOrNull(row.redeemed_at),
		revokedAt: instantOrNull(row.revoked_at),
	}
}

/** Parses a row of `session` with the ids of the seats that it holds. */
export function toSession(row: Row<'session'>, seats: readonly string[]): Session {
	return {
		id: parseSessionId(row.id),
		tokenHash: row.token_hash,
		createdAt: parseInstant(row.created_at),
		expiresAt: parseInstant(row.expires_at),
		revokedAt: instantOrNull(row.revoked_at),
		seats: seats.map(parseSeatId),
	}
}

/** Parses a row of `snapshot`. */
export function toSnapshot(row: Row<'snapshot'>): StoredSnapshot {
	const { round, digest } = row
	return {
		id: parseSnapshotId(row.id),
		negotiation: parseNegotiationId(row.negotiation),
		round,
		log: parseLogId(row.log),
		position: parseLogPosition(row.position),
		frozenAt: parseInstant(row.frozen_at),
		digest,
		keyId: row.key_id,
		file: plainBytes(row.file),
	}
}

/** Parses a row of `erasure`. */
export function toErasure(row: Row<'erasure'>): StoredErasure {
	return {
		negotiation: parseNegotiationId(row.negotiation),
		erasedAt: parseInstant(row.erased_at),
		file: plainBytes(row.file),
	}
}

/** Parses a row of `kept_answer`. */
export function toStoredAnswer(row: Row<'kept_answer'>): StoredAnswer {
	const { id, holder, request } = row
	return {
		id,
		holder,
		negotiation: row.negotiation === null ? null : parseNegotiationId(row.negotiation),
		at: parseInstant(row.at),
		request,
		sealed: plainBytes(row.sealed),
	}
}

/** The bytes of a column as what they are, without the driver's Buffer around them. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function instantOrNull(value: number | null): Instant | null {
	return value === null ? null : parseInstant(value)
}
