import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bracketKey } from './bracketKey.ts'
import { bracketChanges } from './brackets.ts'
import { mayCutBrackets } from './bracketCuts.ts'
import { bracketsNamed } from './bracketWatch.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { buildDoc } from './tree.ts'
import { endStrayMarks } from './strayWords.ts'
import { suggestionChanges } from './suggestionChanges.ts'
import { suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { mayTouchSuggestions, suggestionsNamed } from './suggestionScreen.ts'
import { textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 300
const SEED = Number(process.env['PARLEY_SEED'] ?? 1)

const BRACKETS = ['0v3k9m2p7q1x', '1v3k9m2p7q1x'].map(bracketKey)
const THEIRS = 'theirs000001'
const FORMATS = [suggestionKey('del', THEIRS), suggestionKey('setStrong', THEIRS)]

function copyOf(from: Y.Doc, client: number): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(from))
	copy.clientID = client
	return copy
}

function docOf(...paragraphs: readonly string[]): Y.Doc {
	const doc = createDocument({ gc: false })
	doc.clientID = 1
	const blocks = paragraphs.map((text, index) => ({
		...{ id: `block00${index}`, type: 'paragraph', content: [{ text }] },
	}))
	seed(doc, buildDoc(parleySchema, blocks))
	return doc
}

function read(bytes: Uint8Array): Edit {
	const edit = readUpdate(bytes, Infinity)
	if (!edit.ok) throw new Error(edit.reason)
	return edit
}

/** What `change` makes of `doc`, as an update. */
function written(
	doc: Y.Doc,
	change: (text: Y.Text, transaction: Y.Transaction) => void
): Uint8Array {
	const before = Y.encodeStateVector(doc)
	const updates: Uint8Array[] = []
	const take = (bytes: Uint8Array): void => {
		updates.push(bytes)
	}
	doc.on('update', take)
	doc.transact((transaction) => {
		change(textOf(doc), transaction)
	})
	doc.off('update', take)
	return updates[0] ?? Y.encodeStateAsUpdate(doc, before)
}

/** Puts contents one behind the other right behind `left`, or where the text begins. */
function put(
	transaction: Y.Transaction,
	text: Y.Text,
	first: Y.Item | null,
	contents: readonly object[]
): void {
	const { doc } = transaction
	let left = first
	for (const content of contents) {
		const right: Y.Item | null = left === null ? text._start : left.right
		const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID))
		const beside = [left, left?.lastId ?? null, right, right?.id ?? null] as const
		const item = new Y.Item(id, ...beside, text, null, content as Y.Item['content'])
		item.integrate(transaction, 0)
		left = item
	}
}

const mark = (key: string, value: true | null): object =>
	new Y.ContentFormat(key, value as unknown as object)
const words = (text: string): object => new Y.ContentString(text)

type Chance = (below: number) => number

function chanceOf(first: number): Chance {
	let state = Math.imul(first, 747796405) >>> 0
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0
		return Math.floor((state / 2 ** 32) * below)
	}
}

function itemsOf(text: Y.Text): readonly Y.Item[] {
	const items: Y.Item[] = []
	for (let item = text._start; item !== null; item = item.right) items.push(item)
	return items
}

/** Something that a hand-made client does, with marks of these keys or without any. */
function change(chance: Chance, keys: readonly string[]) {
	return (text: Y.Text, transaction: Y.Transaction): void => {
		const items = itemsOf(text)
		const place = items[chance(items.length)] ?? null
		const key = keys[chance(keys.length)] ?? ''
		const kind = chance(keys.length > 0 ? 8 : 4)
		if (kind === 0 && text.length > 6) {
			const at = 1 + chance(text.length - 4)
			text.delete(at, 1 + chance(3))
		} else if (kind === 1 && text.length > 3) text.insert(1 + chance(text.length - 1), 'xy', {})
		else if (kind === 2) {
			put(transaction, text, place, [words('w')])
			if (chance(2) === 0 && text.length > 6) text.delete(1 + chance(text.length - 4), 2)
		} else if (kind === 3) {
			const marker = new Y.ContentEmbed({ block: `block1${chance(90) + 10}` })
			put(transaction, text, place, chance(2) === 0 ? [marker] : [words('w')])
		} else if (kind < 6) put(transaction, text, place, [mark(key, null), mark(key, true)])
		else if (kind === 6) put(transaction, text, place, [mark(key, true), mark(key, null)])
		else if (text.length > 6) text.format(1 + chance(text.length - 4), 3, { [key]: true })
	}
}

