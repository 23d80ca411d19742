import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { alternativeOf } from './alternativePath.ts'
import { alternativesIn } from './alternatives.ts'
import { plainText, readBlocks, type Block } from './blocks.ts'
import { bracketExtents, placeBracket, strikeBracket } from './brackets.ts'
import {
	chooseAlternative,
	mergeAlternatives,
	offerAlternative,
	openAlternatives,
	withdrawAlternative,
} from './decideAlternatives.ts'
import { createDocument, seed } from './document.ts'
import { readUpdate, type Edit } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { blocksFromDoc, buildDoc } from './tree.ts'
import { propertiesOf, textOf, type Path } from './wire.ts'

const GROUP = 'group0001'
const [A, B, C, D] = ['alter000A', 'alter000B', 'alter000C', 'alter000D'] as const
const at = (alternative: string) => ({ group: GROUP, alternative })
const pathOf = (alternative: string, ...inner: Path): Path => [
	['alternatives', GROUP],
	['alternative', alternative],
	...inner,
]

function counted(): () => string {
	let count = 0
	return () => `fresh${String(++count).padStart(5, '0')}`
}

function docOf(...blocks: readonly (string | readonly [string, Path])[]): Y.Doc {
	const doc = createDocument({ gc: false })
	seed(
		doc,
		blocks.map((block, index): Block => {
			const [text, path] = typeof block === 'string' ? [block, undefined] : block
			const content = text === '' ? [] : [{ text }]
			return { id: `block00${index}`, type: 'paragraph', ...(path && { in: path }), content }
		})
	)
	return doc
}

/** Each block as `A: words`, or its words alone where it stands in no alternative; a path within is written before them. */
function shown(doc: Y.Doc): readonly string[] {
	buildDoc(parleySchema, readBlocks(doc)).check()
	return readBlocks(doc).map((block) => {
		const place = alternativeOf(block.in)
		const inner = (place ? (block.in ?? []).slice(2) : (block.in ?? [])).map(([type]) => type)
		const words = [...inner, plainText([block])].join(' ')
		return place ? `${place.alternative.slice(-1)}: ${words}` : words
	})
}

function unitOf(doc: Y.Doc, words: string) {
	const text = textOf(doc)
	for (let item = text._start; item !== null; item = item.right) {
		const { content } = item
		if (item.deleted || !(content instanceof Y.ContentString)) continue
		const index = content.str.indexOf(words)
		if (index >= 0) return { client: item.id.client, clock: item.id.clock + index }
	}
	throw new RangeError(`no words ${words}`)
}

/** The group with A around `words` of a document. */
function open(doc: Y.Doc, first: string, last = first): boolean {
	return openAlternatives(doc, at(A), [unitOf(doc, first), unitOf(doc, last)], counted())
}

function update(doc: Y.Doc, write: (copy: Y.Doc) => void): Uint8Array {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	const before = Y.encodeStateVector(copy)
	copy.transact(() => {
		write(copy)
	})
	return Y.encodeStateAsUpdate(copy, before)
}

function edit(bytes: Uint8Array): Edit {
	const read = readUpdate(bytes)
	if (!read.ok) throw new RangeError(read.reason)
	return read
}

test('[T64] a block that has the id of one that becomes an alternative stays where it is', () => {
	const doc = docOf('One.', 'Two.')
	const text = textOf(doc)
	text.insertEmbed(text.length, { block: 'block000' })
	text.insert(text.length, 'Three, by another.')
	expect(open(doc, 'One')).toBe(true)
	expect(shown(doc)).toEqual(['A: One.', 'Two.', 'Three, by another.'])
	withdrawAlternative(doc, A, false, counted())
	expect(shown(doc)).toEqual(['Two.', 'Three, by another.'])
})

test('[T64] blocks become A where they stand, and stay the items they are', () => {
	const doc = docOf('one', 'two', 'three', 'four')
	const before = Y.getState(doc.store, doc.clientID)
	expect(open(doc, 'two', 'hree')).toBe(true)
	expect(shown(doc)).toEqual(['one', 'A: two', 'A: three', 'four'])
	// the paths of two blocks, and nothing else
	expect(Y.getState(doc.store, doc.clientID)).toBe(before + 2)
	expect(open(doc, 'one', 'two')).toBe(false)
	expect(open(doc, 'four', 'one')).toBe(false)
})

