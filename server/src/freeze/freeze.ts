import {
	type Act,
	type Deadline,
	type FreezeCause,
	type Instant,
	type Negotiation,
	type Outage,
	type Phase,
	type SeatId,
	type SnapshotId,
} from '@parley/domain'
import { type Logger } from 'pino'
import { type Frames } from '../negotiation/frames.ts'
import { type Head } from '../negotiation/head.ts'
import { type Clock } from './clock.ts'
import { type LoopDelay } from './loopDelay.ts'

/** The steps of rule F5, in order: a process can end after any of them, and its successor goes on from there. */
export type FreezeStep =
	'entry-stored' | 'told' | 'text-read' | 'snapshot-stored' | 'announced' | 'audited'

/** What a freeze needs of the room that it freezes. */
export interface FreezeHost {
	readonly negotiation: Negotiation
	/** The head through the last numbered entry. */
	head(): Head
	/** Numbers `act` in this turn, as the last entry of its commit; resolves once that is on disk. */
	number(act: Act, seat: SeatId | null): Promise<void>
	/** Set while the head is being read again after a failed commit. */
	recovering(): Promise<void> | null
	/** Reads the frozen text, stores its snapshot and gives its id; doing it twice gives the same one. */
	seal(onStep: (step: FreezeStep) => void): Promise<SnapshotId>
	/** Replays the log from its first entry and shouts where it does not give the snapshot's text. */
	audit(): Promise<void>
	tell(phase: Phase): void
	onStep(step: FreezeStep): void
}

/** What a freeze works with. */
export interface FreezeParts {
	readonly clock: Clock
	readonly frames: Frames
	readonly loopDelay: LoopDelay
	readonly log: Logger
}

/** Writing pauses for at most this long (rules F3, F9). */
const MAX_DRAIN_MS = 2000

/** How long to wait before a step is tried again that the storage did not take. */
const RETRY_MS = 1000

/** What a freeze is called for. */
interface Call {
	readonly cause: FreezeCause
	readonly at: Instant
	readonly seat: SeatId | null
	readonly reason: string
}

/** Who waits for the instant to be dealt with: frames that came at it or after it. */
interface Hold {
	readonly from: Instant
	readonly released: Promise<void>
	release(): void
}

/**
 * The freeze of one room (rules F1 to F9 of `SPEC.md`). It decides the phase:
 *
 *     drafting → freezing → frozen            at the deadline, or before it by decision
 *     awaiting-chair → freezing → frozen      after an outage over the deadline, as of the deadline
 *
 * While it is freezing, frames that were received before the instant are still numbered, and later ones are held. Then the freeze
 * entry gets its number, in one turn with the release of those that wait: what they bring is behind it, and late.
 */
export class Freeze {
	readonly #host: FreezeHost
	readonly #parts: FreezeParts
	#phase: Phase
	#outages: readonly Outage[] = []
	/** The deadline over which the server was not running, if there is one (rule F6). */
	#missed: Instant | null = null
	#hold: Hold | null = null
	#disarm: () => void = () => undefined
	#running: Promise<void> | null = null
	#auditing: Promise<void> = Promise.resolve()
	#endPause: () => void = () => undefined
	#isClosed = false

	constructor(host: FreezeHost, parts: FreezeParts) {
		this.#host = host
		this.#parts = parts
		this.#phase = { kind: 'drafting', deadline: host.head().deadline }
	}

	get phase(): Phase {
		return this.#phase
	}

	/** Takes up the phase that the log says, at the start of the process; `snapshot` is the one that stands, if any. */
	start(snapshot: SnapshotId | null): void {
		const { deadline, frozen, receivedAt } = this.#host.head()
		const now = this.#parts.clock.now()
		if (frozen !== null) {
			this.#phase = { kind: 'frozen', deadline, ...frozen, snapshot }
			if (snapshot === null) this.#run(() => this.#finish())
		} else if (deadline.at <= now) {
			// Rule F6: nobody was there to receive what may have been sent in time, so nobody may say that nothing was.
			this.#outages = [{ from: receivedAt, to: now }]
			this.#missed = deadline.at
			this.#phase = { kind: 'awaiting-chair', deadline }
		} else {
			this.#phase = { kind: 'drafting', deadline }
			this.#arm()
		}
	}

