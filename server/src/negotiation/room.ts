import {
	type Act,
	type AlternativeAct,
	type AlternativeGroups,
	type Bracket,
	type BracketAct,
	type BracketId,
	type BracketRefusal,
	type Brackets,
	type Clause,
	type ClauseId,
	type Delegation,
	type DelegationId,
	type GivenAnswer,
	type Denial,
	type Instant,
	type Level,
	type LogPosition,
	type Negotiation,
	type Phase,
	type PlaceholderAct,
	type Placeholders,
	type Rights,
	type Seat,
	type SeatId,
	type SessionId,
	type ProposalId,
	type Suggestion,
	type SuggestionAct,
	type SuggestionId,
	type SuggestionName,
	type SuggestionRefusal,
	type Suggestions,
	type Standing,
	type StandingAct,
	type StandingRefusal,
	type WithheldRange,
} from '@parley/domain'
import { type DocumentName, type Refusal } from '@parley/protocol'
import { type Block, type Passage, type SuggestionExtent, type UnitId } from '@parley/schema'
import { type SignedFile, type SnapshotClause } from '@parley/snapshot'
import type * as Y from 'yjs'
import { type Entry, type StoredAnswer } from '../storage/ports.ts'
import {
	type AlternativeDecision,
	type AlternativeMerger,
	type AlternativeOffer,
	type AlternativesDecided,
	type AlternativesOpening,
} from './alternativeRoom.ts'
import {
	type PlaceholderDecided,
	type PlaceholderFilling,
	type PlaceholderPlacement,
	type PlaceholderSetting,
} from './placeholderRoom.ts'
import { type AuthorshipAt, type Disbelieved } from './authorship.ts'
import { type Answers } from './answers.ts'
import { type Changes } from './changes.ts'
import { type AnswerOf } from './liveLog.ts'
import { type TextRefusal } from './textRefusal.ts'
import { type Work } from './work.ts'

/** What became of an offered update (design: the answer is one of these). `refused` was neither applied nor kept. */
export type Answer =
	| {
			readonly kind: 'accepted'
			readonly position: LogPosition
			readonly receivedAt: Instant
			/** Whether what it said that it brings back could not be true, and was not kept (rule L21). */
			readonly isNoteDropped: boolean
	  }
	| { readonly kind: 'known' }
	| { readonly kind: 'waiting' }
	| { readonly kind: 'late'; readonly position: LogPosition; readonly receivedAt: Instant }
	| { readonly kind: 'refused'; readonly reason: Refusal }

/** An update as it came from a socket. */
export interface Offer {
	readonly document: DocumentName
	/** A plain update, or the SyncStep2 that carries all that the server lacks: their bounds differ. */
	readonly kind: 'update' | 'sync'
	readonly bytes: Uint8Array
	/** When its whole frame had been read (rule F2). */
	readonly receivedAt: Instant
	readonly seat: Seat
	readonly session: SessionId
	/** Whether this connection's SyncStep2 has come (this one counts): after that, a gap is refused. */
	readonly synced: boolean
	/** Whether the client named our text model in its handshake; without it, nothing is taken. */
	readonly speaksModel: boolean
}

/** What a room tells those who listen, in the order of its log. */
export type RoomEvent =
	| { readonly kind: 'committed'; readonly entry: Entry }
	| { readonly kind: 'phase'; readonly phase: Phase }
	/** A commit failed: nobody was acknowledged, sockets must be closed with `notStored`. */
	| { readonly kind: 'commit-failed'; readonly error: Error }
	/** A late edit was kept; its words are for its delegation only. */
	| { readonly kind: 'late'; readonly entry: Entry }
	/** Seats, links or the contact changed. */
	| { readonly kind: 'people-changed' }
	/** An index found an entry that says of its words that they are others', which the log does not bear out: they count as its writer's. */
	| { readonly kind: 'note-disbelieved'; readonly found: Disbelieved }
	/** The negotiation was erased: the room is no more, and its sockets must go. */
	| { readonly kind: 'erased' }
	/** A seat was taken away: its sockets must go within a second. */
	| { readonly kind: 'seat-revoked'; readonly seat: SeatId }

