import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readBlocks, walkText, type Block } from './blocks.ts'
import { changedStyle, readBlockChange } from './blockChange.ts'
import { createDocument, seed } from './document.ts'
import { isJsonObject, toJson, type JsonObject } from './json.ts'
import { Mirror } from './mirror.ts'
import { readChange } from './change.ts'
import { readUpdate } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { suggestionChanges } from './suggestionChanges.ts'
import { suggestionDigests } from './suggestionDigests.ts'
import { suggestionExtents } from './suggestionExtents.ts'
import { suggestionKey } from './suggestionKey.ts'
import { acceptSuggestion, declineSuggestion, suggestionsIn } from './suggestions.ts'
import { mayTouchSuggestions } from './suggestionScreen.ts'
import { buildDoc } from './tree.ts'
import { cleanBlocks, onlyMarksOf } from './views.ts'
import { isPlainMark } from './withhold.ts'
import { propertiesOf, textOf, toMarker } from './wire.ts'

const MINE = 'mine00000001'
const THEIRS = 'theirs000001'
const isOpen = (): boolean => true
const isMine = (id: string): boolean => id === MINE
const LIST = [
	['bullet_list', 'bl.block001'],
	['list_item', 'li.block001'],
] as const
const HEADING = { block: 'block001', type: 'heading', attrs: { level: 2 } }
const ITEM = { block: 'block001', in: LIST.map((entry) => [...entry]) }
const HREF = 'https://example.org/'

const set = (value: JsonObject, id = MINE) => ({ [suggestionKey('setBlock', id)]: value })

/** Three paragraphs, "One.", "Two." and "Three.": their markers stand at 0, 5 and 10. */
function docOf(): Y.Doc {
	const doc = createDocument({ gc: false })
	const blocks = ['One.', 'Two.', 'Three.'].map((text, index): Block => ({
		id: `block00${index}`,
		type: 'paragraph',
		content: [{ text }],
	}))
	seed(doc, buildDoc(parleySchema, blocks))
	return doc
}

function copyOf(from: Y.Doc, client: number): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(from))
	copy.clientID = client
	return copy
}

/** The update that `write` makes of a copy of `doc`. */
function editOf(doc: Y.Doc, client: number, write: (text: Y.Text, doc: Y.Doc) => void): Uint8Array {
	const copy = copyOf(doc, client)
	const before = Y.encodeStateVector(copy)
	copy.transact(() => {
		write(textOf(copy), copy)
	})
	return Y.encodeStateAsUpdate(copy, before)
}

/** The second block: what it is, and which suggestions it shows. */
const second = (doc: Y.Doc) => readBlocks(doc).find(({ id }) => id === 'block001')

test('[T94] what a block would become stands on its marker, and is carried out or not', () => {
	const doc = docOf()
	textOf(doc).format(5, 1, set({ ...HEADING, ...ITEM }))
	expect(second(doc)).toMatchObject({ type: 'paragraph', marks: set({ ...HEADING, ...ITEM }) })
	const was = { type: 'paragraph' }
	expect(suggestionExtents(readBlocks(doc)).get(MINE)).toEqual({
		...{ inserted: '', deleted: '', formatted: '', links: [] },
		blocks: [{ was, is: { type: 'heading', attrs: { level: 2 }, in: LIST }, words: 'Two.' }],
	})
	const declined = copyOf(doc, 31)
	declineSuggestion(declined, MINE, isOpen)
	expect(readBlocks(declined)).toEqual(readBlocks(docOf()))
	acceptSuggestion(doc, MINE, isOpen)
	expect(second(doc)).toEqual({
		...{ id: 'block001', type: 'heading', attrs: { level: 2 }, in: LIST },
		content: [{ text: 'Two.' }],
	})
	expect(suggestionsIn(doc).size).toBe(0)
	// back again, with what it had before written as empty
	const back = { block: 'block001', type: 'paragraph', in: [] }
	textOf(doc).format(5, 1, set(back))
	acceptSuggestion(doc, MINE, isOpen)
	expect(readBlocks(doc)).toEqual(readBlocks(docOf()))
})

