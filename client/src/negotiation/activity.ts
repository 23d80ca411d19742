/** Others changed a clause. */
interface Change {
	/** Name of the delegation, or of the seat where it has none. */
	readonly who: string
	/** As it is called, e.g. `point 4`. */
	readonly clause: string
	edits: number
	lastAt: number
}

const EVERY_MS = 20_000
/** Updates of one author closer together than this are one edit. */
const EDIT_GAP_MS = 2_000
/** Nothing is said while I type, and shortly after. */
const QUIET_MS = 3_000

/**
 * What others did, for those who do not see it: a sentence at most every 20 seconds, never while I am typing.
 *
 * @example `Ukraine changed point 4, 2 edits. France changed point 7, 1 edit.`
 */
export class ActivityDigest {
	#changes: Change[] = []
	#saidAt = -Infinity
	#typedAt = -Infinity

	/** Someone changed a clause at `now`, in ms. */
	changed(who: string, clause: string, now: number): void {
		const known = this.#changes.find((change) => change.who === who && change.clause === clause)
		if (known === undefined) this.#changes.push({ who, clause, edits: 1, lastAt: now })
		else {
			if (now - known.lastAt > EDIT_GAP_MS) known.edits += 1
			known.lastAt = now
		}
	}

	/** I typed at `now`. */
	typed(now: number): void {
		this.#typedAt = now
	}

	/** What is to be said at `now`; null where there is nothing, or it is not the time. */
	take(now: number): string | null {
		if (this.#changes.length === 0) return null
		if (now - this.#saidAt < EVERY_MS || now - this.#typedAt < QUIET_MS) return null
		const sentences = this.#changes.map(({ who, clause, edits }) => {
			const count = edits === 1 ? '1 edit' : `${edits} edits`
			return `${who} changed ${clause}, ${count}.`
		})
		this.#changes = []
		this.#saidAt = now
		return sentences.join(' ')
	}
}