/** An act that someone wants recorded, with the receive time that decides (rule F7). */
export interface Proposal {
	readonly act: Exclude<
		Act,
		| { kind: 'round-opened' }
		| { kind: 'frozen' }
		| { kind: 'passage-withheld' }
		| BracketAct
		| AlternativeAct
		| PlaceholderAct
		| SuggestionAct
		| StandingAct
	>
	readonly seat: SeatId | null
	readonly receivedAt: Instant
	/** The phase in which it was decided; in another one it is refused. Any where it is left out. */
	readonly expects?: ExpectedPhase | undefined
	/** The level that whoever sets another one saw; where it is another by now, the act is refused. Any where it is left out. */
	readonly expectsLevel?: Level | null | undefined
	/** Gives what its author is answered, to be kept with it in one commit. */
	readonly answer?: AnswerOf | undefined
}

/** Gives what whoever froze the text is answered, at the moment in which the freeze entry gets its number. */
export type FreezeAnswer = (frozen: Extract<Phase, { kind: 'frozen' }>) => StoredAnswer | undefined

/** A phase in which something can be decided about the end of a round. */
export type ExpectedPhase = Extract<Phase['kind'], 'drafting' | 'awaiting-chair'>

/** What became of a proposal; where it was refused, nothing of it is kept. */
export type Recorded =
	| { readonly kind: 'recorded'; readonly entry: Entry }
	| { readonly kind: 'refused'; readonly reason: RefusedAct }

/** Why an act was not recorded. */
export type RefusedAct =
	| 'frozen'
	| 'awaiting-chair'
	| 'deadline-too-near'
	| 'phase-changed'
	| 'rights-changed'
	| 'not-stored'

/** Words that somebody wants taken out of the record, with the receive time that decides. */
export interface WithholdRequest {
	readonly clause: ClauseId
	readonly passage: readonly WithheldRange[]
	/** Whose words they are: of each clock, by whomever they were put where they stand, or nothing is done. */
	readonly author: SeatId
	/** Who does it: the author, or somebody who runs the room, at the author's request. */
	readonly seat: Seat
	/** Why, without the words. May be empty. */
	readonly reason: string
	readonly receivedAt: Instant
	/** Gives what whoever asked is answered, to be kept with the act in one commit. */
	readonly answer?: AnswerOf | undefined
}

/** A decision about how clauses stand that names no text: to confirm one there is a way of its own. */
export type PlainStandingAct = Exclude<
	StandingAct,
	{ kind: 'ad-referendum-confirmed' | 'text-confirmed' }
>

/** What somebody decides about how clauses stand, with the receive time that decides. */
export interface StandingDecision {
	/** Recorded in their order in one commit, or none of them: each is judged behind those before it. */
	readonly acts: readonly PlainStandingAct[]
	readonly seat: Seat
	readonly receivedAt: Instant
	/** `ladderSetAt` of the ladder that whoever decides saw; after another, nothing is done. Any where it is left out. */
	readonly expectsLadder?: number | undefined
	/** Gives what its author is answered, to be kept with it in one commit. */
	readonly answer?: ((decided: DecidedStanding) => StoredAnswer | undefined) | undefined
}

/** That a delegation confirms what is agreed ad referendum, with the receive time that decides. */
export interface TextConfirmation {
	readonly clause: ClauseId
	/** The digest of the text that was read (`readDigestOf`): where the clause has another one by now, nothing is done. */
	readonly expects: string
	/** It confirms for its own delegation. */
	readonly seat: Seat
	readonly receivedAt: Instant
	/** Gives what its author is answered, to be kept with it in one commit. */
	readonly answer?: ((decided: DecidedStanding) => StoredAnswer | undefined) | undefined
}

/** How the clauses stand behind a decision about them, and the position of that. */
export interface DecidedStanding {
	readonly standing: Standing
	readonly clauses: readonly Clause[]
	readonly position: LogPosition
}