test('[T94] words and blocks that come in right behind the marker at that moment are not what is suggested', () => {
	for (const client of [3, 9_000_000]) {
		const doc = docOf()
		doc.clientID = client
		const meanwhile = editOf(doc, 77, (text) => {
			text.insert(6, 'More ')
			text.insertEmbed(6, { block: 'blockNEW' })
		})
		textOf(doc).format(5, 1, set(HEADING))
		Y.applyUpdate(doc, meanwhile)
		const [marked] = readBlocks(doc).filter(({ marks }) => marks !== undefined)
		expect(marked?.id).toBe('block001')
		expect(JSON.stringify(readBlocks(doc).map(({ content }) => content))).not.toContain('setBlock')
		acceptSuggestion(doc, MINE, isOpen)
		expect(readBlocks(doc).filter(({ type }) => type === 'heading')).toMatchObject([
			{ id: 'block001' },
		])
		expect(suggestionsIn(doc).size).toBe(0)
		expect(JSON.stringify(textOf(doc).toDelta())).not.toContain('setBlock')
	}
})

test('[T94] of a paragraph that is split its beginning is meant, and of one that is joined nothing is left', () => {
	const split = docOf()
	textOf(split).format(5, 1, set(HEADING))
	textOf(split).insertEmbed(8, { block: 'blockNEW' })
	acceptSuggestion(split, MINE, isOpen)
	expect(readBlocks(split).map(({ type }) => type)).toEqual([
		'paragraph',
		'heading',
		'paragraph',
		'paragraph',
	])
	const joined = docOf()
	textOf(joined).format(5, 1, set(HEADING))
	textOf(joined).insert(6, 'x', {})
	textOf(joined).delete(5, 1)
	expect(suggestionsIn(joined).size).toBe(0)
	expect(suggestionExtents(readBlocks(joined)).size).toBe(0)
	acceptSuggestion(joined, MINE, isOpen)
	expect(readBlocks(joined).map(({ type }) => type)).toEqual(['paragraph', 'paragraph'])
})

test('[T95] two who suggest otherwise of one block both stand, whoever was first; what is accepted last counts, kind and place apart', () => {
	const level3 = { ...HEADING, attrs: { level: 3 } }
	const base = docOf()
	const [mine, theirs] = [
		editOf(base, 31, (text) => {
			text.format(5, 1, set({ ...HEADING, ...ITEM }))
		}),
		editOf(base, 32, (text) => {
			text.format(5, 1, set(level3, THEIRS))
		}),
	]
	const texts = [
		[mine, theirs],
		[theirs, mine],
	].map((order) => {
		const doc = copyOf(base, 33)
		for (const update of order) Y.applyUpdate(doc, update)
		return doc
	})
	const [one, other] = texts.map((doc) => readBlocks(doc))
	expect(one).toEqual(other)
	expect(Object.keys(one?.[1]?.marks ?? {})).toEqual([`setBlock:${MINE}`, `setBlock:${THEIRS}`])
	const [first, last] = texts
	if (first === undefined || last === undefined) throw new RangeError('two texts')
	acceptSuggestion(first, MINE, isOpen)
	acceptSuggestion(first, THEIRS, isOpen)
	expect(second(first)).toMatchObject({ type: 'heading', attrs: { level: 3 }, in: LIST })
	acceptSuggestion(last, THEIRS, isOpen)
	acceptSuggestion(last, MINE, isOpen)
	expect(second(last)).toMatchObject({ type: 'heading', attrs: { level: 2 }, in: LIST })
})

test('[T95] a place is one within the alternative that the block stands in by then', () => {
	const doc = docOf()
	textOf(doc).format(5, 1, set(ITEM))
	const inside = [
		['alternatives', 'group0000001'],
		['alternative', 'first0000001'],
	]
	propertiesOf(doc).set('block001:in', inside)
	acceptSuggestion(doc, MINE, isOpen)
	expect(second(doc)?.in).toEqual([...inside, ...LIST])
	for (const path of [inside, [...LIST, ...inside], [['alternative', 'first0000001']]])
		expect(readBlockChange({ block: 'block001', in: toJson(path) })).toBeUndefined()
})

