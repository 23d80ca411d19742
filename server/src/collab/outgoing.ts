import { type Clock } from '../freeze/clock.ts'

/** What waiting is measured by. */
type Pace = Pick<Clock, 'monotonicMs' | 'delay'>

/** Somebody with messages that wait for the end of the turn. */
export interface Sender {
	/** Writes them. Never throws. */
	flush(): void
}

/** What all writes of one turn may cost of this thread's time before the next turn is made wider. */
const BUDGET_MS = 0.25

/** How much longer than the writes took the next ones wait, where they took too long: so writing takes a fifth of the time at most. */
const REST = 4

/** The longest that anything waits, whatever the writes took. */
const MOST_MS = 16

/**
 * Writes what is to be sent at the end of a turn of the event loop, for all sockets together. A turn is no fixed time: at rest a message
 * leaves in the turn in which it came up. Where the writes themselves cost more than their budget, what comes up meanwhile waits
 * for several times as long as they took, and leaves in fewer writes.
 */
export class Outgoing {
	readonly #pace: Pace
	readonly #spentMs: () => number
	#waiting: Sender[] = []
	#restsUntilMs = 0

	/**
	 * @param pace the time of this machine: what writes cost is its time, whatever clock the deadlines go by
	 * @param spentMs the time that this thread has had so far; what other processes take of the machine is not in it
	 */
	constructor(pace: Pace = MACHINE, spentMs = threadMs) {
		this.#pace = pace
		this.#spentMs = spentMs
	}

	/** `sender` has something to send. To be called once until it is flushed. */
	add(sender: Sender): void {
		this.#waiting.push(sender)
		if (this.#waiting.length > 1) return
		const restMs = this.#restsUntilMs - this.#pace.monotonicMs()
		if (restMs <= 0) setImmediate(this.#flush)
		else this.#pace.delay(restMs, this.#flush)
	}

	readonly #flush = (): void => {
		const senders = this.#waiting
		this.#waiting = []
		const before = this.#spentMs()
		for (const sender of senders) sender.flush()
		const tookMs = this.#spentMs() - before
		const restMs = tookMs > BUDGET_MS ? Math.min(REST * tookMs, MOST_MS) : 0
		this.#restsUntilMs = this.#pace.monotonicMs() + restMs
	}
}

const MACHINE: Pace = {
	monotonicMs: () => performance.now(),
	delay(ms, run) {
		const timer = setTimeout(run, ms)
		return () => {
			clearTimeout(timer)
		}
	},
}

function threadMs(): number {
	const { user, system } = process.threadCpuUsage()
	return (user + system) / 1000
}