/** Why it cannot be, whoever decides. */
export type RefusedStanding = StandingRefusal | 'text-changed' | TextRefusal

/** What became of it; where it was denied or refused, nothing is changed. */
export type StandingDecided =
	| { readonly kind: 'decided'; readonly decided: DecidedStanding }
	| { readonly kind: 'denied'; readonly reason: Denial }
	| {
			readonly kind: 'refused'
			readonly reason: RefusedStanding
			/** The clauses that are in the way, where some are. */
			readonly clauses: readonly ClauseId[]
	  }

/** Words that somebody wants in a bracket, with the receive time that decides. */
export interface BracketPlacement {
	readonly clause: ClauseId
	/** The first and the last of the words. */
	readonly first: UnitId
	readonly last: UnitId
	/** Who is to hold it; null for the seat's own delegation. */
	readonly holders: readonly DelegationId[] | null
	/** Empty where nothing is said. */
	readonly reason: string
	readonly seat: Seat
	readonly receivedAt: Instant
	/** Gives what its author is answered, to be kept with it in one commit. */
	readonly answer?: BracketAnswerOf | undefined
}

/** Words that somebody offers for others, each in a bracket. */
export interface WordsOffering extends Omit<BracketPlacement, 'answer'> {
	/** What is offered for the words from `first` to `last`. */
	readonly words: string
	readonly answer?: ((decided: OfferedBrackets) => StoredAnswer | undefined) | undefined
}

/** The bracket around what stood there, and that around what is offered for it. */
export interface OfferedBrackets {
	readonly standing: DecidedBracket
	readonly offered: DecidedBracket
}

/** What became of it; where it was denied or refused, neither of the two brackets is there, and no words. */
export type WordsOffered =
	| { readonly kind: 'decided'; readonly decided: OfferedBrackets }
	| Exclude<BracketDecided, { readonly kind: 'decided' }>

/** What somebody decides about a bracket that stands. */
export interface BracketDecision {
	readonly act: Exclude<BracketAct, { kind: 'bracket-placed' } | { kind: 'bracket-ended' }>
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: BracketAnswerOf | undefined
}

/** Gives what whoever decided is answered, from the bracket as it stands behind the decision and the position of that. */
export type BracketAnswerOf = (decided: DecidedBracket) => StoredAnswer | undefined

/** A bracket behind a decision about it. */
export interface DecidedBracket {
	readonly id: BracketId
	readonly bracket: Bracket
	readonly position: LogPosition
}

/** What became of it; where it was denied or refused, nothing is changed. */
export type BracketDecided =
	| { readonly kind: 'decided'; readonly decided: DecidedBracket }
	| { readonly kind: 'denied'; readonly reason: Denial }
	| {
			readonly kind: 'refused'
			readonly reason:
				BracketRefusal | 'no-such-words' | 'too-many-brackets' | 'clause-full' | TextRefusal
	  }

/** What its author says of a suggestion. */
export interface SuggestionExplanation extends SuggestionName {
	/** Empty where nothing is said. */
	readonly reason: string
	/** The one in whose place it is offered. */
	readonly counters: SuggestionId | null
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: SuggestionAnswerOf | undefined
}

/** What somebody says about a suggestion. */
export interface SuggestionCommenting extends SuggestionName {
	readonly words: string
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: SuggestionAnswerOf | undefined
}

/** What somebody takes out of the record that was said about a suggestion. */
export interface CommentWithholding extends SuggestionName {
	/** Which of its comments, counted from 0. */
	readonly comment: number
	/** Its author, or somebody who runs the room, at the author's request. */
	readonly seat: Seat
	/** Why, without the words. May be empty. */
	readonly reason: string
	readonly receivedAt: Instant
}

/** A suggestion that somebody answers. */
export interface SuggestionSeen {
	readonly id: SuggestionId
	/** The digest of what it was to them (`suggestionDigests`): where it is another by now, it is not answered. Whatever it is where that is null. */
	readonly expects: string | null
}

