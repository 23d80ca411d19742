/**
 * Suggestions as they stand in the text of a clause, and what is left of them once they are answered. Who made one, and whether it is still open,
 * the text does not say.
 */
import * as Y from 'yjs'
import { contentOf, suggestedOf, walkText, withMark, type Marks } from './blocks.ts'
import { changeStretches } from './changeStretches.ts'
import {
	formattingOf,
	suggestionKey,
	suggestionOfKey,
	SUGGESTION_FAMILIES,
} from './suggestionKey.ts'
import { textOf, toMarker } from './wire.ts'

/** What a suggestion would do, in words. A paragraph mark stands for the beginning of a block, U+FFFC for an atom. */
export interface SuggestionExtent {
	/** What would come in. */
	readonly inserted: string
	/** What would go, if only to be replaced. */
	readonly deleted: string
	/** What would be formatted otherwise. */
	readonly formatted: string
}

/** What is read of a block to tell what suggestions would do. */
export interface SuggestedBlock {
	readonly marks?: Readonly<Record<string, unknown>>
	readonly content: readonly {
		readonly text?: string
		readonly marks?: Readonly<Record<string, unknown>>
	}[]
}

/** The suggestions of which something stands in `blocks`, answered or not, in the order in which they begin. */
export function suggestionExtents(
	blocks: readonly SuggestedBlock[]
): ReadonlyMap<string, SuggestionExtent> {
	const extents = new Map<string, { inserted: string; deleted: string; formatted: string }>()
	const add = (words: string, marks: Readonly<Record<string, unknown>>): void => {
		const formatted = new Set<string>()
		for (const key of Object.keys(marks)) {
			const named = suggestionOfKey(key)
			if (named === undefined) continue
			const { id, family } = named
			const extent = extents.get(id) ?? { inserted: '', deleted: '', formatted: '' }
			extents.set(id, extent)
			if (family === 'ins') extent.inserted += words
			else if (family === 'del') extent.deleted += words
			else if (!formatted.has(id)) {
				formatted.add(id)
				extent.formatted += words
			}
		}
	}
	for (const { marks = {}, content } of blocks) {
		add('¶', marks)
		for (const piece of content) add(piece.text ?? '\ufffc', piece.marks ?? {})
	}
	return extents
}

/** The suggestions that have marks on something in `doc`, answered or not. */
export function suggestionsIn(doc: Y.Doc): ReadonlySet<string> {
	const found = new Set<string>()
	let seen: Marks | undefined
	walkText(textOf(doc), (piece, marks) => {
		const isMarker = typeof piece !== 'string' && toMarker(piece) !== undefined
		if (marks === seen) return
		// what would be formatted on the marker of a block is nothing that is seen
		const meant = isMarker ? (suggestedOf(marks) ?? {}) : marks
		if (!isMarker) seen = marks
		for (const key of Object.keys(meant)) {
			const named = suggestionOfKey(key)
			if (named !== undefined) found.add(named.id)
		}
	})
	return found
}

/**
 * Carries the suggestion `id` out: what it inserts stays, with the authors it has; what it deletes goes, and formatting is as it says. Words that
 * another suggestion would insert are not there yet, so nothing takes them away. The first block of a text stays.
 *
 * The marks end on what goes as well: words that somebody writes among it at that moment come as words of the text, and not as struck ones of
 * which nobody could say any more whether they go.
 *
 * @param isOpen whether the suggestion with that id has not been answered
 */
export function acceptSuggestion(doc: Y.Doc, id: string, isOpen: (id: string) => boolean): void {
	const text = textOf(doc)
	const runs = runsUnder(text, id)
	const goes = ({ keys, isFirst }: Run): boolean =>
		keys.has(suggestionKey('del', id)) && !isFirst && !isInsertedByOther(keys, id, isOpen)
	const marks = (run: Run) =>
		goes(run) ? endsOf(run, id) : { ...changesBy(run, id), ...endsOf(run, id) }
	doc.transact(() => {
		changeStretches(
			text,
			runs.map((run) => ({ at: run.at, length: run.length, marks: marks(run) }))
		)
		changeStretches(
			text,
			runs.filter(goes).map(({ at, length }) => ({ at, length, marks: null }))
		)
	})
}

