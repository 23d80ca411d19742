/**
 * Brackets as they stand in the text of a clause: marks whose key has the id of the bracket, `bracket:4fT0aP1z`. They may nest and overlap, and go
 * over paragraphs. Who holds one, and whether it is still open, the text does not say.
 */
import * as Y from 'yjs'
import { Along } from './along.ts'
import { blockAlternatives } from './alternatives.ts'
import { walkText } from './blocks.ts'
import { bracketIdOf, bracketKey } from './bracketKey.ts'
import { changeStretches } from './changeStretches.ts'
import { changeAtEnd, readDelta, type Delta } from './delta.ts'
import { createDocument } from './document.ts'
import { indexOf } from './indexOf.ts'
import type { JsonObject } from './json.ts'
import { layersIn, MOST_LAYERS, MOST_OWN_LAYERS } from './layers.ts'
import type { UnitId } from './struct.ts'
import { isInsertion } from './suggestionKey.ts'
import { textOf, toMarker } from './wire.ts'

/** What of a bracket stands in a text. */
export interface BracketExtent {
	/** Characters and atoms under it. */
	readonly units: number
	/** In how many pieces they stand, paragraphs not counted as a gap. */
	readonly pieces: number
}

/** The brackets that have words in `doc`, in the order in which they begin. */
export function bracketExtents(doc: Y.Doc): ReadonlyMap<string, BracketExtent> {
	const extents = new Map<string, { units: number; pieces: number }>()
	/** The brackets of the words before. */
	let open: ReadonlySet<string> = new Set()
	walkText(textOf(doc), (piece, marks) => {
		if (typeof piece !== 'string' && toMarker(piece) !== undefined) return
		const ids = new Set(Object.keys(marks).flatMap((key) => bracketIdOf(key) ?? []))
		const length = typeof piece === 'string' ? piece.length : 1
		for (const id of ids) {
			const extent = extents.get(id) ?? { units: 0, pieces: 0 }
			extents.set(id, extent)
			extent.units += length
			if (!open.has(id)) extent.pieces++
		}
		open = ids
	})
	return extents
}

/** The brackets that have words of their own in `doc`: such as a suggestion would only insert can be taken back, and keep none. */
export function bracketsWithWords(doc: Y.Doc): ReadonlySet<string> {
	const found = new Set<string>()
	walkText(textOf(doc), (piece, marks) => {
		if (typeof piece !== 'string' && toMarker(piece) !== undefined) return
		const keys = Object.keys(marks)
		if (keys.some(isInsertion)) return
		for (const key of keys) {
			const id = bracketIdOf(key)
			if (id !== undefined) found.add(id)
		}
	})
	return found
}

/** How many brackets are over each other in `doc` where there are the most, open or not: all, or such as `isCounted`. */
export function bracketLayers(doc: Y.Doc, isCounted: (id: string) => boolean = all): number {
	return layersIn(textOf(doc), (key) => {
		const id = bracketIdOf(key)
		return id !== undefined && isCounted(id)
	})
}

const all = (): boolean => true

/**
 * Looks how many brackets are over each other in `doc`, and gives the way to ask, once it was changed, whether there are too many: more than
 * `MOST_LAYERS`, or than `MOST_OWN_LAYERS` of those that `isOwn`, and more than there were.
 *
 * @param isOwn whether a bracket is of the delegation that changes it; null where nobody's are counted by themselves
 */
export function bracketBound(doc: Y.Doc, isOwn: ((id: string) => boolean) | null): () => boolean {
	const counted = [
		{ isCounted: all, most: MOST_LAYERS },
		...(isOwn === null ? [] : [{ isCounted: isOwn, most: MOST_OWN_LAYERS }]),
	]
	const bounds = counted.map(({ isCounted, most }) => {
		return { isCounted, most: Math.max(most, bracketLayers(doc, isCounted)) }
	})
	return () => bounds.some(({ isCounted, most }) => bracketLayers(doc, isCounted) > most)
}

/**
 * Marks what stands from the unit `first` up to and with `last` with the bracket `id`, and gives whether it did: nothing is done where one
 * of the two does not stand in the text, they are the wrong way round, or no words lie there.
 */
