import { LEVELS, PLACEHOLDER_KINDS, ROLES } from '@parley/domain'
import * as z from 'zod/mini'
import { LateEditJson, NoteJson, PhaseJson } from './announcement.ts'
import { RightsJson } from './rights.ts'
import { StandingJson } from './standing.ts'

const whole = z.int().check(z.gte(0))

/** A problem as RFC 9457 has it; `code` (see `PROBLEMS`) names it for programs, `detail` tells a person what to do. */
export const Problem = z.object({
	type: z.string(),
	title: z.string(),
	status: z.int(),
	detail: z.string(),
	code: z.string(),
	/** Where in the request the fault lies, e.g. `at`, where it can be told. */
	at: z.optional(z.string()),
	/** Names this very failure in the server's log. */
	reference: z.optional(z.string()),
})
export type Problem = z.infer<typeof Problem>

export const DelegationJson = z.object({
	id: z.string(),
	code: z.string(),
	name: z.string(),
	slot: z.literal([1, 2, 3, 4, 5, 6, 7, 8]),
})
export type DelegationJson = z.infer<typeof DelegationJson>

export const SeatJson = z.object({
	id: z.string(),
	role: z.enum(ROLES),
	name: z.string(),
	initials: z.string(),
	delegation: z.nullable(DelegationJson),
	revoked: z.boolean(),
})
export type SeatJson = z.infer<typeof SeatJson>

export const ClauseJson = z.object({
	id: z.string(),
	kind: z.enum(['preamble', 'clause', 'annex', 'closing']),
	order: whole,
	number: z.string(),
	heading: z.string(),
	/** The id of the step of the ladder on which it stands. */
	status: z.string(),
	/** The Yjs document it is written in. */
	document: z.string(),
})
export type ClauseJson = z.infer<typeof ClauseJson>

/** The cursor of the page behind this one; null where it is the last. */
const next = z.nullable(z.string())

export const ClauseList = z.object({ clauses: z.array(ClauseJson), next })

/** A row of the list of negotiations. */
export const NegotiationRow = z.object({
	id: z.string(),
	title: z.string(),
	notice: z.string(),
	round: whole,
	phase: PhaseJson,
	me: SeatJson,
	/** Seats with a live connection now. */
	present: whole,
})
export type NegotiationRow = z.infer<typeof NegotiationRow>

export const NegotiationList = z.object({
	negotiations: z.array(NegotiationRow),
	next,
	now: whole,
})

/** Everything the drafting room needs to start, but the text. */
export const RoomJson = z.object({
	id: z.string(),
	title: z.string(),
	notice: z.string(),
	round: whole,
	language: z.string(),
	contact: z.string(),
	phase: PhaseJson,
	me: SeatJson,
	delegations: z.array(DelegationJson),
	seats: z.array(SeatJson),
	clauses: z.array(ClauseJson),
	/** Who may write where. */
	rights: RightsJson,
	/** How the clauses stand: the ladder, and what was decided beside their status. */
	standing: StandingJson,
	/** The document of presence and announcements. */
	roomDocument: z.string(),
	/** The newest committed log position. */
	position: whole,
	/** Digest of the text model, to be sent in the handshake. */
	model: z.string(),
	now: whole,
})
export type RoomJson = z.infer<typeof RoomJson>

/** The text of one clause at one log position. `blocks` is the canonical form of the text model. */
export const ClauseTextJson = z.object({
	clause: ClauseJson,
	position: whole,
	text: z.string(),
	blocks: z.array(z.unknown()),
	/**
	 * In a view: the brackets that are shown, with the codes of their holders. The marks of others that are open stand in `blocks`, to say which words are
	 * disputed.
	 */
	brackets: z.optional(z.array(z.object({ id: z.string(), holders: z.array(z.string()) }))),
	/** In a view: the suggestions that are shown, with the codes of their delegations; null where one speaks for none or is not named. */
	suggestions: z.optional(z.array(z.object({ id: z.string(), by: z.nullable(z.string()) }))),
	/** In a view: the alternatives of which none is chosen, with codes of delegations. */
	alternatives: z.optional(
		z.array(
			z.object({
				id: z.string(),
				parked: z.boolean(),
				alternatives: z.array(
					z.object({
						id: z.string(),
						label: z.string(),
						by: z.nullable(z.string()),
						noText: z.boolean(),
						support: z.array(z.string()),
						oppose: z.array(z.string()),
						flexible: z.array(z.string()),
					})
				),
			})
		)
	),
	/** In a view: what is missing, with the code of whoever is to say it, and by when in ISO 8601. */
	placeholders: z.optional(
		z.array(
			z.object({
				id: z.string(),
				what: z.enum(PLACEHOLDER_KINDS),
				words: z.string(),
				owner: z.nullable(z.string()),
				due: z.nullable(z.string()),
			})
		)
	),
	/** In the view of what was agreed last: when that was; null where it never was. */
	agreed: z.optional(z.nullable(z.object({ position: whole, at: whole }))),
})
export type ClauseTextJson = z.infer<typeof ClauseTextJson>