	/** Begins the freeze where something that was received at `receivedAt` is the first sign that the deadline has passed. */
	look(receivedAt: Instant): void {
		if (this.#phase.kind === 'drafting' && receivedAt >= this.#phase.deadline.at)
			this.#beginAtDeadline()
	}

	/** Resolves when it is decided whether what was received at `receivedAt` is late; null where nothing has to be waited for. */
	holds(receivedAt: Instant): Promise<void> | null {
		return this.#hold !== null && receivedAt >= this.#hold.from ? this.#hold.released : null
	}

	/** Takes note of a deadline that was moved by an entry just numbered. */
	moved(deadline: Deadline): void {
		switch (this.#phase.kind) {
			case 'drafting':
			case 'awaiting-chair':
				this.#become({ kind: 'drafting', deadline })
				this.#arm()
				return
			case 'freezing':
				// A drained entry: the freeze under way finds it when the drain is over (rule F3).
				return
			case 'frozen':
				throw new RangeError('a frozen round has no deadline to move')
		}
	}

	/** Takes up the head again that was dropped back after a failed commit. */
	recovered(): void {
		const { deadline, frozen } = this.#host.head()
		if (frozen !== null || this.#phase.kind === 'freezing') return
		if (this.#phase.deadline.at === deadline.at) return
		if (deadline.at === this.#missed) {
			this.#disarm()
			this.#become({ kind: 'awaiting-chair', deadline })
		} else {
			this.#become({ kind: 'drafting', deadline })
			this.#arm()
		}
	}

	/** Freezes by decision; see `Room.freeze`. */
	async now(
		seat: SeatId,
		receivedAt: Instant,
		reason: string
	): Promise<
		{ kind: 'frozen' } | { kind: 'refused'; reason: 'frozen' | 'freezing' | 'not-stored' }
	> {
		this.look(receivedAt)
		switch (this.#phase.kind) {
			case 'frozen':
				return { kind: 'refused', reason: 'frozen' }
			case 'freezing':
				return { kind: 'refused', reason: 'freezing' }
			case 'awaiting-chair': {
				const { at } = this.#phase.deadline
				this.#begin({ cause: 'as-of-deadline', at, seat, reason })
				break
			}
			case 'drafting':
				this.#begin({ cause: 'early', at: receivedAt, seat, reason })
		}
		await this.#running
		return this.#isSealed() ? { kind: 'frozen' } : { kind: 'refused', reason: 'not-stored' }
	}

	/** Stops waiting for the deadline. Closing twice is fine. */
	close(): void {
		this.#isClosed = true
		this.#disarm()
		this.#endPause()
		this.#hold?.release()
	}

	/** Resolves when no freeze is under way. */
	async idle(): Promise<void> {
		while (this.#running !== null) await this.#running
		await this.#auditing
	}

	#isSealed(): boolean {
		return this.#phase.kind === 'frozen' && this.#phase.snapshot !== null
	}

	#become(phase: Phase): void {
		this.#phase = phase
		this.#host.tell(phase)
	}

	#arm(): void {
		this.#disarm()
		const { at } = this.#host.head().deadline
		this.#disarm = this.#parts.clock.schedule(at, () => {
			if (this.#phase.kind === 'drafting') this.#beginAtDeadline()
		})
	}

