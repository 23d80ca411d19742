import { addMs, type Instant, type NegotiationId } from '@parley/domain'
import { type Logger } from 'pino'
import { type Clock } from './freeze/clock.ts'
import { eraseNegotiation, type EraseParts } from './negotiation/eraseNegotiation.ts'
import { freezesSoon, readRetention } from './negotiation/retention.ts'
import { type Rooms } from './negotiation/rooms.ts'
import { ANSWER_KEPT_MS } from './storage/commit.ts'

const DAY_MS = 24 * 3_600_000
/** Used links and ended sessions are kept for so long, so that whoever opens one again is told what became of it. */
export const ENDED_KEPT_MS = 30 * DAY_MS
/** How long before it is done an erasure is announced in the log, every day. */
const WARNED_MS = 7 * DAY_MS
/** When it is looked again where something is about to freeze. */
const LATER_MS = 15 * 60_000

/** What the daily round works with. */
export interface RetentionParts extends EraseParts {
	readonly clock: Clock
	readonly rooms: Pick<Rooms, 'all'>
	readonly log: Logger
	/** How long closed negotiations are kept; null for ever. */
	readonly days: number | null
	/** Since when they have been kept for so long. */
	readonly daysSince: (now: Instant) => Promise<Instant>
	/** Clears what of a negotiation stands beside the storage. */
	readonly clearBeside: (id: NegotiationId) => Promise<void>
}

/** The daily round: forgets what has ended, says what will be erased within a week, erases what is due. Begins with one at once. */
export function startRetention(parts: RetentionParts): { close(): Promise<void> } {
	const { clock, log } = parts
	let isClosed = false
	let cancel = (): void => undefined
	let round = Promise.resolve()

	function next(): void {
		round = runRetention(parts)
			.catch((error: unknown) => {
				log.error({ err: error }, 'the daily round of what is kept failed')
				return LATER_MS
			})
			.then((wait) => {
				if (!isClosed) cancel = clock.delay(wait, next)
			})
	}

	next()
	return {
		async close() {
			isClosed = true
			cancel()
			await round
		},
	}
}

/** One round; gives how long to wait for the next one. */
export async function runRetention(parts: RetentionParts): Promise<number> {
	const { storage, clock, rooms, log, days, daysSince, clearBeside } = parts
	const now = clock.now()
	const kept = await readRetention(storage, days, now)
	if (freezesSoon(kept, now) !== null) return LATER_MS
	await storage.seats.purge(addMs(now, -ENDED_KEPT_MS))
	await storage.answers.forget(addMs(now, -ANSWER_KEPT_MS))
	// Nothing goes that was not announced, also where the number of days is new or was lowered.
	const announcedFrom = addMs(await daysSince(now), WARNED_MS)
	let count = 0
	for (const { negotiation, erasedFrom: dueFrom } of kept) {
		const { id } = negotiation
		if (dueFrom === null) continue
		const erasedFrom = dueFrom > announcedFrom ? dueFrom : announcedFrom
		if (erasedFrom > now) {
			if (erasedFrom - now <= WARNED_MS) {
				log.warn({ negotiation: id, erasedFrom }, 'a negotiation will be erased: export it before')
			}
			continue
		}
		await clearBeside(id)
		await eraseNegotiation(parts, id, 'retention')
		count++
		log.warn({ negotiation: id }, 'a negotiation was erased: the time for which it is kept is over')
	}
	if (count > 0) await rooms.all()
	// Also what an earlier round or a command erased and could not clear; where nothing is left this does nothing.
	await storage.scrub()
	return DAY_MS
}
