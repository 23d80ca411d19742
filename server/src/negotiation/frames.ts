import { type Instant } from '@parley/domain'
import { type Clock } from '../freeze/clock.ts'

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
	/** Resolves once nothing that was received before `at` is pending, or after `atMostMs`; says how much was pending at first and left at last. */
	drained(
		at: Instant,
		atMostMs: number
	): Promise<{ readonly pending: number; readonly left: number }>
}

/** Keeps count of what has been received on `clock`'s time; one for the whole process. */
export function createFrames(clock: Clock): Frames {
	// Stamps enter in the order of a clock that never goes back, so the first of the set is the oldest.
	const pending = new Set<Stamp>()
	const waiting = new Set<() => void>()

	function pendingBefore(at: Instant): number {
		let count = 0
		for (const stamp of pending) {
			if (stamp.receivedAt >= at) break
			count++
		}
		return count
	}

	return {
		receive() {
			const stamp: Stamp = {
				receivedAt: clock.now(),
				done() {
					if (pending.delete(stamp)) for (const check of waiting) check()
				},
			}
			pending.add(stamp)
			return stamp
		},
		drained(at, atMostMs) {
			const pendingAtFirst = pendingBefore(at)
			return new Promise((resolve) => {
				const finish = (): void => {
					waiting.delete(check)
					cancel()
					resolve({ pending: pendingAtFirst, left: pendingBefore(at) })
				}
				const check = (): void => {
					if (pendingBefore(at) === 0) finish()
				}
				const cancel = clock.delay(atMostMs, finish)
				waiting.add(check)
				check()
			})
		},
	}
}
