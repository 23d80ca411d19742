import { type LogPosition } from '@parley/domain'
import { Places, type Edit, type RefusalReason } from '@parley/schema'
import * as Y from 'yjs'

/** The committed text with edits laid over it that it does not have. */
interface Ahead {
	readonly doc: Y.Doc
	readonly committed: LogPosition
	/** What is laid over it, in its order. */
	readonly laid: Edit[]
	readonly places: Places
}

/**
 * The edits of one document that are numbered and not on disk yet: no view of the log has them, but whoever types fast builds on such
 * ones of their own. What builds on one of them is looked at where it will stand, on the text with all of them.
 */
export class PendingEdits {
	readonly #edits: { readonly position: LogPosition; readonly edit: Edit }[] = []
	/** How many clocks of each client they reach up to. */
	readonly #reached = new Map<number, number>()
	/** Kept while the text stays as it is, which is until the next commit. */
	#ahead: Ahead | null = null
	#effort = 0

	/** The edits in the order of their numbers; some of them may be on disk by now. */
	get edits(): readonly Edit[] {
		return this.#edits.map(({ edit }) => edit)
	}

	/** How many runs of units have been gone past so far to find out what is misplaced (see `Places.effort`). */
	get effort(): number {
		return this.#effort
	}

	/** Counts in an edit that has just got the number `position`, behind all others. */
	add(edit: Edit, position: LogPosition): void {
		this.#edits.push({ position, edit })
		for (const [client, { to }] of edit.inserted) {
			this.#reached.set(client, Math.max(to, this.#reached.get(client) ?? 0))
		}
	}

	/** Forgets what is on disk by now, which is everything up to `committed`. */
	settle(committed: LogPosition): void {
		const first = this.#edits.findIndex(({ position }) => position > committed)
		this.#edits.splice(0, first === -1 ? this.#edits.length : first)
		if (this.#edits.length > 0) return
		this.#reached.clear()
		this.#ahead = null
	}

	/**
	 * Why `edit` cannot stand where it does (see `Places`), if it gets the next number. From it nothing may be missing in `doc` and the
	 * pending edits.
	 *
	 * @param doc the text as committed through the position `committed`, which is only read
	 */
	misplaced(edit: Edit, doc: Y.Doc, committed: LogPosition): RefusalReason | undefined {
		this.settle(committed)
		// What is pending beside it has been seen by none whose edit does not build on it, and so changes nothing.
		if (!this.#isUnder(edit, doc)) {
			const places = new Places(doc)
			const misplaced = places.take(edit)
			this.#effort += places.effort
			return misplaced
		}
		const known = this.#ahead?.places
		const before = known?.effort ?? 0
		const ahead = this.#aheadOf(doc, committed)
		const misplaced = ahead.places.take(edit)
		this.#effort += ahead.places.effort - (ahead.places === known ? before : 0)
		if (misplaced === undefined) ahead.laid.push(edit)
		else this.#ahead = null
		return misplaced
	}

	/** Whether `edit` builds on something that is pending, repeats or deletes it. */
	#isUnder({ needs }: Edit, { store }: Y.Doc): boolean {
		if (this.#edits.length === 0) return false
		return [...needs].some(([client, needed]) => {
			const known = Y.getState(store, client)
			return needed > known && (this.#reached.get(client) ?? 0) > known
		})
	}

	#aheadOf(doc: Y.Doc, committed: LogPosition): Ahead {
		let ahead = this.#ahead
		if (ahead?.doc !== doc || ahead.committed !== committed || !this.#isBeginning(ahead.laid)) {
			ahead = { doc, committed, laid: [], places: new Places(doc) }
			this.#ahead = ahead
		}
		for (const { edit } of this.#edits.slice(ahead.laid.length)) {
			ahead.places.lay(edit)
			ahead.laid.push(edit)
		}
		return ahead
	}

	/** Whether what is pending begins with `laid`: an edit that was looked at may have been refused for another reason since. */
	#isBeginning(laid: readonly Edit[]): boolean {
		return laid.length === 0 || this.#edits[laid.length - 1]?.edit === laid.at(-1)
	}
}
