import { type LogId } from '@parley/protocol'
import { type Signer } from '@parley/snapshot'
import {
	type Checkpoint,
	type Entry,
	type LogStore,
	type StandIn,
	type StoredAnswer,
	type Writer,
} from '../storage/ports.ts'
import { Chain, commitError } from './chain.ts'

/** What a sequencer works with and whom it tells. */
export interface SequencerParts {
	readonly log: LogId
	readonly store: LogStore
	readonly signer: Signer
	/** The newest stored checkpoint. */
	readonly checkpoint: Checkpoint
	/** Called for every entry in order as soon as it is on disk, before whoever waits for it is told. */
	readonly onCommitted: (entry: Entry) => void
	/** Called once when a commit fails; the sequencer takes nothing after that and a new one has to be made. */
	readonly onFailed: (error: Error) => void
}

/** What goes into a commit with an entry. */
export interface Accompaniment {
	readonly writers?: readonly Writer[]
	/** Whether its commit ends with it, so that a checkpoint stands at its very position (the freeze entry). */
	readonly last?: boolean
	/** Whether the entry behind it, which is pushed in the same turn, goes into the same commit: both are stored, or none. */
	readonly withNext?: boolean
	/** What it withholds, where it is an act that does. */
	readonly standIns?: readonly Omit<StandIn, 'act'>[]
	/** What whoever asked for it is answered. */
	readonly answer?: StoredAnswer | undefined
}

interface Waiting {
	readonly entry: Entry
	readonly beside: Accompaniment
	readonly resolve: () => void
	readonly reject: (error: Error) => void
}

/** The most entries of one commit; a larger one would keep the first of them waiting for nothing. */
const MOST = 1000

/**
 * Brings numbered entries to disk, one commit at a time; whatever is numbered meanwhile is the next commit.
 *
 * Numbering itself happens outside, in one synchronous step with the decision, and calls `push` in the order of the
 * positions. After a failed commit everything that was pushed is rejected: nothing of it is stored and nobody was told otherwise.
 */
export class Sequencer {
	readonly #parts: SequencerParts
	readonly #chain: Chain
	#waiting: Waiting[] = []
	#failed: Error | null = null
	#running: Promise<void> | null = null

	constructor(parts: SequencerParts) {
		this.#parts = parts
		this.#chain = Chain.at(parts.log, parts.checkpoint)
	}

	/** Takes the next entry. Resolves once it is on disk and was told to `onCommitted`; rejects when it will not be. */
	push(entry: Entry, beside: Accompaniment = {}): Promise<void> {
		if (this.#failed !== null) return Promise.reject(this.#failed)
		const stored = new Promise<void>((resolve, reject) => {
			this.#waiting.push({ entry, beside, resolve, reject })
		})
		this.#running ??= this.#run()
		return stored
	}

	/** Resolves when nothing is under way. */
	async idle(): Promise<void> {
		while (this.#running !== null) await this.#running
	}

	async #run(): Promise<void> {
		// Everything that is numbered in this turn of the loop goes into the first commit.
		await Promise.resolve()
		while (this.#waiting.length > 0) {
			const batch = this.#takeBatch()
			const entries = batch.map(({ entry }) => entry)
			try {
				await this.#parts.store.append({
					log: this.#parts.log,
					entries,
					writers: batch.flatMap(({ beside }) => beside.writers ?? []),
					standIns: batch.flatMap(({ entry, beside }) =>
						(beside.standIns ?? []).map((one) => ({ ...one, act: entry.position }))
					),
					answers: batch.map(({ beside }) => beside.answer).filter((one) => one !== undefined),
					checkpoint: this.#chain.seal(entries, this.#parts.signer),
				})
			} catch (cause) {
				this.#fail(commitError(cause, this.#parts.log), batch)
				break
			}
			for (const { entry } of batch) this.#parts.onCommitted(entry)
			for (const { resolve } of batch) resolve()
		}
		this.#running = null
	}

	#takeBatch(): Waiting[] {
		const end = this.#waiting.findIndex(({ beside }) => beside.last === true)
		let size = Math.min(end === -1 ? this.#waiting.length : end + 1, MOST)
		while (this.#waiting[size - 1]?.beside.withNext === true) size++
		// What stands in for an entry that waits here as well comes after it has come to disk.
		const [first] = this.#waiting
		const isBehind = ({ beside }: Waiting): boolean =>
			(beside.standIns ?? []).some(({ position }) => position >= (first?.entry.position ?? 0))
		const behind = this.#waiting.findIndex(isBehind)
		return this.#waiting.splice(0, behind === -1 ? size : Math.min(size, behind))
	}

	#fail(error: Error, batch: readonly Waiting[]): void {
		this.#failed = error
		const lost = [...batch, ...this.#waiting]
		this.#waiting = []
		this.#parts.onFailed(error)
		for (const { reject } of lost) reject(error)
	}
}
