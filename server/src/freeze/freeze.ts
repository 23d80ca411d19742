import {
	type Act,
	type FreezeCause,
	type Instant,
	type Outage,
	type Phase,
	type SeatId,
	type SnapshotId,
} from '@parley/domain'
import { type Logger } from 'pino'
import { type Frames } from '../negotiation/frames.ts'
import { type FreezeAnswer } from '../negotiation/room.ts'
import { type Clock } from './clock.ts'
import { type FreezeHost } from './freezeHost.ts'
import { createHold, type Hold } from './hold.ts'
import { type LoopDelay } from './loopDelay.ts'
import { Pause } from './pause.ts'
import { Sealing } from './sealing.ts'

/** What a freeze works with. */
export interface FreezeParts {
	readonly clock: Clock
	readonly frames: Frames
	readonly loopDelay: LoopDelay
	readonly log: Logger
}

/** Writing pauses for at most this long (rules F3, F9). */
const MAX_DRAIN_MS = 2000

/** What a freeze is called for. */
interface Call {
	readonly cause: FreezeCause
	readonly at: Instant
	readonly seat: SeatId | null
	readonly reason: string
	/** What whoever called for it is answered. */
	readonly answer?: FreezeAnswer | undefined
}

/**
 * The freeze of one room (rules F1 to F9 of `SPEC.md`). It decides the phase:
 *
 *     drafting → freezing → frozen            at the deadline, or before it by decision
 *     awaiting-chair → freezing → frozen      after an outage over the deadline, as of the deadline
 *
 * While it is freezing, frames that were received before the instant are still numbered, and later ones are held. Then the freeze
 * entry gets its number, in one turn with the release of those that wait: what they bring is behind it, and late.
 *
 * There are two phases at any time, which differ while a commit is under way: the one that judges what comes next, by what
 * has been numbered, and the one that people are told, by what is on disk (rule L3).
 */
export class Freeze {
	readonly #host: FreezeHost
	readonly #parts: FreezeParts
	readonly #sealing: Sealing
	readonly #pause: Pause
	#numbered: Phase
	#stored: Phase
	#outages: readonly Outage[] = []
	/** The deadline over which the server was not running, if there is one (rule F6). */
	#missed: Instant | null = null
	#hold: Hold | null = null
	#disarm: () => void = () => undefined
	#running: Promise<void> | null = null
	#isClosed = false

	constructor(host: FreezeHost, parts: FreezeParts) {
		this.#host = host
		this.#parts = parts
		this.#sealing = new Sealing(host, parts)
		this.#pause = new Pause(parts.clock)
		this.#numbered = { kind: 'drafting', deadline: host.head().deadline }
		this.#stored = this.#numbered
	}

	/** The phase as it is on disk: what may be told. */
	get phase(): Phase {
		return this.#stored
	}

	/** The phase by which something received at `receivedAt` is judged now, once nothing holds it (rule F3). */
	phaseFor(receivedAt: Instant): Phase['kind'] {
		const { kind } = this.#numbered
		// What came before the instant is judged as it would have been then.
		return kind === 'freezing' && this.holds(receivedAt) === null ? 'drafting' : kind
	}

	/** Takes up the phase that the log says, at the start of the process; `snapshot` is the one that stands, if any. */
	start(snapshot: SnapshotId | null): void {
		const { deadline, frozen, receivedAt } = this.#host.head()
		const now = this.#parts.clock.now()
		if (frozen !== null) {
			this.#numbered = { kind: 'frozen', deadline, ...frozen, snapshot }
			if (snapshot === null) this.#run(() => this.#seal())
		} else if (deadline.at <= now) {
			// Rule F6: nobody was there to receive what may have been sent in time, so nobody may say that nothing was.
			this.#outages = [{ from: receivedAt, to: now }]
			this.#missed = deadline.at
			this.#numbered = { kind: 'awaiting-chair', deadline }
		} else {
			this.#numbered = { kind: 'drafting', deadline }
			this.#arm()
		}
		this.#stored = this.#numbered
	}

