export {
	ACTIONS,
	DENIALS,
	TOUCHES,
	actorOf,
	can,
	clauseSubject,
	type Action,
	type Actor,
	type ClauseSubject,
	type Denial,
	type Subject,
	type Touch,
	type Verdict,
} from './access.ts'
export {
	type Act,
	type ActKind,
	type FreezeAccount,
	type FreezeCause,
	type Outage,
	type WithheldEntry,
	type WithheldRange,
} from './act.ts'
export {
	ALTERNATIVE_STATES,
	isOpened,
	labelAt,
	NO_ALTERNATIVES,
	OFFERINGS,
	offeringOf,
	standingIn,
	STANCES,
	type Alternative,
	type AlternativeGroup,
	type AlternativeGroups,
	type AlternativeState,
	type Offering,
	type Stance,
	type Stances,
} from './alternative.ts'
export {
	BRACKET_ENDINGS,
	HOLDINGS,
	holdingOf,
	isConsented,
	NO_BRACKETS,
	unansweredBy,
	type Bracket,
	type BracketEnding,
	type Brackets,
	type DeclinedEnding,
	type Holding,
	type ProposedEnding,
} from './bracket.ts'
export { CLAUSE_STATUSES, type Clause, type ClauseKind, type ClauseStatus } from './clause.ts'
export { parseDelegationCode, slotAt, type Delegation, type Slot } from './delegation.ts'
export { ParleyError, type ErrorCode } from './errors.ts'
export {
	alternativeRefusal,
	foldAlternatives,
	type AlternativeAct,
	type AlternativeRefusal,
	type Decided,
} from './foldAlternatives.ts'
export {
	bracketRefusal,
	foldBrackets,
	type BracketAct,
	type BracketRefusal,
} from './foldBrackets.ts'
export { foldRights, type RightsAct } from './foldRights.ts'
export {
	foldSuggestions,
	suggestionRefusal,
	type SuggestionAct,
	type SuggestionRefusal,
} from './foldSuggestions.ts'
export {
	createAlternativeId,
	createBracketId,
	createGroupId,
	createId,
	parseAlternativeId,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseGroupId,
	parseInvitationId,
	parseNegotiationId,
	parseNoteId,
	parseProposalId,
	parseSeatId,
	parseSessionId,
	parseSnapshotId,
	parseSuggestionId,
	type AlternativeId,
	type BracketId,
	type ClauseId,
	type DelegationId,
	type GroupId,
	type InvitationId,
	type NegotiationId,
	type NoteId,
	type ProposalId,
	type Random,
	type SeatId,
	type SessionId,
	type SnapshotId,
	type SuggestionId,
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
export {
	LEVELS,
	NO_RIGHTS,
	type Hold,
	type Level,
	type LevelSet,
	type Rights,
	type RightsSubject,
} from './rights.ts'
export { ROLES, parseRole, seatInitials, type Role, type Seat } from './seat.ts'
export {
	NO_SUGGESTIONS,
	OWNERSHIPS,
	ownershipOf,
	SUGGESTION_ANSWERS,
	suggestionOf,
	type ClauseSuggestions,
	type Ownership,
	type Suggestion,
	type SuggestionAnswer,
	type SuggestionName,
	type SuggestionProposal,
	type Suggestions,
} from './suggestion.ts'
