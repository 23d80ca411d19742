import { countOf } from './delivery.ts'

/** Others changed a clause: a burst of typing is one edit, edits that follow each other are one entry. */
export interface Activity {
	/** Name of the delegation, or of the seat where it has none. */
	readonly who: string
	readonly clause: string
	/** As the clause is called, e.g. `Point 4`. */
	readonly label: string
	readonly edits: number
	/** When it began and when it was seen last, in ms. */
	readonly from: number
	readonly until: number
}

/** The same author's edits of a clause within this are one entry of the list. */
const ENTRY_MS = 120_000
const MOST_ENTRIES = 200
const EVERY_MS = 20_000
/** Updates of one author closer together than this are one edit. */
const EDIT_GAP_MS = 2_000
/** Nothing is said while I type, and shortly after. */
const QUIET_MS = 3_000

/**
 * What others did, for those who do not see it: a list, and of what is new in it a sentence at most every 20 seconds, never while I am
 * typing.
 *
 * @example `Ukraine changed Point 4, 2 edits. France changed Point 7, 1 edit.`
 */
export class ActivityLog {
	#entries: readonly Activity[] = []
	/** Not said yet. */
	#fresh: readonly Activity[] = []
	#saidAt = -Infinity
	#typedAt = -Infinity

	/** Everything, newest first; another array after every change. */
	get entries(): readonly Activity[] {
		return this.#entries
	}

	/** `who` changed a clause at `at`, in ms; it may be told of later than what came after it. */
	changed(who: string, clause: { readonly id: string; readonly label: string }, at: number): void {
		this.#entries = added(this.#entries, who, clause, at, ENTRY_MS).slice(0, MOST_ENTRIES)
		this.#fresh = added(this.#fresh, who, clause, at, Infinity)
	}

	/** I typed at `now`. */
	typed(now: number): void {
		this.#typedAt = now
	}

	/**
	 * What is to be said at `now`; null where there is nothing, or it is not the time. What happened in clauses that are not heard is
	 * passed over for good.
	 */
	take(now: number, isHeard: (clause: string) => boolean): string | null {
		if (now - this.#saidAt < EVERY_MS || now - this.#typedAt < QUIET_MS) return null
		const heard = this.#fresh.filter(({ clause }) => isHeard(clause))
		this.#fresh = []
		if (heard.length === 0) return null
		this.#saidAt = now
		return [...heard].reverse().map(sayActivity).join(' ')
	}
}

/** An entry as a sentence: `Ukraine changed Point 4, 2 edits.` */
export function sayActivity({ who, label, edits }: Activity): string {
	return `${who} changed ${label}, ${countOf(edits)}.`
}

/** `entries` with one more change, newest first. */
function added(
	entries: readonly Activity[],
	who: string,
	{ id, label }: { readonly id: string; readonly label: string },
	at: number,
	entryMs: number
): readonly Activity[] {
	const known = entries.find(
		(entry) => entry.who === who && entry.clause === id && gapOf(entry, at) <= entryMs
	)
	if (known === undefined) {
		const newer = entries.filter(({ from }) => from > at)
		const entry = { who, clause: id, label, edits: 1, from: at, until: at }
		return [...newer, entry, ...entries.slice(newer.length)]
	}
	const edits = gapOf(known, at) > EDIT_GAP_MS ? known.edits + 1 : known.edits
	const from = Math.min(known.from, at)
	const until = Math.max(known.until, at)
	return entries.map((entry) => (entry === known ? { ...known, label, edits, from, until } : entry))
}

/** How far `at` is from what an entry spans, in ms. */
function gapOf({ from, until }: Activity, at: number): number {
	return Math.max(from - at, at - until, 0)
}
