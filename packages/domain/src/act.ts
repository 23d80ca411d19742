import { type Stance } from './alternative.ts'
import { type BracketEnding } from './bracket.ts'
import { type Clause } from './clause.ts'
import {
	type AlternativeId,
	type BracketId,
	type ClauseId,
	type DelegationId,
	type GroupId,
	type NoteId,
	type PlaceholderId,
	type ProposalId,
	type PackageId,
	type SeatId,
	type SuggestionId,
} from './ids.ts'
import { type Instant, type LogPosition } from './instant.ts'
import { type ClauseStatus, type LadderStep } from './ladder.ts'
import { type Deadline } from './negotiation.ts'
import { type PlaceholderKind } from './placeholder.ts'
import { type Level, type RightsSubject } from './rights.ts'
import { type SuggestionAnswer, type SuggestionName } from './suggestion.ts'
import { type LegalForce, type ReservationKind } from './standing.ts'

/** Why a freeze came: at the deadline, before it by decision, or after an outage as of the deadline (rules F1, F7, F6). */
export type FreezeCause = 'deadline' | 'early' | 'as-of-deadline'

/** A span during which the server was not running, as far as the log shows it. */
export interface Outage {
	readonly from: Instant
	readonly to: Instant
}

/** How the freeze went, measured by the server (rules F2, F3): it stands in the freeze protocol. */
export interface FreezeAccount {
	/** How long the freeze waited for frames that had come in time. */
	readonly waitedMs: number
	/** Frames that had come in time and were not yet numbered at the instant. */
	readonly framesPending: number
	/** How many of them were still not numbered after the longest wait. */
	readonly framesLeft: number
	/**
	 * The longest the process was busy at a stretch in the last minute, by which a stamp can be late; null where it had not been
	 * running for a minute.
	 */
	readonly loopDelayMaxMs: number | null
}

/** Clocks `from` up to `to` (exclusive) that a Yjs client wrote under in a clause's document. */
export interface WithheldRange {
	readonly client: number
	readonly from: number
	readonly to: number
}

/** An entry that held withheld words, and the SHA-256 of what stands in its place since, lower-case hex. */
export interface WithheldEntry {
	readonly position: LogPosition
	readonly digest: string
}

/**
 * A recorded decision: what stands in a log beside updates. Anything that decides who may write, what the text
 * is made of or when it ends is an act, so that text and decisions share one order.
 */
