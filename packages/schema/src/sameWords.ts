/** Where the words of a passage stand or stood once more. */
import * as Y from 'yjs'
import { CHARACTERS_IN_STEP, STEP, type Steps } from './steps.ts'
import { charactersOf, unitsIn, type UnitRun, type Wording } from './wording.ts'
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

/**
 * The words of a passage as they were written, and as they stand now, which is another row where they were typed piece by piece. In steps,
 * between which the document must not change.
 */
export function* soughtWords(doc: Y.Doc, passage: Passage): Steps<SoughtWords> {
	const sought = new Set<string>()
	for (const [client, ranges] of passage)
		for (const range of ranges)
			for (const { text } of yield* writtenUnder(doc, client, range)) sought.add(text)
	for (const text of yield* standing(doc, passage)) sought.add(text)
	const byLength = [...sought].sort((a, b) => b.length - a.length)
	const long = byLength.filter(({ length }) => length >= ENOUGH)
	if (long.length > 0) return long
	return byLength.filter(({ length }) => length >= SHORTEST).slice(0, MOST_SHORT)
}

/**
 * The units under which `words` were written in a document, whole or in parts of `ENOUGH` characters or more, deleted or not. What was
 * pasted came under one clientID at one go, so that each client's text is read in the order in which it was written: what others put in
 * between does not matter, nor what became of it. The time it takes goes with the size of the document, whatever stands in it. In steps,
 * between which the document may change: what is written meanwhile may be found or not.
 *
 * @param most how many are given at most
 */
export function* findWords(
	doc: Y.Doc,
	words: SoughtWords,
	most: number
): Steps<readonly (ClockRange & { readonly client: number })[]> {
	const found: (ClockRange & { readonly client: number })[] = []
	const parts = yield* partsFinder(words)
	for (const client of [...doc.store.clients.keys()]) {
		const all = { from: 0, to: Y.getState(doc.store, client) }
		for (const written of yield* writtenUnder(doc, client, all)) {
			for (const { from, to } of yield* parts(written.text)) {
				const [first] = unitsIn(written, from, from + 1)
				const [last] = unitsIn(written, to - 1, to)
				if (first === undefined || last === undefined) continue
				found.push({ client, from: first.clock, to: last.clock + last.length })
				if (found.length === most) return found
			}
		}
	}
	return found
}

/**
 * What a client wrote under some clocks, in pieces between which words are withheld. After each step its structs are looked up anew: they
 * may have been cut or joined, and stand elsewhere in their row.
 */
function* writtenUnder(
	doc: Y.Doc,
	client: number,
	{ from, to }: ClockRange
): Steps<readonly Wording[]> {
	const pieces: Wording[] = []
	let texts: string[] = []
	let parts: (UnitRun & { readonly at: number })[] = []
	let at = 0
	const endPiece = (): void => {
		if (parts.length > 0) pieces.push({ text: texts.join(''), parts })
		;[texts, parts, at] = [[], [], 0]
	}
	const text = textOf(doc)
	const end = Math.min(to, Y.getState(doc.store, client))
	for (let clock = from; clock < end;) {
		const structs = doc.store.clients.get(client) ?? []
		const index = Y.findIndexSS(structs, clock)
		for (const struct of structs.slice(index, index + STEP)) {
			if (clock >= end) break
			const { id, length } = struct
			const last = Math.min(id.clock + length, end)
			const isText = struct instanceof Y.Item && struct.parent === text
			if (isText && struct.content.isCountable()) {
				texts.push(charactersOf(struct).slice(clock - id.clock, last - id.clock))
				parts.push({ client, clock, length: last - clock, at })
				at += last - clock
			} else if (!isText || struct.content instanceof Y.ContentDeleted) endPiece()
			clock = last
		}
		yield
	}
	endPiece()
	return pieces
}

/** What of a passage stands, in the order of the text: one row for each stretch that nothing of others parts. */
function* standing(doc: Y.Doc, passage: Passage): Steps<readonly string[]> {
	const rows: string[] = ['']
	let steps = 0
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (++steps % STEP === 0) yield
		if (item.deleted || !item.countable) continue
		const { client, clock } = item.id
		const end = clock + item.length
		let reached = clock
		for (const { from, to } of rangesWithin(passage, client, clock, end)) {
			if (++steps % STEP === 0) yield
			const [start, stop] = [Math.max(from, clock), Math.min(to, end)]
			if (start > reached) rows.push('')
			rows.push((rows.pop() ?? '') + charactersOf(item).slice(start - clock, stop - clock))
			reached = stop
		}
		if (reached < end) rows.push('')
	}
	return rows.filter((row) => row !== '')
}

/**
 * Gives what finds the parts of a text that are parts of `words`. Each run of `ENOUGH` characters of the words is known by a sum that is
 * carried along the text from character to character (Karp and Rabin 1987), so that one pass finds them all.
 */
function* partsFinder(words: SoughtWords): Steps<(text: string) => Steps<readonly ClockRange[]>> {
	const size = words.reduce((least, { length }) => Math.min(least, length), ENOUGH)
	const places = new Map<number, { readonly word: string; readonly at: number }>()
	/** Whether a place can have a sum with these last bits: for most runs this is all that is asked. */
	const can = new Uint8Array(2 ** 16)
	for (const word of words)
		yield* eachSum(word, size, (sum, at) => {
			// Of a run that comes again its first place does: whoever has the rest of it finds that by the runs behind.
			if (!places.has(sum)) places.set(sum, { word, at })
			can[sum & 0xffff] = 1
		})
	return function* (text) {
		const found: ClockRange[] = []
		let reached = 0
		yield* eachSum(text, size, (sum, at) => {
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
function* eachSum(
	text: string,
	size: number,
	each: (sum: number, at: number) => void
): Steps<void> {
	let top = 1
	for (let i = 1; i < size; i++) top = Math.imul(top, BASE)
	let sum = 0
	for (let i = 0; i < text.length; i++) {
		if (i % CHARACTERS_IN_STEP === CHARACTERS_IN_STEP - 1) yield
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
