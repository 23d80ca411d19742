import type { SeatId } from '@parley/domain'
import * as Y from 'yjs'
import { sameJson, toJson } from './json.ts'
import type { Traces } from './traces.ts'
import type { Carried, UnitId } from './struct.ts'
import { indexIn } from './wording.ts'

/** The shortest text that counts as brought back by one who is not known to have deleted it, in UTF-16 units. */
const SHORTEST = 8

/**
 * The deleted units that `item`, just come from `seat`, brings back, or nothing: an undo puts a copy right before what was deleted, which
 * is then its right origin. A copy that something was put into later comes in pieces that all name the first of the deleted
 * units: these go on where the piece `before` them ended.
 *
 * Someone may also type what stands behind the caret while another deletes that; the bytes of the two are the same. So the
 * log has to say that `seat` deleted it or knew that it was, or it has to be so much that nobody types it by chance.
 */
export function findRestored(
	traces: Traces,
	seat: SeatId,
	item: Y.Item,
	before: Carried | undefined
): Carried | undefined {
	const { client, clock } = item.id
	for (const source of [continued(item, before), item.rightOrigin]) {
		const isOlder = source?.client !== client || source.clock + item.length <= clock
		if (!source || !isOlder || !isDeletedCopy(traces.doc, source, wholeOf(item))) continue
		if (item.length < SHORTEST && !isKnownTo(traces, seat, source, item.length)) continue
		return { unit: { client, clock }, source, length: item.length }
	}
	return undefined
}

/**
 * The deleted units that a part of `item` brings back, or nothing. What one types without a line, and takes out and brings back right behind
 * that, comes as one item: the two have the same right origin and clocks in a row. The part has to be all that was taken out there by
 * one entry, or by several one behind the other, and so much that nobody types it by chance.
 */
export function findRestoredWithin(
	{ doc, deletions }: Traces,
	{ id: { client, clock }, rightOrigin: source, content, length }: Y.Item
): Carried | undefined {
	if (source === null || !(content instanceof Y.ContentString)) return undefined
	const isOlder = source.client !== client || source.clock < clock
	if (!isOlder || length < SHORTEST) return undefined
	let at = -1
	let found = 0
	for (const { from, to, value } of deletions.parts(
		source.client,
		source.clock,
		source.clock + length + 1
	)) {
		const gone = value && found + to - from <= length && deletedText(doc, source.client, from, to)
		if (!gone) break
		if (found === 0) at = indexIn(content.str, gone)
		else if (!content.str.startsWith(gone, at + found)) break
		if (at < 0) break
		found += gone.length
	}
	return found < SHORTEST
		? undefined
		: { unit: { client, clock: clock + at }, source, length: found }
}

/** The deleted units of `client` from `from` up to `to` as text, or nothing where something else is among them. */
function deletedText(doc: Y.Doc, client: number, from: number, to: number): string | undefined {
	const structs = doc.store.clients.get(client) ?? []
	let text = ''
	for (let i = Y.findIndexSS(structs, from); from + text.length < to; i++) {
		const struct = structs[i]
		if (!(struct instanceof Y.Item) || !struct.deleted) return undefined
		if (!(struct.content instanceof Y.ContentString)) return undefined
		const { clock } = struct.id
		text += struct.content.str.slice(from + text.length - clock, to - clock)
	}
	return text
}

function isKnownTo(
	{ deletions, known }: Traces,
	seat: SeatId,
	{ client, clock }: UnitId,
	length: number
): boolean {
	const own = known.get(seat)
	for (const { from, to, value } of deletions.parts(client, clock, clock + length)) {
		if (value?.seat === seat) continue
		for (const part of own?.parts(client, from, to) ?? [{ isIn: false }])
			if (!part.isIn) return false
	}
	return true
}

/** The unit behind those that the piece before `item` brought back. */
function continued({ id, origin }: Y.Item, before: Carried | undefined): UnitId | undefined {
	if (before === undefined || origin === null) return undefined
	const { unit, source, length } = before
	const isNext = unit.client === id.client && unit.clock + length === id.clock
	const standsBehind = origin.client === id.client && origin.clock === id.clock - 1
	return isNext && standsBehind
		? { client: source.client, clock: source.clock + length }
		: undefined
}

/** A part of what an item holds: `length` units from `offset` on. */
interface ContentPart {
	readonly content: Y.Item['content']
	readonly offset: number
	readonly length: number
}

function wholeOf({ content, length }: Y.Item): ContentPart {
	return { content, offset: 0, length }
}

/** Whether the units from `from` on are deleted and have the same content as a part of an item. */
export function isDeletedCopy(
	doc: Y.Doc,
	from: UnitId,
	{ content, offset, length }: ContentPart
): boolean {
	const structs = doc.store.clients.get(from.client) ?? []
	if (from.clock + length > Y.getState(doc.store, from.client)) return false
	let matched = 0
	for (let i = Y.findIndexSS(structs, from.clock); matched < length; i++) {
		const struct = structs[i]
		if (!(struct instanceof Y.Item) || !struct.deleted) return false
		const oldOffset = from.clock + matched - struct.id.clock
		const count = Math.min(length - matched, struct.length - oldOffset)
		if (!isSamePart(struct.content, oldOffset, content, offset + matched, count)) return false
		matched += count
	}
	return true
}

function isSamePart(
	old: Y.Item['content'],
	oldFrom: number,
	now: Y.Item['content'],
	from: number,
	count: number
): boolean {
	if (old instanceof Y.ContentString && now instanceof Y.ContentString)
		return old.str.slice(oldFrom, oldFrom + count) === now.str.slice(from, from + count)
	if (old instanceof Y.ContentEmbed && now instanceof Y.ContentEmbed)
		return sameJson(toJson(old.embed), toJson(now.embed))
	return false
}
