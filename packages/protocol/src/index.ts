export { Announcement, LateEditJson, NoteJson, PhaseJson, Remark } from './announcement.ts'
export {
	ClauseJson,
	ClauseTextJson,
	CodeRequest,
	ContactRequest,
	CurrentSession,
	DeadlineRequest,
	DelegationJson,
	FreezeRequest,
	InvitationJson,
	InvitationPreview,
	KeyJson,
	LateLane,
	ReleaseRequest,
	NegotiationList,
	NegotiationRow,
	NoteList,
	NoteRequest,
	PeopleJson,
	PersonJson,
	PhaseAnswer,
	Problem,
	RoomJson,
	SeatJson,
	SessionAnswer,
	SessionRequest,
	SnapshotList,
	SnapshotRow,
	StatusRequest,
	TextJson,
} from './api.ts'
export {
	CLOSE_CODES,
	afterClose,
	closeReason,
	type AfterClose,
	type CloseReason,
} from './closeCode.ts'
export {
	clauseDocument,
	documentName,
	parseDocumentName,
	parseLogId,
	roomDocument,
	sharedLog,
	type DocumentAddress,
	type DocumentName,
	type Layer,
	type LogId,
} from './documentName.ts'
export { formatHandshake, parseHandshake, type Handshake } from './handshake.ts'
export {
	CaretState,
	PlaceState,
	parseStampedCaret,
	parseStampedPlace,
	type StampedCaret,
	type StampedPlace,
	type StampedSeat,
} from './presence.ts'
export { PROBLEMS, type ProblemCode } from './problem.ts'
export { REFUSALS, Receipt, type Refusal } from './receipt.ts'
