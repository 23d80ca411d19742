import { type StampedSeat } from '@parley/protocol'

/** A change of a clause whose author may become known only after it, since words and the caret they were typed at go ways of their own. */
interface UnnamedChange<C> {
	readonly clause: C
	/** Looks who it was: null where it is not known yet. */
	readonly author: () => StampedSeat | null
	/** When it came, and until when its author is waited for, in ms. */
	readonly at: number
	readonly until: number
}

/** A change as it is to be told: by whom it was, or null where that did not become known in time. */
export interface NamedChange<C> {
	readonly clause: C
	readonly who: StampedSeat | null
	/** When it came, in ms. */
	readonly at: number
}

/** Changes of clauses that wait until it is known whose they are, each for its own time at most. */
export class UnnamedChanges<C> {
	#waiting: readonly UnnamedChange<C>[] = []

	/** A change came at `now`; its author is waited for as long as `waitMs`. */
	add(clause: C, author: () => StampedSeat | null, now: number, waitMs: number): void {
		this.#waiting = [...this.#waiting, { clause, author, at: now, until: now + waitMs }]
	}

	/** Those that can be told at `now`, in the order in which they came. Each is given once. */
	take(now: number): readonly NamedChange<C>[] {
		if (this.#waiting.length === 0) return []
		const taken: NamedChange<C>[] = []
		this.#waiting = this.#waiting.filter(({ clause, author, at, until }) => {
			const who = author()
			if (who === null && now < until) return true
			taken.push({ clause, who, at })
			return false
		})
		return taken
	}
}