test('[T64] of a list whole items go along, and the rest of it goes on', () => {
	const list = (item: string): Path => [
		['bullet_list', 'list00001'],
		['list_item', item],
	]
	const doc = docOf(['a', list('item00001')], ['b', list('item00002')], ['bb', list('item00002')])
	expect(open(doc, 'b')).toBe(true)
	expect(shown(doc)).toEqual([
		'bullet_list list_item a',
		'A: bullet_list list_item b',
		'A: bullet_list list_item bb',
	])
})

test('[T64] words before the first marker, and a block that shares its id, get a marker of their own', () => {
	const doc = createDocument({ gc: false })
	textOf(doc).insert(0, 'before', {})
	textOf(doc).insertEmbed(6, { block: 'block0001' })
	textOf(doc).insert(7, 'first', {})
	textOf(doc).insertEmbed(12, { block: 'block0001' })
	textOf(doc).insert(13, 'second', {})
	expect(open(doc, 'efore')).toBe(true)
	expect(
		openAlternatives(
			doc,
			{ group: 'group0002', alternative: B },
			[unitOf(doc, 'second'), unitOf(doc, 'second')],
			counted()
		)
	).toBe(true)
	expect(shown(doc)).toEqual(['A: before', 'first', 'B: second'])
	expect([...alternativesIn(doc)]).toEqual([A, B])
})

test('[T65] others come behind it: words, a copy without brackets, or nothing', () => {
	const doc = docOf('one', 'two', 'three')
	open(doc, 'two')
	placeBracket(doc, 'bracket01', unitOf(doc, 'two'), unitOf(doc, 'wo'))
	const newId = counted()
	const words = { kind: 'words', paragraphs: ['drei', 'vier'] } as const
	expect(offerAlternative(doc, at(B), words, newId)).toBe(true)
	expect(offerAlternative(doc, at(C), { kind: 'copy', of: A }, newId)).toBe(true)
	expect(offerAlternative(doc, at(D), { kind: 'words', paragraphs: [''] }, newId)).toBe(true)
	expect(shown(doc)).toEqual(['one', 'A: two', 'B: drei', 'B: vier', 'C: two', 'D: ', 'three'])
	expect(bracketExtents(doc).get('bracket01')?.units).toBe(2)
	expect(offerAlternative(doc, at('alter000E'), { kind: 'copy', of: 'alter000X' }, newId)).toBe(
		false
	)
	const none = { group: 'group0009', alternative: 'alter000E' }
	expect(offerAlternative(doc, none, words, newId)).toBe(false)
	expect(readUpdate(Y.encodeStateAsUpdate(doc)).ok).toBe(true)
})

function four(): Y.Doc {
	return docOf('one', ['a', pathOf(A)], ['b', pathOf(B)], ['', pathOf(C)], ['d', pathOf(D)], 'two')
}

test('[T66] what is chosen is the text, and the others go; with "no text" all of them', () => {
	const doc = four()
	chooseAlternative(doc, { ...at(B), noText: false }, counted())
	expect(shown(doc)).toEqual(['one', 'b', 'two'])
	const none = four()
	chooseAlternative(none, { ...at(C), noText: true }, counted())
	expect(shown(none)).toEqual(['one', 'two'])
	const whole = docOf(['a', pathOf(A)], ['', pathOf(B)])
	chooseAlternative(whole, { ...at(B), noText: true }, counted())
	expect(shown(whole)).toEqual([''])
})

test('[T66] what is withdrawn goes, or leaves its container with its words', () => {
	const doc = four()
	withdrawAlternative(doc, B, false, counted())
	expect(shown(doc)).toEqual(['one', 'A: a', 'C: ', 'D: d', 'two'])
	withdrawAlternative(doc, A, true, counted())
	expect(shown(doc)).toEqual(['one', 'a', 'C: ', 'D: d', 'two'])
})