test('[T96] links are suggested with their address, and carried out', () => {
	const doc = docOf()
	const text = textOf(doc)
	text.format(1, 3, { [suggestionKey('setLink', MINE)]: { href: HREF } })
	text.format(6, 3, { link: { href: HREF } })
	text.format(6, 3, { [suggestionKey('endLink', MINE)]: true })
	expect(suggestionExtents(readBlocks(doc)).get(MINE)).toMatchObject({
		formatted: '',
		links: [
			{ words: 'One', href: HREF },
			{ words: 'Two', href: null },
		],
	})
	const shown = buildDoc(parleySchema, readBlocks(doc))
	expect(shown.firstChild?.firstChild?.marks.map(({ type }) => type.name)).toEqual(['setLink'])
	const clean = cleanBlocks(readBlocks(doc), [MINE])
	acceptSuggestion(doc, MINE, isOpen)
	expect(readBlocks(doc)).toEqual(clean)
	expect(clean.map(({ content }) => content).slice(0, 2)).toEqual([
		[{ text: 'One', marks: { link: { href: HREF } } }, { text: '.' }],
		[{ text: 'Two.' }],
	])
})

test('[T97] an update that suggests what a text may not hold is refused, or of a model that is not ours', () => {
	const offered = (marks: JsonObject) =>
		readUpdate(
			editOf(docOf(), 41, (text) => {
				text.format(5, 1, { ...marks })
			})
		)
	const link = (href: string) => ({ [suggestionKey('setLink', MINE)]: { href } })
	for (const href of ['javascript:alert(1)', 'data:text/html,x', 'https://a b', ''])
		expect(offered(link(href)), href).toMatchObject({ ok: false, reason: 'bad-link' })
	expect(offered(link(HREF))).toMatchObject({ ok: true, foreign: false })
	for (const value of [HEADING, ITEM, { ...HEADING, ...ITEM }, { ...ITEM, in: [] }])
		expect(offered(set(value))).toMatchObject({ ok: true, foreign: false })
	const deep = Array.from({ length: 23 }, (_, i) => ['bullet_list', `bl.block${100 + i}`])
	const bad: readonly JsonObject[] = [
		{},
		{ block: 'block001' },
		{ block: 'block001', attrs: { level: 2 } },
		{ block: 'block001', type: 'chart' },
		{ block: 'block001', type: 'heading', attrs: { level: 7 } },
		{ block: 'block001', type: 'paragraph', attrs: { level: 1 } },
		{ ...ITEM, block: 'short' },
		{ ...ITEM, more: true },
		{ ...ITEM, in: [['table', 'tt.block001']] },
		{ ...ITEM, in: [['alternative', 'first0000001']] },
		{ ...ITEM, in: [['bullet_list']] },
		{ ...ITEM, in: deep },
	]
	for (const value of bad) {
		const edit = offered(set(value))
		expect(!edit.ok || edit.foreign, JSON.stringify(value)).toBe(true)
	}
	for (const marks of [
		{ [suggestionKey('setLink', MINE)]: true },
		{ [suggestionKey('endLink', MINE)]: { href: HREF } },
		{ [suggestionKey('setBlock', MINE)]: true },
		{ [suggestionKey('setStrong', MINE)]: { href: HREF } },
	]) {
		const edit = offered(marks)
		expect(!edit.ok || edit.foreign, JSON.stringify(marks)).toBe(true)
	}
})

test('[T73] what is suggested of a block is its author’s, on its marker, and changes no text', () => {
	const doc = docOf()
	textOf(doc).format(5, 1, set(HEADING, THEIRS))
	textOf(doc).format(1, 3, { [suggestionKey('setLink', THEIRS)]: { href: HREF } })
	const asks = (write: (text: Y.Text, own: Y.Doc) => void): string => {
		const update = editOf(doc, 51, write)
		const edit = readUpdate(update)
		if (!edit.ok) throw new RangeError(edit.reason)
		const found = suggestionChanges(copyOf(doc, 52), update, isMine)
		if (found.touchesForeign)
			expect(mayTouchSuggestions(edit, doc, [], (id) => !isMine(id)).may).toBe(true)
		return [found.touchesForeign ? 'foreign' : '', found.changesText ? 'text' : '']
			.filter(Boolean)
			.join(' ')
	}
	const cases: readonly (readonly [string, (text: Y.Text, own: Y.Doc) => void])[] = [
		[
			'',
			(text) => {
				text.format(5, 1, set({ ...HEADING, attrs: { level: 3 } }))
			},
		],
		[
			'',
			(text) => {
				text.format(10, 1, set({ ...ITEM, block: 'block002' }))
			},
		],
		[
			'',
			(text) => {
				text.format(6, 2, { [suggestionKey('setLink', MINE)]: { href: HREF } })
			},
		],
		[
			'foreign',
			(text) => {
				text.format(5, 1, set({ ...HEADING, attrs: { level: 3 } }, THEIRS))
			},
		],
		[
			'foreign',
			(text) => {
				text.format(5, 1, { [suggestionKey('setBlock', THEIRS)]: null })
			},
		],
		[
			'foreign',
			(text) => {
				text.format(10, 1, set({ ...ITEM, block: 'block002' }, THEIRS))
			},
		],
		[
			'foreign',
			(text) => {
				text.format(1, 3, { [suggestionKey('setLink', THEIRS)]: null })
			},
		],
		[
			'foreign text',
			(text) => {
				text.insertEmbed(14, { block: 'blockNEW' }, set({ ...ITEM, block: 'blockNEW' }, THEIRS))
			},
		],
		['text', (_text, own) => propertiesOf(own).set('block001:type', 'heading')],
		[
			'text',
			(text) => {
				text.insert(6, 'x', {})
			},
		],
		[
			'text',
			(text) => {
				text.format(6, 2, { link: { href: HREF } })
			},
		],
	]
	for (const [index, [expected, write]] of cases.entries())
		expect(asks(write), `case ${index}`).toBe(expected)
	expect(suggestionsIn(doc)).toEqual(new Set([THEIRS]))
})