export function placeBracket(doc: Y.Doc, id: string, first: UnitId, last: UnitId): boolean {
	const [from, to] = [indexOf(doc, first), indexOf(doc, last)]
	if (from === undefined || to === undefined || from > to) return false
	const text = textOf(doc)
	const words = pieces(text).some(
		({ at, length, isMarker }) => !isMarker && at + length > from && at <= to
	)
	if (words) text.format(from, to - from + 1, { [bracketKey(id)]: true })
	return words
}

/** Ends the mark of the bracket `id` wherever it stands: the words stay. */
export function liftBracket(doc: Y.Doc, id: string): void {
	const key = bracketKey(id)
	const text = textOf(doc)
	doc.transact(() => {
		const marks = { [key]: null }
		changeStretches(
			text,
			underMark(text, key).map((stretch) => ({ ...stretch, marks }))
		)
	})
}

/** Takes the words under the bracket `id` out, and the blocks of which nothing is left then. */
export function strikeBracket(doc: Y.Doc, id: string): void {
	const text = textOf(doc)
	doc.transact(() => {
		const struck = struckWith(doc, bracketKey(id))
		changeStretches(
			text,
			struck.map((stretch) => ({ ...stretch, marks: null }))
		)
	})
}

/** What an edit does to brackets beyond writing in them. */
export interface BracketChanges {
	/** Those whose last words it takes away, such as are only suggested aside. */
	readonly emptied: readonly string[]
	/**
	 * Those whose mark it sets or ends on words that stand there or where the text ends, or which it cuts: into more pieces, or by words that come, without the
	 * mark, between two that stood together.
	 */
	readonly reshaped: readonly string[]
	/** Whether it puts too many brackets over each other, as `bracketBound` says: then nothing else was looked at. */
	readonly hasTooManyLayers: boolean
}

/**
 * What `update` does to the brackets of `doc`, tried on a copy that has `pending` as well. Nothing may be missing from any of them.
 *
 * @param isOwn as `bracketBound` takes it
 */
export function bracketChanges(
	doc: Y.Doc,
	update: Uint8Array,
	pending: readonly Uint8Array[] = [],
	isOwn: ((id: string) => boolean) | null = null
): BracketChanges {
	const copy = createDocument({ gc: false })
	try {
		for (const known of [Y.encodeStateAsUpdate(doc), ...pending]) Y.applyUpdate(copy, known)
		const isTooDeep = bracketBound(copy, isOwn)
		const before = bracketExtents(copy)
		const worded = bracketsWithWords(copy)
		const standing = pieces(textOf(copy))
		let delta: Delta = []
		let atEnd: JsonObject = {}
		const found = { isTooDeep: false }
		copy.on('afterTransaction', (transaction) => {
			found.isTooDeep = isTooDeep()
			if (found.isTooDeep) return
			delta = readDelta(textOf(copy), transaction)
			atEnd = changeAtEnd(textOf(copy), transaction) ?? {}
		})
		Y.applyUpdate(copy, update)
		if (found.isTooDeep) return { emptied: [], reshaped: [], hasTooManyLayers: true }
		const after = bracketExtents(copy)
		const left = bracketsWithWords(copy)
		const changes = [...delta.map((op) => (op.kind === 'retain' ? op.change : undefined)), atEnd]
		const remarked = changes.flatMap((change) => Object.keys(change ?? {}))
		const inMore = [...before].flatMap(([id, { pieces }]) =>
			(after.get(id)?.pieces ?? 0) > pieces ? [id] : []
		)
		const cut = [...inMore, ...partedIn(standing, delta)]
		return {
			emptied: [...worded].filter((id) => !left.has(id)),
			reshaped: [...new Set([...remarked.flatMap((key) => bracketIdOf(key) ?? []), ...cut])],
			hasTooManyLayers: false,
		}
	} finally {
		copy.destroy()
	}
}