/** How somebody answers suggestions of one clause: all of them, or none. */
export interface SuggestionAnswering {
	readonly clause: ClauseId
	readonly suggestions: readonly SuggestionSeen[]
	readonly how: GivenAnswer
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: SuggestionAnswerOf | undefined
}

/** Suggestions, at least one, that a delegation puts forward together. */
export interface ProposalMaking {
	readonly title: string
	readonly reason: string
	readonly suggestions: readonly SuggestionName[]
	readonly seat: Seat
	readonly receivedAt: Instant
	readonly answer?: SuggestionAnswerOf | undefined
}

/** Gives what whoever decided is answered, from the suggestions as they stand behind the decision. */
export type SuggestionAnswerOf = (decided: DecidedSuggestions) => StoredAnswer | undefined

/** Suggestions behind a decision about them. */
export interface DecidedSuggestions {
	readonly suggestions: readonly (readonly [SuggestionId, Suggestion])[]
	/** The proposal that was made of them, where one was. */
	readonly proposal: ProposalId | null
	readonly position: LogPosition
}

/** What became of it; where it was denied or refused, nothing is changed. */
export type SuggestionDecided =
	| { readonly kind: 'decided'; readonly decided: DecidedSuggestions }
	| { readonly kind: 'denied'; readonly reason: Denial }
	| {
			readonly kind: 'refused'
			readonly reason:
				| SuggestionRefusal
				| 'bracket-inside'
				| 'suggestion-changed'
				| 'too-many-proposals'
				| TextRefusal
	  }

/** The suggestions of a clause that have marks in its text, as they are on disk. */
export interface StandingSuggestions {
	readonly position: LogPosition
	/** What each does, and its digest, by their ids in the order in which they were made. */
	readonly suggestions: ReadonlyMap<SuggestionId, SuggestionExtent & { readonly digest: string }>
}

/** What became of it; where it was refused, nothing is changed. */
export type Withheld =
	| { readonly kind: 'withheld'; readonly entry: Entry }
	| {
			readonly kind: 'refused'
			readonly reason: Denial | 'not-own-words' | 'no-such-words' | 'not-stored'
	  }

/** Words of one author at one place, deleted or not. */
export interface Occurrence {
	readonly clause: ClauseId
	readonly passage: readonly WithheldRange[]
	/** Null where they are of the imported text. */
	readonly author: SeatId | null
	/** As they were written there. */
	readonly words: string
	/** How many characters of them stand in the text. */
	readonly visible: number
}

/** Where words of a seat stand or stood. */
export interface Occurrences {
	/** What of the passage that was asked about is by that seat; null where nothing is. */
	readonly words: Occurrence | null
	/** How many characters of others stand in that passage, and stay. */
	readonly foreign: number
	/** The same words where they were moved to or from, or brought back: they are withheld together, whoever did that. What stands in the text first. */
	readonly along: readonly Occurrence[]
	/** Whether there are more such places than are given. */
	readonly isAlongCut: boolean
	/** The same characters that came anew, in all clauses: copies of them, as far as anybody can tell. */
	readonly copies: readonly Occurrence[]
	/** Whether there are more copies than are given. */
	readonly isCut: boolean
	/** Whether copies were looked for. */
	readonly isSearched: boolean
	/** How long it took to find out, in ms, without the time that others had meanwhile. */
	readonly workMs: number
}

/** Words that a seat brought into a clause at one go, and how to name them. */
export interface Insertion {
	readonly passage: readonly WithheldRange[]
	readonly receivedAt: Instant
	/** As they were written, also where they were deleted since. */
	readonly words: string
	/** How many characters of them stand in the text. */
	readonly visible: number
}

/** Text of a clause at a position, read from the log. */
export interface ClauseText {
	readonly clause: Clause
	readonly position: LogPosition
	readonly blocks: readonly Block[]
}

/** A clause as whoever confirms it reads it (`clauseRead`), at a position. */
export interface ClauseReadAt {
	readonly clause: Clause
	readonly position: LogPosition
	readonly read: SnapshotClause
}

