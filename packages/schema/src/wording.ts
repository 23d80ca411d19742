import * as Y from 'yjs'
import { toJson } from './json.ts'
import type { ClockRange } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { toMarker } from './wire.ts'

/** Units of one client that follow each other. */
export interface UnitRun extends UnitId {
	readonly length: number
}

/** A row of characters with the units that they are; any atom is U+FFFC. */
export interface Wording {
	readonly text: string
	/** In the order of the text, each with the index of its first character. */
	readonly parts: readonly (UnitRun & { readonly at: number })[]
}

/** Stands in a passage for the beginning of a block; no text of people has it. */
const BLOCK = '\u2029'

/** Gives the clocks of an item that count. */
export type ClocksOf = (item: Y.Item) => readonly ClockRange[]

/** All clocks of an item. */
export const allOf: ClocksOf = ({ id, length }) => [{ from: id.clock, to: id.clock + length }]

/** The row of characters that countable `items` are, one after the other, of each those that count. */
export function wordingOf(items: Iterable<Y.Item>, clocksOf = allOf): Wording {
	const texts: string[] = []
	const parts: (UnitRun & { at: number })[] = []
	let at = 0
	for (const item of items) {
		const { id, content } = item
		for (const { from, to } of clocksOf(item)) {
			const length = to - from
			if (content instanceof Y.ContentString)
				texts.push(content.str.slice(from - id.clock, to - id.clock))
			else texts.push((isMarker(item) ? BLOCK : '\ufffc').repeat(length))
			parts.push({ client: id.client, clock: from, length, at })
			at += length
		}
	}
	return { text: texts.join(''), parts }
}

/** The units of the characters `from` up to `to` of a passage. */
export function* unitsIn({ parts }: Wording, from: number, to: number): Generator<UnitRun> {
	for (const { client, clock, at, length } of parts) {
		const start = Math.max(at, from)
		const end = Math.min(at + length, to)
		if (start < end) yield { client, clock: clock + start - at, length: end - start }
	}
}

/** The id of the block whose marker `item` is, deleted or not; nothing where it is none. */
export function markerOf({ content }: Y.Item): string | undefined {
	return content instanceof Y.ContentEmbed ? toMarker(toJson(content.embed))?.block : undefined
}

/** Whether `item` is the marker of a block. */
export function isMarker(item: Y.Item): boolean {
	return markerOf(item) !== undefined
}

/** Runs of `items` between which nothing stands that is there: what they brought to one place. They come in the order of the text. */
export function runsOf(items: readonly Y.Item[]): readonly (readonly Y.Item[])[] {
	const all = new Set(items)
	const runs: Y.Item[][] = []
	const byEnd = new Map<Y.Item | null, Y.Item[]>()
	for (const item of items) {
		let before = item.left
		while (before !== null && !all.has(before) && (!before.countable || before.deleted))
			before = before.left
		const run = byEnd.get(before) ?? []
		if (run.length === 0) runs.push(run)
		run.push(item)
		byEnd.delete(before)
		byEnd.set(item, run)
	}
	return runs
}

/**
 * The content of deleted items in the order in which it stood, in pieces between which something else stands or stood: markers
 * belong to none.
 */
export function wordingsOf(deleted: readonly Y.Item[]): readonly Wording[] {
	const fresh = new Set(deleted)
	const seen = new Set<Y.Item>()
	const passages: Wording[] = []
	for (const start of fresh) {
		if (seen.has(start) || isMarker(start)) continue
		let first = start
		for (let item = start.left; item !== null && isPassed(item, fresh); item = item.left)
			if (fresh.has(item)) first = item
		const items: Y.Item[] = []
		for (
			let item: Y.Item | null = first;
			item !== null && isPassed(item, fresh);
			item = item.right
		) {
			if (!fresh.has(item)) continue
			items.push(item)
			seen.add(item)
		}
		passages.push(wordingOf(items))
	}
	return passages
}

/** Whether a passage goes on through `item`: a part of it, formatting, or what was deleted at another time. */
function isPassed(item: Y.Item, fresh: ReadonlySet<Y.Item>): boolean {
	return !isMarker(item) && (fresh.has(item) || !item.countable || item.deleted)
}
