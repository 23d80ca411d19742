import { type Logger } from 'pino'
import { type Clock } from './freeze/clock.ts'
import { freezesSoon, readRetention } from './negotiation/retention.ts'
import { type Rooms } from './negotiation/rooms.ts'
import { isWithholding } from './negotiation/withheldCheck.ts'
import { type Storage } from './storage/ports.ts'

/** When it is tried again where others were reading, as a backup does. */
const RETRY_MS = 10_000
/** When it is looked again where a text is about to freeze: commits would wait meanwhile. */
const LATER_MS = 5 * 60_000
/**
 * For how long freezes put it off: longer than the ten minutes before one of them, so that only deadlines that are moved on and on, or follow each
 * other, come to it. Nobody in one room keeps the words of others on the disk.
 */
const MOST_PUT_OFF_MS = 12 * 60_000

/**
 * Writing a database anew holds up the commits of all rooms, and anybody can ask for it. So it rests after each time: this long, and so many
 * times as long as that took. What is withheld meanwhile is cleared at one go.
 */
const REST_MS = 5_000
const REST_TIMES = 20

/** What clearing works with. */
export interface ScrubParts {
	readonly storage: Pick<Storage, 'scrub' | 'log' | 'negotiations'>
	readonly clock: Clock
	readonly rooms: Pick<Rooms, 'listen'>
	readonly log: Logger
}

/**
 * Clears withheld words from the files of the storage as soon as an act has withheld them, byte by byte, or a little later where that was done a
 * moment ago. From that act on nobody is shown them; this is for the disk. What could not be cleared is tried again, and at the next start at the latest.
 */
export function startScrubbing({ storage, clock, rooms, log }: ScrubParts): {
	close(): Promise<void>
} {
	let isClosed = false
	let isAsked = false
	let restsUntil = 0
	/** Since when freezes have put it off. */
	let putOffSince: number | null = null
	/** Whether a timer will ask again. */
	let isWaiting = false
	let cancel = (): void => undefined
	let running: Promise<void> | null = null

	async function scrub(): Promise<void> {
		while (isAsked && !isClosed) {
			const now = clock.now()
			const isSoon = freezesSoon(await readRetention(storage, null, now), now) !== null
			const began = clock.monotonicMs()
			if (isSoon) putOffSince ??= began
			const left = putOffSince === null ? 0 : putOffSince + MOST_PUT_OFF_MS - began
			if (isSoon && left > 0) {
				again(Math.min(LATER_MS, left))
				return
			}
			if (began < restsUntil) {
				again(restsUntil - began)
				return
			}
			isAsked = false
			putOffSince = null
			await storage.scrub()
			const ended = clock.monotonicMs()
			restsUntil = ended + Math.max(REST_MS, REST_TIMES * (ended - began))
		}
	}

	function again(afterMs: number): void {
		cancel()
		if (isClosed) return
		isWaiting = true
		cancel = clock.delay(afterMs, () => {
			isWaiting = false
			ask()
		})
	}

	function ask(): void {
		isAsked = true
		running ??= scrub()
			.catch((error: unknown) => {
				log.warn({ err: error }, 'withheld words are not yet out of the files of the storage')
				again(RETRY_MS)
			})
			.finally(() => {
				running = null
				// somebody asked when all was done already
				if (isAsked && !isWaiting) ask()
			})
	}

	const stop = rooms.listen((_, event) => {
		if (event.kind !== 'committed') return
		const { payload } = event.entry
		if (payload.kind === 'act' && isWithholding(payload.act)) ask()
	})
	return {
		async close() {
			isClosed = true
			stop()
			cancel()
			await running
		},
	}
}
