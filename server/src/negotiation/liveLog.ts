import { parseLogPosition, type Instant, type LogPosition, type SeatId } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import { type Signer } from '@parley/snapshot'
import { type Logger } from 'pino'
import { type Clock } from '../freeze/clock.ts'
import { Pause } from '../freeze/pause.ts'
import {
	type Checkpoint,
	type Entry,
	type LogStore,
	type Payload,
	type StoredAnswer,
} from '../storage/ports.ts'
import { foldHead, type Head } from './head.ts'
import { readHead } from './readHead.ts'
import { Sequencer, type Accompaniment } from './sequencer.ts'

/** What a live log works with and whom it tells. */
export interface LiveLogParts {
	readonly id: LogId
	readonly store: LogStore
	readonly signer: Signer
	readonly clock: Pick<Clock, 'delay'>
	readonly log: Logger
	/** Called for every entry in order once it is on disk, before whoever numbered it is told. */
	readonly onCommitted: (entry: Entry) => void
	/** A commit failed: what was numbered after the last committed entry is not stored, and nobody was told otherwise. */
	readonly onFailed: (error: Error) => void
	/** The head is what is stored again, and entries are taken again. */
	readonly onRecovered: () => void
}

/** Gives what whoever asked for `entry` is answered; undefined where that is not kept. It waits for nothing. */
export type AnswerOf = (entry: Entry) => StoredAnswer | undefined

/** An entry with its number, and when it is on disk. */
export interface NumberedEntry {
	readonly entry: Entry
	/** Rejects where the commit fails. */
	readonly stored: Promise<void>
}

/** The log of one room in this process: its head through the last numbered entry, and the way of new ones to the disk. */
export class LiveLog {
	readonly #parts: LiveLogParts
	readonly #pause: Pause
	#head: Head
	#committed: LogPosition
	#sequencer: Sequencer
	#stored: Promise<void> = Promise.resolve()
	#recovering: Promise<void> | null = null
	/** Entries that are numbered and not on disk yet. */
	readonly #uncommitted: Entry[] = []
	#isClosed = false
	#failures = 0
	readonly #listeners = new Set<(entry: Entry) => void>()

	private constructor(parts: LiveLogParts, head: Head, checkpoint: Checkpoint) {
		this.#parts = parts
		this.#pause = new Pause(parts.clock)
		this.#head = head
		this.#committed = checkpoint.position
		this.#sequencer = this.#newSequencer(checkpoint)
	}

	/** Reads the head of a stored log. Throws as `readHead` does. */
	static async open(parts: LiveLogParts): Promise<LiveLog> {
		const { head, checkpoint } = await readHead(parts.store, parts.id)
		return new LiveLog(parts, head, checkpoint)
	}

	get id(): LogId {
		return this.#parts.id
	}

	/** The head through the last *numbered* entry. */
	get head(): Head {
		return this.#head
	}

	/** The newest position that is on disk. */
	get committed(): LogPosition {
		return this.#committed
	}

	/** Resolves once everything that has been numbered so far is on disk; rejects where the commit of the newest fails. */
	get stored(): Promise<void> {
		return this.#stored
	}

	/** The updates of `document` that are numbered and not on disk yet, in their order. */
	uncommitted(document: DocumentName): readonly Uint8Array[] {
		return this.#uncommitted.flatMap(({ payload }) =>
			payload.kind === 'update' && payload.document === document ? [payload.bytes] : []
		)
	}

	/** Set while the head is being read again after a failed commit: nothing may be numbered until it resolves. */
	get recovering(): Promise<void> | null {
		return this.#recovering
	}

	/** How many commits have failed: what had its number then and was not on disk has it no more. */
	get failures(): number {
		return this.#failures
	}

	/** The position of the next entry. */
	get next(): LogPosition {
		return parseLogPosition(this.#head.position + 1)
	}

	/**
	 * Gives an entry its number. From the decision that it may have one to this call nothing may be awaited (rule L6).
	 *
	 * @param answer gives what whoever asked for it is answered, to be kept in its commit
	 */
	number(
		payload: Payload,
		seat: SeatId | null,
		receivedAt: Instant,
		{ answer, ...beside }: Omit<Accompaniment, 'answer'> & { readonly answer?: AnswerOf } = {}
	): NumberedEntry {
		const entry: Entry = { position: this.next, receivedAt, seat, payload }
		const act = payload.kind === 'act' ? payload.act : null
		this.#head = foldHead(this.#head, { position: entry.position, receivedAt, seat, act })
		this.#uncommitted.push(entry)
		// Commits are in order: when the newest entry is on disk, so is every one before it.
		this.#stored = this.#sequencer.push(entry, { ...beside, answer: answer?.(entry) })
		for (const listener of this.#listeners) listener(entry)
		return { entry, stored: this.#stored }
	}

	/** Calls `listener` for every entry that gets its number from now on, long before it is on disk. Returns the way to stop. */
	onNumbered(listener: (entry: Entry) => void): () => void {
		this.#listeners.add(listener)
		return () => this.#listeners.delete(listener)
	}

	/** Waits for commits under way. Closing twice is fine. */
	async close(): Promise<void> {
		this.#isClosed = true
		this.#pause.close()
		await this.#sequencer.idle()
	}

	#newSequencer(checkpoint: Checkpoint): Sequencer {
		const { id, store, signer } = this.#parts
		return new Sequencer({
			log: id,
			store,
			signer,
			checkpoint,
			onCommitted: (entry) => {
				this.#onCommitted(entry)
			},
			onFailed: (error) => {
				this.#parts.log.error({ err: error, log: id }, 'a commit failed; nobody was acknowledged')
				this.#failures++
				this.#uncommitted.length = 0
				this.#recovering = this.#recover()
				this.#parts.onFailed(error)
			},
		})
	}

	/** Drops the head back to what is stored, trying until the storage answers. */
	async #recover(): Promise<void> {
		const { id, store, log } = this.#parts
		while (!this.#isClosed) {
			try {
				const { head, checkpoint } = await readHead(store, id)
				this.#head = head
				await this.#catchUp(checkpoint.position)
				this.#sequencer = this.#newSequencer(checkpoint)
				this.#stored = Promise.resolve()
				this.#recovering = null
				this.#parts.onRecovered()
				return
			} catch (error) {
				log.error({ err: error, log: id }, 'the log could not be read again')
				await this.#pause.wait()
			}
		}
	}

	/**
	 * Tells of entries that are stored although their commit was reported as failed: the writing thread can die between the two.
	 * Nobody was acknowledged, but every document follows what is in the log (rule L9).
	 */
	async #catchUp(until: LogPosition): Promise<void> {
		const { id, store } = this.#parts
		for await (const entry of store.read(id, { after: this.#committed, until })) {
			this.#onCommitted(entry)
		}
	}

	#onCommitted(entry: Entry): void {
		this.#committed = entry.position
		if (this.#uncommitted[0] === entry) this.#uncommitted.shift()
		this.#parts.onCommitted(entry)
	}
}