/** Who wrote what in a clause at a position, read from the log; see `Provenance`. */
export interface ClauseAuthorship extends AuthorshipAt {
	readonly position: LogPosition
}

/** A late edit with the words it would have brought. */
export interface LateEdit {
	readonly position: LogPosition
	readonly receivedAt: Instant
	readonly seat: SeatId
	readonly clause: ClauseId
	readonly size: number
	readonly words: string
	/** When its delegation kept it for the next round (rule F10), or null. */
	readonly releasedAt: Instant | null
}

/** One negotiation, live: the head folded through its last numbered entry, and the only way to number a new one. */
export interface Room {
	readonly negotiation: Negotiation
	readonly delegations: readonly Delegation[]
	readonly phase: Phase
	/** The newest committed position. */
	readonly position: LogPosition
	readonly clauses: readonly Clause[]
	/** Who may write where, through the newest numbered entry. */
	readonly rights: Rights
	/** The ladder, and how the clauses stand beside their status, through the newest numbered entry. */
	readonly standing: Standing
	/** The brackets that were placed, ended ones included, through the newest numbered entry. */
	readonly brackets: Brackets
	/** The position of the newest decision about a bracket; 0 where there is none. */
	readonly bracketsChangedAt: LogPosition
	/** The groups of alternatives that were opened, closed ones included, through the newest numbered entry. */
	readonly alternatives: AlternativeGroups
	/** The position of the newest decision about alternatives; 0 where there is none. */
	readonly alternativesChangedAt: LogPosition
	/** The placeholders that were placed, filled ones included, through the newest numbered entry. */
	readonly placeholders: Placeholders
	/** The position of the newest decision about a placeholder; 0 where there is none. */
	readonly placeholdersChangedAt: LogPosition
	/** What was suggested, answered ones included, through the newest numbered entry. */
	readonly suggestions: Suggestions
	/** The position of the newest decision about a suggestion; 0 where there is none. */
	readonly suggestionsChangedAt: LogPosition

	/** Judges, numbers and commits one update. Never throws for what a client sent; resolves after the commit. */
	offer(offer: Offer): Promise<Answer>

	/**
	 * Binds a clientID to a seat before anything of it is broadcast. False where it is another seat's, or where the session
	 * has used up its writers for this document.
	 */
	claim(document: DocumentName, clientId: number, seat: SeatId, session: SessionId): boolean

	/**
	 * Numbers and commits a decision, or says why not. Its words are put into NFC. Rejects with `RangeError` for a clause that is not
	 * of this round, for a note on what is not numbered yet and for a release of what is not behind the freeze entry.
	 */
	record(proposal: Proposal): Promise<Recorded>

	/**
	 * Takes words out of the record by an act, and out of everything that is read from it: of each entry that holds some the payload gives
	 * way to the same update without them. Rejects with `RangeError` for a clause that is not of this round.
	 */
	withhold(request: WithholdRequest): Promise<Withheld>

	/**
	 * Where the words of `author` in a passage of a clause stand or stood: in that clause, and copies of them in all clauses where `extent` says so.
	 * Rejects with `RangeError` for a clause that is not of this round.
	 */
	occurrences(
		clause: ClauseId,
		passage: readonly WithheldRange[],
		author: SeatId,
		extent: { readonly copies: boolean }
	): Promise<Occurrences>

	/**
	 * Places a bracket around words, or says why not. Rejects with `RangeError` for a clause that is not of this round, and for a holder that is
	 * no delegation of the room.
	 */
	placeBracket(placement: BracketPlacement): Promise<BracketDecided>

	/**
	 * Places a bracket around words and writes others behind them, in a bracket of their own, all or nothing; or says why not. Rejects as
	 * `placeBracket` does, and for words that are none.
	 */
	offerWords(offering: WordsOffering): Promise<WordsOffered>

	/** Records what is decided about a bracket, and ends it where its last holder has consented by that; or says why not. */
	decideBracket(decision: BracketDecision): Promise<BracketDecided>

