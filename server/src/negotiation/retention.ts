import { addMs, type Instant, type Negotiation } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { type Storage } from '../storage/ports.ts'
import { readHead } from './readHead.ts'

const DAY_MS = 24 * 3_600_000
/** A negotiation and how long it is kept. */
export interface Kept {
	readonly negotiation: Negotiation
	/** When it was frozen, or else its deadline; it may lie ahead. */
	readonly closesAt: Instant
	readonly isFrozen: boolean
	/** From when on it is erased; null where it is kept for ever, or is not closed yet. */
	readonly erasedFrom: Instant | null
}

/** Every negotiation, and when it is to be erased where closed ones are kept for `days`; null stands for no end. */
export async function readRetention(
	storage: Pick<Storage, 'log' | 'negotiations'>,
	days: number | null,
	now: Instant
): Promise<readonly Kept[]> {
	const kept: Kept[] = []
	for (const negotiation of await storage.negotiations.list()) {
		const { head } = await readHead(storage.log, sharedLog(negotiation.id))
		const closesAt = head.frozen?.at ?? head.deadline.at
		const erasedFrom = days === null || closesAt > now ? null : addMs(closesAt, days * DAY_MS)
		kept.push({ negotiation, closesAt, isFrozen: head.frozen !== null, erasedFrom })
	}
	return kept
}

/** How long before a deadline nothing is erased: commits wait while files are cleared (design, F3). */
const STILL_MS = 10 * 60_000

/**
 * The first text that freezes within `withinMs`, or null. Left out, that is the time within which nothing may be erased.
 */
export function freezesSoon(kept: readonly Kept[], now: Instant, withinMs = STILL_MS): Kept | null {
	const isSoon = ({ closesAt, isFrozen }: Kept): boolean =>
		!isFrozen && closesAt > now && closesAt - now < withinMs
	return kept.find(isSoon) ?? null
}