export type Act =
	| {
			/** Always the first entry of a round. */
			readonly kind: 'round-opened'
			readonly round: number
			readonly deadline: Deadline
			readonly clauses: readonly Clause[]
			/** SHA-256 of the imported file, lower-case hex, or null where the text was made by hand. */
			readonly baseTextDigest: string | null
	  }
	| { readonly kind: 'deadline-moved'; readonly deadline: Deadline; readonly reason: string }
	| { readonly kind: 'status-set'; readonly clause: ClauseId; readonly status: ClauseStatus }
	| {
			/** The steps that clauses stand on, from the lowest one up. Every clause of the round keeps the one it has. */
			readonly kind: 'ladder-set'
			readonly steps: readonly LadderStep[]
	  }
	| {
			/** Capitals are asked to confirm a clause, which stands on `status` from the entry before on, or did already. */
			readonly kind: 'ad-referendum-opened'
			readonly clause: ClauseId
			readonly status: ClauseStatus
			readonly confirmBy: Instant
	  }
	| {
			/** Capitals have until another instant to confirm. Who confirmed late before did so late. */
			readonly kind: 'confirm-by-set'
			readonly clause: ClauseId
			readonly confirmBy: Instant
	  }
	| {
			/** As it was confirmed before the text was named: logs have it, and none is written any more. */
			readonly kind: 'ad-referendum-confirmed'
			readonly clause: ClauseId
			readonly delegation: DelegationId
	  }
	| {
			/** A delegation confirms what is agreed ad referendum: the text that it has read, which the clause has at this entry. */
			readonly kind: 'text-confirmed'
			readonly clause: ClauseId
			readonly delegation: DelegationId
			/** The digest of that text, 64 lower-case hexadecimal digits. */
			readonly readDigest: string
	  }
	| {
			/** A delegation keeps something open; one of a kind in a clause. */
			readonly kind: 'reservation-entered'
			readonly clause: ClauseId
			readonly delegation: DelegationId
			readonly reservation: ReservationKind
			/** Empty where nothing was said. */
			readonly words: string
	  }
	| {
			readonly kind: 'reservation-lifted'
			readonly clause: ClauseId
			readonly delegation: DelegationId
			readonly reservation: ReservationKind
	  }
	| {
			/** With what force the clause is meant to bind; null where nothing is said about it any more. */
			readonly kind: 'force-set'
			readonly clause: ClauseId
			readonly force: LegalForce | null
	  }
	| {
			/** Of these clauses nothing is agreed until all are. */
			readonly kind: 'package-made'
			readonly package: PackageId
			readonly title: string
			/** Without repetition. */
			readonly clauses: readonly ClauseId[]
	  }
	| {
			/** Every clause of the package is agreed, and provisional no more. */
			readonly kind: 'package-closed'
			readonly package: PackageId
	  }
	| {
			/** The package is given up: each of its clauses stands for itself. */
			readonly kind: 'package-dissolved'
			readonly package: PackageId
	  }
	| {
			/** Who may write, from this entry on. */
			readonly kind: 'rights-set'
			readonly subject: RightsSubject
			/** Null sets it back to what it is without a decision. */
			readonly level: Level | null
			readonly reason: string
	  }
	| {
			/** Nobody writes in the clause until it is released; the seat of the entry holds it. */
			readonly kind: 'clause-held'
			readonly clause: ClauseId
			readonly reason: string
	  }
	| { readonly kind: 'clause-released'; readonly clause: ClauseId; readonly reason: string }
	| {
			/** Words are disputed from here on: those that carry a mark with this id. It comes with the update that sets the mark. */
			readonly kind: 'bracket-placed'
			readonly clause: ClauseId
			readonly bracket: BracketId
			/** Without repetition. */
			readonly holders: readonly DelegationId[]
			/** Empty where nothing was said. */
			readonly reason: string
	  }
	| {
			/** A delegation holds the bracket from here on, too. */
			readonly kind: 'bracket-joined'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly delegation: DelegationId
	  }
	| {
			/** A delegation, not the last one, holds the bracket no more. */
			readonly kind: 'bracket-left'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly delegation: DelegationId
	  }
	| {
			/** The holders are asked whether the bracket may end; what was asked before is asked no more. */
			readonly kind: 'bracket-ending-proposed'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly ending: BracketEnding
			/** The holder that proposes it, for itself; nobody where those who run the room do. */
			readonly consents: readonly DelegationId[]
	  }
	| {
			/** A holder answers what was proposed, which its author saw. */
			readonly kind: 'bracket-answered'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly ending: BracketEnding
			readonly delegation: DelegationId
			/** Whether it may end; if not, what was proposed is no more. */
			readonly consents: boolean
	  }
	| {
			/** Whoever proposed an ending proposes it no more; the bracket stays. */
			readonly kind: 'bracket-ending-withdrawn'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly ending: BracketEnding
	  }
	| {
			/** Every holder has consented. It comes with the update that ends the mark, and takes the words out where the bracket is struck. */
			readonly kind: 'bracket-ended'
			readonly clause: ClauseId
			readonly bracket: BracketId
			readonly ending: BracketEnding
	  }
	| {
			/** Blocks of a clause are one of several texts for their place from here on: A. It comes with the update that puts them together. */
			readonly kind: 'alternatives-opened'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly first: AlternativeId
			/** Whose A is; nobody's where it is null. */
			readonly by: DelegationId | null
	  }
	| {
			/** Another text for the place of a group. It comes with the update that has its words. */
			readonly kind: 'alternative-offered'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly alternative: AlternativeId
			readonly by: DelegationId | null
			/** Whether it is that nothing shall stand here. */
			readonly noText: boolean
	  }
	| {
			/** What a delegation thinks of an alternative, in place of what it said of it before. */
			readonly kind: 'stance-taken'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly alternative: AlternativeId
			readonly delegation: DelegationId
			/** Null where it takes back what it said. */
			readonly stance: Stance | null
	  }
	| {
			/** A group is set aside: nothing is offered, merged or chosen until it is taken up again. */
			readonly kind: 'alternatives-parked'
			readonly clause: ClauseId
			readonly group: GroupId
			/** Empty where nothing was said. */
			readonly reason: string
	  }
	| { readonly kind: 'alternatives-taken-up'; readonly clause: ClauseId; readonly group: GroupId }
	| {
			/** Whose alternative it was offers it no more. */
			readonly kind: 'alternative-withdrawn'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly alternative: AlternativeId
	  }
	| {
			/** Another alternative stands in the place of two, with the words of both. */
			readonly kind: 'alternatives-merged'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly merged: readonly [AlternativeId, AlternativeId]
			readonly into: AlternativeId
			readonly by: DelegationId | null
	  }
	| {
			/** One of a group is the text of its place from here on, and the others are not. It comes with the update that takes those out. */
			readonly kind: 'alternative-chosen'
			readonly clause: ClauseId
			readonly group: GroupId
			readonly alternative: AlternativeId
	  }
	| {
			/** A change is suggested from here on, by the entry's seat. It comes with the update in which marks with this id first stand. */
			readonly kind: 'suggestion-made'
			readonly clause: ClauseId
			readonly suggestion: SuggestionId
			/** For whom its author spoke; null for nobody. */
			readonly delegation: DelegationId | null
	  }
	| {
			/** Its author says why, and in whose place it is offered; what was said before is said no more. */
			readonly kind: 'suggestion-explained'
			readonly clause: ClauseId
			readonly suggestion: SuggestionId
			readonly reason: string
			readonly counters: SuggestionId | null
	  }
	| {
			/** Somebody says something about it, for all to read. The text stays as it is. */
			readonly kind: 'suggestion-commented'
			readonly clause: ClauseId
			readonly suggestion: SuggestionId
			/** For whom its author spoke; null for nobody. */
			readonly delegation: DelegationId | null
			readonly words: string
	  }
	| {
			/**
			 * What somebody said about a suggestion, open or answered, is taken out of the record at their wish. The entry's own seat is another one where
			 * the secretariat did it on the author's request.
			 */
			readonly kind: 'comment-withheld'
			readonly clause: ClauseId
			readonly suggestion: SuggestionId
			/** Which of its comments, counted from 0. */
			readonly comment: number
			readonly author: SeatId
			/** The entry of the comment, with what stands in its place. */
			readonly entries: readonly WithheldEntry[]
			/** Why; empty where nothing was said. */
			readonly reason: string
	  }
	| {
			/** It comes with the update that carries it out, or takes it back: no mark with its id stands in the text behind that. */
			readonly kind: 'suggestion-answered'
			readonly clause: ClauseId
			readonly suggestion: SuggestionId
			readonly answer: SuggestionAnswer
	  }
	| {
			/** A delegation puts suggestions of its own forward together. */
			readonly kind: 'proposal-made'
			readonly proposal: ProposalId
			readonly title: string
			readonly reason: string
			readonly delegation: DelegationId | null
			readonly suggestions: readonly SuggestionName[]
	  }
	| {
			/** Something is missing from here on, where an atom with this id stands. It comes with the update that puts the atom there. */
			readonly kind: 'placeholder-placed'
			readonly clause: ClauseId
			readonly placeholder: PlaceholderId
			readonly what: PlaceholderKind
			/** What is missing, in words. */
			readonly words: string
			/** Who is to say it; null for nobody. */
			readonly owner: DelegationId | null
			/** By when; null where that is open. */
			readonly due: Instant | null
	  }
	| {
			/** All three from here on, whichever of them are as they were. */
			readonly kind: 'placeholder-set'
			readonly clause: ClauseId
			readonly placeholder: PlaceholderId
			readonly words: string
			readonly owner: DelegationId | null
			readonly due: Instant | null
	  }
	| {
			/**
			 * What was missing is said, by the entry's seat. It comes with the update that puts the text in the place of its atoms: that alone
			 * has the words, so that they can be withheld.
			 */
			readonly kind: 'placeholder-filled'
			readonly clause: ClauseId
			readonly placeholder: PlaceholderId
	  }
	| {
			readonly kind: 'note-taken'
			readonly note: NoteId
			readonly clause: ClauseId
			/** The newest position its author had seen: the state the note speaks of. */
			readonly seen: LogPosition
			readonly text: string
	  }
	| {
			readonly kind: 'frozen'
			readonly cause: FreezeCause
			/** The instant that counts: the deadline, or the receive time of an early freeze. */
			readonly at: Instant
			/** Why it came early; empty otherwise. */
			readonly reason: string
			readonly outages: readonly Outage[]
			readonly account: FreezeAccount
	  }
	| {
			/** A delegation keeps late edits of its own for the next round: those who run the room may read their words from now on. */
			readonly kind: 'late-released'
			/** Positions of the edits, each behind the freeze entry. */
			readonly edits: readonly LogPosition[]
	  }
	| {
			/**
			 * Words are taken out of the record at the wish of who wrote them. The entry's own seat is another one where the secretariat did it
			 * on the author's request.
			 */
			readonly kind: 'passage-withheld'
			readonly clause: ClauseId
			readonly author: SeatId
			readonly passage: readonly WithheldRange[]
			/** In the order of their positions. */
			readonly entries: readonly WithheldEntry[]
			/** Why; empty where nothing was said. */
			readonly reason: string
	  }

export type ActKind = Act['kind']
