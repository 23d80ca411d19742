/**
 * Placeholders as they stand in the text of a clause: atoms with the id of the placeholder. What is missing, who is to say it and by when,
 * the text does not say.
 */
import * as Y from 'yjs'
import { walkText, type Marks } from './blocks.ts'
import { ClockSet } from './clockSet.ts'
import { indexOf } from './indexOf.ts'
import { sameJson, toJson, type Json } from './json.ts'
import { PLACEHOLDER, placeholderIdOf } from './placeholderAtom.ts'
import type { Edit } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf, toMarker } from './wire.ts'

/** The placeholders that stand in `doc`, each once, in the order of the text. */
export function placeholdersIn(doc: Y.Doc): ReadonlySet<string> {
	const found = new Set<string>()
	walkText(textOf(doc), (piece) => {
		const id = placeholderIdOf(piece)
		if (id !== undefined) found.add(id)
	})
	return found
}

/**
 * How often each placeholder stands in the text once `doc` has `edits` as well. What several of them bring, or `doc` has already, counts once; what
 * one of them deletes does not, whoever brings it.
 */
export function countPlaceholders(
	doc: Y.Doc,
	edits: readonly Pick<Edit, 'placeholders' | 'deleted'>[]
): ReadonlyMap<string, number> {
	const gone = new ClockSet()
	for (const { deleted } of edits) {
		for (const [client, ranges] of deleted) {
			for (const { from, to } of ranges) gone.add(client, from, to)
		}
	}
	const counts = new Map<string, number>()
	const counted = new ClockSet()
	const count = (id: string, { client, clock }: UnitId): void => {
		if (gone.has(client, clock) || counted.add(client, clock, clock + 1).length === 0) return
		counts.set(id, (counts.get(id) ?? 0) + 1)
	}
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, id: unit } = item
		if (item.deleted || !(content instanceof Y.ContentEmbed)) continue
		const id = placeholderIdOf(toJson(content.embed))
		if (id !== undefined) count(id, unit)
	}
	for (const { placeholders } of edits) {
		for (const [id, atoms] of placeholders) {
			for (const atom of atoms) if (isNewTo(doc, atom)) count(id, atom)
		}
	}
	return counts
}

/** Whether `doc` never had `unit`: one that was deleted there comes back with no edit. */
export function isNewTo({ store }: Y.Doc, { client, clock }: UnitId): boolean {
	return clock >= Y.getState(store, client)
}

/**
 * Puts an atom of the placeholder `id` right behind `unit`, and gives whether it did: not where that does not stand in the text. It is under those
 * brackets and emphasis that the words on both sides of it share, and part of no suggestion.
 */
export function placePlaceholder(doc: Y.Doc, id: string, unit: UnitId): boolean {
	const index = indexOf(doc, unit)
	if (index === undefined) return false
	const text = textOf(doc)
	text.insertEmbed(index + 1, { inline: PLACEHOLDER, attrs: { id } }, sharedMarks(text, index + 1))
	return true
}

/**
 * Puts `words` in the place of every atom of the placeholder `id`, under the marks of each, and gives whether there was one.
 */
export function fillPlaceholder(doc: Y.Doc, id: string, words: string): boolean {
	const text = textOf(doc)
	const atoms = pieces(text).filter(({ piece }) => placeholderIdOf(piece) === id)
	doc.transact(() => {
		for (const { at, marks } of atoms.toReversed()) {
			// before the atom, so that no mark of it is ever without words
			text.insert(at, words, { ...marks })
			text.delete(at + words.length, 1)
		}
	})
	return atoms.length > 0
}

interface PlacedPiece {
	readonly piece: Json
	readonly marks: Marks
	readonly at: number
	readonly length: number
}

function pieces(text: Y.Text): readonly PlacedPiece[] {
	const found: PlacedPiece[] = []
	let at = 0
	walkText(text, (piece, marks) => {
		const length = typeof piece === 'string' ? piece.length : 1
		found.push({ piece, marks, at, length })
		at += length
	})
	return found
}

/** The marks that what stands before `index` and what stands behind share, markers of blocks aside; none of a suggestion. */
function sharedMarks(text: Y.Text, index: number): Record<string, Json> {
	const words = pieces(text).filter(({ piece }) => toMarker(piece) === undefined)
	const before = words.findLast(({ at }) => at < index)?.marks ?? {}
	const behind = words.find(({ at, length }) => at + length > index)?.marks ?? {}
	const shared = Object.entries(before).filter(
		([key, value]) => suggestionOfKey(key) === undefined && sameJson(behind[key] ?? null, value)
	)
	return Object.fromEntries(shared)
}
