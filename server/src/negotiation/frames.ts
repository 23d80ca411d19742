import { type Instant } from '@parley/domain'

/** A frame or request that has been read and is not yet numbered or dropped. */
export interface Stamp {
	readonly receivedAt: Instant
	/** To be called once it is numbered, answered or dropped. Calling it twice is fine. */
	done(): void
}

/**
 * Everything that has been received and not yet dealt with, in this process: the freeze waits for what came
 * before the deadline (rules F2, F3).
 */
export interface Frames {
	/** Stamps a frame at the moment its last byte was read. */
	receive(): Stamp
	/** Resolves once nothing that was received before `at` is pending, or after `atMostMs`; says how much was left. */
	drained(at: Instant, atMostMs: number): Promise<{ readonly left: number }>
}
