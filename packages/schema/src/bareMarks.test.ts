import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bracketKey } from './bracketKey.ts'
import { bracketChanges } from './brackets.ts'
import { mayCutBrackets } from './bracketCuts.ts'
import { bracketsNamed } from './bracketWatch.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { endStrayMarks } from './strayWords.ts'
import { suggestionChanges } from './suggestionChanges.ts'
import { suggestionKey, suggestionOfKey } from './suggestionKey.ts'
import { mayTouchSuggestions, suggestionsNamed } from './suggestionScreen.ts'
import { chanceOf, copyOf, putBetween, written, type Chance } from './testEdits.ts'
import { buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 300
const SEED = Number(process.env['PARLEY_SEED'] ?? 1)

const BRACKETS = ['0v3k9m2p7q1x', '1v3k9m2p7q1x'].map(bracketKey)
const THEIRS = 'theirs000001'
const FORMATS = (['del', 'setStrong', 'setLink'] as const).map((family) =>
	suggestionKey(family, THEIRS)
)
const ADDRESSES = ['https://one.example/', 'https://two.example/']

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

/** Puts contents one behind the other right behind `first`, or where the text begins. */
function put(
	transaction: Y.Transaction,
	text: Y.Text,
	first: Y.Item | null,
	contents: readonly object[]
): void {
	let left = first
	for (const content of contents) {
		const right: Y.Item | null = left === null ? text._start : left.right
		left = putBetween(transaction, [left, right], content)
	}
}

const mark = (key: string, value: Value): object => new Y.ContentFormat(key, value as object)
const words = (text: string): object => new Y.ContentString(text)

type Value = true | null | { readonly href: string }

function itemsOf(text: Y.Text): readonly Y.Item[] {
	const items: Y.Item[] = []
	for (let item = text._start; item !== null; item = item.right) items.push(item)
	return items
}

/** An item to put something behind: one of the text, or a part of one, be it gone. */
function placeIn(
	transaction: Y.Transaction,
	item: Y.Item | undefined,
	chance: Chance
): Y.Item | null {
	if (item === undefined || item.length === 1 || chance(2) === 0) return item ?? null
	const { client, clock } = item.id
	const unit = Y.createID(client, clock + chance(item.length - 1))
	return Y.getItemCleanEnd(transaction, transaction.doc.store, unit)
}

/** Something that a hand-made client does, with marks of these keys or without any. */
function change(chance: Chance, keys: readonly string[]) {
	return (text: Y.Text, transaction: Y.Transaction): void => {
		const items = itemsOf(text)
		const place = placeIn(transaction, items[chance(items.length)], chance)
		const key = keys[chance(keys.length)] ?? ''
		const kind = chance(keys.length > 0 ? 8 : 4)
		const value = (): Value =>
			key.startsWith('setLink') ? { href: ADDRESSES[chance(2)] ?? '' } : true
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
		} else if (kind < 6) put(transaction, text, place, [mark(key, null), mark(key, value())])
		else if (kind === 6)
			put(transaction, text, place, [
				mark(key, value()),
				mark(key, chance(3) === 0 ? value() : null),
			])
		else if (text.length > 6) text.format(1 + chance(text.length - 4), 3, { [key]: value() })
	}
}

/** A text with marks of `keys` at all places, what is numbered behind it, and edits that name none of them. */
function* meetings(keys: readonly string[]) {
	for (let run = SEED; run < SEED + RUNS; run++) {
		const chance = chanceOf(Math.imul(run, 747796405) >>> 0)
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

/** The characters and markers of a text, each with the marks of the suggestion that it is under, as they are written. */
function shown(doc: Y.Doc): readonly { readonly id: string; readonly under: readonly string[] }[] {
	const units: { id: string; under: string[] }[] = []
	const open = new Map<string, string>()
	for (const { content, deleted, countable, id, length } of itemsOf(textOf(doc))) {
		if (deleted) continue
		if (content instanceof Y.ContentFormat) {
			if (suggestionOfKey(content.key) === undefined) continue
			const value = JSON.stringify(content.value)
			if (value === 'null') open.delete(content.key)
			else open.set(content.key, value)
		} else if (countable) {
			const under = [...open].map((entry) => entry.join(' ')).toSorted()
			for (let i = 0; i < length; i++) units.push({ id: `${id.client}:${id.clock + i}`, under })
		}
	}
	return units
}

test('[T90] [T74] what comes without naming a suggestion is under what it would take out or format beside such words and only there, and all else is as before', () => {
	let strayed = 0
	let kept = 0
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
		const came = new Map(shown(copy).map(({ id, under }) => [id, under]))
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
			const last = known.get(after.slice(0, index).findLast(isThere)?.id ?? '')?.index ?? 0
			const next = known.get(after.slice(index).find(isThere)?.id ?? '')?.index ?? before.length
			// what the edit takes out at this place counts as beside it, too
			const beside = before.slice(last, next + 1).flatMap((unit) => unit.under)
			if (was !== undefined) expect([run, id, under]).toEqual([run, id, was.under])
			else {
				expect([run, under.filter((key) => !beside.includes(key))]).toEqual([run, []])
				const lost = (came.get(id) ?? []).filter((key) => !under.includes(key))
				kept += under.length
				if (next - last === 1)
					expect([run, lost.filter((key) => beside.includes(key))]).toEqual([run, []])
			}
		}
	}
	expect(strayed).toBeGreaterThan(RUNS / 20)
	expect(kept).toBeGreaterThan(RUNS / 20)
})

