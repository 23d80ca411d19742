import { type Rooms } from '../negotiation/rooms.ts'
import { type Clock } from '../freeze/clock.ts'

/** How long a failed commit keeps the server out of service at least, even if the disk takes writes again. */
const AT_LEAST_MS = 5000

/** Whether what people write is stored. */
export interface Health {
	/** The newest commit's failure, unless one came through after it or it was a while ago. */
	lastFailure(): Error | null
	/** Stops listening. Closing twice is fine. */
	close(): void
}

/**
 * Watches the commits of all rooms. A failure counts until the next commit comes through; where nobody writes it is forgotten after
 * a few seconds, and the storage's own check decides.
 */
export function watchCommits(rooms: Rooms, clock: Clock): Health {
	let failure: { error: Error; at: number } | null = null
	const stop = rooms.listen((_room, event) => {
		if (event.kind === 'commit-failed') failure = { error: event.error, at: clock.monotonicMs() }
		if (event.kind === 'committed') failure = null
	})
	return {
		lastFailure() {
			if (failure === null || clock.monotonicMs() - failure.at >= AT_LEAST_MS) return null
			return failure.error
		},
		close: stop,
	}
}