/** When something came into a text or went out of it: of several edits in a row, the first and the last one. */
const StampsJson = z.object({
	firstAt: whole,
	firstPosition: whole,
	lastAt: whole,
	lastPosition: whole,
})

/** Words that stand beside each other and were written by one seat within one minute of the server's clock. */
export const WrittenJson = z.object({
	/** The id of a block, as in the clause's text. */
	block: z.string(),
	/** UTF-16 units before them in the text of the block; a line end or another atom is one. */
	offset: whole,
	length: whole,
	/** Null for the text that was imported. */
	seat: z.nullable(z.string()),
	...StampsJson.shape,
	/** The seats whose words they repeat, where they came in as one long edit; null for the imported text. */
	repeats: z.array(z.nullable(z.string())),
})
export type WrittenJson = z.infer<typeof WrittenJson>

/** Words that were deleted by one seat within one minute, at the place where they stood. */
export const DeletedJson = z.object({
	block: z.string(),
	offset: whole,
	/** Null where they are withheld. Many are several rows. */
	words: z.nullable(z.string()),
	/** Who had written them. */
	author: z.nullable(z.string()),
	/** Who deleted them. */
	seat: z.nullable(z.string()),
	...StampsJson.shape,
})
export type DeletedJson = z.infer<typeof DeletedJson>

/** Who wrote what in a clause at a position, and what was deleted: a page of it, of which every page has the same shares. */
export const AuthorshipJson = z.object({
	clause: z.string(),
	position: whole,
	/** Rows in the order of the text: those of all pages are the whole text. */
	written: z.array(WrittenJson),
	/** Rows in the order of the text, behind all those of what was written. */
	deleted: z.array(DeletedJson),
	/** How many UTF-16 units of the text each has written. */
	shares: z.array(
		z.object({
			seat: z.nullable(z.string()),
			delegation: z.nullable(DelegationJson),
			name: z.string(),
			initials: z.string(),
			units: whole,
		})
	),
	next,
})
export type AuthorshipJson = z.infer<typeof AuthorshipJson>

/** The text of all clauses at one position, for the first paint of the room. */
export const TextJson = z.object({ position: whole, clauses: z.array(ClauseTextJson) })

/** Who changed which clauses how often behind a position of the log: no words of the text. */
export const ChangesJson = z.object({
	position: whole,
	clauses: z.array(
		z.object({
			clause: z.string(),
			by: z.array(z.object({ seat: z.nullable(z.string()), count: whole })),
		})
	),
})
export type ChangesJson = z.infer<typeof ChangesJson>

/** What an invitation says before it is redeemed. */
export const InvitationPreview = z.object({
	negotiation: z.object({ id: z.string(), title: z.string(), notice: z.string(), round: whole }),
	phase: PhaseJson,
	seat: SeatJson,
	/** What was set for the seat, by itself or by its delegation; null where nothing was. */
	level: z.nullable(z.enum(LEVELS)),
	now: whole,
})
export type InvitationPreview = z.infer<typeof InvitationPreview>

export const CodeRequest = z.object({ code: z.string().check(z.minLength(1), z.maxLength(100)) })

/** `kind` says whether a cookie is set (`browser`) or a token is answered (`token`). */
export const SessionRequest = z.object({
	code: z.string().check(z.minLength(1), z.maxLength(100)),
	kind: z.optional(z.enum(['browser', 'token'])),
})

export const SessionAnswer = z.object({
	negotiation: z.string(),
	seat: SeatJson,
	/** For Bearer and for the Hocuspocus handshake; only where `kind` was `token`. */
	token: z.optional(z.string()),
	expiresAt: whole,
})
export type SessionAnswer = z.infer<typeof SessionAnswer>

/** The session that asks: which seats it holds, one in each negotiation. */
export const CurrentSession = z.object({
	expiresAt: whole,
	seats: z.array(z.object({ negotiation: z.string(), seat: SeatJson })),
	now: whole,
})
export type CurrentSession = z.infer<typeof CurrentSession>

