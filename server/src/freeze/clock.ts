import { type Instant } from '@parley/domain'

/** The one clock that is handed in everywhere: `main.ts` gives the real one, tests a stepped one. */
export interface Clock {
	/** The server's time; never goes back, whatever the wall clock does (rule F1). */
	now(): Instant
	/** Milliseconds since some moment, unaffected by steps of the wall clock. */
	monotonicMs(): number
	/** Calls `run` once `now()` has reached `at`. Returns the way to cancel. */
	schedule(at: Instant, run: () => void): () => void
	/** Calls `run` after `ms` of monotonic time. Returns the way to cancel. */
	delay(ms: number, run: () => void): () => void
	/** Lets go of timers. Closing twice is fine. */
	close(): void
}
