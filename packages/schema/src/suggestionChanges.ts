/** What an edit does beyond suggesting, and to suggestions of others. It is read off a copy that the edit is applied to. */
import * as Y from 'yjs'
import { Along } from './along.ts'
import { walkText, type Marks } from './blocks.ts'
import { blockChangeJson, readBlockChange } from './blockChange.ts'
import { changeAtEnd, readDelta, type Delta } from './delta.ts'
import { sameJson, toJson, type Json, type JsonObject } from './json.ts'
import { layersIn, MOST_LAYERS } from './layers.ts'
import { strayWords, type EditDone, type StrayWords } from './strayWords.ts'
import type { Carried } from './struct.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf, toMarker } from './wire.ts'

/** What an edit does, as far as suggestions ask for it. */
export interface SuggestionChanges {
	/**
	 * Whether it does what no edit may: it sets or ends the mark of a suggestion that is not one's own on what stands there, brings words or a block
	 * under such a mark, deletes what another would insert; or says of what stands there that a suggestion, one's own even, inserts it, or does
	 * so no more, which is for an answer alone. So it is where the text ends: what is put there next would come under a mark that is open there.
	 */
	readonly touchesForeign: boolean
	/**
	 * Words of the edit that came under marks of others which are around nothing there, and which their author had not seen. They touch nothing once
	 * these marks are ended on them, by whoever takes the edit in: see `endStrayMarks`.
	 */
	readonly strays: readonly StrayWords[]
	/**
	 * Suggestions that are not one's own of which it sets a mark, wherever, with a change of a block that no mark of theirs ever had in the text. Such
	 * a mark says nothing where it is set around words, or around nothing: it would of the block that is brought there by the next edit.
	 */
	readonly saidForOthers: ReadonlySet<string>
	/** Whether it changes the text itself, and does not only suggest. */
	readonly changesText: boolean
	/** The suggestions that have marks in the text before it, and behind it. */
	readonly before: ReadonlySet<string>
	readonly standing: ReadonlySet<string>
	/** Whether it puts more than `MOST_LAYERS` marks of suggestions over each other: then nothing else was looked at, and all of the above is the worst. */
	readonly hasTooManyLayers: boolean
	/** How many marks the pieces of the text carry that carry many, all of them counted: reading each takes as long as it has marks. */
	readonly marksRead: number
}

/**
 * What `update` does to suggestions in `copy`, which it is applied to, and from which nothing may be missing.
 *
 * What came under the mark of a suggested deletion or change of formatting because it was typed beside words that carry it is no fault of whoever
 * typed: the mark may have been set at that very moment. Where no word beside it carries the mark, and with insertions, it may be a stray (`strayWords`).
 *
 * @param isOwn whether the suggestion with that id is one that the author of the edit may change: an open one of their own, or a new one
 * @param isAccepted whether it was accepted; none of those that is not one's own, where nothing is said
 * @param returned which of its units bring back which older ones, as `readUpdate` reads it
 */