test('[T73] who types in an empty block while what others suggest of it is answered touches nothing of theirs', () => {
	const doc = docOf()
	const text = textOf(doc)
	text.delete(6, 4)
	// right beside each other, so that what is typed between ends the one mark and sets it anew
	const item = { ...ITEM, block: 'block002' }
	text.format(5, 1, set(ITEM, THEIRS))
	text.format(6, 1, set(item, THEIRS))
	const typed = editOf(doc, 61, (own) => {
		own.insert(6, 'typed', {})
	})
	acceptSuggestion(doc, THEIRS, isOpen)
	const found = suggestionChanges(copyOf(doc, 62), typed, isMine)
	expect(found.touchesForeign).toBe(false)
	Y.applyUpdate(doc, typed)
	expect(readBlocks(doc).some(({ marks }) => marks !== undefined)).toBe(false)
	expect(suggestionsIn(doc).size).toBe(0)
})

test('[T73] a block that was taken out while others suggested something of it is brought back by whoever took it out', () => {
	const doc = docOf()
	const copy = copyOf(doc, 65)
	const undo = new Y.UndoManager([textOf(copy), propertiesOf(copy)], { captureTimeout: 0 })
	textOf(copy).delete(5, 1)
	textOf(doc).format(5, 1, set(HEADING, THEIRS))
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy))
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc), 'remote')
	expect(suggestionsIn(doc).size).toBe(0)
	const before = Y.encodeStateVector(copy)
	undo.undo()
	const back = Y.encodeStateAsUpdate(copy, before)
	expect(suggestionChanges(copyOf(doc, 66), back, isMine).touchesForeign).toBe(false)
	Y.applyUpdate(doc, back)
	expect(second(doc)?.marks).toEqual(set(HEADING, THEIRS))
	acceptSuggestion(doc, THEIRS, isOpen)
	expect(second(doc)).toMatchObject({ type: 'heading', attrs: { level: 2 } })
})

test('[T73] nobody says of a block what others have not suggested, be it around words, around nothing or of a block that is brought back', () => {
	const item = { ...ITEM, block: 'block002' }
	const ways: readonly (readonly [string, (text: Y.Text) => void])[] = [
		[
			'around words that it brings',
			(text) => {
				text.insert(13, 'xy', set(item, THEIRS))
			},
		],
		[
			'around words that stand there',
			(text) => {
				text.format(13, 2, set(item, THEIRS))
			},
		],
		[
			'around nothing',
			(text) => {
				text.insert(13, 'xy', set(item, THEIRS))
				text.doc?.transact((transaction) => {
					for (let at = text._start; at !== null; at = at.right)
						if (at.content instanceof Y.ContentString && at.content.str === 'xy')
							at.delete(transaction)
				})
			},
		],
		[
			'of the block that they speak of',
			(text) => {
				text.insert(13, 'xy', set({ ...HEADING, attrs: { level: 3 } }, THEIRS))
			},
		],
	]
	for (const [way, write] of ways) {
		const doc = docOf()
		textOf(doc).format(5, 1, set(HEADING, THEIRS))
		const planted = editOf(doc, 67, write)
		expect(suggestionChanges(copyOf(doc, 68), planted, isMine).saidForOthers, way).toEqual(
			new Set([THEIRS])
		)
		const isTheirs = (id: string): boolean => id === THEIRS
		expect(suggestionChanges(copyOf(doc, 68), planted, isTheirs).saidForOthers.size).toBe(0)
		const edit = readUpdate(planted)
		if (!edit.ok) throw new RangeError(edit.reason)
		expect(mayTouchSuggestions(edit, doc, [], (id) => !isMine(id)).may).toBe(true)
	}
})

