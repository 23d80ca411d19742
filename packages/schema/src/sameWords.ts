/** Where the words of a passage stand or stood once more. */
import * as Y from 'yjs'
import { allOf, wordingOf, unitsIn, type Wording } from './wording.ts'
import type { ClockRange } from './readUpdate.ts'
import { textOf } from './wire.ts'
import { rangesWithin, type Passage } from './withhold.ts'

/** Fewer characters than this may be the same by chance; a passage that has fewer is looked for whole, where it has `SHORTEST`. */
export const ENOUGH = 20
const SHORTEST = 8

/** Short passages that are looked for, the longest. */
const MOST_SHORT = 4

/** What is looked for. */
export type SoughtWords = readonly string[]

/** The words of a passage as they were written, and as they stand now, which is another row where they were typed piece by piece. */
export function soughtWords(doc: Y.Doc, passage: Passage): SoughtWords {
	const sought = new Set<string>()
	for (const [client, ranges] of passage)
		for (const { text } of ranges.flatMap((range) => writtenUnder(doc, client, range)))
			sought.add(text)
	for (const text of standing(doc, passage)) sought.add(text)
	const byLength = [...sought].sort((a, b) => b.length - a.length)
	const long = byLength.filter(({ length }) => length >= ENOUGH)
	if (long.length > 0) return long
	return byLength.filter(({ length }) => length >= SHORTEST).slice(0, MOST_SHORT)
}

/**
 * The units under which `words` were written in a document, whole or in parts of `ENOUGH` characters or more, deleted or not. What was
 * pasted came under one clientID at one go, so that each client's text is read in the order in which it was written: what others put in
 * between does not matter, nor what became of it. The time it takes goes with the size of the document, whatever stands in it.
 *
 * @param most how many are given at most
 */
export function findWords(
	doc: Y.Doc,
	words: SoughtWords,
	most: number
): readonly (ClockRange & { readonly client: number })[] {
	const found: (ClockRange & { readonly client: number })[] = []
	const parts = partsFinder(words)
	for (const client of doc.store.clients.keys()) {
		for (const written of writtenUnder(doc, client, {
			from: 0,
			to: Y.getState(doc.store, client),
		})) {
			for (const { from, to } of parts(written.text)) {
				const units = [...unitsIn(written, from, to)]
				const [first] = units
				const last = units.at(-1)
				if (first === undefined || last === undefined) continue
				found.push({ client, from: first.clock, to: last.clock + last.length })
				if (found.length === most) return found
			}
		}
	}
	return found
}

/** What a client wrote under some clocks, in pieces between which words are withheld. */
function writtenUnder(doc: Y.Doc, client: number, range: ClockRange): readonly Wording[] {
	const pieces: Y.Item[][] = [[]]
	const text = textOf(doc)
	const structs = doc.store.clients.get(client) ?? []
	if (range.from >= Y.getState(doc.store, client)) return []
	for (let i = Y.findIndexSS(structs, range.from); i < structs.length; i++) {
		const struct = structs[i]
		if (struct === undefined || struct.id.clock >= range.to) break
		const isText = struct instanceof Y.Item && struct.parent === text
		if (isText && struct.content.isCountable()) pieces.at(-1)?.push(struct)
		else if (!isText || struct.content instanceof Y.ContentDeleted) pieces.push([])
	}
	const clip = (item: Y.Item): readonly ClockRange[] =>
		allOf(item).map(({ from, to }) => ({
			from: Math.max(from, range.from),
			to: Math.min(to, range.to),
		}))
	return pieces.filter(({ length }) => length > 0).map((items) => wordingOf(items, clip))
}

/** What of a passage stands, in the order of the text: one row for each stretch that nothing of others parts. */
function standing(doc: Y.Doc, passage: Passage): readonly string[] {
	const rows: string[] = ['']
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		const { client, clock } = item.id
		const end = clock + item.length
		let reached = clock
		for (const { from, to } of rangesWithin(passage, client, clock, end)) {
			const part = { from: Math.max(from, clock), to: Math.min(to, end) }
			if (part.from > reached) rows.push('')
			rows.push((rows.pop() ?? '') + wordingOf([item], () => [part]).text)
			reached = part.to
		}
		if (reached < end) rows.push('')
	}
	return rows.filter((row) => row !== '')
}

/**
 * Gives what finds the parts of a text that are parts of `words`. Each run of `ENOUGH` characters of the words is known by a sum that is
 * carried along the text from character to character (Karp and Rabin 1987), so that one pass finds them all.
 */
function partsFinder(words: SoughtWords): (text: string) => readonly ClockRange[] {
	const size = Math.min(ENOUGH, ...words.map(({ length }) => length))
	const places = new Map<number, { readonly word: string; readonly at: number }>()
	/** Whether a place can have a sum with these last bits: for most runs this is all that is asked. */
	const can = new Uint8Array(2 ** 16)
	for (const word of words)
		eachSum(word, size, (sum, at) => {
			// Of a run that comes again its first place does: whoever has the rest of it finds that by the runs behind.
			if (!places.has(sum)) places.set(sum, { word, at })
			can[sum & 0xffff] = 1
		})
	return (text) => {
		const found: ClockRange[] = []
		let reached = 0
		eachSum(text, size, (sum, at) => {
			if (can[sum & 0xffff] === 0 || at < reached) return
			const place = places.get(sum)
			if (place === undefined) return
			const length = sameFrom(text, at, place.word, place.at)
			// Passages that are shorter than that count as a whole alone.
			if (length < Math.min(ENOUGH, place.word.length)) return
			reached = at + length
			found.push({ from: at, to: reached })
		})
		return found
	}
}

const BASE = 0x01000193

/** Calls `each` with a sum of every run of `size` characters of a text, and where it begins. */
function eachSum(text: string, size: number, each: (sum: number, at: number) => void): void {
	let top = 1
	for (let i = 1; i < size; i++) top = Math.imul(top, BASE)
	let sum = 0
	for (let i = 0; i < text.length; i++) {
		if (i >= size) sum = (sum - Math.imul(text.charCodeAt(i - size), top)) | 0
		sum = (Math.imul(sum, BASE) + text.charCodeAt(i)) | 0
		if (i >= size - 1) each(sum, i - size + 1)
	}
}

function sameFrom(text: string, from: number, word: string, at: number): number {
	let length = 0
	while (
		from + length < text.length &&
		at + length < word.length &&
		text.charCodeAt(from + length) === word.charCodeAt(at + length)
	)
		length++
	return length
}
