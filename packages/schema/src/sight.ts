/**
 * What the author of a struct must have seen: the units it was put between, all that these were put between when they were written, and
 * of each client everything before. An editor puts a struct between neighbours; so nothing that its author must have seen can stand
 * between them, and the right one stands to the right. What others wrote there meanwhile can.
 */
import * as Y from 'yjs'
import type { Placed } from './readUpdate.ts'
import type { UnitId } from './struct.ts'

/** More units than this are not looked at for one edit: it is not taken then. */
const MOST_STEPS = 5_000_000

/**
 * Whether there can have been a text in which each of `placed` was put between neighbours.
 *
 * @param placed the structs of one edit, each client's in their order
 * @param doc a document that has them
 */
export function couldBeSeen(placed: readonly Placed[], doc: Y.Doc): boolean {
	const sights = new Map<number, Sight>()
	let steps = 0
	let before: Placed | undefined
	for (const struct of placed) {
		const isBehind = follows(struct, before)
		before = struct
		// Its author has seen nothing since but the struct before it.
		if (isBehind) continue

		const sight = sights.get(struct.client) ?? new Sight(doc)
		sights.set(struct.client, sight)
		if (struct.clock > 0) sight.add({ client: struct.client, clock: struct.clock - 1 })
		if (struct.origin !== null) sight.add(struct.origin)
		if (struct.rightOrigin !== null) sight.add(struct.rightOrigin)
		const walked = stepsBetween(struct, doc, sight)
		steps += walked ?? 0
		if (walked === null || steps + sight.steps > MOST_STEPS) return false
	}
	return true
}

/** Whether `struct` was put right behind the one of its client before it, and before the same unit. */
export function follows(struct: Placed, before: Placed | undefined): boolean {
	return (
		before?.client === struct.client &&
		isSame(struct.origin, { client: struct.client, clock: struct.clock - 1 }) &&
		isSame(struct.rightOrigin, before.rightOrigin)
	)
}

/** How many items stand between what `struct` was put between; null where one of them was seen, or the right one is not to the right. */
function stepsBetween(struct: Placed, doc: Y.Doc, sight: Sight): number | null {
	const { origin, rightOrigin } = struct
	let item = origin === null ? firstBeside(struct, doc) : itemAt(doc, origin)
	if (item !== null && origin !== null) {
		const next = { client: origin.client, clock: origin.clock + 1 }
		if (next.clock < item.id.clock + item.length) {
			return isSame(next, rightOrigin) ? 0 : sight.has(next) ? null : stepsFrom(item.right, 1)
		}
		item = item.right
	}
	return stepsFrom(item, 0)

	function stepsFrom(from: Y.Item | null, before: number): number | null {
		let steps = before
		for (let at = from; at !== null; at = at.right) {
			if (isSame(at.id, rightOrigin)) return steps
			const isOwn = at.id.client === struct.client && at.id.clock >= struct.clock
			if (!isOwn && sight.has(at.id)) return null
			steps++
		}
		return rightOrigin === null ? steps : null
	}
}

/** The first item of the text, or of the values of the property, that `struct` belongs to. */
function firstBeside(struct: Placed, doc: Y.Doc): Y.Item | null {
	let item = itemAt(doc, struct)
	while (item !== null && item.left !== null) item = item.left
	return item
}

/** All that somebody must have seen, as clocks by client: whoever has seen a unit has seen all of its client before it. */
class Sight {
	readonly #doc: Y.Doc
	readonly #clocks = new Map<number, number>()
	steps = 0

	constructor(doc: Y.Doc) {
		this.#doc = doc
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
			waiting.push(...this.#neighbours(client, from, clock))
		}
	}

	/** What the items of `client` with clocks `from` up to and with `until` were put between. */
	#neighbours(client: number, from: number, until: number): readonly UnitId[] {
		const structs = this.#doc.store.clients.get(client) ?? []
		if (from >= Y.getState(this.#doc.store, client)) return []
		const neighbours: UnitId[] = []
		for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
			const struct = structs[index]
			if (struct === undefined || struct.id.clock > until) break
			this.steps++
			if (!(struct instanceof Y.Item)) continue
			if (struct.origin !== null) neighbours.push(struct.origin)
			if (struct.rightOrigin !== null) neighbours.push(struct.rightOrigin)
		}
		return neighbours
	}
}

/** The item that holds a unit; null where the document has none. */
export function itemAt({ store }: Y.Doc, { client, clock }: UnitId): Y.Item | null {
	const structs = store.clients.get(client)
	if (structs === undefined || clock >= Y.getState(store, client)) return null
	const found = structs[Y.findIndexSS(structs, clock)]
	return found instanceof Y.Item ? found : null
}

/** Whether both are the same unit, or both none. */
export function isSame(one: UnitId | null, other: UnitId | null): boolean {
	return one?.client === other?.client && one?.clock === other?.clock
}
