import { type ClauseJson, type StampedSeat } from '@parley/protocol'
import { createSubscriber } from 'svelte/reactivity'
import { type Awareness } from 'y-protocols/awareness'
import { ActivityLog, type Activity } from './activity.ts'
import { authorOf, calledBy } from './author.ts'
import { clauseLabel } from './clauseName.ts'
import { type Person } from './people.ts'
import { UnnamedChanges } from './unnamedChanges.ts'

/** How long words wait for the caret that they were typed at: a line that comes back brings both within this. */
const CARET_WAIT_MS = 5_000
/** How long a change of a text that is not followed waits for who types there: both are said at once, by ways of their own. */
const PLACE_WAIT_MS = 2_000

/** Listens to what others change: who it was, as soon as that is known, for the list and for what is said. */
export class ActivityWatch {
	readonly #me: string
	readonly #typingIn: (clause: string) => readonly Person[]
	readonly #log = new ActivityLog()
	readonly #unnamed = new UnnamedChanges<ClauseJson>()
	readonly #subscribe: () => void
	/** Who decided last about what stands in a clause, and when that was heard, in ms. */
	readonly #deciders = new Map<string, { readonly who: StampedSeat; readonly at: number }>()
	#tell: () => void = () => undefined

	/**
	 * @param me my seat: what my other windows do is not told
	 * @param typingIn those who type in a clause now
	 */
	constructor(me: string, typingIn: (clause: string) => readonly Person[]) {
		this.#me = me
		this.#typingIn = typingIn
		this.#subscribe = createSubscriber((update) => {
			this.#tell = update
			return () => {
				this.#tell = () => undefined
			}
		})
	}

	/** What others did while this page was open, newest first; where it is read to be drawn, it is drawn anew when there is more. */
	get entries(): readonly Activity[] {
		this.#subscribe()
		return this.#log.entries
	}

	/** Words of `clients` came into a clause. */
	wordsCame(clause: ClauseJson, clients: readonly number[], awareness: Awareness): void {
		for (const client of clients) {
			this.#unnamed.add(clause, () => authorOf(awareness, client), Date.now(), CARET_WAIT_MS)
		}
		this.look()
	}

	/** The text of a clause changed that this page does not follow: it was whoever types there, as far as one can be told. */
	changedFar(clause: ClauseJson): void {
		const typing = this.#typingIn(clause.id)
		// of several who type nobody can be told by waiting
		const waitMs = typing.length === 0 ? PLACE_WAIT_MS : 0
		this.#unnamed.add(clause, () => this.#onlyOneIn(clause.id), Date.now(), waitMs)
		this.look()
	}

	/** Somebody decided about what stands in a clause: what the server changes in its text for that has no caret, and is theirs. */
	decided(clause: string, who: StampedSeat): void {
		this.#deciders.set(clause, { who, at: Date.now() })
	}

	/** I typed. */
	typed(): void {
		this.#log.typed(Date.now())
	}

	/** Looks whose the changes are that came without a name, as when carets have come. */
	look(): void {
		const changes = this.#unnamed.take(Date.now())
		for (const { clause, who: typed, at } of changes) {
			const who = typed ?? this.#deciderOf(clause.id, at)
			if (who?.seat === this.#me) continue
			this.#log.changed(calledBy(who), { id: clause.id, label: clauseLabel(clause) }, at)
		}
		if (changes.length > 0) this.#tell()
	}

	/** What is to be said now of clauses that are heard; null where there is nothing, or it is not the time. */
	takeDigest(isHeard: (clause: string) => boolean): string | null {
		this.look()
		return this.#log.take(Date.now(), isHeard)
	}

	#deciderOf(clause: string, at: number): StampedSeat | null {
		const last = this.#deciders.get(clause)
		return last !== undefined && Math.abs(last.at - at) < CARET_WAIT_MS ? last.who : null
	}

	/** The one who types in a clause beside me, or me where it is nobody else; null where there are several, or nobody. */
	#onlyOneIn(clause: string): StampedSeat | null {
		const typing = this.#typingIn(clause)
		const others = typing.filter(({ isMe }) => !isMe)
		const [first, second] = others.length > 0 ? others : typing
		return first === undefined || second !== undefined ? null : first.who
	}
}
