export { can, type Action, type Actor, type Denial, type Verdict } from './access.ts'
export {
	type Act,
	type ActKind,
	type FreezeAccount,
	type FreezeCause,
	type Outage,
	type WithheldEntry,
	type WithheldRange,
} from './act.ts'
export { CLAUSE_STATUSES, type Clause, type ClauseKind, type ClauseStatus } from './clause.ts'
export { parseDelegationCode, slotAt, type Delegation, type Slot } from './delegation.ts'
export { ParleyError, type ErrorCode } from './errors.ts'
export {
	createId,
	parseClauseId,
	parseDelegationId,
	parseInvitationId,
	parseNegotiationId,
	parseNoteId,
	parseSeatId,
	parseSessionId,
	parseSnapshotId,
	type ClauseId,
	type DelegationId,
	type InvitationId,
	type NegotiationId,
	type NoteId,
	type Random,
	type SeatId,
	type SessionId,
	type SnapshotId,
} from './ids.ts'
export {
	addMs,
	parseInstant,
	parseLogPosition,
	toIso,
	type Instant,
	type LogPosition,
} from './instant.ts'
export { type Deadline, type Negotiation, type Phase } from './negotiation.ts'
export { ROLES, parseRole, seatInitials, type Role, type Seat } from './seat.ts'
