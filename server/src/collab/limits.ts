import { type Rate } from './bucket.ts'

/** What one socket may do. Bytes and milliseconds. */
export interface Limits {
	/** The largest frame. */
	readonly maxFrameBytes: number
	/** How much a socket may send to documents that it is still being let into. */
	readonly maxEarlyBytes: number
	/** The largest awareness update; a larger one is dropped. */
	readonly maxAwarenessBytes: number
	/** With more than this unsent, a socket reads too slowly. */
	readonly maxUnsentBytes: number
	/** A SyncStep1 is answered once no more than this stands unsent: who opens many documents sets the pace by reading. */
	readonly resumeBelowBytes: number
	/** How long a socket may stay without having been let into any document. */
	readonly authenticateWithinMs: number
	/** How often a ping goes out, and how often an idle socket gets a message that a page can see. */
	readonly pingEveryMs: number
	/** How long a closed socket may take to say goodbye before it is cut. */
	readonly closeWithinMs: number
	/** How long stopping waits for frames that have come in; a storage that does not answer must not hold it for ever. */
	readonly stopWithinMs: number
	readonly frames: Rate
	readonly bytes: Rate
	/** Refused updates of one connection to a document. */
	readonly refusals: Rate
}

/**
 * Generous for honest use: a page opens 130 documents with about 500 frames, and an offline return of 10,000 updates is one
 * frame a document.
 */
export const DEFAULT_LIMITS: Limits = {
	maxFrameBytes: 1024 * 1024,
	maxEarlyBytes: 5 * 1024 * 1024,
	maxAwarenessBytes: 4096,
	maxUnsentBytes: 4 * 1024 * 1024,
	resumeBelowBytes: 1024 * 1024,
	authenticateWithinMs: 5000,
	pingEveryMs: 15_000,
	closeWithinMs: 1000,
	stopWithinMs: 5000,
	frames: { burst: 2000, perSecond: 200 },
	bytes: { burst: 64 * 1024 * 1024, perSecond: 8 * 1024 * 1024 },
	refusals: { burst: 5, perSecond: 5 / 60 },
}
