import type {
	Act,
	Delegation,
	Instant,
	InvitationId,
	LogPosition,
	Negotiation,
	NegotiationId,
	Seat,
	SeatId,
	SessionId,
	SnapshotId,
} from '@parley/domain'
import type { DocumentName, LogId } from '@parley/protocol'

/** What an entry carries: Yjs bytes for one document, or a recorded decision. */
export type Payload =
	| {
			readonly kind: 'update'
			readonly document: DocumentName
			readonly bytes: Uint8Array
			/**
			 * Only where words of it are withheld: SHA-256 of the update as it came, lower-case hex, which the chain takes. `bytes` are those of
			 * the update without the words then.
			 */
			readonly digestAsItCame?: string
	  }
	| {
			readonly kind: 'act'
			readonly act: Act
			/** Only where words of it are withheld, as above: `act` is what is left of it then. */
			readonly digestAsItCame?: string
	  }

/** One line of a log. */
export interface Entry {
	readonly position: LogPosition
	readonly receivedAt: Instant
	/** Null where the server itself wrote: an import, a freeze at the deadline. */
	readonly seat: SeatId | null
	readonly payload: Payload
}

/** A Yjs clientID that writes for a seat in one document; stored with the entry it first appears in. */
export interface Writer {
	readonly document: DocumentName
	readonly clientId: number
	/** Null for the server itself. */
	readonly seat: SeatId | null
	readonly position: LogPosition
}

/** The state of the chain after a commit. */
export interface Checkpoint {
	readonly position: LogPosition
	/** SHA-256 chain over all entries so far, lower-case hex. */
	readonly chain: string
	/** The checkpoint as a signed note. */
	readonly note: string
}

/**
 * What a request was answered that changed something and named itself by an idempotency key: whoever sends it again gets the same
 * answer. It is stored with the change, and nothing in it can be read without the key.
 */
export interface StoredAnswer {
	/** 64 hexadecimal digits that follow from the key and from who asked; they tell neither. */
	readonly id: string
	/** Who asked, by ids or hashes that are stored elsewhere too: of each one the newest `ANSWERS_KEPT` are kept. */
	readonly holder: string
	/** The negotiation it is about: it goes with it. Null where it is about none. */
	readonly negotiation: NegotiationId | null
	readonly at: Instant
	/** A keyed digest of the request, 64 hexadecimal digits. */
	readonly request: string
	/** The answer, encrypted. */
	readonly sealed: Uint8Array
}

/** The answers that are kept for requests that come again. Losing one means that its request is carried out anew. */
export interface AnswerStore {
	/** The answer with this id, however old, or null. */
	find(id: string): Promise<StoredAnswer | null>
	/** Keeps an answer whose change is stored already or was none; one of the same id gives way. Rejects where its negotiation was erased. */
	keep(answer: StoredAnswer): Promise<void>
	/** Forgets answers that were given before `before`. */
	forget(before: Instant): Promise<void>
}

/** An update or act without words that are withheld from it, to stand in the place of the one that has them. */
export interface StandIn {
	/** The entry that it stands in for, in the same log and stored before: an update of `document`, or an act where that is null. */
	readonly position: LogPosition
	readonly document: DocumentName | null
	/** Of an act, what `toActBytes` gives. */
	readonly bytes: Uint8Array
	/** The act in the same commit by which the words are withheld. */
	readonly act: LogPosition
}

/** What one commit writes: all of it or nothing. */
export interface Commit {
	readonly log: LogId
	/** Positions follow the last stored one without a gap. */
	readonly entries: readonly Entry[]
	readonly writers: readonly Writer[]
	readonly checkpoint: Checkpoint
	/** What those are answered who asked for acts in it; none where it is left out. */
	readonly answers?: readonly StoredAnswer[]
	/**
	 * What acts in it withhold; nothing where it is left out. Of each entry named the digest stays, and what it held goes; so do the
	 * caches of that document from that entry on. What is left of the words in files goes with `scrub`.
	 */
	readonly standIns?: readonly StandIn[]
}

/** Which entries to read: those after `after`, up to and with `until`, of one document or one kind where named. */
export interface EntryRange {
	readonly after: LogPosition
	readonly until: LogPosition
	readonly document?: DocumentName
	readonly kind?: Payload['kind']
}

