import * as z from 'zod/mini'

/** How much of what others do is read aloud: nothing, what happens to the point I am in, or everything. */
export const ANNOUNCE_LEVELS = ['off', 'mine', 'all'] as const
export type AnnounceLevel = (typeof ANNOUNCE_LEVELS)[number]

/** Sizes of the text: 16/26, 18/30 and 21/34 px. */
export const TEXT_SIZES = ['dense', 'normal', 'large'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

const KEY = 'parley.preferences'

const Kept = z.object({
	announce: z.catch(z.enum(ANNOUNCE_LEVELS), 'mine'),
	textSize: z.catch(z.enum(TEXT_SIZES), 'normal'),
	singleKeys: z.catch(z.boolean(), true),
	/** Whether only my delegation sees where I am. */
	quiet: z.catch(z.boolean(), false),
	/** Keys that this person chose, by command. */
	keys: z.catch(z.record(z.string(), z.string().check(z.maxLength(1))), {}),
})
type Kept = z.infer<typeof Kept>

/** What a person chose for this browser. It is kept in local storage and nowhere else. */
class Preferences {
	#kept = $state.raw<Kept>(Kept.parse({}))

	/** Puts what was chosen on the page; call it before anything is drawn. */
	start(): void {
		this.#kept = { ...this.#kept, ...stored() }
		this.#apply()
	}

	get announce(): AnnounceLevel {
		return this.#kept.announce
	}

	get textSize(): TextSize {
		return this.#kept.textSize
	}

	/** Whether keys without Ctrl act on a point. */
	get singleKeys(): boolean {
		return this.#kept.singleKeys
	}

	/** Whether my caret and my place are for my own delegation alone. */
	get quiet(): boolean {
		return this.#kept.quiet
	}

	/** Characters that this person chose, by command. */
	get keys(): Readonly<Record<string, string>> {
		return this.#kept.keys
	}

	/** Changes some of it and remembers the whole. */
	choose(changes: Partial<Kept>): void {
		// another window may have chosen meanwhile
		this.#kept = { ...this.#kept, ...stored(), ...changes }
		this.#apply()
		try {
			localStorage.setItem(KEY, JSON.stringify(this.#kept))
		} catch {
			return // storage is closed to us here: the choice then lasts as long as the page
		}
	}

	#apply(): void {
		if (this.#kept.textSize === 'normal') delete document.documentElement.dataset['textSize']
		else document.documentElement.dataset['textSize'] = this.#kept.textSize
	}
}

/** What this browser remembers; null where that is nothing, or closed to us. */
function stored(): Kept | null {
	try {
		const kept = localStorage.getItem(KEY)
		return kept === null ? null : Kept.parse(JSON.parse(kept))
	} catch {
		return null
	}
}

export const preferences = new Preferences()
