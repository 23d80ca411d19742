import * as z from 'zod/mini'
import { keepsCopies, VISITS } from './deviceStore.ts'

/** How far somebody has seen the text of a room on this device, and until when. */
export type Visit = z.infer<typeof Visit>
const Visit = z.object({
	/** The newest log position that their page had heard of. */
	position: z.int(),
	/** In ms on the server's clock. */
	at: z.int(),
})

/** Where it is kept, of whom. */
export interface Visitor {
	readonly negotiation: string
	readonly seat: string
}

/** Whoever looks away for longer than this comes back. */
const AWAY_MS = 5 * 60_000
const KEEP_MS = 30_000

/**
 * Remembers on this device how far its person has seen the text: while the page is in front, as it goes out of sight and as it closes.
 * Tells when they come back, to a page or to a window that was out of sight. Where the person wants no copies here, nothing is kept.
 */
export class Visits {
	readonly #who: Visitor
	readonly #now: () => Visit
	readonly #cameBack: (since: Visit) => void
	readonly #keeping: ReturnType<typeof setInterval>
	/** What was seen when the page went out of sight, and when that was by the device's clock; null while it is in front. */
	#away: { readonly visit: Visit; readonly since: number } | null = null
	/** Whether this page was in front at all. */
	#hasArrived = false
	#isClosed = false

	/** @param now how far the page is now */
	constructor(who: Visitor, now: () => Visit, cameBack: (since: Visit) => void) {
		this.#who = who
		this.#now = now
		this.#cameBack = cameBack
		if (document.visibilityState === 'visible') this.#arrive()
		this.#keeping = setInterval(() => {
			this.#keep()
		}, KEEP_MS)
		document.addEventListener('visibilitychange', this.#onVisibility)
		window.addEventListener('pagehide', this.#onPageHide)
	}

	/** Stops; what was seen until now is remembered, unless it is `forgotten`. Doing so twice is fine. */
	close(forgotten = false): void {
		if (this.#isClosed) return
		if (!forgotten) this.#keep()
		this.#isClosed = true
		clearInterval(this.#keeping)
		document.removeEventListener('visibilitychange', this.#onVisibility)
		window.removeEventListener('pagehide', this.#onPageHide)
	}

	readonly #onVisibility = (): void => {
		if (document.visibilityState === 'hidden') {
			this.#keep()
			this.#away ??= { visit: this.#now(), since: Date.now() }
		} else if (this.#hasArrived) {
			const away = this.#away
			this.#away = null
			// clocks of a page stand still while its machine sleeps, and the device's own does not
			if (away !== null && Date.now() - away.since > AWAY_MS) this.#cameBack(away.visit)
			this.#keep()
		} else this.#arrive()
	}

	readonly #onPageHide = (): void => {
		this.#keep()
	}

	#arrive(): void {
		const before = lastVisit(this.#who)
		this.#hasArrived = true
		keepVisit(this.#who, this.#now())
		if (before !== null) this.#cameBack(before)
	}

	/** What comes while nobody looks is not seen. What was wiped meanwhile, by another window or at the server's word, stays so. */
	#keep(): void {
		if (!this.#hasArrived || this.#away !== null) return
		const kept = lastVisit(this.#who)
		if (kept === null) return
		const now = this.#now()
		// another window of the same person may have seen more
		keepVisit(this.#who, { ...now, position: Math.max(now.position, kept.position) })
	}
}

function lastVisit(who: Visitor): Visit | null {
	try {
		const kept = localStorage.getItem(keyOf(who))
		return kept === null || !keepsCopies() ? null : Visit.parse(JSON.parse(kept))
	} catch {
		return null // closed to us, or written by another version
	}
}

function keepVisit(who: Visitor, { position, at }: Visit): void {
	if (!keepsCopies()) return
	try {
		localStorage.setItem(keyOf(who), JSON.stringify({ position, at: Math.round(at) }))
	} catch {
		return // closed to us, or full: they are told of nothing when they come back
	}
}

function keyOf({ negotiation, seat }: Visitor): string {
	return `${VISITS}${negotiation}.${seat}`
}
