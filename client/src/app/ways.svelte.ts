import { MediaQuery } from 'svelte/reactivity'

/** What this window is like. Paper is no window: on it none of the narrow ways holds, and the whole text is there. */
class Ways {
	readonly #phone = new MediaQuery('screen and (max-width: 639px)', false)
	readonly #margin = new MediaQuery('(min-width: 1280px)', true)
	readonly #outline = new MediaQuery('(min-width: 960px)', true)
	readonly #touch = new MediaQuery('(pointer: coarse)', false)

	/** So narrow that one point at a time is shown, with a bar at the foot: under 640 px. */
	get isPhone(): boolean {
		return this.#phone.current
	}

	/** Wide enough for an outline beside the paper: 960 px and more; under that it is a drawer. */
	get hasOutline(): boolean {
		return this.#outline.current
	}

	/** Wide enough for a margin beside the paper: 1280 px and more; under that it is a drawer. */
	get hasMargin(): boolean {
		return this.#margin.current
	}

	/** Whether fingers point, so that nothing hovers and keys may be drawn on the screen. */
	get isTouch(): boolean {
		return this.#touch.current
	}
}

/** The ways in which this window is used; follows it as it changes. */
export const ways = new Ways()