	/**
	 * Makes blocks of a clause the first of several alternatives, or says why not. Rejects with `RangeError` for a clause that is not of this
	 * round, and for a delegation that is not of the room; so do the others.
	 */
	openAlternatives(opening: AlternativesOpening): Promise<AlternativesDecided>

	/** Puts another alternative beside those of a group, or says why not. */
	offerAlternative(offer: AlternativeOffer): Promise<AlternativesDecided>

	/** Puts one alternative in the place of two, or says why not. */
	mergeAlternatives(merger: AlternativeMerger): Promise<AlternativesDecided>

	/** Records what is decided about alternatives, and carries it out in the text; or says why not. */
	decideAlternatives(decision: AlternativeDecision): Promise<AlternativesDecided>
	/** Records what its author says of a suggestion, or says why not. Rejects with `RangeError` for a clause that is not of this round. */
	explainSuggestion(explanation: SuggestionExplanation): Promise<SuggestionDecided>

	/** Records what somebody says about a suggestion, or says why not. Rejects with `RangeError` as that does. */
	commentSuggestion(commenting: SuggestionCommenting): Promise<SuggestionDecided>

	/**
	 * Takes what was said about a suggestion out of the record, or says why not: `no-such-words` where there is no such comment, or no more.
	 * Rejects with `RangeError` for a clause that is not of this round.
	 */
	withholdComment(request: CommentWithholding): Promise<Withheld>

	/** What the open suggestions of a clause do; null where there is no such clause. */
	readSuggestions(clause: ClauseId): Promise<StandingSuggestions | null>

	/** Answers suggestions and does to the text what that says, or says why not. Rejects with `RangeError` as that does. */
	answerSuggestions(answering: SuggestionAnswering): Promise<SuggestionDecided>

	/** Puts open suggestions forward together, or says why not. Rejects with `RangeError` as that does, and where there is none. */
	makeProposal(making: ProposalMaking): Promise<SuggestionDecided>

	/**
	 * Records what is decided about status and ladder, confirmations, reservations, legal force and packages; or says why not. Its words are put
	 * into NFC. Rejects with `RangeError` for a clause that is not of this round, a delegation that is none of the room, a ladder that is none
	 * (rule S1) and a package of fewer than two clauses.
	 */
	decideStanding(decision: StandingDecision): Promise<StandingDecided>

	/**
	 * Records that a delegation confirms the text of a clause, or says why not: also where that is another than was read. Rejects with `RangeError`
	 * for a clause that is not of this round.
	 */
	confirmText(confirmation: TextConfirmation): Promise<StandingDecided>

	/** The text of `clause` that is confirmed, as committed now. Null for a clause this round does not have. */
	readClauseRead(clause: ClauseId): Promise<ClauseReadAt | null>

	/**
	 * Says that something is missing at a place of a clause, or why not. Rejects with `RangeError` for a clause that is not of this round, and for
	 * an owner that is no delegation of the room.
	 */
	placePlaceholder(placement: PlaceholderPlacement): Promise<PlaceholderDecided>

	/** Sets what is missing, by whom and by when, or says why not. Rejects as `placePlaceholder` does. */
	setPlaceholder(setting: PlaceholderSetting): Promise<PlaceholderDecided>

	/** Puts a text in the place of a placeholder, or says why not. */
	fillPlaceholder(filling: PlaceholderFilling): Promise<PlaceholderDecided>

	/** The ids of the placeholders that stand in the text of a clause as committed now; nothing for a clause this round does not have. */
	standingPlaceholders(clause: ClauseId): Promise<ReadonlySet<string>>

	/** What is withheld of a clause, or undefined where nothing is. */
	withheld(clause: ClauseId): Passage | undefined

	/**
	 * The larger insertions of `author` in a clause, newest first and not many of them (those that were withheld are none any more), and the
	 * clientIDs under which that seat writes there. `workMs` is how long it took to find out.
	 */
	insertions(
		clause: ClauseId,
		author: SeatId
	): Promise<{
		readonly clients: readonly number[]
		readonly insertions: readonly Insertion[]
		readonly workMs: number
	}>

