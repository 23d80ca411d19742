import { ApiError } from './api.ts'

/** How long after a question that nobody answered it is asked again. */
const AGAIN_MS = 2_000

/**
 * What `ask` gives, asked again until the server answers: as a device wakes up, its network is not there yet. Null where the server
 * refuses, or where `signal` says that nobody waits any more. Throws what is no `ApiError`.
 */
export async function untilAnswered<T>(
	ask: () => Promise<T>,
	signal: AbortSignal
): Promise<T | null> {
	const isOver = (): boolean => signal.aborted
	while (!isOver()) {
		try {
			return await ask()
		} catch (error) {
			if (isOver()) return null
			if (!(error instanceof ApiError)) throw error
			if (error.status >= 400 && error.status < 500) return null
		}
		await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
	}
	return null
}
