/** Passages in a document: what stands, or stood, under their clocks. */
import * as Y from 'yjs'
import { misplacedIn } from './placement.ts'
import type { ClockRange } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
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
	let words = ''
	let visible = 0
	for (const [client, ranges] of passage) {
		for (const { from, to } of ranges) {
			for (const item of itemsFrom(doc, client, from, to)) {
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
	const boundaries = [...passage].flatMap(([client, ranges]) =>
		ranges.flatMap(({ from, to }) => [
			{ client, clock: from },
			{ client, clock: to },
		])
	)
	return misplacedIn({ continued: [], boundaries }, doc) !== undefined
}

/** Fewer characters than this, typed where the same ones stood, may be anything. */
const FEWEST_RESTORED = 3

/**
 * The passage with what undoing made of it again: Yjs writes deleted text anew right before where it stood, under the clientID of whoever
 * undid, and so the same characters stand beside the first of them (text-model, section 7: *restored*).
 */
export function withRestored(doc: Y.Doc, passage: Passage): Passage {
	const found = rangesOf(passage).length
	const known = [...rangesOf(passage)]
	for (const [client, structs] of doc.store.clients) {
		for (const { beside, from, to, words } of runsOf(structs)) {
			const original = [{ client: beside.client, from: beside.clock, to: beside.clock + to - from }]
			const isOfIt =
				original.every((range) => holds(passage, range)) && to - from >= FEWEST_RESTORED
			if (!isOfIt || holds(passage, { client, from, to })) continue
			if (readPassage(doc, toPassage(original)).words === words) known.push({ client, from, to })
		}
	}
	// What was restored can have been deleted and restored again.
	return known.length === found ? passage : withRestored(doc, toPassage(known))
}

/** Text that was written at one go beside one unit, as far as the structs of a client tell. */
interface Run extends ClockRange {
	readonly beside: UnitId
	readonly words: string
}

/** The runs among the structs of one client that stand before something. What was typed into a run later does not part it. */
function* runsOf(structs: readonly (Y.Item | Y.GC)[]): Iterable<Run> {
	let run: Run | null = null
	for (const struct of structs) {
		const next = runOf(struct)
		const whole: Run | null = run === null || next === null ? null : joined(run, next)
		if (run !== null && whole === null) yield run
		run = whole ?? next
	}
	if (run !== null) yield run
}

/** The two as one run where the second goes on from the first. */
function joined(run: Run, next: Run): Run | null {
	const { beside, from, to, words } = run
	const goesOn = to === next.from && Y.compareIDs(toId(beside), toId(next.beside))
	return goesOn ? { beside, from, to: next.to, words: words + next.words } : null
}

function toId({ client, clock }: UnitId): Y.ID {
	return Y.createID(client, clock)
}

function runOf(struct: Y.Item | Y.GC): Run | null {
	if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return null
	const { rightOrigin, id, length, content } = struct
	if (rightOrigin === null) return null
	return { beside: rightOrigin, from: id.clock, to: id.clock + length, words: content.str }
}

/** The ranges of a passage one by one, by client and clock. */
export function rangesOf(
	passage: Passage
): readonly { readonly client: number; readonly from: number; readonly to: number }[] {
	return [...passage]
		.sort(([a], [b]) => a - b)
		.flatMap(([client, ranges]) => ranges.map((range) => ({ client, ...range })))
}

function holds(
	passage: Passage,
	{ client, from, to }: ClockRange & { readonly client: number }
): boolean {
	return passage.get(client)?.some((range) => range.from <= from && to <= range.to) === true
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
