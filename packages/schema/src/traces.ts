/** What is known of the units of a clause by their names: the tables that authorship is read from. */
import type { Instant, LogPosition, SeatId } from '@parley/domain'
import * as Y from 'yjs'
import type { ClockRanges } from './clockRanges.ts'
import type { ClockSet } from './clockSet.ts'
import type { ClockRange } from './readUpdate.ts'
import type { Shingles } from './shingles.ts'
import type { UnitId } from './struct.ts'
import type { UpdateRanges } from './updateRanges.ts'
import { textOf } from './wire.ts'

/** By whom and when something came into a text or out of it: the entry that did it. */
export interface Stamp {
	/** Null where the server wrote: the text that was imported. */
	readonly seat: SeatId | null
	readonly receivedAt: Instant
	readonly position: LogPosition
}

/** What is known of units by their names, for those who look for words that were there before. */
export interface Traces {
	/** The Y.Doc, with all that was ever in it. */
	readonly doc: Y.Doc
	readonly arrivals: ClockRanges<Stamp>
	readonly deletions: ClockRanges<Stamp>
	/** The older units whose words units are; these may be carried themselves by the same entry. */
	readonly sources: ClockRanges<UnitId>
	/** The markers that there ever were, by the ids of their blocks. */
	readonly markers: Map<string, UnitId[]>
	/** Units that a seat deleted, too, after another had done so, or has said to know of as deleted. */
	readonly known: Map<SeatId, ClockSet>
	/** Deleted units whose words stand elsewhere, or did. */
	readonly carried: ClockSet
	/** Whose words units repeat that were pasted. */
	readonly copied: ClockRanges<readonly (SeatId | null)[]>
	/** Where words were written, for those who look for what repeats them. */
	readonly shingles: Shingles
}

/** What an entry brought to the text and took out of it. */
export interface Arrival {
	/** The clocks that its update says are deleted, also where they were before. */
	readonly saidDeleted: UpdateRanges['deleted']
	/** Items of the text, deleted again or not, in the order of their clients and clocks. */
	readonly items: readonly Y.Item[]
	/** Clocks that nobody had deleted before. */
	readonly deleted: ReadonlyMap<number, readonly ClockRange[]>
}

/** Units and the first ones that had their words: themselves, where they are nobody else's. */
export interface Rooted {
	/** Clocks of the client that was asked for. */
	readonly from: number
	readonly to: number
	/** The unit whose words the first of them is. */
	readonly root: UnitId
}

/** The clocks `from` up to `to` of `client` with the units whose words they are. */
export function* rootsOf(
	sources: ClockRanges<UnitId>,
	client: number,
	from: number,
	to: number
): Generator<Rooted> {
	for (const part of sources.parts(client, from, to)) {
		if (part.value === undefined) {
			yield { from: part.from, to: part.to, root: { client, clock: part.from } }
			continue
		}
		const start = sources.find(client, part.from)?.from ?? part.from
		const clock = part.value.clock + part.from - start
		const shift = part.from - clock
		for (const { from: first, to: end, root } of rootsOf(
			sources,
			part.value.client,
			clock,
			clock + part.to - part.from
		))
			yield { from: first + shift, to: end + shift, root }
	}
}

/** The items of the text that are in ranges of `clocks`, whole where a part of them is. */
export function itemsIn(
	doc: Y.Doc,
	clocks: ReadonlyMap<number, readonly ClockRange[]>
): readonly Y.Item[] {
	const text = textOf(doc)
	const items: Y.Item[] = []
	for (const [client, ranges] of clocks) {
		const structs = doc.store.clients.get(client) ?? []
		for (const { from, to } of ranges) {
			for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
				const struct = structs[i]
				if (struct === undefined || struct.id.clock >= to) break
				if (struct instanceof Y.Item && struct.parent === text && struct.countable)
					items.push(struct)
			}
		}
	}
	return items
}