test('[T73] whoever types among words under what others suggest of a block has it go on behind, also once block and marks are gone', () => {
	const doc = docOf()
	const meanwhile = editOf(doc, 3, (text) => {
		text.insert(6, 'Now: ')
	})
	doc.clientID = 9_000_000
	textOf(doc).format(5, 1, set(HEADING, THEIRS))
	Y.applyUpdate(doc, meanwhile)
	const typed = editOf(doc, 69, (text) => {
		text.insert(8, '-', {})
	})
	const key = suggestionKey('setBlock', THEIRS)
	const edit = readUpdate(typed)
	expect(edit.ok && [...edit.markKeys]).toEqual([key])
	expect(suggestionChanges(copyOf(doc, 68), typed, isMine).saidForOthers.size).toBe(0)
	// a plain client takes the marks out with what they were on
	const plain = new Y.Doc({ gc: false })
	Y.applyUpdate(plain, Y.encodeStateAsUpdate(doc))
	textOf(plain).delete(5, 6)
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(plain))
	expect(JSON.stringify(textOf(doc).toDelta())).not.toContain(key)
	const found = suggestionChanges(copyOf(doc, 68), typed, isMine)
	expect([found.touchesForeign, found.saidForOthers.size]).toEqual([false, 0])
	Y.applyUpdate(doc, typed)
	expect(suggestionsIn(doc).size).toBe(0)
})

test('[T84] what a block would become, what it is now, and where a link leads count', () => {
	const base = docOf()
	base.clientID = 70
	const digestOf = (change: (text: Y.Text, doc: Y.Doc) => void): string | undefined => {
		const doc = copyOf(base, 71)
		textOf(doc).format(5, 1, set(HEADING))
		textOf(doc).format(1, 3, { [suggestionKey('setLink', MINE)]: { href: HREF } })
		change(textOf(doc), doc)
		return suggestionDigests(doc, new Map([[MINE, { reason: '', counters: null }]])).get(MINE)
	}
	const before = digestOf(() => undefined)
	const others = [
		digestOf((text) => {
			text.format(5, 1, set({ ...HEADING, attrs: { level: 3 } }))
		}),
		digestOf((text) => {
			text.format(1, 3, { [suggestionKey('setLink', MINE)]: { href: `${HREF}b` } })
		}),
		digestOf((_text, doc) => propertiesOf(doc).set('block001:type', 'heading')),
		digestOf((_text, doc) => propertiesOf(doc).set('block001:in', LIST)),
	]
	expect(new Set([before, ...others]).size).toBe(5)
	expect(digestOf(() => undefined)).toBe(before)
	for (const same of [
		digestOf((_text, doc) => propertiesOf(doc).set('block002:type', 'heading')),
		digestOf((text) => {
			text.format(5, 1, set(ITEM, THEIRS))
		}),
		digestOf((text) => {
			text.format(10, 1, set(HEADING))
		}),
	])
		expect(same).toBe(before)
})

test('[T41] what a block would become has no words to be withheld, and the address of a link has', () => {
	const contentOf = (marks: JsonObject) => {
		const doc = docOf()
		textOf(doc).format(5, 1, { ...marks })
		const found: boolean[] = []
		for (let item = textOf(doc)._start; item !== null; item = item.right)
			if (item.content instanceof Y.ContentFormat) found.push(!isPlainMark(item.content.value))
		return found
	}
	expect(contentOf(set(HEADING))).toEqual([false, false])
	expect(contentOf({ [suggestionKey('setLink', MINE)]: { href: HREF } })).toEqual([true, false])
})

