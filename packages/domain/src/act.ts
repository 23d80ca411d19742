import { type Clause, type ClauseStatus } from './clause.ts'
import { type ClauseId, type NoteId } from './ids.ts'
import { type Instant, type LogPosition } from './instant.ts'
import { type Deadline } from './negotiation.ts'

/** Why a freeze came: at the deadline, before it by decision, or after an outage as of the deadline (rules F1, F7, F6). */
export type FreezeCause = 'deadline' | 'early' | 'as-of-deadline'

/** A span during which the server was not running, as far as the log shows it. */
export interface Outage {
	readonly from: Instant
	readonly to: Instant
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
			readonly at: Instant
			readonly outages: readonly Outage[]
	  }

export type ActKind = Act['kind']

/** A note as readers see it: its stamp is the server's. */
export interface Note {
	readonly id: NoteId
	readonly clause: ClauseId
	readonly seen: LogPosition
	readonly position: LogPosition
	readonly takenAt: Instant
	readonly text: string
}
