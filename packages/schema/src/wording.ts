import * as Y from 'yjs'
import type { Effort } from './effort.ts'
import type { ClockRange } from './readUpdate.ts'
import { atOnce, STEP, type Steps } from './steps.ts'
import type { UnitId } from './struct.ts'

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

/** The characters that a countable item is in a passage. */
export function charactersOf(item: Y.Item): string {
	const { content } = item
	if (content instanceof Y.ContentString) return content.str
	return (isMarker(item) ? BLOCK : '\ufffc').repeat(item.length)
}

/** The row of characters that countable `items` are, one after the other, of each those that count. */
export function wordingOf(items: Iterable<Y.Item>, clocksOf = allOf): Wording {
	return atOnce(wordingIn(items, clocksOf))
}

/** As `wordingOf`, in steps. */
export function* wordingIn(items: Iterable<Y.Item>, clocksOf = allOf): Steps<Wording> {
	const texts: string[] = []
	const parts: (UnitRun & { at: number })[] = []
	let at = 0
	let steps = 0
	for (const item of items) {
		if (++steps % STEP === 0) yield
		const { id } = item
		for (const { from, to } of clocksOf(item)) {
			const length = to - from
			texts.push(charactersOf(item).slice(from - id.clock, to - id.clock))
			parts.push({ client: id.client, clock: from, length, at })
			at += length
		}
	}
	return { text: texts.join(''), parts }
}

/** The units of the characters `from` up to `to` of a passage. */
export function* unitsIn({ parts }: Wording, from: number, to: number): Generator<UnitRun> {
	for (let i = partAt(parts, from); i < parts.length; i++) {
		const part = parts[i]
		if (part === undefined || part.at >= to) return
		const { client, clock, at, length } = part
		const start = Math.max(at, from)
		const end = Math.min(at + length, to)
		if (start < end) yield { client, clock: clock + start - at, length: end - start }
	}
}

/** The index of the first part that ends behind the character `at`. */
function partAt(parts: Wording['parts'], at: number): number {
	let low = 0
	let high = parts.length
	while (low < high) {
		const middle = (low + high) >> 1
		const part = parts[middle]
		if (part !== undefined && part.at + part.length <= at) low = middle + 1
		else high = middle
	}
	return low
}

/**
 * Where `pattern` stands first in `text`; -1 where it does not. In proportion to the lengths of both, whatever they are, which a search
 * of the language's own is not (Knuth, Morris and Pratt 1977).
 */
export function indexIn(text: string, pattern: string): number {
	const back = new Int32Array(pattern.length + 1)
	back[0] = -1
	for (let i = 0, matched = -1; i < pattern.length; back[++i] = ++matched)
		while (matched >= 0 && pattern.charCodeAt(i) !== pattern.charCodeAt(matched))
			matched = back[matched] ?? -1
	for (let i = 0, matched = 0; i < text.length; i++) {
		while (matched >= 0 && text.charCodeAt(i) !== pattern.charCodeAt(matched))
			matched = back[matched] ?? -1
		if (++matched === pattern.length) return i + 1 - matched
	}
	return -1
}

/** The id of the block whose marker `item` is, deleted or not; nothing where it is none. */
export function markerOf({ content }: Y.Item): string | undefined {
	if (!(content instanceof Y.ContentEmbed)) return undefined
	const embed: unknown = content.embed
	if (typeof embed !== 'object' || embed === null || !('block' in embed)) return undefined
	return typeof embed.block === 'string' && embed.block !== '' ? embed.block : undefined
}

/** Whether `item` is the marker of a block. */
export function isMarker(item: Y.Item): boolean {
	return markerOf(item) !== undefined
}

/**
 * Runs of `items` between which nothing stands that is there: what they brought to one place. They come in the order of the text. Where
 * too much that is deleted stands before an item, a run begins with it.
 */
export function runsOf(items: readonly Y.Item[], effort: Effort): readonly (readonly Y.Item[])[] {
	return atOnce(runsIn(items, effort))
}

/** As `runsOf`, in steps. */
export function* runsIn(
	items: readonly Y.Item[],
	effort: Effort
): Steps<readonly (readonly Y.Item[])[]> {
	const all = new Set(items)
	const runs: Y.Item[][] = []
	const byEnd = new Map<Y.Item | null, Y.Item[]>()
	let steps = 0
	for (const item of items) {
		if (++steps % STEP === 0) yield
		let before = item.left
		while (before !== null && !all.has(before) && (!before.countable || before.deleted)) {
			if (!effort.take(1)) break
			before = before.left
		}
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
 * belong to none, and those that were gone before end none. A piece ends where too much else that is deleted stands within it.
 */
export function wordingsOf(deleted: readonly Y.Item[], effort: Effort): readonly Wording[] {
	const fresh = new Set(deleted)
	const seen = new Set<Y.Item>()
	const passages: Wording[] = []
	const isPassed = (item: Y.Item) => {
		if (isMarker(item) && (fresh.has(item) || !item.deleted)) return false
		return (fresh.has(item) || !item.countable || item.deleted) && effort.take(1)
	}
	for (const start of fresh) {
		if (seen.has(start) || isMarker(start)) continue
		let first = start
		for (
			let item = start.left;
			item !== null && !seen.has(item) && isPassed(item);
			item = item.left
		)
			if (fresh.has(item)) first = item
		const items: Y.Item[] = [first]
		seen.add(first)
		for (let item = first.right; item !== null && isPassed(item); item = item.right) {
			if (!fresh.has(item) || seen.has(item)) continue
			items.push(item)
			seen.add(item)
		}
		passages.push(wordingOf(items))
	}
	return passages
}
