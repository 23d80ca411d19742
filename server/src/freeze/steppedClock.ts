import { addMs, type Instant } from '@parley/domain'
import { type Clock } from './clock.ts'

/** A clock that stands still until a test moves it. */
export interface SteppedClock extends Clock {
	/** Moves on by `ms`, running on the way what falls due, in order. */
	step(ms: number): void
	/** How many calls are still to come. */
	readonly pending: number
}

/** A clock for tests that starts at `start`. */
export function createSteppedClock(start: Instant): SteppedClock {
	let now = start
	const calls = new Set<{ at: Instant; run: () => void }>()

	function schedule(at: Instant, run: () => void): () => void {
		const call = { at, run }
		calls.add(call)
		return () => calls.delete(call)
	}

	function nextDue(until: Instant): { at: Instant; run: () => void } | undefined {
		return [...calls].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
	}

	return {
		now: () => now,
		monotonicMs: () => now - start,
		schedule,
		delay: (ms, run) => schedule(addMs(now, ms), run),
		step(ms) {
			const end = addMs(now, ms)
			for (let call = nextDue(end); call !== undefined; call = nextDue(end)) {
				calls.delete(call)
				if (call.at > now) now = call.at
				call.run()
			}
			now = end
		},
		get pending() {
			return calls.size
		},
		close() {
			calls.clear()
		},
	}
}
