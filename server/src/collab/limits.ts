import { type Rate } from './bucket.ts'
import { type Share } from './quotas.ts'

/** What one socket may do, and what those of one session or address may do together. Bytes and milliseconds. */
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
	/** The sockets of one session: the tabs of one browser, a program. */
	readonly session: Share
	/** The sockets from one address, by which a whole delegation may come. */
	readonly address: Share
	/** How many sockets of one address may be waiting to be let in. */
	readonly maxStrangers: number
	/** How many sockets there may be at all. */
	readonly maxSockets: number
	/** Refused updates of one connection to a document. */
	readonly refusals: Rate
}

/**
 * Generous for honest use: a page opens 130 documents with about 500 frames, and an offline return of 10,000 updates is one
 * frame a document. A hotel's sixty guests share one address, and are all back within a second of a failure of its network.
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
	session: {
		sockets: 50,
		frames: { burst: 10_000, perSecond: 500 },
		bytes: { burst: 128 * 1024 * 1024, perSecond: 16 * 1024 * 1024 },
	},
	address: {
		sockets: 1000,
		frames: { burst: 100_000, perSecond: 12_000 },
		bytes: { burst: 1024 * 1024 * 1024, perSecond: 128 * 1024 * 1024 },
	},
	maxStrangers: 500,
	maxSockets: 10_000,
	refusals: { burst: 5, perSecond: 5 / 60 },
}