/** The first item of a text that stands there and is this string, or a mark with this value. */
function itemIn(text: Y.Text, is: string | Value): Y.Item {
	const found = itemsOf(text).find(({ content, deleted }) => {
		if (deleted) return false
		if (content instanceof Y.ContentString) return content.str === is
		if (!(content instanceof Y.ContentFormat)) return false
		return JSON.stringify(content.value) === JSON.stringify(is)
	})
	if (found === undefined) throw new RangeError('no such item')
	return found
}

/** What somebody brings who puts contents right behind an item. */
function behind(doc: Y.Doc, is: string | Value, contents: readonly object[]): Uint8Array {
	return written(copyOf(doc, 7), (text, transaction) => {
		put(transaction, text, itemIn(text, is), contents)
	})
}

/** A text that is in a bracket but for one word, which the marks of the bracket stand around. */
function docWithGap(word = 'x'): Y.Doc {
	const doc = docOf('one two three')
	const [key = ''] = BRACKETS
	textOf(doc).format(1, 13, { [key]: true })
	written(doc, (text) => {
		text.insert(5, word, { [key]: null })
	})
	return doc
}

test('[T100] what comes between two words of which one is gone by then is told of, and a key right beside marks around nothing is not', () => {
	const doc = docWithGap()
	const deletes = written(copyOf(doc, 6), (text, transaction) => {
		itemIn(text, 'x').delete(transaction)
	})
	const within = behind(doc, 'x', [words('y')])
	expect(mayCutBrackets(read(within), doc, []).may).toBe(false)
	expect(bracketChanges(doc, within, [deletes]).reshaped).toHaveLength(1)
	expect(mayCutBrackets(read(within), doc, [read(deletes)]).may).toBe(true)
	// and within what is gone
	const longer = docWithGap('xz')
	written(longer, (text, transaction) => {
		itemIn(text, 'xz').delete(transaction)
	})
	const amid = written(copyOf(longer, 7), (text, transaction) => {
		const gone = itemsOf(text).find(({ deleted, length }) => deleted && length === 2)
		if (gone === undefined) throw new RangeError('no such item')
		put(transaction, text, Y.getItemCleanEnd(transaction, transaction.doc.store, gone.id), [
			words('y'),
		])
	})
	expect(bracketChanges(longer, amid).reshaped).toHaveLength(1)
	expect(mayCutBrackets(read(amid), longer, []).may).toBe(true)
	Y.applyUpdate(doc, deletes)
	const before = written(copyOf(doc, 8), (text) => {
		text.insert(5, 'y')
	})
	const text = textOf(doc)
	const [, second] = itemsOf(text).filter(
		({ content }) => content instanceof Y.ContentFormat && JSON.stringify(content.value) === 'true'
	)
	const after = written(copyOf(doc, 9), (own, transaction) => {
		const there = itemsOf(own).find(
			({ id }) => id.clock === second?.id.clock && id.client === second.id.client
		)
		put(transaction, own, there ?? null, [words('y')])
	})
	for (const update of [before, after]) {
		expect(bracketChanges(doc, update).reshaped).toEqual([])
		expect(mayCutBrackets(read(update), doc, []).may).toBe(false)
	}
})

test('[T100] [T89] many places before much that is pending cost what they are, and of more than can be looked at it is told', () => {
	const doc = docWithGap()
	const pending: Edit[] = []
	const author = copyOf(doc, 8)
	for (let index = 0; index < 300; index++) {
		const change = (text: Y.Text): void => {
			if (index % 2 === 0) text.insert(1, 'z')
			else text.delete(1, 1)
		}
		pending.push(read(written(author, change)))
	}
	const wide = docOf('word '.repeat(5000))
	const inserts = (places: number): Edit =>
		read(
			written(copyOf(wide, 9), (text) => {
				for (let at = places; at > 0; at--) text.insert(at + 1, 'y')
			})
		)
	const { may, steps } = mayCutBrackets(inserts(2000), wide, pending)
	expect([may, steps < 10_000]).toEqual([false, true])
	const many = mayCutBrackets(inserts(21_000), wide, pending)
	expect([many.may, many.steps < 60_000]).toEqual([true, true])
})

