/** Passages in a document: what stands, or stood, under their clocks. */
import * as Y from 'yjs'
import { isInPair } from './places.ts'
import type { ClockRange } from './readUpdate.ts'
import { atOnce, STEP, type Steps } from './steps.ts'
import { textOf } from './wire.ts'
import { toPassage, type Passage } from './withhold.ts'

/** The words of a passage, in the order in which they were written, and how many characters of them can be seen. */
export interface PassageWords {
	/** A line end for each marker of a block. Empty where they are withheld, or forgotten. */
	readonly words: string
	readonly visible: number
}

/** Reads a passage from a document that keeps what was deleted. */
export function readPassage(doc: Y.Doc, passage: Passage): PassageWords {
	return atOnce(readPassageSteps(doc, passage))
}

/** As `readPassage`, in steps, between which the document must not change. */
export function* readPassageSteps(doc: Y.Doc, passage: Passage): Steps<PassageWords> {
	let words = ''
	let visible = 0
	let steps = 0
	for (const [client, ranges] of passage) {
		for (const { from, to } of ranges) {
			for (const item of itemsFrom(doc, client, from, to)) {
				if (++steps % STEP === 0) yield
				if (item.content instanceof Y.ContentEmbed && words !== '') words += '\n'
				if (!(item.content instanceof Y.ContentString)) continue
				const { clock } = item.id
				const piece = item.content.str.slice(Math.max(from - clock, 0), to - clock)
				words += piece
				if (!item.deleted) visible += piece.length
			}
		}
	}
	return { words, visible }
}

/**
 * What stands between two indexes of the text, by whoever it was written, and what stood there and was deleted.
 *
 * @param from, to in units of the Y.Text, as its own indexes
 */
export function passageBetween(doc: Y.Doc, from: number, to: number): Passage {
	const ranges: (ClockRange & { readonly client: number })[] = []
	let index = 0
	for (let item = textOf(doc)._start; item !== null && index < to; item = item.right) {
		const { client, clock } = item.id
		const isSeen = item.countable && !item.deleted
		const start = isSeen ? Math.max(from - index, 0) : 0
		const end = isSeen ? Math.min(to - index, item.length) : item.length
		const isIn = isSeen ? start < end : index > from
		if (isIn) ranges.push({ client, from: clock + start, to: clock + end })
		if (isSeen) index += item.length
	}
	return toPassage(ranges)
}

/** Whether a passage begins or ends between the two halves of a surrogate pair. */
export function cutsPair(doc: Y.Doc, passage: Passage): boolean {
	return [...passage].some(([client, ranges]) =>
		ranges.some(({ from, to }) => [from, to].some((clock) => isInPair(doc, { client, clock })))
	)
}

/** The ranges of a passage one by one, by client and clock. */
export function rangesOf(
	passage: Passage
): readonly { readonly client: number; readonly from: number; readonly to: number }[] {
	return [...passage]
		.sort(([a], [b]) => a - b)
		.flatMap(([client, ranges]) => ranges.map((range) => ({ client, ...range })))
}

function* itemsFrom(doc: Y.Doc, client: number, from: number, to: number): Iterable<Y.Item> {
	const structs = doc.store.clients.get(client) ?? []
	if (from >= Y.getState(doc.store, client)) return
	for (let index = Y.findIndexSS(structs, from); index < structs.length; index++) {
		const struct = structs[index]
		if (struct === undefined || struct.id.clock >= to) return
		if (struct instanceof Y.Item) yield struct
	}
}
