/**
 * Taking words out of updates and documents while everything that builds on them still fits.
 *
 * A struct of Yjs is known by its clientID and clock, and others stand beside it by these. So what is withheld keeps its place: its
 * content alone becomes deleted content of the same length, as Yjs itself makes of what was deleted and is not needed any more. An update
 * with such structs in it is applied in the place of the one with the words, and a document that had the words is brought to what a fresh
 * one reads.
 */
import { writeVarUint } from 'lib0/encoding'
import * as Y from 'yjs'
import type { ClockRange } from './readUpdate.ts'
import { ROOT_NAMES } from './wire.ts'

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
 * The update without what it holds of `passage`: the same structs and deletions, the words and atoms of the passage as deleted
 * content. Null where it holds nothing of it, or nothing any more. The update is one that was taken.
 */
export function withholdFromUpdate(update: Uint8Array, passage: Passage): Uint8Array | null {
	const { structs, ds } = Y.decodeUpdate(update)
	const byClient = new Map<number, Written[]>()
	let found = false
	for (const struct of structs) {
		const pieces = struct instanceof Y.Item ? withoutWords(struct, passage) : null
		const written = pieces ?? [
			{
				at: struct.id.clock,
				write: (to) => {
					struct.write(to, 0)
				},
			},
		]
		if (pieces !== null) found = true
		const { client } = struct.id
		const list = byClient.get(client)
		if (list === undefined) byClient.set(client, [...written])
		else list.push(...written)
	}
	return found ? encode(byClient, ds.clients) : null
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
	if (content instanceof Y.ContentFormat) return !isPlain(content.value)
	return content instanceof Y.ContentString || content instanceof Y.ContentEmbed
}

function isPlain(mark: unknown): boolean {
	return mark === null || mark === true
}

/** Something to be written as a struct, and the clock it begins at. */
interface Written {
	readonly at: number
	readonly write: (to: Y.UpdateEncoderV1) => void
}

/** `item` in pieces of which those in `passage` are deleted content; null where nothing of it is in the passage. */
function withoutWords(item: Y.Item, passage: Passage): readonly Written[] | null {
	const { client, clock } = item.id
	const end = clock + item.length
	const ranges = [...rangesWithin(passage, client, clock, end)]
	if (ranges.length === 0 || !holdsWords(item.content)) return null
	const pieces: Written[] = []
	const keep = (from: number, to: number): void => {
		if (from < to)
			pieces.push({
				at: from,
				write: (encoder) => {
					writeWords(encoder, item, from, to)
				},
			})
	}
	let at = clock
	for (const range of ranges) {
		const [from, to] = [Math.max(range.from, clock), Math.min(range.to, end)]
		keep(at, from)
		pieces.push({
			at: from,
			write: (encoder) => {
				writeDeleted(encoder, item, from, to)
			},
		})
		at = to
	}
	keep(at, end)
	return pieces
}

/** The kinds of content that pieces have, as Yjs numbers them, and the bits beside. */
const CONTENT = { deleted: 1, string: 4 } as const
const HAS_ORIGIN = 0b1000_0000
const HAS_RIGHT_ORIGIN = 0b100_0000

/** Writes the words of `item` from one clock up to another. Only text has more than one clock. */
function writeWords(encoder: Y.UpdateEncoderV1, item: Y.Item, from: number, to: number): void {
	if (!(item.content instanceof Y.ContentString)) throw new RangeError('only text is cut')
	writePlace(encoder, item, from, CONTENT.string)
	encoder.writeString(item.content.str.slice(from - item.id.clock, to - item.id.clock))
}

function writeDeleted(encoder: Y.UpdateEncoderV1, item: Y.Item, from: number, to: number): void {
	writePlace(encoder, item, from, CONTENT.deleted)
	encoder.writeLen(to - from)
}

/** Where the part of `item` from the clock `from` on stands: behind its first clock beside the clock before, as where Yjs splits a struct. */
function writePlace(encoder: Y.UpdateEncoderV1, item: Y.Item, from: number, content: number): void {
	const { client, clock } = item.id
	const { rightOrigin } = item
	const origin = from === clock ? item.origin : Y.createID(client, from - 1)
	const beside = (origin === null ? 0 : HAS_ORIGIN) | (rightOrigin === null ? 0 : HAS_RIGHT_ORIGIN)
	encoder.writeInfo(content | beside)
	if (origin !== null) encoder.writeLeftID(origin)
	if (rightOrigin !== null) encoder.writeRightID(rightOrigin)
	if (beside === 0) {
		encoder.writeParentInfo(true)
		// Words stand nowhere else.
		encoder.writeString(ROOT_NAMES.text)
	}
}

/** An update of version 1, as Yjs writes it: clients in falling order. */
function encode(
	structs: ReadonlyMap<number, readonly Written[]>,
	deleted: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>
): Uint8Array {
	const encoder = new Y.UpdateEncoderV1()
	const { restEncoder } = encoder
	writeVarUint(restEncoder, structs.size)
	for (const [client, list] of [...structs].sort(([a], [b]) => b - a)) {
		writeVarUint(restEncoder, list.length)
		writeVarUint(restEncoder, client)
		writeVarUint(restEncoder, list[0]?.at ?? 0)
		for (const { write } of list) write(encoder)
	}
	writeVarUint(restEncoder, deleted.size)
	for (const [client, ranges] of deleted) {
		writeVarUint(restEncoder, client)
		writeVarUint(restEncoder, ranges.length)
		for (const { clock, len } of ranges) {
			writeVarUint(restEncoder, clock)
			writeVarUint(restEncoder, len)
		}
	}
	return encoder.toUint8Array()
}
