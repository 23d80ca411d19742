import {
	seatInitials,
	type Clause,
	type Delegation,
	type Instant,
	type LogPosition,
	type Negotiation,
	type Seat,
} from '@parley/domain'
import {
	clauseDocument,
	type ClauseJson,
	type ClauseTextJson,
	type ConfirmationText,
	type LateEditJson,
	type NoteJson,
	type PhaseAnswer,
	type SeatJson,
	type SnapshotRow,
} from '@parley/protocol'
import { type OutgoingClause } from '@parley/formats'
import { plainText } from '@parley/schema'
import { plainText as readText, readDigestOf, type SnapshotAlternative } from '@parley/snapshot'
import {
	type ClauseReadAt,
	type ClauseText,
	type LateEdit,
	type Room,
} from '../negotiation/room.ts'
import { type Entry, type StoredSnapshot } from '../storage/ports.ts'

/** A seat as the API shows it. */
export function toSeatJson(seat: Seat, delegations: readonly Delegation[]): SeatJson {
	const { id, role, name, revoked } = seat
	const delegation = delegations.find((candidate) => candidate.id === seat.delegation) ?? null
	return { id, role, name, initials: seatInitials(name), delegation, revoked }
}

/** A clause as the API shows it, with the document it is written in. */
export function toClauseJson(clause: Clause, { id, round }: Negotiation): ClauseJson {
	return { ...clause, document: clauseDocument(id, round, clause.id) }
}

/** A clause's text at a position, as words and as blocks. */
export function toClauseTextJson(read: ClauseText, negotiation: Negotiation): ClauseTextJson {
	return {
		clause: toClauseJson(read.clause, negotiation),
		position: read.position,
		text: plainText(read.blocks),
		blocks: [...read.blocks],
	}
}

/** A clause in a view, with what is shown in it and whose that is; `position` is that of the text that is looked at. */
export function toViewedTextJson(
	shown: OutgoingClause & { readonly order: number },
	position: LogPosition,
	negotiation: Negotiation
): ClauseTextJson {
	const { blocks, brackets, agreed, id, order, number, kind, heading, status } = shown
	const { suggestions = [], alternatives = [], placeholders = [] } = shown
	const clause = { id, order, number, kind, heading, status }
	const when = agreed && { position: agreed.position, at: Date.parse(agreed.at) }
	return {
		...toClauseTextJson({ clause, position, blocks }, negotiation),
		brackets: brackets.map(({ id, holders }) => ({ id, holders: [...holders] })),
		suggestions: suggestions.map(({ id, by }) => ({ id, by })),
		alternatives: alternatives.map(({ id, parked, alternatives: all }) => {
			return { id, parked, alternatives: all.map(toAlternativeJson) }
		}),
		placeholders: placeholders.map((one) => ({ ...one })),
		...(agreed !== undefined && { agreed: when ?? null }),
	}
}

/** The text of a clause that is confirmed, and its digest. */
export function toConfirmationText(
	{ clause, position, read }: ClauseReadAt,
	negotiation: Negotiation
): ConfirmationText {
	const { content, openBrackets, alternatives = [], placeholders = [] } = read
	return {
		clause: toClauseJson(clause, negotiation),
		position,
		text: readText(content),
		blocks: [...content],
		brackets: openBrackets.map(({ id, holders }) => ({ id, holders: [...holders] })),
		alternatives: alternatives.map(({ id, parked, alternatives: all }) => {
			return { id, parked, alternatives: all.map(toAlternativeJson) }
		}),
		placeholders: placeholders.map((one) => ({ ...one })),
		readDigest: readDigestOf(read),
	}
}

function toAlternativeJson({ support, oppose, flexible, ...one }: SnapshotAlternative) {
	return { ...one, support: [...support], oppose: [...oppose], flexible: [...flexible] }
}

/** Where the round of `room` stands. */
export function toPhaseAnswer(room: Room, now: Instant): PhaseAnswer {
	return { phase: room.phase, position: room.position, now }
}

/** A note as the API shows it, or null where `entry` is none. */
export function toNoteJson(
	{ position, receivedAt, seat: seatId, payload }: Entry,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): NoteJson | null {
	if (payload.kind !== 'act' || payload.act.kind !== 'note-taken') return null
	const { note: id, clause, seen, text } = payload.act
	const seat = seats.find((candidate) => candidate.id === seatId)
	const code = delegations.find((candidate) => candidate.id === seat?.delegation)?.code ?? null
	const by = { seat: seatId ?? '', name: seat?.name ?? '', code }
	return { id, clause, seen, position, takenAt: receivedAt, text, by }
}

/**
 * A late edit as `reader` may see it, or null where they may not know of it: its words are for its author and their delegation,
 * that it exists also for those who `runTheRoom`, who read the words of what was kept for the next round.
 */
export function toLateEditJson(
	{ position, clause, receivedAt, size, seat: authorId, words, releasedAt }: LateEdit,
	reader: Seat,
	runsTheRoom: boolean,
	seats: readonly Seat[],
	delegations: readonly Delegation[]
): LateEditJson | null {
	const author = seats.find((candidate) => candidate.id === authorId)
	const delegationId = author?.delegation ?? null
	const isOurs =
		authorId === reader.id || (delegationId !== null && delegationId === reader.delegation)
	if (!isOurs && !runsTheRoom) return null
	const delegation = delegations.find(({ id }) => id === delegationId)?.code ?? null
	const whose = authorId === reader.id ? 'mine' : isOurs ? 'ours' : 'theirs'
	const isReadable = isOurs || releasedAt !== null
	return {
		position,
		clause,
		receivedAt,
		size,
		delegation,
		whose,
		words: isReadable ? words : null,
		releasedAt,
	}
}

/** A snapshot in the list of them. */
export function toSnapshotRow(snapshot: StoredSnapshot): SnapshotRow {
	const { id, negotiation, round, frozenAt, position, digest, keyId } = snapshot
	const href = `/api/v1/negotiations/${negotiation}/snapshots/${id}`
	return { id, round, frozenAt, position, digest, keyId, href }
}