/**
 * Takes the suggestion `id` back: what it would insert goes, unless another open one would insert it as well, and all else stays as it is.
 * The marker with which the text begins goes where another one takes its place.
 *
 * The marks around what goes are left where they stand, around nothing: what its author wrote there in the meantime still carries them when it
 * comes, and so does not pass for words of the text.
 */
export function declineSuggestion(doc: Y.Doc, id: string, isOpen: (id: string) => boolean): void {
	const text = textOf(doc)
	const key = suggestionKey('ins', id)
	const isTakenBack = ({ keys }: Run): boolean =>
		keys.has(key) && !isInsertedByOther(keys, id, isOpen)
	const runs = runsUnder(text, id)
	const takenBack = new Set(runs.filter(isTakenBack).flatMap(({ items }) => items))
	const staysFirst = !beginsWithMarker(text, takenBack)
	const goes = (run: Run): boolean => isTakenBack(run) && !(run.isFirst && staysFirst)
	doc.transact((transaction) => {
		const stay = runs.filter((run) => !goes(run))
		changeStretches(
			text,
			stay.map((run) => ({ at: run.at, length: run.length, marks: endsOf(run, id) }))
		)
		for (const run of runs) if (goes(run)) for (const item of run.items) item.delete(transaction)
	})
}

/** Whether a suggestion beside `id` that is open would insert what has `keys`. */
function isInsertedByOther(
	keys: ReadonlySet<string>,
	id: string,
	isOpen: (id: string) => boolean
): boolean {
	return [...keys].some((key) => {
		const named = suggestionOfKey(key)
		return named?.family === 'ins' && named.id !== id && isOpen(named.id)
	})
}

/** The formatting that `id` suggests for `run`. */
function changesBy({ keys }: Run, id: string): Record<string, true | null> {
	const changes: Record<string, true | null> = {}
	for (const family of SUGGESTION_FAMILIES) {
		const change = keys.has(suggestionKey(family, id)) ? formattingOf(family) : undefined
		if (change !== undefined) changes[change.mark] = change.value
	}
	return changes
}

/** What ends the marks of `id` on `run`. */
function endsOf({ keys }: Run, id: string): Record<string, null> {
	const ended = SUGGESTION_FAMILIES.map((family) => suggestionKey(family, id))
	return Object.fromEntries(ended.filter((key) => keys.has(key)).map((key) => [key, null]))
}

/** Units in a row that carry the same marks, one of them of the suggestion that is looked for. */
interface Run {
	/** The index of the first of them, as `Y.Text` counts. */
	readonly at: number
	length: number
	readonly keys: ReadonlySet<string>
	/** Whether they are the marker with which the text begins. */
	readonly isFirst: boolean
	/** What they stand in, and nothing else does. */
	readonly items: Y.Item[]
}

function runsUnder(text: Y.Text, id: string): readonly Run[] {
	const found: Run[] = []
	let marks: Marks = {}
	let keys: ReadonlySet<string> = new Set()
	let isUnder = false
	let at = 0
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content, length } = item
		if (content instanceof Y.ContentFormat) {
			marks = withMark(marks, content.key, content.value)
			keys = new Set(Object.keys(marks))
			isUnder = [...keys].some((key) => suggestionOfKey(key)?.id === id)
		} else if (item.countable) {
			if (isUnder) {
				const last = found.at(-1)
				const isFirst = at === 0 && isMarker(content)
				if (last?.keys === keys && last.at + last.length === at && !last.isFirst) {
					last.length += length
					last.items.push(item)
				} else found.push({ at, length, keys, isFirst, items: [item] })
			}
			at += length
		}
	}
	return found
}

/** Whether the first unit of `text` is a marker once `without` is gone: words that stand before one have no block. */
function beginsWithMarker(text: Y.Text, without: ReadonlySet<Y.Item>): boolean {
	for (let item = text._start; item !== null; item = item.right) {
		if (!item.deleted && item.countable && !without.has(item)) return isMarker(item.content)
	}
	return false
}

function isMarker(content: Y.Item['content']): boolean {
	return contentOf(content).some((piece) => toMarker(piece) !== undefined)
}