/** A seat as those who run the room see it. */
export const PersonJson = z.object({
	seat: SeatJson,
	/** Sessions that stand. */
	sessions: whole,
	/** Live connections now. */
	connections: whole,
	/** The newest link that was not used, revoked or outlived. */
	openInvitation: z.nullable(z.object({ id: z.string(), expiresAt: whole })),
})
export type PersonJson = z.infer<typeof PersonJson>

export const PeopleJson = z.object({ people: z.array(PersonJson), next })

/** A fresh link; its code is told this once. */
export const InvitationJson = z.object({ id: z.string(), url: z.string(), expiresAt: whole })
export type InvitationJson = z.infer<typeof InvitationJson>

/** The phase in which a decision was taken: in another one it means something else, and is refused. */
const expects = z.optional(z.enum(['drafting', 'awaiting-chair']))

/**
 * `at` is ISO 8601 with offset or `Z`, or a date and time on the clock of `zone`, e.g. `2026-12-09T18:00`. Without `zone`, the
 * room goes on speaking of the place it did.
 */
export const DeadlineRequest = z.object({
	at: z.string().check(z.maxLength(40)),
	zone: z.optional(z.string().check(z.maxLength(60))),
	reason: z.string().check(z.minLength(1), z.maxLength(500)),
	expects,
})

/** Where the round stands after a deadline was moved or a freeze came; `position` is the newest committed one. */
export const PhaseAnswer = z.object({ phase: PhaseJson, position: whole, now: whole })
export type PhaseAnswer = z.infer<typeof PhaseAnswer>

export const FreezeRequest = z.object({
	reason: z.optional(z.string().check(z.maxLength(500))),
	expects,
})

export const ContactRequest = z.object({ contact: z.string().check(z.maxLength(200)) })

/** The document for which a plain Yjs client wants a token. */
export const DocumentTokenRequest = z.object({ document: z.string().check(z.maxLength(200)) })

/** What a plain y-websocket client needs: it opens `<url>/<document>?token=<token>&model=<digest>`. */
export const DocumentTokenJson = z.object({
	document: z.string(),
	/** Opens this document and nothing else. */
	token: z.string(),
	/** Where such sockets are, `ws:` or `wss:`. */
	url: z.string(),
	/** When the token runs out; a socket that it opened stays. */
	expiresAt: whole,
})
export type DocumentTokenJson = z.infer<typeof DocumentTokenJson>

const reason = z.string().check(z.maxLength(500))

/** What is to be set for a seat, a delegation or a clause; null sets it back. A reason is needed for `read`. */
export const LevelRequest = z.object({
	level: z.nullable(z.enum(LEVELS)),
	reason: z.optional(reason),
	/** What whoever decides saw: where it is another by now, nothing is done. */
	expects: z.optional(z.nullable(z.enum(LEVELS))),
})
export type LevelRequest = z.infer<typeof LevelRequest>

export const HoldRequest = z.object({ reason: reason.check(z.minLength(1)) })

export const ReleaseClauseRequest = z.object({ reason: z.optional(reason) })

/** What is set after a decision about rights; `position` is the newest committed one. */
export const RightsAnswer = z.object({ rights: RightsJson, position: whole, now: whole })
export type RightsAnswer = z.infer<typeof RightsAnswer>

export const NoteRequest = z.object({
	clause: z.string(),
	/** The newest log position the author had seen. */
	seen: whole,
	text: z.string().check(z.minLength(1), z.maxLength(2000)),
})

export const NoteList = z.object({ notes: z.array(NoteJson), next })
/** Positions of late edits that their delegation keeps for the next round: those who run the room may read them then. */
export const ReleaseRequest = z.object({
	edits: z.array(whole).check(z.minLength(1), z.maxLength(1000)),
})

export const LateLane = z.object({ edits: z.array(LateEditJson), next })

/** The late edits that a release named, as they stand behind it. */
export const ReleasedEdits = z.object({ edits: z.array(LateEditJson) })

export const SnapshotRow = z.object({
	id: z.string(),
	round: whole,
	frozenAt: whole,
	position: whole,
	/** SHA-256 of the canonical bytes, lower-case hex. */
	digest: z.string(),
	keyId: z.string(),
	/** Where the file can be had. */
	href: z.string(),
})
export type SnapshotRow = z.infer<typeof SnapshotRow>
export const SnapshotList = z.object({ snapshots: z.array(SnapshotRow), next })

/** The key that signs this server's snapshots, in the form that `parley verify --key` takes. */
export const KeyJson = z.object({ key: z.string(), fingerprint: z.string() })
export type KeyJson = z.infer<typeof KeyJson>

export const HealthJson = z.object({ status: z.string() })
