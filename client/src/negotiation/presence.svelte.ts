import { type PlaceState, type StampedSeat } from '@parley/protocol'
import { type Awareness } from 'y-protocols/awareness'
import { peopleByClause, peopleIn, withKnown, type Person } from './people.ts'

const TYPING_MS = 3_000
const IDLE_MS = 60_000
const NOBODY: readonly Person[] = []

/** Who is in the room and where, from the room document's awareness; and where I am, for the others. */
export class Presence {
	readonly #awareness: Awareness
	readonly #me: StampedSeat
	/** Which change a client was last part of, by clientID. */
	readonly #changedAt: Record<number, number> = {}
	#people = $state.raw<readonly Person[]>([])
	#byClause = $state.raw(peopleByClause([]))
	#isHeld = $state(false)
	#changes = 0
	#place: PlaceState = { clause: null, typing: false, idle: false }
	#typing: ReturnType<typeof setTimeout> | null = null
	#idling: ReturnType<typeof setTimeout> | null = null

	/** @param isDisplay whether this page is on a wall: it says so, and never where it is */
	constructor(awareness: Awareness, me: StampedSeat, isDisplay = false) {
		this.#awareness = awareness
		this.#me = me
		if (isDisplay) this.#place = { ...this.#place, display: true }
		awareness.on('change', this.#onChange)
		window.addEventListener('pageshow', this.#onPageShow)
		this.#publish(this.#place)
		this.active()
		this.#look()
	}

	/** Everybody in the room, me included; while the line is down, those who were last seen. */
	get people(): readonly Person[] {
		return this.#people
	}

	/** The line is down: `people` is what was last seen. */
	get isHeld(): boolean {
		return this.#isHeld
	}

	/** The clause I am in, or null. */
	get clause(): string | null {
		return this.#place.clause
	}

	/** People in `clause`: the same array until one of them changes. */
	in(clause: string): readonly Person[] {
		return this.#byClause.get(clause) ?? NOBODY
	}

	/** I went into `clause`, or out of the text. */
	enter(clause: string | null): void {
		if (this.#place.clause !== clause) this.#publish({ ...this.#place, clause })
		this.active()
	}

	/** I follow `seat`, or nobody any more. */
	follow(seat: string | null): void {
		this.#publish({ ...this.#place, follows: seat })
		this.#look()
	}

	/** I typed. */
	typed(): void {
		if (!this.#place.typing) this.#publish({ ...this.#place, typing: true })
		if (this.#typing !== null) clearTimeout(this.#typing)
		this.#typing = setTimeout(() => {
			this.#publish({ ...this.#place, typing: false })
		}, TYPING_MS)
		this.active()
	}

	/** I did something. */
	active(): void {
		if (this.#place.idle) this.#publish({ ...this.#place, idle: false })
		if (this.#idling !== null) clearTimeout(this.#idling)
		this.#idling = setTimeout(() => {
			this.#publish({ ...this.#place, idle: true, typing: false })
		}, IDLE_MS)
	}

	/** Whether others than those of my delegation are told where I am. */
	beQuiet(isQuiet: boolean): void {
		if ((this.#place.quiet ?? false) !== isQuiet) this.#publish({ ...this.#place, quiet: isQuiet })
	}

	/** The line is down, or is up again. */
	hold(isHeld: boolean): void {
		this.#isHeld = isHeld
		if (!isHeld) this.#look()
	}

	close(): void {
		this.#awareness.off('change', this.#onChange)
		window.removeEventListener('pageshow', this.#onPageShow)
		if (this.#typing !== null) clearTimeout(this.#typing)
		if (this.#idling !== null) clearTimeout(this.#idling)
	}

	readonly #onChange = (change: { added: number[]; updated: number[] }): void => {
		this.#changes += 1
		for (const client of [...change.added, ...change.updated]) {
			this.#changedAt[client] = this.#changes
		}
		if (!this.#isHeld) this.#look()
	}

	// the provider takes my state away when the page is hidden for good; it may come back from the browser's cache
	readonly #onPageShow = (event: PageTransitionEvent): void => {
		if (event.persisted) this.#publish(this.#place)
	}

	#publish(place: PlaceState): void {
		this.#place = place
		this.#awareness.setLocalState({ ...place })
	}

	#look(): void {
		const states = [...this.#awareness.getStates()].map(([clientId, state]) => ({
			clientId,
			// my own state is not stamped here: the server stamps it for the others
			state: clientId === this.#awareness.clientID ? { ...this.#place, who: this.#me } : state,
			changedAt: this.#changedAt[clientId] ?? 0,
		}))
		const people = withKnown(this.#people, peopleIn(states, this.#me.seat))
		if (people === this.#people) return
		this.#people = people
		this.#byClause = peopleByClause(people, this.#byClause)
	}
}
