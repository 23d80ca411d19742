/** Passages by whose words they are, and the other units that have the same ones. */
import type { SeatId } from '@parley/domain'
import * as Y from 'yjs'
import { ClockRanges } from './clockRanges.ts'
import type { ClockRange } from './readUpdate.ts'
import { rootsOf, type Traces } from './traces.ts'
import { textOf } from './wire.ts'
import { holdsWords, toPassage, type Passage } from './withhold.ts'

/** Clocks of one client whose words are by one author. */
export interface AuthoredRange extends ClockRange {
	readonly client: number
	/** Null for the imported text; undefined where nothing came under these clocks. */
	readonly author: SeatId | null | undefined
}

/** The passage in parts by the author of their words, who need not be the one who put them where they stand (rules T50 to T52). */
export function* authorsIn(
	{ arrivals, sources }: Traces,
	passage: Passage
): Generator<AuthoredRange> {
	for (const [client, ranges] of passage) {
		for (const range of ranges) {
			for (const { from, to, root } of rootsOf(sources, client, range.from, range.to)) {
				const shift = from - root.clock
				const parts = arrivals.parts(root.client, root.clock, root.clock + to - from)
				for (const part of parts)
					yield {
						...{ client, from: part.from + shift, to: part.to + shift },
						author: part.value?.seat,
					}
			}
		}
	}
}

/**
 * The passage with every other unit that has the same words because they were moved or brought back, by whomever: unit by unit, so that what
 * was moved or brought back together with them stays. Links on them go with them where they came under the same clientIDs.
 */
export function withSameUnits(traces: Traces, passage: Passage): Passage {
	const { sources } = traces
	const roots = new ClockRanges<true>()
	const found: (ClockRange & { readonly client: number })[] = []
	for (const [client, ranges] of passage) {
		for (const range of ranges) {
			found.push({ client, ...range })
			for (const { from, to, root } of rootsOf(sources, client, range.from, range.to)) {
				const end = root.clock + to - from
				roots.add(root.client, root.clock, end, true)
				found.push({ client: root.client, from: root.clock, to: end })
			}
		}
	}
	for (const { client, ...range } of sources.all()) {
		for (const { from, to, root } of rootsOf(sources, client, range.from, range.to)) {
			const shift = from - root.clock
			for (const part of roots.parts(root.client, root.clock, root.clock + to - from))
				if (part.value === true)
					found.push({ client, from: part.from + shift, to: part.to + shift })
		}
	}
	return withLinks(traces.doc, toPassage(found))
}

/** The passage with the links that begin right before its words and came under its clientIDs: their addresses may say as much. */
function withLinks(doc: Y.Doc, passage: Passage): Passage {
	const links: (ClockRange & { readonly client: number })[] = []
	const seen = new Set<Y.Item>()
	for (const [client, ranges] of passage) {
		for (const item of itemsOf(doc, client, ranges)) {
			for (let mark = item.left; mark !== null && !mark.countable; mark = mark.left) {
				if (seen.has(mark)) break
				seen.add(mark)
				const { id } = mark
				// what is not countable and has words is a mark that has them
				if (holdsWords(mark.content) && passage.has(id.client))
					links.push({ client: id.client, from: id.clock, to: id.clock + 1 })
			}
		}
	}
	if (links.length === 0) return passage
	const own = [...passage].flatMap(([client, ranges]) =>
		ranges.map((range) => ({ client, ...range }))
	)
	return toPassage([...own, ...links])
}

/** The items that begin in `ranges`, which are in order. */
function* itemsOf(doc: Y.Doc, client: number, ranges: readonly ClockRange[]): Generator<Y.Item> {
	const structs = doc.store.clients.get(client) ?? []
	for (const { from, to } of ranges) {
		if (from >= Y.getState(doc.store, client)) return
		for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
			const struct = structs[i]
			if (struct === undefined || struct.id.clock >= to) break
			if (struct instanceof Y.Item && struct.id.clock >= from) yield struct
		}
	}
}

/** Whether anything of a passage is seen in the text: a unit that stands, or a link on one that does. */
export function isSeen(doc: Y.Doc, passage: Passage): boolean {
	const units = new ClockRanges<true>()
	for (const [client, ranges] of passage)
		for (const { from, to } of ranges) units.add(client, from, to, true)
	const isIn = ({ id, length }: Y.Item): boolean => {
		for (const { value } of units.parts(id.client, id.clock, id.clock + length))
			if (value === true) return true
		return false
	}
	/** The links of the passage that are open, by their mark. */
	const open = new Set<string>()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content } = item
		const hasWords = holdsWords(content)
		if (content instanceof Y.ContentFormat) {
			if (hasWords && isIn(item)) open.add(content.key)
			else open.delete(content.key)
		} else if (item.countable && (open.size > 0 || isIn(item))) return true
	}
	return false
}
