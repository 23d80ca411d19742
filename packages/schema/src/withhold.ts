/**
 * Taking words out of updates and documents while everything that builds on them still fits.
 *
 * A struct of Yjs is known by its clientID and clock, and others stand beside it by these. So what is withheld keeps its place: its
 * content alone becomes deleted content of the same length, as Yjs itself makes of what was deleted and is not needed any more. An update
 * with such structs in it is applied in the place of the one with the words, and a document that had the words is brought to what a fresh
 * one reads.
 */
import * as Y from 'yjs'
import { readBlockChange } from './blockChange.ts'
import { toJson } from './json.ts'
import type { ClockRange } from './readUpdate.ts'

/** Clocks by clientID: the ranges of a client are in order and do not touch. */
export type Passage = ReadonlyMap<number, readonly ClockRange[]>

/**
 * The origin of the change by which a document loses what is withheld: whatever was made of it before has the words still. It is no edit of
 * whoever has the document, and a server that stores what changes has nothing to store.
 */
export const WITHHOLDING = { source: 'local', skipStoreHooks: true } as const

/** Whether any of the clocks that an update inserts lie in `passage`. */
export function touches(inserted: ReadonlyMap<number, ClockRange>, passage: Passage): boolean {
	for (const [client, { from, to }] of inserted) {
		for (const range of rangesWithin(passage, client, from, to))
			if (range.from < range.to) return true
	}
	return false
}

/**
 * Takes the words of `passage` out of a live document: what of them is visible is deleted, in one transaction, and the content of all of
 * them is dropped, also where the document keeps what was deleted or an undo manager holds it.
 */
export function withholdFromDocument(doc: Y.Doc, passage: Passage): void {
	doc.transact((transaction) => {
		for (const item of itemsOf(transaction, passage)) item.delete(transaction)
	}, WITHHOLDING)
	// Afterwards, since whoever follows the document reads what was deleted; in a transaction, or Yjs joins what was cut at the ends.
	doc.transact((transaction) => {
		for (const item of itemsOf(transaction, passage)) {
			item.keep = false
			item.gc(doc.store, false)
		}
	}, WITHHOLDING)
}

/** The ranges sorted, those that touch joined. */
export function toPassage(ranges: readonly (ClockRange & { readonly client: number })[]): Passage {
	const passage = new Map<number, ClockRange[]>()
	for (const { client, from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
		const list = passage.get(client) ?? []
		const last = list.at(-1)
		if (last !== undefined && from <= last.to) list.pop()
		const joined = last !== undefined && from <= last.to
		list.push(joined ? { from: last.from, to: Math.max(last.to, to) } : { from, to })
		passage.set(client, list)
	}
	return passage
}

/** The ranges of a passage that have some of the clocks `from` up to `to` of a client, found at once however many there are. */
export function* rangesWithin(
	passage: Passage,
	client: number,
	from: number,
	to: number
): Generator<ClockRange> {
	const ranges = passage.get(client) ?? []
	let low = 0
	let high = ranges.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((ranges[middle]?.to ?? Infinity) <= from) low = middle + 1
		else high = middle
	}
	for (let i = low; i < ranges.length; i++) {
		const range = ranges[i]
		if (range === undefined || range.from >= to) return
		yield range
	}
}

/** What of the structs of a document holds words of `passage`, cut where it begins and ends. */
function* itemsOf(transaction: Y.Transaction, passage: Passage): Iterable<Y.Item> {
	const { store } = transaction.doc
	for (const [client, ranges] of passage) {
		const known = Y.getState(store, client)
		for (const { from, to } of ranges) {
			const end = Math.min(to, known)
			for (let clock = from; clock < end;) {
				const item: Y.Item | Y.GC = Y.getItemCleanStart(transaction, Y.createID(client, clock))
				clock = item.id.clock + item.length
				if (item instanceof Y.GC || !holdsWords(item.content)) continue
				if (clock > end) Y.getItemCleanEnd(transaction, store, Y.createID(client, end - 1))
				yield item
			}
		}
	}
}

/**
 * Whether words of people can stand in it: text, atoms, markers, links. A mark that says yes or no holds none and goes on beyond the
 * passage; neither do properties.
 */
export function holdsWords(content: Y.Item['content']): boolean {
	if (content instanceof Y.ContentFormat) return !isPlainMark(content.value)
	return content instanceof Y.ContentString || content instanceof Y.ContentEmbed
}

/** Whether a mark of this value says yes or no, or what a suggestion would make of a block, and so has no words. */
export function isPlainMark(mark: unknown): boolean {
	return mark === null || mark === true || readBlockChange(toJson(mark)) !== undefined
}
