/**
 * Whether an edit stands where it can, which its bytes do not tell. Yjs puts a struct where the units it was put between, and the order
 * in which structs come, agree; for what editors write, that order makes no difference. A forged struct can name units that nobody ever
 * saw side by side: then who gets it as it comes reads another text than who gets everything at once, later, by client (measured: one in
 * 6,000 mutants). So each struct has to be one that its author can have put between neighbours of a text that there can have been. Where
 * that holds for all of them, all ways of putting them together give one text; nothing has to be tried, and what somebody else has
 * forged before costs nobody anything.
 */
import * as Y from 'yjs'
import type { RefusalReason } from './decoder.ts'
import { itemAt, Outline } from './outline.ts'
import type { Edit, Placed } from './readUpdate.ts'
import { Sights } from './sight.ts'
import { isSame, type UnitId } from './struct.ts'

/**
 * More runs than this are not gone past to find the places of one edit; where there are more, it is not taken. Yjs goes past the same ones when
 * it applies the edit, and nobody else has a turn meanwhile: 0.2 to 0.6 s for so many, at the server and in each client (measured; an update of 80 kB
 * can ask for 40 million). Twenty people who each made 3,000 edits away from each other in one clause, two fifths of them at its end, need 76,460 at
 * most where the clause has a line, and 444,240 where it was empty (measured). Whoever asks for much again and again is told to wait (`effort`).
 */
const MOST_STEPS = 600_000

/** The places of a document's units, with those of edits that it does not have yet. */
export class Places {
	readonly #doc: Y.Doc
	readonly #outline: Outline
	readonly #secondHalves = new Map<number, Set<number>>()

	/** @param doc the document, which is only read; nothing else may change it as long as this is used */
	constructor(doc: Y.Doc) {
		this.#doc = doc
		this.#outline = new Outline(doc)
	}

	/**
	 * How many runs of units have been gone past so far. Each takes 70 ns here, and where the edit is applied, Yjs goes past the same ones,
	 * which takes up to some microseconds each (measured).
	 */
	get effort(): number {
		return this.#outline.effort
	}

