import { ParleyError, type Instant } from '@parley/domain'
import { type Freeze } from '../freeze/freeze.ts'
import { type LiveLog } from './liveLog.ts'

/** Says when what was received may be judged. Whatever is numbered in a room, the freeze itself excepted, waits for its turn here. */
export class Turns {
	readonly #log: LiveLog
	readonly #freeze: Freeze
	#isClosed = false

	constructor(log: LiveLog, freeze: Freeze) {
		this.#log = log
		this.#freeze = freeze
	}

	/** Nothing gets a turn from now on: what comes waits for the next process. */
	close(): void {
		this.#isClosed = true
	}

	/**
	 * What keeps something received at `receivedAt` from being judged now: the head that is read again after a failed commit,
	 * or a freeze that waits for what came before (rule F3), which begins here where this is the first to come after the deadline.
	 * Null where nothing does. Throws `ParleyError` `storage-failed` once the room is closed.
	 */
	hold(receivedAt: Instant): Promise<void> | null {
		if (this.#isClosed) throw new ParleyError('storage-failed', 'the room is closed')
		this.#freeze.look(receivedAt)
		return this.#log.recovering ?? this.#freeze.holds(receivedAt)
	}

	/**
	 * Runs `decide` once nothing holds what was received at `receivedAt`, in the very step in which that is found: what it numbers before
	 * it waits for anything, it numbers by the head that it has seen (rule L6).
	 */
	async take<T>(receivedAt: Instant, decide: () => T): Promise<Awaited<T>> {
		for (let hold = this.hold(receivedAt); hold !== null; hold = this.hold(receivedAt)) await hold
		return await decide()
	}
}
