import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { plainText, readBlocks, type Block, type Marks } from './blocks.ts'
import { createDocument, seed } from './document.ts'
import { fillPlaceholder, placeholdersIn, placePlaceholder } from './placeholders.ts'
import { readUpdate, touchesOf } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { blocksFromDoc, buildDoc } from './tree.ts'
import { textOf } from './wire.ts'

const ID = '0v3k9m2p7q1x'
const OTHER = '1v3k9m2p7q1x'

function docOf(...paragraphs: readonly (readonly [string, Marks?][])[]): Y.Doc {
	const doc = createDocument({ gc: false })
	const blocks = paragraphs.map((pieces, index): Block => ({
		id: `block00${index}`,
		type: 'paragraph',
		content: pieces.map(([text, marks]) => ({ text, ...(marks && { marks }) })),
	}))
	seed(doc, blocks)
	return doc
}

/** The unit at an index of the text; a marker counts. */
function unitAt(doc: Y.Doc, index: number) {
	let at = 0
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item.deleted || !item.countable) continue
		if (index < at + item.length)
			return { client: item.id.client, clock: item.id.clock + index - at }
		at += item.length
	}
	throw new RangeError('no such unit')
}

const atom = (id: string, marks?: Marks) => ({
	...{ inline: 'placeholder', attrs: { id }, ...(marks && { marks }) },
})

test('[T80] a placeholder stands behind the unit that is named, be that the beginning of a block, and nowhere where that is gone', () => {
	const doc = docOf([['pay ']], [['at once']])
	expect(placePlaceholder(doc, ID, unitAt(doc, 4))).toBe(true)
	expect(placePlaceholder(doc, OTHER, unitAt(doc, 6))).toBe(true)
	expect(readBlocks(doc).map(({ content }) => content)).toEqual([
		[{ text: 'pay ' }, atom(ID)],
		[atom(OTHER), { text: 'at once' }],
	])
	expect(plainText(readBlocks(doc))).toBe('pay \ufffc\n\ufffcat once')
	const gone = unitAt(doc, 2)
	textOf(doc).delete(2, 1)
	const before = readBlocks(doc)
	expect(placePlaceholder(doc, ID, gone)).toBe(false)
	expect(placePlaceholder(doc, ID, { client: 1, clock: 99 })).toBe(false)
	expect(readBlocks(doc)).toEqual(before)
})

test('[T80] it is under the brackets that the words on both sides share, over paragraphs too, and in no suggestion', () => {
	const bracket = { 'bracket:abcdefgh': true }
	const doc = docOf([['one', { ...bracket, 'ins:abcdefgh': true }]], [['two', bracket], ['three']])
	expect(placePlaceholder(doc, ID, unitAt(doc, 2))).toBe(true)
	expect(placePlaceholder(doc, OTHER, unitAt(doc, 4))).toBe(true)
	const [first, second] = readBlocks(doc)
	expect(first?.content[1]).toEqual(atom(ID, bracket))
	expect(first?.content[3]).toEqual(atom(OTHER, bracket))
	expect(second?.content).toEqual([{ text: 'two', marks: bracket }, { text: 'three' }])
	const third = '2v3k9m2p7q1x'
	expect(placePlaceholder(doc, third, unitAt(doc, 9))).toBe(true)
	expect(readBlocks(doc)[1]?.content[1]).toEqual(atom(third))
})

test('[T81] filling puts the words in the place of every atom with the id, under its marks, and leaves all others', () => {
	const bracket = { 'bracket:abcdefgh': true }
	const doc = createDocument({ gc: false })
	const content = [{ text: 'a ' }, atom(ID, bracket), { text: ' b ' }, atom(ID), atom(OTHER)]
	seed(doc, [{ id: 'block001', type: 'paragraph', content }])
	expect(placeholdersIn(doc)).toEqual(new Set([ID, OTHER]))
	expect(fillPlaceholder(doc, ID, '5 million')).toBe(true)
	expect(readBlocks(doc)[0]?.content).toEqual([
		{ text: 'a ' },
		{ text: '5 million', marks: bracket },
		{ text: ' b 5 million' },
		atom(OTHER),
	])
	expect([...placeholdersIn(doc)]).toEqual([OTHER])
	const before = Y.encodeStateVector(doc)
	expect(fillPlaceholder(doc, ID, 'again')).toBe(false)
	expect(Y.encodeStateVector(doc)).toEqual(before)
})

test('[T82] an edit says which placeholders it brings; an atom without a good id is foreign', () => {
	const doc = docOf([['words']])
	const bring = (embed: object) => {
		const copy = createDocument({ gc: false })
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
		const before = Y.encodeStateVector(copy)
		textOf(copy).insertEmbed(2, embed)
		const edit = readUpdate(Y.encodeStateAsUpdate(copy, before))
		if (!edit.ok) throw new RangeError(edit.reason)
		return edit
	}
	const honest = bring({ inline: 'placeholder', attrs: { id: ID } })
	expect([...honest.placeholders].map(([id, atoms]) => [id, atoms.length])).toEqual([[ID, 1]])
	expect(honest.foreign).toBe(false)
	expect(touchesOf(honest)).toEqual(['insert'])
	expect(bring({ inline: 'hard_break' }).placeholders.size).toBe(0)
	for (const attrs of [undefined, {}, { id: 'short' }, { id: 7 }, { id: ID, words: 'x' }]) {
		const edit = bring({ inline: 'placeholder', ...(attrs && { attrs }) })
		expect([attrs, edit.foreign]).toEqual([attrs, true])
	}
})

test('[T83] a placeholder keeps its id in the editor; one without a good id is kept and shown as unknown', () => {
	const doc = createDocument()
	const odd = [{ inline: 'placeholder' }, { inline: 'placeholder', attrs: { id: 'no id' } }]
	const blocks: Block[] = [
		{ id: 'block001', type: 'paragraph', content: [{ text: 'a' }, atom(ID), ...odd] },
	]
	seed(doc, blocks)
	const built = buildDoc(parleySchema, readBlocks(doc))
	built.check()
	expect(String(built)).toBe('doc(paragraph("a", placeholder, opaque_inline, opaque_inline))')
	expect(blocksFromDoc(built)).toEqual(blocks)
})
