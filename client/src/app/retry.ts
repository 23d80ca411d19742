import { ApiError } from '../negotiation/api.ts'

/** The pause before what failed once is asked for again, in ms. */
export const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 10_000

/** Not signed in, not allowed, not there, no longer there. */
const GONE: ReadonlySet<number> = new Set([401, 403, 404, 410])

/** Whether the server has said that this is not, or no longer, for whoever asks: nothing of it may stay on the screen. */
export function isGone(error: unknown): boolean {
	return error instanceof ApiError && GONE.has(error.status)
}

/** Whether asking again may bring another answer. A fault of this page stays, and so does what the server refuses. */
export function mayPass(error: unknown): boolean {
	return error instanceof ApiError && (error.status < 400 || error.status >= 500)
}

/** The pause after one of `ms`, in ms. */
export function nextPause(ms: number): number {
	return Math.min(2 * ms, LONGEST_PAUSE_MS)
}
