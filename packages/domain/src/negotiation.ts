import { type Instant, type LogPosition } from './instant.ts'
import { type NegotiationId, type SnapshotId } from './ids.ts'

/** When the text freezes, and the place whose clock the room speaks of. */
export interface Deadline {
	readonly at: Instant
	/** An IANA time zone, e.g. `Europe/London`. */
	readonly zone: string
}

/**
 * Where a round stands. `awaiting-chair` is rule F6: the server was not running at the deadline, and the text
 * is closed until the chair or the secretariat freezes it as of the deadline or moves the deadline. `freezing` lasts
 * at most two seconds: frames that came in time are still being numbered.
 */
export type Phase =
	| { readonly kind: 'drafting'; readonly deadline: Deadline }
	| { readonly kind: 'freezing'; readonly deadline: Deadline }
	| { readonly kind: 'awaiting-chair'; readonly deadline: Deadline }
	| {
			readonly kind: 'frozen'
			readonly deadline: Deadline
			/** The instant that counts: the deadline, or the receive time of an early freeze. */
			readonly at: Instant
			/** Why it came early, as whoever decided it gave it; empty where it came at the deadline, or nothing was given. */
			readonly reason: string
			/** The position of the freeze entry: what stands below it is the frozen text. */
			readonly position: LogPosition
			/** Null until the snapshot's row is written. */
			readonly snapshot: SnapshotId | null
	  }

/** What is known of a negotiation beside its text. */
export interface Negotiation {
	readonly id: NegotiationId
	readonly title: string
	/** Shown beside the title wherever it is not empty, e.g. `Illustration, not a real text`. */
	readonly notice: string
	readonly round: number
	/** BCP 47 tag of the language the text is drafted in. */
	readonly language: string
	/** Whom to call when something fails, in plain words; may be empty. */
	readonly contact: string
	readonly createdAt: Instant
}