/** The brackets of which `delta` puts words without their mark between two that stood together in `standing`, and stand still. */
function partedIn(standing: readonly Piece[], delta: Delta): ReadonlySet<string> {
	const parted = new Set<string>()
	let open: ReadonlyMap<string, Parting> = new Map()
	const goPast = (keys: ReadonlySet<string>, isKept: boolean): void => {
		const ids = [...keys].flatMap((key) => bracketIdOf(key) ?? [])
		open = new Map(ids.map((id) => [id, open.get(id) ?? { isLeft: false, isParted: false }]))
		if (!isKept) return
		for (const [id, one] of open) {
			if (one.isParted) parted.add(id)
			one.isLeft = true
			one.isParted = false
		}
	}
	const along = new Along(standing)
	for (const op of delta) {
		if (op.kind !== 'insert') {
			for (const { isMarker, keys } of along.take(op.count))
				if (!isMarker) goPast(keys, op.kind === 'retain')
		} else if (typeof op.content === 'string' || toMarker(op.content) === undefined) {
			for (const [id, one] of open) one.isParted ||= !Object.hasOwn(op.marks, bracketKey(id))
		}
		for (const one of open.values()) one.isParted &&= one.isLeft
	}
	for (const { isMarker, keys } of along.take(Infinity)) if (!isMarker) goPast(keys, true)
	return parted
}

/** What became of a piece of a bracket as far as one has gone: whether a word of it stands still, and one without the mark has come behind that. */
interface Parting {
	isLeft: boolean
	isParted: boolean
}

/** A stretch of a text by the index of its first unit, as `Y.Text` counts. */
interface Stretch {
	readonly at: number
	readonly length: number
}

interface Piece extends Stretch {
	readonly isMarker: boolean
	readonly keys: ReadonlySet<string>
}

/** What stands in a text, run by run. */
function pieces(text: Y.Text): Piece[] {
	const found: Piece[] = []
	let at = 0
	walkText(text, (piece, marks) => {
		const length = typeof piece === 'string' ? piece.length : 1
		const isMarker = typeof piece !== 'string' && toMarker(piece) !== undefined
		found.push({ at, length, isMarker, keys: new Set(Object.keys(marks)) })
		at += length
	})
	return found
}

/** The stretches that carry the mark `key`, in the order of the text; the markers between them belong to them. */
function underMark(text: Y.Text, key: string): readonly Stretch[] {
	return joined(pieces(text).filter(({ keys }) => keys.has(key)))
}

/**
 * The stretches that carry the mark `key`, each with the markers of the blocks that would be left without words. The first block of a text
 * stays, and so does one block of each alternative. No other marker of an alternative's first block goes: what was before it would join it.
 */
function struckWith(doc: Y.Doc, key: string): readonly Stretch[] {
	const blocks: Piece[][] = []
	for (const piece of pieces(textOf(doc))) {
		if (piece.isMarker || blocks.length === 0) blocks.push([])
		blocks.at(-1)?.push(piece)
	}
	const alternatives = blockAlternatives(doc)
	const isEmptied = (block: readonly Piece[] | undefined): boolean => {
		const words = block?.filter(({ isMarker }) => !isMarker) ?? []
		return words.length > 0 && words.every(({ keys }) => keys.has(key))
	}
	const staysEmpty = (index: number): boolean => {
		const own = alternatives[index]
		if (index === 0) return true
		if (own === undefined) return false
		const blocksOfIt = blocks.filter((_block, other) => alternatives[other] === own)
		return blocksOfIt[0] === blocks[index] && blocksOfIt.every(isEmptied)
	}
	/** Where the block before stands of which the marker stays. */
	let before: string | undefined
	const markerGoes = (marker: Piece, index: number): boolean => {
		const own = alternatives[index]
		const joins = marker.keys.has(key) && index > 0 && before === own
		const goes = isEmptied(blocks[index]) ? !staysEmpty(index) : joins
		if (!goes) before = own
		return goes
	}
	const struck = blocks.flatMap((block, index) =>
		block.filter((piece) => (piece.isMarker ? markerGoes(piece, index) : piece.keys.has(key)))
	)
	return joined(struck)
}

/** `found`, those that follow each other as one. */
function joined(found: readonly Stretch[]): readonly Stretch[] {
	const stretches: { at: number; length: number }[] = []
	for (const { at, length } of found) {
		const last = stretches.at(-1)
		if (last !== undefined && last.at + last.length === at) last.length += length
		else stretches.push({ at, length })
	}
	return stretches
}