/** A text with marks of `keys` at all places, what is numbered behind it, and edits that name none of them. */
function* meetings(keys: readonly string[]) {
	for (let run = SEED; run < SEED + RUNS; run++) {
		const chance = chanceOf(run)
		const doc = docOf('one two three', 'four five')
		textOf(doc).format(3, 6, { [keys[0] ?? '']: true })
		for (let step = 0; step < 8; step++) written(doc, change(chance, keys))
		const numbered = copyOf(doc, 2)
		const pending: Uint8Array[] = []
		for (let step = chance(4); step > 0; step--) {
			numbered.clientID = 10 + step
			pending.push(written(numbered, change(chance, chance(4) === 0 ? keys : [])))
		}
		for (let author = 0; author < 6; author++) {
			const update = written(copyOf(author % 3 === 0 ? doc : numbered, 30), change(chance, []))
			yield { run, doc, pending, numbered, update }
		}
	}
}

test('[T100] it is told of every edit that cuts a bracket without naming it, whatever marks stand around nothing and whatever is pending', () => {
	let cut = 0
	let all = 0
	for (const { run, doc, pending, numbered, update } of meetings(BRACKETS)) {
		const edit = read(update)
		if (bracketsNamed(edit, doc, pending.map(read)).size > 0) continue
		all++
		const { reshaped } = bracketChanges(doc, update, pending)
		if (reshaped.length === 0) continue
		cut++
		const told = mayCutBrackets(edit, doc, pending.map(read)).may
		const toldBehind = mayCutBrackets(edit, numbered, []).may
		expect([run, told, toldBehind]).toEqual([run, true, true])
	}
	expect(all).toBeGreaterThan(RUNS)
	expect(cut).toBeGreaterThan(RUNS / 20)
})

/** The characters and markers of a text, each with the marks of the suggestion that it is under. */
function shown(doc: Y.Doc): readonly { readonly id: string; readonly under: readonly string[] }[] {
	const units: { id: string; under: string[] }[] = []
	const open = new Set<string>()
	for (const { content, deleted, countable, id, length } of itemsOf(textOf(doc))) {
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			if (suggestionOfKey(content.key) === undefined) continue
			if (JSON.stringify(content.value) === 'null') open.delete(content.key)
			else open.add(content.key)
		} else if (countable) {
			for (let i = 0; i < length; i++)
				units.push({ id: `${id.client}:${id.clock + i}`, under: [...open].toSorted() })
		}
	}
	return units
}

test('[T90] [T74] what comes without naming a suggestion is under what it would take out or format only beside such words, and all else is as before', () => {
	let strayed = 0
	for (const { run, doc, pending, numbered, update } of meetings(FORMATS)) {
		const edit = read(update)
		const copy = copyOf(numbered, 40)
		const { touchesForeign, strays } = suggestionChanges(copy, update, () => false)
		if (touchesForeign) continue
		if (suggestionsNamed(edit).size === 0 && strays.length > 0) {
			strayed++
			const told = mayTouchSuggestions(edit, doc, pending.map(read), () => true).may
			const toldBehind = mayTouchSuggestions(edit, numbered, [], () => true).may
			expect([run, told, toldBehind]).toEqual([run, true, true])
		}
		copy.clientID = 41
		copy.transact(() => {
			endStrayMarks(copy, strays)
		})
		const before = shown(numbered)
		const known = new Map(before.map((unit, index) => [unit.id, { ...unit, index }]))
		const after = shown(copy)
		for (const [index, { id, under }] of after.entries()) {
			const was = known.get(id)
			const isThere = (unit: { readonly id: string }): boolean => known.has(unit.id)
			// what the edit takes out at this place counts as beside it, too
			const last = known.get(after.slice(0, index).findLast(isThere)?.id ?? '')?.index ?? 0
			const next = known.get(after.slice(index).find(isThere)?.id ?? '')?.index ?? before.length
			const beside = before.slice(last, next + 1).flatMap((unit) => unit.under)
			if (was !== undefined) expect([run, id, under]).toEqual([run, id, was.under])
			else expect([run, under.filter((key) => !beside.includes(key))]).toEqual([run, []])
		}
	}
	expect(strayed).toBeGreaterThan(RUNS / 20)
})