	/**
	 * Takes `edit` in, from which nothing may be missing here, or says why it cannot stand where it does:
	 * `unknown-content` for text among the properties or the other way round, `cut-pair` for a boundary between the two halves of a
	 * surrogate pair, which Yjs would spoil, `malformed` for a struct that nobody can have put there, `too-large` for what stands so far from
	 * its neighbours, so often, that nobody goes past all that is between. Use it no more after that.
	 */
	take(edit: Edit): RefusalReason | undefined {
		if (edit.boundaries.some((unit) => this.#cutsPair(unit, edit))) return 'cut-pair'
		const sights = new Sights(this.#outline)
		const mostSteps = this.#outline.steps + MOST_STEPS
		for (const struct of edit.placed) {
			const wrong = this.#place(struct, edit, sights, mostSteps)
			if (this.#outline.steps > mostSteps) return 'too-large'
			if (wrong !== undefined) return wrong
		}
		this.#keepHalves(edit)
		return undefined
	}

	/** Takes in an edit that was found to stand where it can, when it came behind the same ones. */
	lay(edit: Edit): void {
		for (const struct of edit.placed) {
			const rest = this.#restOf(struct)
			const parentSub = rest === null ? undefined : this.#parentSubOf(rest)
			if (rest !== null && parentSub !== undefined) this.#outline.lay(rest, parentSub)
		}
		this.#keepHalves(edit)
	}

	#place(struct: Placed, edit: Edit, sights: Sights, mostSteps: number): RefusalReason | undefined {
		const { client, clock } = struct
		const known = this.#outline.clock(client)
		if (clock > known || !this.#repeats(struct, known)) return 'malformed'
		const rest = this.#restOf(struct)
		if (rest === null) return undefined
		if (clock < known && edit.secondHalves.get(client)?.has(known)) return 'cut-pair'
		const parentSub = this.#parentSubOf(rest)
		if (parentSub === undefined) return 'malformed'
		if (struct.kind !== null && (struct.kind === 'text') !== (parentSub === null)) {
			return 'unknown-content'
		}
		// What follows was put behind what its author had put there just before: nothing had been seen since.
		if (!this.#follows(rest) && !sights.couldBePut(rest, parentSub, mostSteps)) return 'malformed'
		sights.placed(rest, parentSub)
		this.#outline.lay(rest, parentSub)
		return undefined
	}

	/** What is new of `struct`, as Yjs takes it: behind what is known of it. Null where nothing is. */
	#restOf(struct: Placed): Placed | null {
		const { client, clock, length } = struct
		const known = this.#outline.clock(client)
		if (clock >= known) return struct
		if (clock + length <= known) return null
		const origin = { client, clock: known - 1 }
		return { ...struct, clock: known, length: clock + length - known, origin }
	}

	#follows({ client, clock, origin, rightOrigin }: Placed): boolean {
		const before = this.#outline.last(client)
		return (
			before !== null &&
			isSame(origin, { client, clock: clock - 1 }) &&
			isSame(rightOrigin, before.rightOrigin)
		)
	}

	/**
	 * Whether `struct` says of the units of its client below `known` what is known of them. Yjs does not look at what it has; what it lacks of
	 * a struct it puts behind the rest, which may be elsewhere than the struct says, and who waits for something may believe it.
	 */
	#repeats(struct: Placed, known: number): boolean {
		const { client, clock, length, rightOrigin, firstOf } = struct
		const end = Math.min(clock + length, known)
		let { origin } = struct
		for (let next = clock; next < end;) {
			const run = this.#outline.runAt({ client, clock: next })
			if (run === null) return false
			const before = run.id.clock === next ? run.origin : { client, clock: next - 1 }
			const isInRoot = origin === null && rightOrigin === null
			if (!isSame(origin, before) || !isSame(rightOrigin, run.rightOrigin)) return false
			if (isInRoot && firstOf !== run.parentSub) return false
			next = run.id.clock + run.length
			origin = { client, clock: next - 1 }
		}
		return true
	}

	/** Where a new struct stands: the key of a property, null for the text; undefined where its neighbour is no item any more. */
	#parentSubOf(struct: Placed): string | null | undefined {
		if (this.#follows(struct)) return this.#outline.last(struct.client)?.parentSub
		const beside = struct.origin ?? struct.rightOrigin
		return beside === null ? struct.firstOf : this.#outline.runAt(beside)?.parentSub
	}

	/** Whether the boundary before `unit` cuts a pair: of the document, of an edit that was taken in, or of `edit`. */
	#cutsPair(unit: UnitId, edit: Edit): boolean {
		const { client, clock } = unit
		if (clock < Y.getState(this.#doc.store, client)) return isInPair(this.#doc, unit)
		if (clock < this.#outline.clock(client)) {
			return this.#secondHalves.get(client)?.has(clock) ?? false
		}
		return edit.secondHalves.get(client)?.has(clock) ?? false
	}

	#keepHalves({ secondHalves }: Edit): void {
		for (const [client, clocks] of secondHalves) {
			const kept = this.#secondHalves.get(client) ?? new Set()
			for (const clock of clocks) kept.add(clock)
			this.#secondHalves.set(client, kept)
		}
	}
}

/** Whether the boundary before `unit` of `doc` is one between the two halves of a surrogate pair. */
export function isInPair(doc: Y.Doc, unit: UnitId): boolean {
	const item = itemAt(doc, unit)
	if (!item || !(item.content instanceof Y.ContentString)) return false
	const offset = unit.clock - item.id.clock
	const isHigh = (item.content.str.charCodeAt(offset - 1) & 0xfc00) === 0xd800
	return offset > 0 && isHigh && (item.content.str.charCodeAt(offset) & 0xfc00) === 0xdc00
}
