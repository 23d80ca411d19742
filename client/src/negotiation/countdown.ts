const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How near the deadline is, from calm to urgent. */
export type Urgency = 'calm' | 'warn' | 'danger'

/** What the top bar says of the time that is left. */
export interface Countdown {
	/** E.g. `2 h 14 min`, `9:41`; empty above 24 hours, when the date says it. */
	readonly left: string
	readonly urgency: Urgency
	/** The local clock has passed the deadline and the server has not spoken yet. */
	readonly isOver: boolean
}

/**
 * Time left as the room shows it: nothing above 24 hours, whole minutes (rounded up) down to ten, then minutes and seconds.
 *
 * @param leftMs until the deadline; may be negative.
 */
export function countdown(leftMs: number): Countdown {
	const urgency = leftMs <= 5 * MINUTE ? 'danger' : leftMs <= 15 * MINUTE ? 'warn' : 'calm'
	if (leftMs <= 0) return { left: '0:00', urgency, isOver: true }
	if (leftMs > 24 * HOUR) return { left: '', urgency, isOver: false }
	if (leftMs <= 10 * MINUTE) {
		const seconds = Math.ceil(leftMs / SECOND)
		const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
		return { left, urgency, isOver: false }
	}
	return { left: inMinutes(Math.ceil(leftMs / MINUTE)), urgency, isOver: false }
}

/** A length of time in one or two units: `12 s` under two minutes, `5 min`, `2 h 14 min`. */
export function howLong(ms: number): string {
	return ms < 2 * MINUTE ? `${Math.round(ms / SECOND)} s` : inMinutes(Math.round(ms / MINUTE))
}

function inMinutes(minutes: number): string {
	return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Minutes before the deadline at which the live region speaks. */
const THRESHOLDS = [60, 30, 15, 5, 1] as const

/** A look at the clock may come this much after the threshold, and is still told as the threshold. */
const LAG_MS = 5 * SECOND

/**
 * Whole minutes left where a threshold was passed between two looks at the clock, or null. At the threshold that is the threshold;
 * where the time jumped over it, as after sleep or with a nearer deadline, what is left then, rounded down: 0 is under a minute.
 */
export function passedThreshold(beforeMs: number, nowMs: number): number | null {
	const passed = THRESHOLDS.some(
		(minutes) => beforeMs > minutes * MINUTE && nowMs <= minutes * MINUTE
	)
	return passed && nowMs > 0 ? Math.floor((nowMs + LAG_MS) / MINUTE) : null
}
