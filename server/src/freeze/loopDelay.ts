import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Watches for how long the process was busy at a stretch: that long a frame can have lain unread. */
export interface LoopDelay {
	/** The longest stretch of at least the last minute in whole milliseconds, or null before a minute has passed. */
	maxMs(): number | null
	/** Stops watching. Closing twice is fine. */
	close(): void
}

const RESOLUTION_MS = 20
const WINDOW_MS = 60_000

/** Starts to watch the event loop of this process. */
export function watchLoopDelay(): LoopDelay {
	const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
	histogram.enable()
	let previous: number | null = null
	// Nanoseconds; what the histogram counts includes the pause it measures with.
	const current = (): number => Math.max(0, Math.ceil(histogram.max / 1e6) - RESOLUTION_MS)
	const timer = setInterval(() => {
		previous = current()
		histogram.reset()
	}, WINDOW_MS).unref()
	return {
		maxMs: () => (previous === null ? null : Math.max(previous, current())),
		close() {
			clearInterval(timer)
			histogram.disable()
		},
	}
}
