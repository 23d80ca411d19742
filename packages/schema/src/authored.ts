import type { SeatId } from '@parley/domain'
import * as Y from 'yjs'
import { contentOf, unusedId } from './blocks.ts'
import { ClockSet } from './clockSet.ts'
import { isJsonObject, type Json } from './json.ts'
import type { ClockRange } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { STEP, type Steps } from './steps.ts'
import { rootsOf, type Stamp, type Traces } from './traces.ts'
import { IMPLICIT_ID, textOf, toMarker } from './wire.ts'

/** A place in a clause: a block by its id, and how many UTF-16 units stand in it before the place (an atom is one). */
export interface TextPlace {
	readonly block: string
	readonly offset: number
}

/** Characters or atoms that stand beside each other in one block and came in by one entry. */
export interface AuthoredRun extends TextPlace {
	/** In UTF-16 units; an atom is one. */
	readonly length: number
	/** The entry by which these words first came in: their author. */
	readonly author: Stamp
	/** The entry that put them where they stand: another one where they were brought back or moved. */
	readonly placed: Stamp
	/** Whose words they repeat (see `findCopied`); null for the imported text. */
	readonly copied: readonly (SeatId | null)[]
}

/** Words that were deleted and stand nowhere else now. */
export interface DeletedRun extends TextPlace {
	/** A line end where blocks were joined and for a hard break, U+FFFC for another atom; null where they are not kept any more. */
	readonly words: string | null
	readonly length: number
	readonly author: Stamp
	/** The entry that deleted them. */
	readonly deleted: Stamp
}

/** Who wrote what in a clause, in the order of its text. Runs cover every character and atom that `readBlocks` gives. */
export interface AuthoredText {
	readonly runs: readonly AuthoredRun[]
	readonly deletions: readonly DeletedRun[]
}

const NOBODY: readonly (SeatId | null)[] = []

/**
 * The text as it stands, with the author of every unit and what was deleted where. It is read in steps, between which others can have
 * their turn; the traces must not change meanwhile.
 */
export function* readAuthored(traces: Traces): Steps<AuthoredText> {
	const runs: AuthoredRun[] = []
	const gone: Gone[] = []
	const standing = new ClockSet()
	const ids = new Set<string>()
	let steps = 0
	let block: string | undefined
	let offset = 0
	for (let item = textOf(traces.doc)._start; item !== null; item = item.right) {
		if (++steps % STEP === 0) yield
		if (item.deleted) {
			for (const one of goneOf(traces, item, { block: block ?? '', offset })) {
				if (++steps % STEP === 0) yield
				gone.push(one)
			}
		}
		if (item.deleted || !item.countable) continue
		const marker = markerIn(item.content)
		if (marker !== undefined) {
			block = unusedId(marker, ids)
			offset = 0
		} else block ??= unusedId(IMPLICIT_ID, ids)
		for (const { from, to, root, author, placed } of authorsOf(traces, item)) {
			if (++steps % STEP === 0) yield
			if (root !== undefined) standing.add(root.client, root.clock, root.clock + to - from)
			if (marker !== undefined) continue
			const copied = traces.copied.find(item.id.client, from)?.value ?? NOBODY
			addRun(runs, { block, offset, length: to - from, author, placed, copied })
			offset += to - from
		}
	}
	const [first = IMPLICIT_ID] = ids
	return { runs, deletions: yield* deletionsOf(gone, standing, first) }
}

/** Units of one item that came in by one entry and have one author. */
interface Part {
	readonly from: number
	readonly to: number
	readonly author: Stamp
	readonly placed: Stamp
	/** The unit whose words the first of them is, where it is another one. */
	readonly root: UnitId | undefined
}

function* authorsOf({ arrivals, sources }: Traces, { id, length }: Y.Item): Generator<Part> {
	for (const arrival of arrivals.parts(id.client, id.clock, id.clock + length)) {
		const placed = arrival.value
		if (placed === undefined) continue
		for (const { from, to, root } of rootsOf(sources, id.client, arrival.from, arrival.to)) {
			const isOwn = root.client === id.client && root.clock === from
			const { client, clock } = root
			for (const part of arrivals.parts(client, clock, clock + to - from)) {
				const first = isOwn ? undefined : { client, clock: part.from }
				const shift = from - clock
				const author = part.value ?? placed
				yield { from: part.from + shift, to: part.to + shift, author, placed, root: first }
			}
		}
	}
}

/** Deleted units, which may stand elsewhere. */
interface Gone extends TextPlace {
	readonly content: Y.Item['content']
	/** Units of the content. */
	readonly from: number
	readonly to: number
	readonly author: Stamp
	readonly deleted: Stamp
	/** The unit whose words the first of them is, where these were put in elsewhere or came from there. */
	readonly root: UnitId | undefined
}