export function suggestionChanges(
	copy: Y.Doc,
	update: Uint8Array,
	isOwn: (id: string) => boolean,
	isAccepted: (id: string) => boolean = () => false,
	returned: readonly Carried[] | null = null
): SuggestionChanges {
	const text = textOf(copy)
	const most = Math.max(MOST_LAYERS, suggestionLayers(text))
	const before = runsIn(text)
	let delta: Delta = []
	let atEnd: JsonObject = {}
	const found = { touchesForeign: false, comesUnder: false, changesText: false, isTooDeep: false }
	let done: Omit<EditDone, 'returned'> = { beforeState: new Map(), deleteSet: Y.createDeleteSet() }
	const read = (transaction: Y.Transaction): void => {
		found.isTooDeep = suggestionLayers(text) > most
		if (!found.isTooDeep) {
			delta = readDelta(text, transaction)
			atEnd = changeAtEnd(text, transaction) ?? {}
		}
		done = { beforeState: transaction.beforeState, deleteSet: transaction.deleteSet }
		for (const type of transaction.changed.keys())
			if (type instanceof Y.Map) found.changesText = true
	}
	copy.on('afterTransaction', read)
	Y.applyUpdate(copy, update)
	copy.off('afterTransaction', read)
	if (found.isTooDeep) return { ...TOO_MANY_LAYERS, marksRead: manyMarksIn(before) }
	const runs = new Along(before)
	const formats = formatsIn(update)
	const written = new Set(formats.map(({ key }) => key))
	for (const op of delta) {
		if (op.kind === 'insert') {
			const block = typeof op.content === 'string' ? undefined : toMarker(op.content)?.block
			judgeInserted(
				{ marks: op.marks, block },
				runs.beside().map((run) => run.marks),
				written,
				isOwn,
				found
			)
		} else {
			const taken = runs.take(op.count)
			if (op.kind === 'delete') judgeDeleted(taken, isOwn, found)
			else if (op.change !== undefined) judgeChanged(taken, op.change, isOwn, found)
		}
	}
	judgeEnd(atEnd, isOwn, found)
	const after = runsIn(text)
	const isForeign = (id: string): boolean => !isOwn(id)
	const strays = found.comesUnder
		? strayWords(copy, { ...done, returned }, { isForeign, isAccepted })
		: []
	return {
		touchesForeign: found.touchesForeign || strays === null,
		strays: strays ?? [],
		saidForOthers: saidForOthers(text, formats, { before: done.beforeState, isForeign }),
		changesText: found.changesText,
		before: idsOf(before),
		standing: idsOf(after),
		hasTooManyLayers: false,
		marksRead: manyMarksIn(before) + manyMarksIn(after),
	}
}

/** What is said of an edit that has too many marks over each other. */
const TOO_MANY_LAYERS = {
	touchesForeign: true,
	strays: [],
	saidForOthers: new Set<string>(),
	changesText: true,
	before: new Set<string>(),
	standing: new Set<string>(),
	hasTooManyLayers: true,
} as const

interface Found {
	touchesForeign: boolean
	/** Whether it brings words under the mark of a suggestion that is not one's own, which it does not name: of insertion, or that no words beside them have. */
	comesUnder: boolean
	changesText: boolean
}

type IsOwn = (id: string) => boolean

/** What begins and ends the marks that `update` itself sets or ends. */
function formatsIn(update: Uint8Array): readonly Y.ContentFormat[] {
	const { structs } = Y.decodeUpdate(update)
	return structs.flatMap((struct) =>
		struct instanceof Y.Item && struct.content instanceof Y.ContentFormat ? [struct.content] : []
	)
}

/** Of the suggestions that are not one's own, those of which `formats` say something that nothing in `text` from before the edit says, be it gone. */
function saidForOthers(
	text: Y.Text,
	formats: readonly Y.ContentFormat[],
	{ before, isForeign }: { before: ReadonlyMap<number, number>; isForeign: (id: string) => boolean }
): ReadonlySet<string> {
	const anew = new Map<string, string>()
	const keys = new Set<string>()
	for (const format of formats) {
		const named = suggestionOfKey(format.key)
		const saying = sayingOf(format)
		if (named === undefined || saying === undefined || !isForeign(named.id)) continue
		anew.set(saying, named.id)
		keys.add(format.key)
	}
	for (let item = text._start; item !== null && anew.size > 0; item = item.right) {
		const { content, id } = item
		if (!(content instanceof Y.ContentFormat) || !keys.has(content.key)) continue
		if (id.clock >= (before.get(id.client) ?? 0)) continue
		const saying = sayingOf(content)
		if (saying !== undefined) anew.delete(saying)
	}
	return new Set(anew.values())
}

/** Which change of a block a mark says, for which suggestion; undefined where it says none. */
function sayingOf({ key, value }: Y.ContentFormat): string | undefined {
	if (suggestionOfKey(key)?.family !== 'setBlock') return undefined
	const change = readBlockChange(toJson(value))
	return change && `${key} ${JSON.stringify(blockChangeJson(change))}`
}