/** The append-only record of every layer: updates and acts, in the order the server numbered them. */
export interface LogStore {
	/**
	 * Stores a commit in one transaction. Resolves once it is on disk; rejects with nothing of it stored:
	 * `ParleyError` `disk-full` or `log-append-failed`, and `log-append-failed` also where a position is taken or
	 * skipped, where a clientID has another seat's writer in that document, or where a stand-in names no such entry; `erased` where its
	 * negotiation was. A writer that is stored already stays as it is.
	 */
	append(commit: Commit): Promise<void>
	/**
	 * The newest checkpoint and the newest `receivedAt` of `log` (of all its entries: numbering does not follow the order
	 * of receiving between sockets), or null for a log without entries.
	 */
	last(log: LogId): Promise<{ checkpoint: Checkpoint; receivedAt: Instant } | null>
	/** Entries in the range, oldest first, read in chunks between which the event loop runs. Appends may go on meanwhile. */
	read(log: LogId, range: EntryRange): AsyncIterable<Entry>
	/** The writers of a document, in the order of their positions (and clientIDs, where two stand at one). */
	writers(document: DocumentName): Promise<readonly Writer[]>
	/** The checkpoint at exactly `position`, or null where no commit ended there. */
	checkpointAt(log: LogId, position: LogPosition): Promise<Checkpoint | null>
	/** Every checkpoint of `log`, oldest first. */
	checkpoints(log: LogId): AsyncIterable<Checkpoint>
	/** Every log that has an entry, in the order of their first ones. */
	logs(): Promise<readonly LogId[]>
}

/** The state of a document at a log position: a cache that can be thrown away. */
export interface StateCache {
	readonly position: LogPosition
	/** `Y.encodeStateAsUpdate`, version 1. */
	readonly state: Uint8Array
}

/** State caches of documents. Losing all of them loses nothing but time. */
export interface StateCacheStore {
	/**
	 * Keeps `cache` for `document`, and of all its caches the eight at the newest positions. Calling it twice for one
	 * position is fine. One from before an act that withheld words of what it holds is passed over.
	 */
	put(document: DocumentName, cache: StateCache): Promise<void>
	/** The newest cache at or before `until`, or null. */
	newest(document: DocumentName, until: LogPosition): Promise<StateCache | null>
}

/** A frozen text as it was sealed: never changed, never deleted. */
export interface StoredSnapshot {
	readonly id: SnapshotId
	readonly negotiation: NegotiationId
	readonly round: number
	readonly log: LogId
	/** The position of the freeze entry. */
	readonly position: LogPosition
	readonly frozenAt: Instant
	/** SHA-256 of the canonical snapshot, lower-case hex. */
	readonly digest: string
	readonly keyId: string
	/** The signed file, byte for byte as it is downloaded. */
	readonly file: Uint8Array
}

/** The snapshots of all negotiations. */
export interface SnapshotStore {
	/**
	 * Stores `snapshot` unless its freeze entry has one already; gives the one that stands. Two calls with the
	 * same (log, position) leave one row. Rejects with `disk-full` or `storage-failed` and nothing stored.
	 */
	save(snapshot: StoredSnapshot): Promise<StoredSnapshot>
	/** The snapshots of a negotiation, newest round first. */
	list(negotiation: NegotiationId): Promise<readonly StoredSnapshot[]>
}

/** A new negotiation with all that stands when it opens. */
export interface Creation {
	readonly negotiation: Negotiation
	readonly delegations: readonly Delegation[]
	readonly seats: readonly Seat[]
	/** The first commit of its log. */
	readonly opening: Commit
}

/** What a negotiation has come to when it is erased. */
export interface Ending {
	/** The end of its log; 0 and null where that has no entry. */
	readonly position: LogPosition
	readonly chain: string | null
	/** The digests of its frozen texts, oldest first. */
	readonly snapshots: readonly string[]
}

/** What remains of a negotiation that was erased. */
export interface StoredErasure {
	readonly negotiation: NegotiationId
	readonly erasedAt: Instant
	/** The signed record, byte for byte as it is handed out. */
	readonly file: Uint8Array
}

/** Negotiations and their delegations. */
export interface NegotiationStore {
	/**
	 * Stores a negotiation with its delegations, seats and the commit that opens its log, in one transaction.
	 * Rejects with nothing stored: as `append` does, and with `storage-failed` where an id is taken.
	 */
	create(creation: Creation): Promise<void>
	/** Every negotiation, in the order of creating them; sees at once what another process created. */
	list(): Promise<readonly Negotiation[]>
	/** The negotiation, or null where there is none. */
	read(id: NegotiationId): Promise<Negotiation | null>
	/** Its delegations, in the order given when it was created. */
	delegations(id: NegotiationId): Promise<readonly Delegation[]>
	/** Rejects with `not-found` where there is no such negotiation. `answer` is kept in the same transaction. */
	setContact(id: NegotiationId, contact: string, answer?: StoredAnswer): Promise<void>
	/**
	 * Takes the negotiation away with everything of it, its log, caches, snapshots, seats, links and the sessions that hold no other
	 * seat, and leaves what `record` makes of its end, in one transaction. Whoever else writes waits from before `record` is called until
	 * that is over, so that people who type without a pause do not keep it from its end. Nothing of it is taken again. Gives what it left; null,
	 * with nothing changed, where there is no such negotiation. Rejects, with nothing changed, with what `record` throws. What is left of its
	 * words in files goes with `scrub`.
	 */
	erase(
		negotiation: NegotiationId,
		record: (ending: Ending) => Omit<StoredErasure, 'negotiation'>
	): Promise<StoredErasure | null>
	/** Every erasure, oldest first. */
	erasures(): Promise<readonly StoredErasure[]>
}