	/** Begins the freeze where something that was received at `receivedAt` is the first sign that the deadline has passed. */
	look(receivedAt: Instant): void {
		if (this.#numbered.kind === 'drafting' && receivedAt >= this.#numbered.deadline.at)
			this.#beginAtDeadline()
	}

	/** Resolves when it is decided whether what was received at `receivedAt` is late; null where nothing has to be waited for. */
	holds(receivedAt: Instant): Promise<void> | null {
		return this.#hold !== null && receivedAt >= this.#hold.from ? this.#hold.released : null
	}

	/**
	 * Takes note of a deadline that was moved by an entry just numbered. It counts from now on and is told when `stored` resolves; where
	 * that rejects, `recovered` takes it back.
	 */
	moved(stored: Promise<void>): void {
		const { deadline } = this.#host.head()
		switch (this.#numbered.kind) {
			case 'drafting':
			case 'awaiting-chair': {
				const moved: Phase = { kind: 'drafting', deadline }
				this.#numbered = moved
				this.#arm()
				stored.then(() => {
					// Something may have been numbered since, and is told when that is stored.
					if (this.#numbered === moved) this.#tell()
				}, ignore)
				return
			}
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
		if (frozen !== null || this.#numbered.deadline.at === deadline.at) return
		if (this.#numbered.kind === 'freezing') {
			// It freezes at a deadline that was never stored; what came after the one that stands must wait as well.
			if (this.#hold !== null && deadline.at < this.#hold.from) {
				this.#hold = { ...this.#hold, from: deadline.at }
			}
			return
		}
		const isMissed = deadline.at === this.#missed
		this.#numbered = { kind: isMissed ? 'awaiting-chair' : 'drafting', deadline }
		if (isMissed) this.#disarm()
		else this.#arm()
	}

	/** Freezes by decision; see `Room.freeze`. */
	async now(
		seat: SeatId,
		receivedAt: Instant,
		reason: string,
		expects?: 'drafting' | 'awaiting-chair',
		answer?: FreezeAnswer
	): Promise<
		| { kind: 'frozen' }
		| { kind: 'refused'; reason: 'frozen' | 'freezing' | 'phase-changed' | 'not-stored' }
	> {
		this.look(receivedAt)
		const { kind } = this.#numbered
		// A freeze as of the deadline must not become an early one because somebody moved the deadline meanwhile, nor the other way round.
		const isOpen = kind === 'drafting' || kind === 'awaiting-chair'
		if (isOpen && expects !== undefined && expects !== kind) {
			return { kind: 'refused', reason: 'phase-changed' }
		}
		switch (this.#numbered.kind) {
			case 'frozen':
				return { kind: 'refused', reason: 'frozen' }
			case 'freezing':
				return { kind: 'refused', reason: 'freezing' }
			case 'awaiting-chair': {
				const { at } = this.#numbered.deadline
				this.#begin({ cause: 'as-of-deadline', at, seat, reason, answer })
				break
			}
			case 'drafting':
				this.#begin({ cause: 'early', at: receivedAt, seat, reason, answer })
		}
		await this.#running
		return this.#isSealed() ? { kind: 'frozen' } : { kind: 'refused', reason: 'not-stored' }
	}

	/** Stops waiting for the deadline. Closing twice is fine. */
	close(): void {
		this.#isClosed = true
		this.#disarm()
		this.#pause.close()
		this.#sealing.close()
		this.#hold?.release()
	}

	/** Resolves when no freeze is under way. */
	async idle(): Promise<void> {
		while (this.#running !== null) await this.#running
		await this.#sealing.idle()
	}

	#isSealed(): boolean {
		return this.#stored.kind === 'frozen' && this.#stored.snapshot !== null
	}

	/** Tells the phase, all of which is on disk. */
	#tell(): void {
		this.#stored = this.#numbered
		this.#host.tell(this.#stored)
	}

	#become(phase: Phase): void {
		this.#numbered = phase
		this.#tell()
	}

	#arm(): void {
		this.#disarm()
		const { at } = this.#host.head().deadline
		this.#disarm = this.#parts.clock.schedule(at, () => {
			if (this.#numbered.kind === 'drafting') this.#beginAtDeadline()
		})
	}

	#beginAtDeadline(): void {
		const { at } = this.#host.head().deadline
		this.#begin({ cause: 'deadline', at, seat: null, reason: '' })
	}

	#begin(call: Call): void {
		this.#disarm()
		this.#hold = createHold(call.at)
		this.#become({ kind: 'freezing', deadline: this.#numbered.deadline })
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
			const { deadline, frozen } = this.#host.head()
			if (frozen !== null) {
				// The entry was stored, although its commit was reported as failed.
				this.#numbered = { kind: 'frozen', deadline, ...frozen, snapshot: null }
				this.#release()
				break
			}
			if (call.cause === 'deadline' && deadline.at > call.at) {
				this.#become({ kind: 'drafting', deadline })
				this.#arm()
				this.#release()
				return
			}
			// Earlier than it was begun for where the move to that deadline was never stored.
			const at = call.cause === 'deadline' ? deadline.at : call.at
			const account = {
				waitedMs: Math.round(this.#parts.clock.monotonicMs() - startedMs),
				framesPending: drained.pending,
				framesLeft: drained.left,
				loopDelayMaxMs: this.#parts.loopDelay.maxMs(),
			}
			if (await this.#numberFreeze({ ...call, at }, account)) break
			await this.#pause.wait()
		}
		this.#host.onStep('entry-stored')
		this.#tell()
		this.#host.onStep('told')
		await this.#seal()
	}

	/** False where the storage did not take the entry: then nothing is frozen yet, and nothing else was numbered. */
	async #numberFreeze(
		{ cause, at, seat, reason, answer }: Call,
		account: Extract<Act, { kind: 'frozen' }>['account']
	): Promise<boolean> {
		const { deadline } = this.#host.head()
		const stored = this.#host.number(
			{ kind: 'frozen', cause, at, reason, outages: this.#outages, account },
			seat,
			({ position }) => answer?.({ kind: 'frozen', deadline, at, reason, position, snapshot: null })
		)
		const { position } = this.#host.head()
		this.#numbered = { kind: 'frozen', deadline, at, reason, position, snapshot: null }
		this.#release()
		try {
			await stored
			return true
		} catch (error) {
			this.#parts.log.error({ err: error }, 'the freeze entry could not be stored; trying again')
			this.#hold = createHold(at)
			this.#numbered = { kind: 'freezing', deadline }
			return false
		}
	}

	/** Lets those go on that wait: it is decided whether they are late. */
	#release(): void {
		const hold = this.#hold
		this.#hold = null
		hold?.release()
	}

	#seal(): Promise<void> {
		return this.#sealing.run((snapshot) => {
			if (this.#numbered.kind === 'frozen') this.#become({ ...this.#numbered, snapshot })
		})
	}
}

function ignore(): void {
	// Whoever numbered the entry hears that it was not stored, and says so.
}