function judgeInserted(
	{ marks, block }: Pick<Run, 'marks' | 'block'>,
	beside: readonly Marks[],
	written: ReadonlySet<string>,
	isOwn: IsOwn,
	found: Found
): void {
	for (const key of Object.keys(marks)) {
		const named = suggestionOfKey(key)
		if (named === undefined || isOwn(named.id)) continue
		if (named.family === 'setBlock' && !isRestyling(marks[key], block)) continue
		if (named.family === 'ins') {
			if (written.has(key)) found.touchesForeign = true
			else found.comesUnder = true
			continue
		}
		if (beside.some((other) => sameJson(other[key], marks[key]))) continue
		if (written.has(key)) found.touchesForeign = true
		// words that carry the mark may be gone by now, with those that were typed beside them; a block may come back to where its own is
		else if (named.family !== 'setBlock') found.comesUnder = true
	}
	if (!hasOwnInsertion(marks, isOwn)) found.changesText = true
}

function judgeDeleted(runs: readonly Run[], isOwn: IsOwn, found: Found): void {
	for (const { marks } of runs) {
		if (insertionsIn(marks).some((id) => !isOwn(id))) found.touchesForeign = true
		if (!hasOwnInsertion(marks, isOwn)) found.changesText = true
	}
}

function judgeChanged(runs: readonly Run[], change: JsonObject, isOwn: IsOwn, found: Found): void {
	for (const [key, value] of Object.entries(change)) {
		const named = suggestionOfKey(key)
		if (named?.family === 'setBlock') {
			if (isOwn(named.id)) continue
			const touched = runs.some(
				({ marks, block }) => isRestyling(marks[key], block) || isRestyling(value, block)
			)
			if (touched) found.touchesForeign = true
		} else if (named !== undefined) {
			if (named.family === 'ins' || !isOwn(named.id)) found.touchesForeign = true
		} else if (!runs.every(({ marks }) => hasOwnInsertion(marks, isOwn))) found.changesText = true
	}
}

/** Judges what becomes of the marks that are open where the text ends. What a block would become is said of none there: see `saidForOthers`. */
function judgeEnd(change: JsonObject, isOwn: IsOwn, found: Found): void {
	for (const key of Object.keys(change)) {
		const named = suggestionOfKey(key)
		if (named === undefined) found.changesText = true
		else if (named.family === 'ins') found.touchesForeign = true
		else if (named.family !== 'setBlock' && !isOwn(named.id)) found.touchesForeign = true
	}
}

/** Whether a mark of this value would make the block another one whose marker has the id `block`: on words, and on other markers, it means nothing. */
function isRestyling(value: Json | undefined, block: string | undefined): boolean {
	return block !== undefined && readBlockChange(value)?.block === block
}

function insertionsIn(marks: Marks): readonly string[] {
	return Object.keys(marks).flatMap((key) => {
		const named = suggestionOfKey(key)
		return named?.family === 'ins' ? [named.id] : []
	})
}

function hasOwnInsertion(marks: Marks, isOwn: IsOwn): boolean {
	return insertionsIn(marks).some(isOwn)
}

/** Also of marks that mean nothing where they are: an id belongs to whoever first set it. */
function idsOf(runs: readonly Run[]): ReadonlySet<string> {
	return new Set(
		runs.flatMap(({ marks }) => Object.keys(marks).flatMap((key) => suggestionOfKey(key)?.id ?? []))
	)
}

/** Pieces with fewer marks than this are read as quickly as those with none. */
const MANY_MARKS = 8

function manyMarksIn(runs: readonly Run[]): number {
	return runs.reduce((sum, { marks }) => {
		const count = Object.keys(marks).length
		return count < MANY_MARKS ? sum : sum + count
	}, 0)
}

/** How many marks of suggestions are over each other where there are the most. */
function suggestionLayers(text: Y.Text): number {
	return layersIn(text, (key) => suggestionOfKey(key) !== undefined)
}

/** Units in a row that carry the same marks. */
interface Run {
	readonly marks: Marks
	readonly length: number
	/** Of a marker, which is a run of its own: the id in it. */
	readonly block: string | undefined
}

function runsIn(text: Y.Text): readonly Run[] {
	const runs: (Omit<Run, 'length'> & { length: number })[] = []
	walkText(text, (piece: Json, marks) => {
		const length = typeof piece === 'string' ? piece.length : 1
		const block = typeof piece === 'string' ? undefined : toMarker(piece)?.block
		const last = runs.at(-1)
		const continues = last?.marks === marks && block === undefined && last.block === undefined
		if (continues) last.length += length
		else runs.push({ marks, length, block })
	})
	return runs
}
