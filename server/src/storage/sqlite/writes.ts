import {
	type ErrorCode,
	type Instant,
	type InvitationId,
	type NegotiationId,
	type SeatId,
	type SessionId,
} from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import {
	type Commit,
	type Creation,
	type Invitation,
	type Session,
	type StateCache,
	type StoredSnapshot,
} from '../ports.ts'

/** What the writing thread can be asked to do. Each is one transaction and is answered with a number. */
export type Write =
	| { readonly kind: 'append'; readonly commit: Commit }
	| { readonly kind: 'create'; readonly creation: Creation }
	| { readonly kind: 'put-cache'; readonly document: DocumentName; readonly cache: StateCache }
	| { readonly kind: 'save-snapshot'; readonly snapshot: StoredSnapshot }
	/** Answered with the number of negotiations that were found: 0 or 1; so it is with all that name something. */
	| { readonly kind: 'set-contact'; readonly id: NegotiationId; readonly contact: string }
	| { readonly kind: 'revoke-seat'; readonly id: SeatId; readonly at: Instant }
	| { readonly kind: 'invite'; readonly invitation: Invitation }
	| { readonly kind: 'revoke-invitation'; readonly id: InvitationId; readonly at: Instant }
	/** Answered with 1 where the invitation was redeemed, with 0 where not. */
	| {
			readonly kind: 'redeem'
			readonly invitation: InvitationId
			readonly session: Session
			readonly at: Instant
	  }
	| { readonly kind: 'revoke-session'; readonly id: SessionId; readonly at: Instant }
	| { readonly kind: 'check' }
	/** Answered with a number that changes when another connection wrote. Writes nothing. */
	| { readonly kind: 'look' }
	/** The last one: the thread ends after it. */
	| { readonly kind: 'close' }

/** What is sent to the writing thread: how to open the database, once, then writes with the numbers of their answers. */
export type Order =
	| { readonly kind: 'open'; readonly start: WorkerStart }
	| { readonly kind: 'write'; readonly id: number; readonly write: Write }

/** The answer to one order. An error crosses threads as its parts, since classes do not. */
export type Response =
	| { readonly id: number; readonly kind: 'done'; readonly answer: number }
	| {
			readonly id: number
			readonly kind: 'failed'
			readonly code: ErrorCode
			readonly message: string
			readonly cause: unknown
	  }

/** The number of the response which says whether the thread could open the database. */
export const OPENING = 0

/** How the writing thread opens the database. */
export interface WorkerStart {
	readonly folder: string
	readonly file: string
	/** `PRAGMA max_page_count`, or null for none. */
	readonly maxPages: number | null
}
