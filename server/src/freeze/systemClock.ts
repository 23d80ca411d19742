import { parseInstant, type Instant } from '@parley/domain'
import { uptime } from 'node:os'
import { performance } from 'node:perf_hooks'
import { type Clock } from './clock.ts'

/** Where the real clock reads; tests hand in their own. All in milliseconds. */
export interface TimeSources {
	/** The wall clock, which others may step. */
	wallMs(): number
	/** Time since some moment while the machine was awake. */
	monotonicMs(): number
	/** Time since some moment, sleep included. */
	uptimeMs(): number
}

/** What the clock noticed about the machine. */
export type ClockNotice =
	/** The machine slept and the clock was moved on by as much. */
	| { readonly kind: 'slept'; readonly ms: number }
	/** Somebody stepped the wall clock; the server's time did not follow. */
	| { readonly kind: 'wall-stepped'; readonly ms: number }

const REAL: TimeSources = {
	wallMs: () => Date.now(),
	monotonicMs: () => performance.now(),
	uptimeMs: () => uptime() * 1000,
}

/** A jump of at most this much is measuring error: `uptime` counts whole seconds on some systems. */
const JUMP_MS = 1000

/** The longest that a timer sleeps before it looks at the time again, so that a machine that woke up is noticed. */
const LOOK_MS = 500

/**
 * The server's clock (rule F1): the wall clock is read once, then only time since counts, sleep of the machine included.
 *
 * Sleep shows as time by `uptime` without time by the monotonic clock. Reading `uptime` is slow, so it is only asked when the wall
 * clock has moved against the monotonic one, which sleep and a step of the wall clock have in common.
 *
 * @param options.floor the newest stored `receivedAt`: the clock never starts below it.
 */
export function createSystemClock(
	options: { floor?: Instant; sources?: TimeSources; onNotice?: (notice: ClockNotice) => void } = {}
): Clock {
	const { floor = parseInstant(0), sources = REAL, onNotice } = options
	const timers = new Set<NodeJS.Timeout>()
	const startMonotonic = sources.monotonicMs()
	let start = Math.max(Math.floor(sources.wallMs()), floor)
	let uptimeLead = sources.uptimeMs() - startMonotonic
	let wallLead = sources.wallMs() - startMonotonic
	let last = start

	function now(): Instant {
		const monotonic = sources.monotonicMs()
		const lead = sources.wallMs() - monotonic
		if (Math.abs(lead - wallLead) > JUMP_MS) {
			const asleep = sources.uptimeMs() - monotonic - uptimeLead
			if (asleep > JUMP_MS) {
				start += Math.round(asleep)
				uptimeLead += asleep
				onNotice?.({ kind: 'slept', ms: Math.round(asleep) })
			} else {
				onNotice?.({ kind: 'wall-stepped', ms: Math.round(lead - wallLead) })
			}
			wallLead = lead
		}
		last = Math.max(last, start + Math.floor(monotonic - startMonotonic))
		return parseInstant(last)
	}

	function timer(ms: number, run: () => void): NodeJS.Timeout {
		const handle = setTimeout(() => {
			timers.delete(handle)
			run()
		}, ms)
		timers.add(handle)
		return handle
	}

	function cancel(handle: NodeJS.Timeout): void {
		clearTimeout(handle)
		timers.delete(handle)
	}

	return {
		now,
		monotonicMs: () => sources.monotonicMs(),
		schedule(at, run) {
			let handle: NodeJS.Timeout
			const look = (): void => {
				const left = at - now()
				if (left <= 0) run()
				else handle = timer(Math.min(left, LOOK_MS), look)
			}
			handle = timer(Math.max(0, Math.min(at - now(), LOOK_MS)), look)
			return () => {
				cancel(handle)
			}
		},
		delay(ms, run) {
			const handle = timer(ms, run)
			return () => {
				cancel(handle)
			}
		},
		close() {
			for (const handle of timers) clearTimeout(handle)
			timers.clear()
		},
	}
}
