import { firstIndex } from './firstIndex.ts'
import type { ClockRange } from './readUpdate.ts'

/** Ranges that stand together: a range that comes in between moves no more than this many. */
const MOST_TOGETHER = 256

/** Disjoint ranges of clocks in their order. Almost always one comes behind all others; one in between costs little, however many there are. */
export class RangeRow<R extends ClockRange> {
	/** Each has one range or more, but for the only one of an empty row. */
	readonly #groups: R[][] = [[]]

	/** The last of them, or nothing where there is none. */
	get last(): R | undefined {
		return this.#groups.at(-1)?.at(-1)
	}

	/** The ranges that end behind `clock`, in order. Nothing may be put in or taken out before the last one is read. */
	*behind(clock: number): Generator<R> {
		let group = this.#groupAt(clock)
		for (let i = firstBehind(this.#groups[group] ?? [], clock); group < this.#groups.length; i++) {
			const range = this.#groups[group]?.[i]
			if (range !== undefined) {
				yield range
				continue
			}
			group++
			i = -1
		}
	}

	/** The first range that ends behind `clock`. */
	firstBehind(clock: number): R | undefined {
		const group = this.#groups[this.#groupAt(clock)] ?? []
		return group[firstBehind(group, clock)]
	}

	/** Puts in a range that overlaps none. */
	put(range: R): void {
		const at = this.#groupAt(range.from)
		const group = this.#groups[at]
		if (group === undefined) {
			const last = this.#groups.at(-1) ?? []
			last.push(range)
			if (last.length > MOST_TOGETHER) this.#groups.push(last.splice(MOST_TOGETHER))
			return
		}
		group.splice(firstBehind(group, range.from), 0, range)
		if (group.length > MOST_TOGETHER)
			this.#groups.splice(at + 1, 0, group.splice(MOST_TOGETHER / 2))
	}

	/** Takes out a range that is in the row. */
	take(range: R): void {
		const at = this.#groupAt(range.from)
		const group = this.#groups[at]
		group?.splice(group.indexOf(range), 1)
		if (group?.length === 0 && this.#groups.length > 1) this.#groups.splice(at, 1)
	}

	/** The index of the first group with a range that ends behind `clock`; the number of groups where none does. */
	#groupAt(clock: number): number {
		return firstIndex(this.#groups, (group) => (group.at(-1)?.to ?? -1) > clock)
	}
}

/** The index of the first range that ends behind `clock`; the number of ranges where none does. */
export function firstBehind(row: readonly ClockRange[], clock: number): number {
	return firstIndex(row, ({ to }) => to > clock)
}