test('[T67] two are merged where the first stands, with brackets and ids of blocks, and without empty paragraphs', () => {
	const doc = four()
	placeBracket(doc, 'bracket01', unitOf(doc, 'd'), unitOf(doc, 'd'))
	mergeAlternatives(doc, at('alter000E'), [A, D], counted())
	expect(shown(doc)).toEqual(['one', 'E: a', 'E: d', 'B: b', 'C: ', 'two'])
	expect(bracketExtents(doc).get('bracket01')?.units).toBe(1)
	expect(readBlocks(doc)[2]?.id).toBe('block004')
	mergeAlternatives(doc, at('alter000F'), [C, B], counted())
	expect(shown(doc)).toEqual(['one', 'E: a', 'E: d', 'F: b', 'two'])
	const back = four()
	mergeAlternatives(back, at('alter000E'), [D, A], counted())
	expect(shown(back)).toEqual(['one', 'B: b', 'C: ', 'E: d', 'E: a', 'two'])
	const empty = docOf(['', pathOf(A)], ['x', pathOf(B)], ['', pathOf(C)])
	mergeAlternatives(empty, at(D), [A, C], counted())
	expect(shown(empty)).toEqual(['D: ', 'B: x'])
})

test('[T61] a struck bracket leaves one block of each alternative, and joins none to another', () => {
	const doc = docOf('one', ['a', pathOf(A)], ['b', pathOf(B)], ['bb', pathOf(B)], 'two')
	placeBracket(doc, 'bracket01', unitOf(doc, 'ne'), unitOf(doc, 'bb'))
	strikeBracket(doc, 'bracket01')
	expect(shown(doc)).toEqual(['o', 'A: ', 'B: b', 'two'])
	const both = docOf(['a', pathOf(A)], ['b', pathOf(A)], 'two')
	placeBracket(both, 'bracket01', unitOf(both, 'a'), unitOf(both, 'wo'))
	strikeBracket(both, 'bracket01')
	expect(shown(both)).toEqual(['A: ', 'o'])
})

test('[T69] the paths that an edit brings among alternatives are told', () => {
	const doc = docOf('one', ['b', pathOf(B)])
	expect(edit(Y.encodeStateAsUpdate(doc)).amongAlternatives).toEqual([pathOf(B)])
	const moved = update(doc, (copy) => propertiesOf(copy).set('block000:in', pathOf(C)))
	expect(edit(moved)).toMatchObject({ amongAlternatives: [pathOf(C)], moves: true })
	// what is no path, written over one, moves a block as well: out of all containers
	Y.applyUpdate(doc, moved)
	const over = update(doc, (copy) => propertiesOf(copy).set('block000:in', 'paragraph'))
	expect(edit(over).moves).toBe(true)
	// and so does what was deleted again, its content forgotten
	const forgetful = createDocument()
	Y.applyUpdate(forgetful, Y.encodeStateAsUpdate(doc))
	const bare = Y.encodeStateVector(forgetful)
	propertiesOf(forgetful).set('block000:in', [])
	propertiesOf(forgetful).delete('block000:in')
	expect(edit(Y.encodeStateAsUpdate(forgetful, bare)).moves).toBe(true)
	const typed = edit(
		update(doc, (copy) => {
			textOf(copy).insert(2, 'x')
		})
	)
	expect(typed).toMatchObject({ amongAlternatives: [], moves: false })
})

test('[T5] alternatives stand at the top alone: at other places they are shown as unknown and kept', () => {
	const nested: Path = [['bullet_list', 'list00001'], ['list_item', 'item00001'], ...pathOf(A)]
	const twice: Path = [...pathOf(A), ...pathOf(B)]
	const doc = docOf(['in a list', nested], ['twice', twice], ['bare', [['alternative', C]]])
	const node = buildDoc(parleySchema, readBlocks(doc))
	node.check()
	expect(blocksFromDoc(node).map((block) => block.in)).toEqual(
		readBlocks(doc).map((block) => block.in)
	)
	expect([...alternativesIn(doc)]).toEqual([])
})