const value = fc.oneof(
	fc.record(
		{
			block: fc.constantFrom('block000', 'block001', 'block002', 'blockXXX'),
			type: fc.constantFrom('paragraph', 'heading', 'other'),
			attrs: fc.constantFrom({}, { level: 2 }, { level: 9 }),
			in: fc.constantFrom(
				[],
				ITEM.in,
				[...ITEM.in, ['ordered_list', 'ol.block002'], ['list_item', 'li.block002']],
				[['alternative', 'x']],
				'odd'
			),
		},
		{ requiredKeys: ['block'] }
	),
	fc.constantFrom(true, 'odd')
)
const step = fc.record({
	at: fc.nat(16),
	length: fc.integer({ min: 1, max: 4 }),
	kind: fc.constantFrom(
		'block',
		'block',
		'block',
		'mark',
		'type',
		'split',
		'join',
		'property',
		'link'
	),
	id: fc.constantFrom(MINE, THEIRS),
	value,
})

/** Suggests of the block in which `at` lies what `said` says of another one. */
function restyleAt(doc: Y.Doc, at: number, said: unknown, id: string): void {
	let marker = 0
	let index = 0
	let block = ''
	walkText(textOf(doc), (piece) => {
		const found = typeof piece === 'string' ? undefined : toMarker(piece)?.block
		if (found !== undefined && index <= at) {
			marker = index
			block = found
		}
		index += typeof piece === 'string' ? piece.length : 1
	})
	const json = toJson(said)
	const value = isJsonObject(json) ? { ...json, block } : json
	textOf(doc).format(marker, 1, { [suggestionKey('setBlock', id)]: value })
}

test('[T94] [T96] whatever marks stand where: the clean view is what accepting gives, editors show it, reading writes nothing', () => {
	let carried = 0
	fc.assert(
		fc.property(
			fc.array(step, { maxLength: 12 }),
			fc.shuffledSubarray([MINE, THEIRS], { minLength: 2 }),
			(steps, order) => {
				const doc = docOf()
				const mirror = new Mirror(parleySchema, doc, () => 'never0001', 'editor')
				doc.on('afterTransaction', (transaction: Y.Transaction) => {
					const change = readChange(transaction)
					if (change) mirror.take(change.delta, change.changed)
				})
				for (const [index, { at, length, kind, id, value: said }] of steps.entries()) {
					const text = textOf(doc)
					const from = Math.min(at, text.length - 1)
					const count = Math.min(length, text.length - from)
					const markers = readBlocks(doc).length
					if (kind === 'block') restyleAt(doc, at, said, id)
					else if (kind === 'mark')
						text.format(from, count, { [suggestionKey('setBlock', id)]: said })
					else if (kind === 'link')
						text.format(from, count, {
							[suggestionKey('setLink', id)]: { href: `${HREF}${index}` },
						})
					else if (kind === 'type') text.insert(from + 1, 'x', {})
					else if (kind === 'split') text.insertEmbed(from + 1, { block: `split00${index}` })
					else if (kind === 'join' && markers > 1 && from > 0) text.delete(from, 1)
					else if (kind === 'property' && isJsonObject(toJson(said)) && typeof said === 'object')
						propertiesOf(doc).set('block001:in', said.in ?? [])
				}
				const before = Y.encodeStateVector(doc)
				const blocks = readBlocks(doc)
				expect(mirror.doc.eq(buildDoc(parleySchema, blocks))).toBe(true)
				const all = (): boolean => true
				expect(onlyMarksOf(blocks, { suggestion: all, bracket: all })).toEqual(blocks)
				expect(new Set(suggestionExtents(blocks).keys())).toEqual(suggestionsIn(doc))
				expect(Y.encodeStateVector(doc)).toEqual(before)
				const clean = cleanBlocks(blocks, order)
				const answered = new Set<string>()
				for (const id of order) {
					answered.add(id)
					acceptSuggestion(doc, id, (other) => !answered.has(other))
				}
				if (blocks.some(({ marks }) => marks !== undefined)) carried++
				expect(readBlocks(doc)).toEqual(clean)
				expect(mirror.doc.eq(buildDoc(parleySchema, clean))).toBe(true)
			}
		),
		{ numRuns: 1_000, seed: 3 }
	)
	expect(carried).toBeGreaterThan(200)
})

test('[T95] carrying a change out twice is carrying it out once', () => {
	fc.assert(
		fc.property(value, (said) => {
			const change = readBlockChange(toJson(said))
			if (change === undefined) return
			const once = changedStyle({ type: 'paragraph' }, change)
			expect(changedStyle(once, change)).toEqual(once)
		})
	)
})
