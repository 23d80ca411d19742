import { type SeatId } from '@parley/domain'
import { type Edit, type RefusedUpdate } from '@parley/schema'
import type * as Y from 'yjs'

/**
 * Steps that a seat has at once, and that it gets back each second. A step takes between 0.3 and some microseconds, most of it in Yjs, when
 * that goes past a unit at the place where an edit belongs (measured). What twenty people bring who each made 3,000 edits away from each other
 * in one clause takes three quarters of it at most.
 */
const MOST = 600_000
const PER_SECOND = 10_000

/** What reading an edit that was kept takes, by its structs and by its bytes. */
const BY_STRUCT = 1
const BY_BYTE = 1 / 1000

/** What reading a range that an edit deletes takes: a fifth of what a struct does (measured). */
const BY_RANGE = 1 / 4

/** Bytes that are no edit are gone through as far as they seem to be one: as many structs as they can have, at some bytes each. */
const BY_UNREADABLE_BYTE = 1 / 8

/** An edit of fewer bytes is read by whomever it is: it takes less than the frame that it came in. */
export const SMALL_BYTES = 256

/** What a struct of a text takes that is copied to try an edit on. */
const BY_COPIED = 2

/**
 * What going along a text takes by its structs. Each takes between 0.3 and 1.5 µs (measured); it is counted as less, so that whoever suggests all the time in a clause of
 * a thousand structs is not told to wait, and a seat can still not take more than a tenth of the process.
 */
const BY_WALKED = 1 / 4

/**
 * What is said about a suggestion looks at no text, and is counted all the same: everybody is told of it and has it with every reading of the suggestions. So
 * a seat says three hundred things at once, and five more each second.
 */
export const STEPS_OF_COMMENT = 2_000

/**
 * How much is looked at to judge the edits of each seat. Nearly all edits take next to nothing; one that was forged, or that builds on a
 * text by many at one place, can take milliseconds. Who has none left waits until some has come back: nothing is refused for it. It is
 * the seat's and not the session's, of which anybody makes as many as they like.
 */
export class Efforts {
	readonly #nowMs: () => number
	readonly #spent = new Map<SeatId, { steps: number; atMs: number }>()

	/** @param nowMs monotonic time */
	constructor(nowMs: () => number) {
		this.#nowMs = nowMs
	}

	/** Whether anything is left for `seat`: what it takes is known only afterwards, and may be more. */
	isLeft(seat: SeatId): boolean {
		return this.#spentBy(seat) < MOST
	}

	/** Counts `steps` in that were taken for `seat`. */
	spend(seat: SeatId, steps: number): void {
		if (steps > 0) {
			this.#spent.set(seat, { steps: this.#spentBy(seat) + steps, atMs: this.#nowMs() })
		}
	}

	#spentBy(seat: SeatId): number {
		const spent = this.#spent.get(seat)
		if (spent === undefined) return 0
		const back = ((this.#nowMs() - spent.atMs) / 1000) * PER_SECOND
		return Math.max(0, spent.steps - back)
	}
}

/** The steps that it takes to read an edit again that was kept as `bytes`. */
export function stepsOfReading({ structs }: Edit, bytes: Uint8Array): number {
	return structs * BY_STRUCT + bytes.length * BY_BYTE
}

/** The steps that it took to read what was offered, be it an edit or not. Whoever offers what is known already has it read as well. */
export function stepsOfOffer(edit: Edit | RefusedUpdate, bytes: Uint8Array): number {
	if (!edit.ok) return bytes.length * BY_UNREADABLE_BYTE
	let ranges = 0
	for (const { length } of edit.deleted.values()) ranges += length
	return stepsOfReading(edit, bytes) + ranges * BY_RANGE
}

/** The steps that it takes to try an edit on a copy of a text of so many structs. */
export function stepsOfCopying(structs: number): number {
	return structs * BY_COPIED
}

/** The steps that it takes to go once along a text of so many structs. */
export function stepsOfWalking(structs: number): number {
	return structs * BY_WALKED
}

/** How many structs a text has, those of what was deleted included. */
export function structsOf({ store }: Y.Doc): number {
	let structs = 0
	for (const { length } of store.clients.values()) structs += length
	return structs
}
