import * as Y from 'yjs'
import { ClockSet } from './clockSet.ts'
import type { ClockRange } from './readUpdate.ts'
import { isDeletedCopy } from './restored.ts'
import type { Carried, UnitId } from './struct.ts'
import type { Traces } from './traces.ts'
import { textOf } from './wire.ts'

/**
 * What notes say that edits bring back, as far as the log bears it out. Of an honest client all of it is true. A liar must gain nothing: what
 * is believed is what deleting alone could have left. So it has to be units that came with this very entry, of older ones that are
 * deleted and have the same content; an undo puts its copy right before what it brings back, so they have to have that place, in the
 * order that there was; and each clientID brings a unit back once, as an undo manager does.
 */
export class SaidReturns {
	/** What each clientID has brought back, as was believed. */
	readonly #done = new Map<number, ClockSet>();

	/**
	 * Those parts of the runs of a note that are believed, in their order.
	 *
	 * @param brought the clocks that came with the entry and not before
	 */
	*believed(
		{ doc }: Traces,
		returned: readonly Carried[],
		brought: readonly (ClockRange & { readonly client: number })[]
	): Generator<Carried> {
		const fresh = new Map(brought.map((range) => [range.client, range]))
		for (const run of returned) {
			const { client, clock } = run.unit
			const range = fresh.get(client)
			if (range === undefined || clock < range.from || clock + run.length > range.to) continue
			yield* this.#believedOf(doc, run)
		}
	}

	*#believedOf(doc: Y.Doc, { unit, source, length }: Carried): Generator<Carried> {
		const { client, clock } = unit
		const end = clock + length
		const structs = doc.store.clients.get(client) ?? []
		/** The unit right before which all that follows was put, and how far from there on the older ones are known to be in a row. */
		let anchor = source
		let row = source.clock
		for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
			const item = structs[i]
			if (item === undefined || item.id.clock >= end) break
			if (!(item instanceof Y.Item)) continue
			const from = Math.max(item.id.clock, clock)
			const to = Math.min(item.id.clock + item.length, end)
			const first = { client: source.client, clock: source.clock + from - clock }
			const part: Carried = { unit: { client, clock: from }, source: first, length: to - from }
			if (isBefore(item, first)) {
				anchor = first
				row = first.clock
			}
			const isPut = anchor.clock === first.clock || item.id.clock < from || isRightBehind(item)
			if (item.parent !== textOf(doc) || !item.countable) continue
			if (!isBefore(item, anchor) || !isPut || !isCopy(doc, item, part)) continue
			const last = first.clock + part.length - 1
			if (!areInRow(doc, source.client, row, last)) continue
			row = last
			if (this.#isNew(part)) yield part
		}
	}

	#isNew({ unit, source, length }: Carried): boolean {
		let done = this.#done.get(unit.client)
		if (done === undefined) this.#done.set(unit.client, (done = new ClockSet()))
		const { client, clock } = source
		const parts = [...done.parts(client, clock, clock + length)]
		if (parts.some(({ isIn }) => isIn)) return false
		done.add(client, clock, clock + length)
		return true
	}
}

/** Whether an item was put right before a unit. */
function isBefore({ rightOrigin }: Y.Item, { client, clock }: UnitId): boolean {
	return rightOrigin !== null && rightOrigin.client === client && rightOrigin.clock === clock
}

/** Whether an item was put right behind the unit before it. */
function isRightBehind({ id, origin }: Y.Item): boolean {
	return origin !== null && origin.client === id.client && origin.clock === id.clock - 1
}

/** Whether the units behind `from` up to `to` of a client were each written right behind the one before. */
function areInRow(doc: Y.Doc, client: number, from: number, to: number): boolean {
	const structs = doc.store.clients.get(client) ?? []
	for (let i = Y.findIndexSS(structs, from) + 1; i < structs.length; i++) {
		const item = structs[i]
		if (item === undefined || item.id.clock > to) break
		if (!(item instanceof Y.Item) || !isRightBehind(item)) return false
	}
	return true
}

/** Whether the content of the part, which `item` has, is that of its source, which is older and deleted. */
function isCopy(doc: Y.Doc, item: Y.Item, { unit, source, length }: Carried): boolean {
	if (source.client === unit.client && source.clock + length > unit.clock) return false
	const offset = unit.clock - item.id.clock
	return isDeletedCopy(doc, source, { content: item.content, offset, length })
}