	/**
	 * Freezes before the deadline, or after an outage as of it, and where `expects` is given only the one that it names; resolves when the
	 * snapshot is stored. What `answer` gives is kept with the freeze entry in one commit.
	 */
	freeze(
		seat: SeatId,
		receivedAt: Instant,
		reason: string,
		expects?: ExpectedPhase,
		answer?: FreezeAnswer
	): Promise<
		| { readonly kind: 'frozen' }
		| {
				readonly kind: 'refused'
				readonly reason: 'frozen' | 'freezing' | 'phase-changed' | 'not-stored'
		  }
	>

	/**
	 * Fills `into` (an empty Y.Doc made silent by `packages/schema`) with the document as committed and lets it follow the
	 * log: every later entry is applied to it in order, with `LOG_ORIGIN`, before its sender gets the receipt. Stops when `close` is called.
	 *
	 * @param before what is to be done with the text, as it was read, before `into` is filled with it, in one transaction
	 */
	attach(document: DocumentName, into: Y.Doc, before?: BeforeFilling): Promise<{ close(): void }>

	/** The text of `clause` at `at`, or as committed now. Null for a clause this round does not have. */
	readClause(clause: ClauseId, at?: LogPosition): Promise<ClauseText | null>

	/**
	 * What `make` makes of every clause of the round as it stood at `at`, in the order of the text. It is one state, although others have their turn
	 * between two clauses: what is decided or written meanwhile is not in it, and words that are withheld meanwhile are in none of it. `work` tells
	 * how long it took without them.
	 */
	readText<T>(at: LogPosition, make: (text: ClauseText) => T, work?: Work): Promise<readonly T[]>

	/** Who wrote what in `clause` at `at`, or as committed now; from the freeze on, at most up to it. Null for a clause this round does not have. */
	readAuthorship(clause: ClauseId, at?: LogPosition): Promise<ClauseAuthorship | null>

	/** Who changed which clauses how often behind `since`, as committed now; from the freeze on, up to the freeze. */
	changes(since: LogPosition): Promise<Changes>

	/**
	 * What was decided behind `since` about what `seat` or its delegation has suggested, about brackets that it holds and about endings that its side
	 * has proposed: not more than `limit`, oldest first; from the freeze on, up to the freeze.
	 */
	answers(seat: Seat, since: LogPosition, limit: number): Promise<Answers>

	/** Every late edit, oldest first. */
	lateLane(): Promise<readonly LateEdit[]>

	/** The signed freeze protocol as of now (`packages/snapshot`), or null while there is no snapshot. */
	freezeProtocol(): Promise<SignedFile | null>

	/**
	 * Notes as recorded, oldest first, with the seat that took each: those behind `after`, and not more than `limit`. All where they are left
	 * out.
	 */
	notes(after?: LogPosition, limit?: number): Promise<readonly Entry[]>

	/** Stores whom to call when something fails, shows it in `negotiation` from then on, and tells listeners `people-changed`. */
	setContact(contact: string, answer?: StoredAnswer): Promise<void>

	/** Hands listeners an event that nobody but a use case can know of: it has stored the change already. */
	tell(event: Extract<RoomEvent, { kind: 'people-changed' | 'seat-revoked' }>): void

	/** Calls `listener` for every event from now on. Returns the way to stop. */
	listen(listener: (event: RoomEvent) => void): () => void
}

/** What the log holds of one document. */
export interface StateParts {
	/** The newest state cache. */
	readonly cache: Uint8Array | null
	/** The updates of the entries that follow it, oldest first. */
	readonly entries: readonly Uint8Array[]
}

/** Told of a text as it was read: what it is when nothing follows it. It is waited for. */
export type BeforeFilling = (parts: StateParts) => Promise<void>

/** The origin of changes that a live document gets from its log. */
export const LOG_ORIGIN = { source: 'local', skipStoreHooks: true } as const
