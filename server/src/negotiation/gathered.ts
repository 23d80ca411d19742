import { type LogPosition } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { type ProvenanceEntry } from '@parley/schema'
import { type LiveLog } from './liveLog.ts'

/**
 * More entries than this, or bytes of them, are much to look at in one step: some ten milliseconds, and a few times that where the bytes are
 * single characters. All that a clause may cost (rule L8) fits eighty times.
 */
const MUCH = 200
const MUCH_BYTES = 64 * 1024

/** The updates of one document that get their numbers from when it was made or began anew, in their order: on disk or not. */
export class Gathered {
	readonly #log: Pick<LiveLog, 'onNumbered' | 'failures'>
	readonly #stop: () => void
	#entries: readonly ProvenanceEntry[] = []
	#failures: number

	constructor(log: Pick<LiveLog, 'onNumbered' | 'failures'>, document: DocumentName) {
		this.#log = log
		this.#failures = log.failures
		this.#stop = log.onNumbered(({ payload, position, seat, receivedAt }) => {
			if (payload.kind !== 'update' || payload.document !== document) return
			this.#entries = [...this.#entries, { position, seat, receivedAt, bytes: payload.bytes }]
		})
	}

	get entries(): readonly ProvenanceEntry[] {
		return this.#entries
	}

	/** Whether none of them may have lost its number because a commit failed. */
	get isTrue(): boolean {
		return this.#failures === this.#log.failures
	}

	/** Whether it is more than is looked at in one step. */
	get isMuch(): boolean {
		const bytes = this.#entries.reduce((sum, entry) => sum + entry.bytes.byteLength, 0)
		return this.#entries.length > MUCH || bytes > MUCH_BYTES
	}

	/** Forgets what stands up to `until`. */
	forget(until: LogPosition): void {
		this.#entries = this.#entries.filter(({ position }) => position > until)
	}

	/** Begins anew. */
	restart(): void {
		this.#entries = []
		this.#failures = this.#log.failures
	}

	/** Gathers no more. Closing twice is fine. */
	close(): void {
		this.#stop()
	}
}
