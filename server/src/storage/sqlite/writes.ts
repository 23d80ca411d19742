import type { ErrorCode, Instant, LogPosition, SeatId } from '@parley/domain'
import type { DocumentName, LogId } from '@parley/protocol'
import type { Compilable } from 'kysely'
import { toActBytes } from '../actJson.ts'
import { misfit } from '../commit.ts'
import type { Commit, Payload, StandIn, Writer } from '../ports.ts'

/** An entry as its row has it. */
export interface StoredEntry {
	readonly position: LogPosition
	readonly receivedAt: Instant
	readonly seat: SeatId | null
	readonly kind: Payload['kind']
	/** Null for an act. */
	readonly document: DocumentName | null
	readonly bytes: Uint8Array
}

/** A commit whose entries are as their rows have them. */
export interface StoredCommit {
	readonly log: LogId
	readonly entries: readonly StoredEntry[]
	readonly writers: readonly Writer[]
	readonly checkpoint: Commit['checkpoint']
	readonly standIns: readonly StandIn[]
}

/** One statement of a transaction. */
export interface Step {
	readonly sql: string
	readonly parameters: readonly unknown[]
	/** Whether the transaction is undone where this changes no row. */
	readonly decides: boolean
}

/**
 * What the writing thread can be asked to do. It only knows SQL: whoever asks has built the statements, so that the thread starts
 * quickly. Each is answered with a number.
 */
export type Write =
	/** Appends a commit and then takes the steps, in one transaction. */
	| { readonly kind: 'append'; readonly commit: StoredCommit; readonly steps: readonly Step[] }
	/**
	 * Takes the steps in order and then appends `commit`, in one transaction. Answered with 1; with 0 where a step that decides
	 * changed nothing, and then nothing is changed.
	 */
	| {
			readonly kind: 'take'
			readonly steps: readonly Step[]
			readonly commit: StoredCommit | null
			/** What did not happen where it fails, as the end of a sentence: `invitation in_… was not stored`. */
			readonly undone: string
	  }
	/** Lets nobody else write until `release`: orders that come before that one wait, and so does whoever has another connection. */
	| { readonly kind: 'hold'; readonly undone: string }
	/** Takes the steps as `take` does, or none where there are none, and lets others write again. */
	| { readonly kind: 'release'; readonly steps: readonly Step[]; readonly undone: string }
	/** Leaves of what was deleted by an erasure not a byte in the database's files. Answered with 0 where others are in the way. */
	| { readonly kind: 'scrub' }
	/** Writes something of no meaning. */
	| { readonly kind: 'check' }
	/** Answered with a number that changes when another connection wrote. Writes nothing. */
	| { readonly kind: 'look' }
	/** The last one: the thread ends after it. */
	| { readonly kind: 'close' }

/** How the writing thread opens the database. */
export interface WorkerStart {
	readonly folder: string
	readonly file: string
	/** `PRAGMA max_page_count`, or null for none. */
	readonly maxPages: number | null
}

/** What is sent to the writing thread: how to open the database, once, then writes. Numbers pair orders with responses. */
export type Order =
	| { readonly kind: 'open'; readonly id: number; readonly start: WorkerStart }
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

/** A typed query as a step. */
export function step(query: Compilable, { decides = false } = {}): Step {
	const { sql, parameters } = query.compile()
	return { sql, parameters: parameters.map(own), decides }
}

/**
 * The commit with its entries as their rows have them.
 *
 * @throws ParleyError `log-append-failed` where an act cannot be written down.
 */
export function storedCommit(commit: Commit): StoredCommit {
	const { log, writers, checkpoint, standIns = [] } = commit
	try {
		const entries = commit.entries.map(({ position, receivedAt, seat, payload }): StoredEntry => {
			const { kind } = payload
			return kind === 'update'
				? {
						position,
						receivedAt,
						seat,
						kind,
						document: payload.document,
						bytes: own(payload.bytes),
					}
				: { position, receivedAt, seat, kind, document: null, bytes: toActBytes(payload.act) }
		})
		return {
			...{ log, entries, writers, checkpoint },
			standIns: standIns.map((one) => ({ ...one, bytes: own(one.bytes) })),
		}
	} catch (cause) {
		throw misfit(commit, 'an act in it cannot be written down', cause)
	}
}

/**
 * A view of bytes with a buffer of its own. It would be sent to the thread with all of the buffer behind it: an update of 30 bytes would
 * take its whole frame along.
 */
function own(value: Uint8Array): Uint8Array
function own<T>(value: T): T | Uint8Array
function own<T>(value: T): T | Uint8Array {
	if (!(value instanceof Uint8Array)) return value
	return value.byteLength === value.buffer.byteLength ? value : new Uint8Array(value)
}