	#beginAtDeadline(): void {
		const { at } = this.#host.head().deadline
		this.#begin({ cause: 'deadline', at, seat: null, reason: '' })
	}

	#begin(call: Call): void {
		this.#disarm()
		this.#hold = createHold(call.at)
		this.#become({ kind: 'freezing', deadline: this.#phase.deadline })
		this.#run(() => this.#freeze(call))
	}

	/** One run at a time; what goes wrong in it is logged, and tried again at the next start of the process. */
	#run(work: () => Promise<void>): void {
		const running = work()
			.catch((error: unknown) => {
				this.#parts.log.fatal(
					{ err: error, negotiation: this.#host.negotiation.id },
					'the freeze failed'
				)
			})
			.finally(() => {
				if (this.#running === running) this.#running = null
			})
		this.#running = running
	}

	async #freeze(call: Call): Promise<void> {
		const startedMs = this.#parts.clock.monotonicMs()
		const drained = await this.#parts.frames.drained(call.at, MAX_DRAIN_MS)
		for (;;) {
			await this.#host.recovering()
			if (this.#isClosed) return
			const { deadline } = this.#host.head()
			if (call.cause === 'deadline' && deadline.at > call.at) {
				this.#release({ kind: 'drafting', deadline })
				this.#arm()
				return
			}
			const account = {
				waitedMs: Math.round(this.#parts.clock.monotonicMs() - startedMs),
				framesPending: drained.pending,
				framesLeft: drained.left,
				loopDelayMaxMs: this.#parts.loopDelay.maxMs(),
			}
			if (await this.#numberFreeze(call, account)) break
			await this.#pause()
		}
		this.#host.onStep('entry-stored')
		this.#host.tell(this.#phase)
		this.#host.onStep('told')
		await this.#finish()
	}

	/** False where the storage did not take the entry: then nothing is frozen yet, and nothing else was numbered. */
	async #numberFreeze(
		{ cause, at, seat, reason }: Call,
		account: Extract<Act, { kind: 'frozen' }>['account']
	): Promise<boolean> {
		const { deadline } = this.#host.head()
		const stored = this.#host.number(
			{ kind: 'frozen', cause, at, reason, outages: this.#outages, account },
			seat
		)
		const { position } = this.#host.head()
		this.#phase = { kind: 'frozen', deadline, at, position, snapshot: null }
		const hold = this.#hold
		this.#hold = null
		hold?.release()
		try {
			await stored
			return true
		} catch (error) {
			this.#parts.log.error({ err: error }, 'the freeze entry could not be stored; trying again')
			this.#hold = createHold(at)
			this.#phase = { kind: 'freezing', deadline }
			return false
		}
	}

	/** Waits before another try, or until the room is closed. */
	async #pause(): Promise<void> {
		await new Promise<void>((resolve) => {
			const cancel = this.#parts.clock.delay(RETRY_MS, resolve)
			this.#endPause = () => {
				cancel()
				resolve()
			}
		})
	}

	#release(phase: Phase): void {
		const hold = this.#hold
		this.#hold = null
		this.#become(phase)
		hold?.release()
	}

	/** From the stored freeze entry to the audited snapshot; begun again from the top where it was cut short. */
	async #finish(): Promise<void> {
		while (!this.#isClosed) {
			try {
				const snapshot = await this.#host.seal((step) => {
					this.#host.onStep(step)
				})
				if (this.#phase.kind === 'frozen') this.#become({ ...this.#phase, snapshot })
				this.#host.onStep('announced')
				break
			} catch (error) {
				this.#parts.log.error({ err: error }, 'the snapshot could not be stored; trying again')
				await this.#pause()
			}
		}
		if (!this.#isClosed) this.#auditing = this.#audit()
	}

	async #audit(): Promise<void> {
		try {
			await this.#host.audit()
			this.#host.onStep('audited')
		} catch (error) {
			this.#parts.log.error({ err: error }, 'the frozen text could not be audited')
		}
	}
}

function createHold(from: Instant): Hold {
	let release = (): void => undefined
	const released = new Promise<void>((resolve) => {
		release = resolve
	})
	return { from, released, release }
}