/** A link that lets someone take a seat. Only the hash of its code is kept. */
export interface Invitation {
	readonly id: InvitationId
	readonly seat: SeatId
	/** SHA-256 of the code, lower-case hex. */
	readonly codeHash: string
	readonly createdAt: Instant
	/** The first instant at which it cannot be redeemed any more. */
	readonly expiresAt: Instant
	readonly redeemedAt: Instant | null
	readonly revokedAt: Instant | null
}

/** A signed-in browser or program. One session can hold a seat in several negotiations, one in each. */
export interface Session {
	readonly id: SessionId
	/** SHA-256 of the token, lower-case hex. */
	readonly tokenHash: string
	readonly createdAt: Instant
	/** The first instant at which it does not stand any more. */
	readonly expiresAt: Instant
	readonly revokedAt: Instant | null
	/** The seats it holds, in no order that means anything. */
	readonly seats: readonly SeatId[]
}

/**
 * Seats, the links to them and the sessions that hold them. Whatever names something that is not there rejects with
 * `not-found`; taking away twice is fine, the first instant stands. An `answer` is kept in the same transaction, or not at all with it.
 */
export interface SeatStore {
	/** Its seats, revoked ones among them, in the order given when it was created. */
	seats(negotiation: NegotiationId): Promise<readonly Seat[]>
	seat(id: SeatId): Promise<{ seat: Seat; negotiation: NegotiationId } | null>
	/** Takes the seat away; its sessions lose it and its open invitations are revoked, in one transaction. */
	revokeSeat(id: SeatId, at: Instant): Promise<void>
	/** Keeps a new invitation. Rejects with `storage-failed` where its id or its code's hash is taken. */
	invite(invitation: Invitation, answer?: StoredAnswer): Promise<void>
	/** The invitation, whatever became of it, or null. */
	invitationByHash(codeHash: string): Promise<Invitation | null>
	/** Every invitation to a seat of the negotiation, oldest first. */
	invitations(negotiation: NegotiationId): Promise<readonly Invitation[]>
	revokeInvitation(id: InvitationId, at: Instant, answer?: StoredAnswer): Promise<void>
	/**
	 * Marks the invitation redeemed and gives its seat to `session` (made if it is new; another seat of the
	 * same negotiation that it held is given up), in one transaction. `session.seats` is not looked at: a new session holds the
	 * invitation's seat and nothing else. False, with nothing changed, if somebody was faster, if the invitation is unknown, revoked
	 * or expired at `at`, if its seat is revoked, or if a session of this id does not stand any more.
	 */
	redeem(
		invitation: InvitationId,
		session: Session,
		at: Instant,
		answer?: StoredAnswer
	): Promise<boolean>
	/** The session, whether it still stands or not, or null. */
	sessionByHash(tokenHash: string): Promise<Session | null>
	/** Standing sessions that hold `seat` at `at`. */
	sessionsOf(seat: SeatId, at: Instant): Promise<readonly Session[]>
	revokeSession(id: SessionId, at: Instant): Promise<void>
	/** Forgets sessions and invitations that were over before `before`: used, revoked or expired by then. */
	purge(before: Instant): Promise<void>
}

/** One place where everything is kept. Every adapter passes `storage/contract.ts`. */
export interface Storage {
	readonly log: LogStore
	readonly caches: StateCacheStore
	readonly snapshots: SnapshotStore
	readonly negotiations: NegotiationStore
	readonly seats: SeatStore
	readonly answers: AnswerStore
	/**
	 * Clears what erased negotiations and withheld words left behind in files, byte by byte, copies kept before an upgrade among them; nothing
	 * happens where that is done. Writes wait
	 * meanwhile. Rejects with `storage-failed` where others read at the moment, or with `disk-full`: it can be done again.
	 */
	scrub(): Promise<void>
	/** Resolves when a write would be taken; rejects with `ParleyError` otherwise. For `/readyz`. */
	check(): Promise<void>
	/**
	 * Calls `listener` some time after another process (or another `Storage` on the same place) wrote something; never for
	 * this one's own writes. Several writes may be one call. Returns the way to stop.
	 */
	watch(listener: () => void): () => void
	/**
	 * Waits for the writes under way, then lets go of files. Closing twice is fine; whatever is asked afterwards rejects with
	 * `storage-failed`.
	 */
	close(): Promise<void>
}
