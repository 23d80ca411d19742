/**
 * What the author of a struct must have seen: the units it was put between, all that these were put between when they were written, and
 * of each client everything before. An editor puts a struct between neighbours; so nothing that its author must have seen can stand
 * between them, and the right one stands to the right. What others wrote there meanwhile can.
 */
import type { Outline } from './outline.ts'
import type { Placed } from './readUpdate.ts'
import { isSame, type UnitId } from './struct.ts'

/** What is asked of a struct: where it says it was put. */
type Place = Pick<Placed, 'client' | 'clock' | 'origin' | 'rightOrigin'>

/** What the authors of one edit have seen, for the structs of each client in their order. */
export class Sights {
	readonly #outline: Outline
	readonly #sights = new Map<number, Sight>()
	readonly #views = new Map<number, View>()

	/** @param outline an order that has all that the structs stand beside */
	constructor(outline: Outline) {
		this.#outline = outline
	}

	/**
	 * Whether there can have been a text in which `struct`, the next of its client, was put between neighbours.
	 *
	 * @param parentSub where its neighbours stand: the key of a property, or null for the text
	 * @param mostSteps where more runs than this have to be looked at, it counts as not seen
	 */
	couldBePut(struct: Place, parentSub: string | null, mostSteps: number): boolean {
		const { origin, rightOrigin } = struct
		if (this.#viewOf(struct).isKnown(struct, parentSub)) return true
		let sight: Sight | null = null
		const hasSeen = (unit: UnitId): boolean =>
			this.#canHaveSeen(struct, unit) && (sight ??= this.#of(struct)).has(unit)
		const run = origin === null ? null : this.#outline.runAt(origin)
		if (origin !== null) {
			if (run === null) return false
			const next = { client: origin.client, clock: origin.clock + 1 }
			if (next.clock < run.id.clock + run.length) {
				if (isSame(next, rightOrigin)) return true
				if (hasSeen(next)) return false
			}
		}
		let at = run === null ? this.#outline.start(parentSub) : this.#outline.right(run)
		for (; at !== null; at = this.#outline.right(at)) {
			if (isSame(at.id, rightOrigin)) return true
			if (hasSeen(at.id) || this.#outline.steps > mostSteps) return false
		}
		return rightOrigin === null
	}

	/** Counts in that `struct`, the next of its client, was put where it says; `parentSub` as in `couldBePut`. */
	placed(struct: Place & Pick<Placed, 'length'>, parentSub: string | null): void {
		this.#viewOf(struct).add(struct, parentSub)
	}

	#viewOf({ client }: Place): View {
		let view = this.#views.get(client)
		if (view === undefined) this.#views.set(client, (view = new View()))
		return view
	}

	/** False for what nobody else had written beside yet, which is most of what stands at one place at once. */
	#canHaveSeen({ client, origin, rightOrigin }: Place, unit: UnitId): boolean {
		if (client === unit.client || this.#outline.isNamed(unit)) return true
		return [origin, rightOrigin].some(
			(beside) => beside?.client === unit.client && beside.clock >= unit.clock
		)
	}

	/** What the author of `struct` had seen. Most structs stand between neighbours: then nobody asks. */
	#of({ client, clock, origin, rightOrigin }: Place): Sight {
		let sight = this.#sights.get(client)
		if (sight === undefined) this.#sights.set(client, (sight = new Sight(this.#outline)))
		if (clock > 0) sight.add({ client, clock: clock - 1 })
		if (origin !== null) sight.add(origin)
		if (rightOrigin !== null) sight.add(rightOrigin)
		return sight
	}
}

/**
 * What an author saw right behind units beside which they wrote, for as long as they name nothing new of others: whoever goes back to one place
 * again and again need not be followed past all that others have written there meanwhile.
 */
class View {
	/** Behind their own units, by the clock of each. */
	readonly #right = new Map<number, UnitId | null>()
	/** Behind units of others, and at the beginning. */
	readonly #rightOfOthers = new Map<string, UnitId | null>()
	/** Up to which clock the author has named units of others. */
	readonly #named = new Map<number, number>()

	/** Whether what `place` was put between are neighbours by what was put before. */
	isKnown(place: Place, parentSub: string | null): boolean {
		const { client, origin, rightOrigin } = place
		this.#look(place)
		const right =
			origin?.client === client
				? this.#right.get(origin.clock)
				: this.#rightOfOthers.get(nameOf(origin, parentSub))
		return right !== undefined && isSame(right, rightOrigin)
	}

	add(place: Place & Pick<Placed, 'length'>, parentSub: string | null): void {
		const { client, clock, length, origin, rightOrigin } = place
		this.#look(place)
		const first = { client, clock }
		if (origin?.client === client) this.#right.set(origin.clock, first)
		else this.#rightOfOthers.set(nameOf(origin, parentSub), first)
		this.#right.set(clock + length - 1, rightOrigin)
	}

	#look({ client, origin, rightOrigin }: Place): void {
		for (const unit of [origin, rightOrigin]) {
			if (unit === null || unit.client === client) continue
			if (unit.clock < (this.#named.get(unit.client) ?? 0)) continue
			this.#named.set(unit.client, unit.clock + 1)
			this.#right.clear()
			this.#rightOfOthers.clear()
		}
	}
}

/** A name for a unit, or for the beginning of the text (null) or of the values of a property, which no unit has. */
function nameOf(unit: UnitId | null, parentSub: string | null): string {
	return unit === null ? `in ${parentSub ?? ''}` : `${unit.client}:${unit.clock}`
}

/** All that somebody must have seen, as clocks by client: whoever has seen a unit has seen all of its client before it. */
class Sight {
	readonly #outline: Outline
	readonly #clocks = new Map<number, number>()

	constructor(outline: Outline) {
		this.#outline = outline
	}

	has({ client, clock }: UnitId): boolean {
		return clock < (this.#clocks.get(client) ?? 0)
	}

	add(unit: UnitId): void {
		const waiting = [unit]
		for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
			const { client, clock } = next
			const from = this.#clocks.get(client) ?? 0
			if (clock < from) continue
			this.#clocks.set(client, clock + 1)
			for (const { origin, rightOrigin } of this.#outline.neighbours(client, from, clock)) {
				if (origin !== null) waiting.push(origin)
				if (rightOrigin !== null) waiting.push(rightOrigin)
			}
		}
	}
}
