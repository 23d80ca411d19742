import { fullName, leaderOf, type Person } from '../../negotiation/people.ts'
import { type Room } from '../../negotiation/room.svelte.ts'
import { mustMove } from '../../negotiation/middle.ts'
import { announcer } from '../../ui/announcer.svelte.ts'
import { toast } from '../../ui/toast.ts'

/** What of the screen following needs. */
export interface Sight {
	readonly stage: () => HTMLElement | null
	/** Draws a clause where one at a time is drawn; nothing where it is drawn already. */
	readonly bring: (clause: string) => void
	/** The frame of a clause and the caret of a seat in it; null where the clause is not drawn. */
	readonly placeOf: (
		clause: string,
		seat: string
	) => { readonly frame: DOMRect; readonly caret: DOMRect | null } | null
	/** Scrolls so that what is at `top` in the window stands where jumps land. */
	readonly show: (top: number) => void
}

/** Others' carets come at most this often; a text may move without one. */
const LOOK_MS = 200

const SCROLL_KEYS = /^(PageUp|PageDown|Home|End|ArrowUp|ArrowDown| )$/

/** My page going along with somebody. It scrolls only when their caret leaves the middle of the stage, and never moves my caret. */
export class Following {
	readonly #room: Room
	readonly #sight: Sight
	#seat = $state<string | null>(null)
	#isPaused = $state(false)
	#looking: ReturnType<typeof setInterval> | null = null

	constructor(room: Room, sight: Sight) {
		this.#room = room
		this.#sight = sight
	}

	/** Whether I follow anybody, paused or not. */
	get isOn(): boolean {
		return this.#seat !== null
	}

	get isPaused(): boolean {
		return this.#isPaused
	}

	/** The one in front; null where they are not here just now. */
	get leader(): Person | null {
		const { people } = this.#room.presence
		return this.#seat === null ? null : leaderOf(people, this.#seat, this.#room.info.me.id)
	}

	/** Whom I follow, in words, also while they are away. */
	get name(): string {
		const { leader } = this
		if (leader !== null) return fullName(leader.who)
		const seat = this.#room.info.seats.find(({ id }) => id === this.#seat)
		return seat === undefined ? '' : fullName(seat)
	}

	/** Goes along with `seat` from now on. Someone who follows me cannot be followed: nobody would lead. */
	start(seat: string): void {
		const { people } = this.#room.presence
		if (leaderOf(people, seat, this.#room.info.me.id) === null) {
			const isHere = people.some(({ who }) => who.seat === seat)
			toast(isHere ? 'They follow you.' : 'They are not here any more.')
			return
		}
		this.#seat = seat
		this.#isPaused = false
		this.#room.presence.follow(seat)
		this.#looking ??= setInterval(this.#look, LOOK_MS)
		this.#listen(true)
		announcer.say(`Following ${this.name}. Escape stops.`)
		this.#look()
	}

	/** I scroll myself: they go on alone until I resume. */
	pause(): void {
		if (this.#seat === null || this.#isPaused) return
		this.#isPaused = true
		announcer.say('Following is paused.')
	}

	resume(): void {
		if (this.#seat === null) return
		this.#isPaused = false
		announcer.say(`Following ${this.name} again.`)
		this.#look()
	}

	/** Ends it: asked to, or because I write myself. */
	stop(): void {
		if (this.#seat === null) return
		const { name } = this
		this.close()
		this.#room.presence.follow(null)
		announcer.say(`No longer following ${name}.`)
	}

	close(): void {
		this.#seat = null
		if (this.#looking !== null) clearInterval(this.#looking)
		this.#looking = null
		this.#listen(false)
	}

	readonly #look = (): void => {
		const stage = this.#sight.stage()
		const { leader } = this
		if (stage === null || leader === null || leader.clause === null || this.#isPaused) return
		this.#sight.bring(leader.clause)
		const place = this.#sight.placeOf(leader.clause, leader.who.seat)
		if (place === null) return
		const box = stage.getBoundingClientRect()
		if (mustMove(place, box)) this.#sight.show((place.caret ?? place.frame).top)
	}

	/** What tells that a person scrolls, and not the page by itself. */
	#listen(isOn: boolean): void {
		const stage = this.#sight.stage()
		if (stage === null) return
		const change = isOn ? ('addEventListener' as const) : ('removeEventListener' as const)
		stage[change]('wheel', this.#onScrolling, { passive: true })
		stage[change]('touchmove', this.#onScrolling, { passive: true })
		stage[change]('pointerdown', this.#onPointerDown)
		stage[change]('keydown', this.#onKeydown)
	}

	readonly #onScrolling = (): void => {
		this.pause()
	}

	/** A press on the stage itself is one on its scroll bar. */
	readonly #onPointerDown = (event: Event): void => {
		if (event.target === this.#sight.stage()) this.pause()
	}

	readonly #onKeydown = (event: Event): void => {
		if (event instanceof KeyboardEvent && SCROLL_KEYS.test(event.key)) this.pause()
	}
}