test('[T73] [T90] a link that another suggests leads nowhere else on words that come between, by whoever names it or not', () => {
	const doc = docOf('one agree two')
	const key = suggestionKey('setLink', THEIRS)
	const [there, elsewhere] = ADDRESSES.map((href) => ({ href }))
	if (there === undefined || elsewhere === undefined) throw new RangeError('two addresses')
	textOf(doc).format(5, 5, { [key]: there })
	const by = (contents: readonly object[], is: (content: Y.Item['content']) => boolean) =>
		written(copyOf(doc, 60), (text, transaction) => {
			text.insert(7, '-')
			const item = itemsOf(text).find(({ content, deleted }) => !deleted && is(content))
			put(transaction, text, item ?? null, contents)
		})
	const isDash = (content: Y.Item['content']): boolean =>
		content instanceof Y.ContentString && content.str === '-'
	const judge = (update: Uint8Array) => suggestionChanges(copyOf(doc, 61), update, () => false)
	const pair = [mark(key, elsewhere), mark(key, there)]
	const [begin, end] = pair
	if (begin === undefined || end === undefined) throw new RangeError('two marks')
	expect(judge(by([begin, words('no'), end], isDash)).touchesForeign).toBe(true)
	const around = by(pair, isDash)
	expect(judge(around).touchesForeign).toBe(false)
	Y.applyUpdate(doc, around)
	const between = by([words('no')], (content) => {
		return content instanceof Y.ContentFormat && JSON.stringify(content.value).includes('two')
	})
	expect(mayTouchSuggestions(read(between), doc, [], () => true).may).toBe(true)
	const copy = copyOf(doc, 62)
	const { touchesForeign, strays } = suggestionChanges(copy, between, () => false)
	expect([touchesForeign, strays.length]).toEqual([false, 1])
	copy.clientID = 62
	endStrayMarks(copy, strays)
	const ended = itemsOf(textOf(copy)).flatMap(({ id, content }) =>
		id.client === 62 && content instanceof Y.ContentFormat ? [content.value as unknown] : []
	)
	expect(ended).toEqual([null, elsewhere])
})

test('[T90] what takes the place of words that another would delete is under that, also where the same edit brings strays', () => {
	const doc = docOf('one ag two')
	const key = suggestionKey('del', THEIRS)
	textOf(doc).format(5, 2, { [key]: true })
	written(doc, (text, transaction) => {
		text.insert(9, '-')
		put(transaction, text, itemIn(text, '-'), [mark(key, true), mark(key, null)])
	})
	const update = written(copyOf(doc, 63), (text, transaction) => {
		text.insert(6, 'X')
		text.delete(7, 1)
		text.delete(5, 1)
		const begin = itemsOf(text).findLast(
			({ content }) =>
				content instanceof Y.ContentFormat && JSON.stringify(content.value) === 'true'
		)
		put(transaction, text, begin ?? null, [words('Z')])
	})
	const { touchesForeign, strays } = suggestionChanges(copyOf(doc, 64), update, () => false)
	expect(touchesForeign).toBe(false)
	expect(strays.map(({ client, clocks }) => [client, clocks])).toEqual([[63, { from: 1, to: 2 }]])
})

test('[T90] words that are brought back come under what would take them out again, and others that say so do not', () => {
	const [key] = FORMATS
	if (key === undefined) throw new RangeError('a key')
	const doc = docOf('one agree two')
	textOf(doc).format(5, 5, { [key]: true })
	const gone = itemsOf(textOf(doc)).find(
		({ content }) => content instanceof Y.ContentString && content.str === 'agree'
	)
	if (gone === undefined) throw new RangeError('an item')
	const { client, clock } = gone.id
	written(doc, (_text, transaction) => {
		gone.delete(transaction)
	})
	const back = (text: string, length: number) => {
		const author = copyOf(doc, 50)
		const update = written(author, (own, transaction) => {
			const there = itemsOf(own).find(({ id }) => id.client === client && id.clock === clock)
			put(transaction, own, there ?? null, [words(text)])
		})
		const unit = { client: 50, clock: 0 }
		const carried = [{ unit, source: { client, clock }, length }]
		const copy = copyOf(doc, 51)
		const no = (): boolean => false
		const { strays } = suggestionChanges(copy, update, no, no, length > 0 ? carried : null)
		return strays.map(({ clocks: { from, to } }) => [from, to])
	}
	expect([back('agree', 5), back('ag', 2)]).toEqual([[], []])
	expect([back('agree', 0), back('other', 5)]).toEqual([[[0, 5]], [[0, 5]]])
	// in part, and where that would cut a character in two
	expect([back('agreed', 5), back('ag😀', 2), back('😀', 1)]).toEqual([
		...[[[5, 6]], [[2, 4]], [[0, 2]]],
	])
})