/** What was deleted of an item, that which was gone before anybody saw it apart. */
function* goneOf(traces: Traces, item: Y.Item, place: TextPlace): Generator<Gone> {
	const { id, content } = item
	if (content instanceof Y.ContentFormat) return
	for (const part of authorsOf(traces, item)) {
		const { author, placed } = part
		for (const { from, to, value } of traces.deletions.parts(id.client, part.from, part.to)) {
			if (value === undefined || value.position === placed.position) continue
			for (const piece of traces.carried.parts(id.client, from, to)) {
				const self = piece.isIn ? { client: id.client, clock: part.from } : undefined
				const first = part.root ?? self
				const root = first && { ...first, clock: first.clock + piece.from - part.from }
				const units = { content, from: piece.from - id.clock, to: piece.to - id.clock }
				yield { ...place, ...units, author, deleted: value, root }
			}
		}
	}
}

/**
 * The deletions among what is gone: words that stand elsewhere are not deleted, and those that went more than once, having been brought
 * back, went the last time. What has no place yet stood before the block `first`.
 */
function* deletionsOf(
	gone: readonly Gone[],
	standing: ClockSet,
	first: string
): Steps<readonly DeletedRun[]> {
	const left = new Map<Gone, readonly ClockRange[]>()
	const wandered = gone.filter(({ root }) => root !== undefined)
	let steps = 0
	for (const one of yield* newestFirst(wandered)) {
		const { root, from, to } = one
		if (++steps % STEP === 0) yield
		if (root === undefined) continue
		const shift = from - root.clock
		const fresh = standing.add(root.client, root.clock, root.clock + to - from)
		left.set(
			one,
			fresh.map((range) => ({ from: range.from + shift, to: range.to + shift }))
		)
	}
	const deletions: DeletedRun[] = []
	for (const one of gone) {
		if (++steps % STEP === 0) yield
		const { offset, content, author, deleted } = one
		const block = one.block || first
		for (const { from, to } of left.get(one) ?? [one]) {
			const words = wordsIn(content, from, to)
			addDeletion(deletions, { block, offset, words, length: to - from, author, deleted })
		}
	}
	return deletions
}

/** Deletions in the order of the log, the last ones first; where one entry made several, in the order that they have. */
function* newestFirst(gone: readonly Gone[]): Steps<readonly Gone[]> {
	let rows: (readonly Gone[])[] = []
	for (let i = 0; i < gone.length; i += STEP) {
		rows.push(gone.slice(i, i + STEP).sort((a, b) => b.deleted.position - a.deleted.position))
		yield
	}
	while (rows.length > 1) {
		const merged: (readonly Gone[])[] = []
		for (let i = 0; i < rows.length; i += 2)
			merged.push(yield* mergedRows(rows[i] ?? [], rows[i + 1] ?? []))
		rows = merged
	}
	return rows[0] ?? []
}

function* mergedRows(some: readonly Gone[], others: readonly Gone[]): Steps<readonly Gone[]> {
	const merged: Gone[] = []
	let [i, j] = [0, 0]
	for (;;) {
		if (merged.length % STEP === 0) yield
		const [one, other] = [some[i], others[j]]
		if (one === undefined && other === undefined) return merged
		const isOthers =
			one === undefined || (other !== undefined && other.deleted.position > one.deleted.position)
		const next = isOthers ? other : one
		if (next !== undefined) merged.push(next)
		if (isOthers) j++
		else i++
	}
}

/** Adds a run to the one before it where that is of the same entry: how Yjs cuts its items tells nothing. */
function addRun(runs: AuthoredRun[], run: AuthoredRun): void {
	const last = runs.at(-1)
	const isNext =
		last?.block === run.block &&
		last.author === run.author &&
		last.placed === run.placed &&
		last.copied === run.copied
	if (isNext) runs[runs.length - 1] = { ...last, length: last.length + run.length }
	else runs.push(run)
}

/** Adds a deletion to the one before it where that is of the same entry at the same place. */
function addDeletion(deletions: DeletedRun[], run: DeletedRun): void {
	const last = deletions.at(-1)
	const isNext =
		last?.block === run.block &&
		last.offset === run.offset &&
		last.author === run.author &&
		last.deleted === run.deleted &&
		(last.words === null) === (run.words === null)
	const words = run.words === null ? null : (last?.words ?? '') + run.words
	if (isNext) deletions[deletions.length - 1] = { ...last, words, length: last.length + run.length }
	else deletions.push(run)
}

/** The id that a marker gives its block, or nothing where the content is none. */
function markerIn(content: Y.Item['content']): string | undefined {
	if (content instanceof Y.ContentString) return undefined
	const [piece] = contentOf(content)
	return piece === undefined ? undefined : toMarker(piece)?.block
}

/** What stood in the units `from` up to `to` of a content, as it is read; null where it is not kept. */
function wordsIn(content: Y.Item['content'], from: number, to: number): string | null {
	if (content instanceof Y.ContentString) return content.str.slice(from, to)
	if (content instanceof Y.ContentDeleted) return null
	return contentOf(content).slice(from, to).map(characterOf).join('')
}

function characterOf(piece: Json): string {
	const isLineEnd = toMarker(piece) ?? (isJsonObject(piece) && piece['inline'] === 'hard_break')
	return isLineEnd ? '\n' : '\ufffc'
}
