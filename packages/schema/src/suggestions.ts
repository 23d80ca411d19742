/**
 * Suggestions as they stand in the text of a clause, and what is left of them once they are answered. Who made one, and whether it is still open,
 * the text does not say.
 */
import * as Y from 'yjs'
import { changedStyle, readBlockChange } from './blockChange.ts'
import { contentOf, suggestedOn, walkText, withMark, type Marks } from './blocks.ts'
import { changeStretches } from './changeStretches.ts'
import { sameJson, type Json, type JsonObject } from './json.ts'
import {
	formattingOf,
	suggestionKey,
	suggestionOfKey,
	SUGGESTION_FAMILIES,
} from './suggestionKey.ts'
import {
	propertiesOf,
	propertyKey,
	readProperties,
	textOf,
	toMarker,
	type PropertyName,
} from './wire.ts'

/** The suggestions that have marks on something in `doc`, answered or not. */
export function suggestionsIn(doc: Y.Doc): ReadonlySet<string> {
	const found = new Set<string>()
	let seen: Marks | undefined
	walkText(textOf(doc), (piece, marks) => {
		const block = typeof piece === 'string' ? undefined : toMarker(piece)?.block
		if (block === undefined && marks === seen) return
		seen = block === undefined ? marks : undefined
		for (const id of suggestedOn(marks, block)) found.add(id)
	})
	return found
}

/**
 * Carries the suggestion `id` out: what it inserts stays, with the authors it has; what it deletes goes; formatting, links and blocks are as it says,
 * whatever they were until then: of two that say otherwise, what is accepted last stands. Words that another suggestion would insert are not there
 * yet, so nothing takes them away. The first block of a text stays.
 *
 * The marks end on what goes as well: words that somebody writes among it at that moment come as words of the text, and not as struck ones of
 * which nobody could say any more whether they go.
 *
 * @param isOpen whether the suggestion with that id has not been answered
 */
export function acceptSuggestion(doc: Y.Doc, id: string, isOpen: (id: string) => boolean): void {
	const text = textOf(doc)
	const runs = runsUnder(text, id)
	const goes = ({ marks, isFirst }: Run): boolean =>
		Object.hasOwn(marks, suggestionKey('del', id)) &&
		!isFirst &&
		!isInsertedByOther(marks, id, isOpen)
	const marks = (run: Run) =>
		goes(run) ? endsOf(run, id) : { ...changesBy(run, id), ...endsOf(run, id) }
	doc.transact(() => {
		for (const run of runs) if (!goes(run)) restyle(doc, run, id)
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
	const isTakenBack = ({ marks }: Run): boolean =>
		Object.hasOwn(marks, key) && !isInsertedByOther(marks, id, isOpen)
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

/** Whether a suggestion beside `id` that is open would insert what has `marks`. */
function isInsertedByOther(marks: Marks, id: string, isOpen: (id: string) => boolean): boolean {
	return Object.keys(marks).some((key) => {
		const named = suggestionOfKey(key)
		return named?.family === 'ins' && named.id !== id && isOpen(named.id)
	})
}

/** The formatting that `id` suggests for `run`. */
function changesBy({ marks }: Run, id: string): Record<string, true | null | JsonObject> {
	const changes: Record<string, true | null | JsonObject> = {}
	for (const family of SUGGESTION_FAMILIES) {
		const key = suggestionKey(family, id)
		const change = Object.hasOwn(marks, key) ? formattingOf(family, marks[key]) : undefined
		if (change !== undefined) changes[change.mark] = change.value
	}
	return changes
}

/** Makes the blocks whose markers stand in `run` what `id` suggests. Only what differs is written. */
function restyle(doc: Y.Doc, { marks, items }: Run, id: string): void {
	const change = readBlockChange(marks[suggestionKey('setBlock', id)])
	if (change === undefined) return
	const properties = propertiesOf(doc)
	for (const { content } of items) {
		for (const piece of contentOf(content)) {
			const marker = toMarker(piece)
			if (marker?.block !== change.block) continue
			const was = readProperties(properties, marker)
			const { type, attrs = {}, in: path = [] } = changedStyle(was, change)
			const write = (name: PropertyName, value: Json): void => {
				properties.set(propertyKey(marker.block, name), value)
			}
			if (was.type !== type) write('type', type)
			if (!sameJson(was.attrs ?? {}, attrs)) write('attrs', attrs)
			if (JSON.stringify(was.in) !== JSON.stringify(path))
				write(
					'in',
					path.map(([of, name]) => [of, name])
				)
		}
	}
}

/** What ends the marks of `id` on `run`. */
function endsOf({ marks }: Run, id: string): Record<string, null> {
	const ended = SUGGESTION_FAMILIES.map((family) => suggestionKey(family, id))
	return Object.fromEntries(
		ended.filter((key) => Object.hasOwn(marks, key)).map((key) => [key, null])
	)
}

/** Units in a row that carry the same marks, one of them of the suggestion that is looked for. */
interface Run {
	/** The index of the first of them, as `Y.Text` counts. */
	readonly at: number
	length: number
	readonly marks: Marks
	/** Whether they are the marker with which the text begins. */
	readonly isFirst: boolean
	/** What they stand in, and nothing else does. */
	readonly items: Y.Item[]
}

function runsUnder(text: Y.Text, id: string): readonly Run[] {
	const found: Run[] = []
	let marks: Marks = {}
	let isUnder = false
	let at = 0
	for (let item = text._start; item !== null; item = item.right) {
		if (item.deleted) continue
		const { content, length } = item
		if (content instanceof Y.ContentFormat) {
			marks = withMark(marks, content.key, content.value)
			isUnder = Object.keys(marks).some((key) => suggestionOfKey(key)?.id === id)
		} else if (item.countable) {
			if (isUnder) {
				const last = found.at(-1)
				const isFirst = at === 0 && isMarker(content)
				if (last?.marks === marks && last.at + last.length === at && !last.isFirst) {
					last.length += length
					last.items.push(item)
				} else found.push({ at, length, marks, isFirst, items: [item] })
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
