import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { Schema } from 'prosemirror-model'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { plainText, readBlocks, type Block, type Inline } from './blocks.ts'
import { createDocument, seed } from './document.ts'
import { Mirror } from './mirror.ts'
import { readUpdate } from './readUpdate.ts'
import { parleySchema } from './schema.ts'
import { blocksFromDoc, buildDoc } from './tree.ts'
import { propertiesOf, textOf } from './wire.ts'

const RUNS = process.env['PARLEY_SCALE'] === 'long' ? 5_000 : 300

function clauseOf(fill: (text: Y.Text, properties: Y.Map<unknown>) => void): Y.Doc {
	const clause = createDocument()
	clause.transact(() => {
		fill(textOf(clause), propertiesOf(clause))
	})
	return clause
}

function shown(clause: Y.Doc): string {
	const node = buildDoc(parleySchema, readBlocks(clause))
	node.check()
	return node.toString()
}

test('[T2] text before the first marker, or none at all, is the block b0', () => {
	expect(readBlocks(createDocument())).toEqual([{ id: 'b0', type: 'paragraph', content: [] }])
	const clause = clauseOf((text) => {
		text.insertEmbed(0, { block: 'abcdefgh' })
		text.insert(0, 'before', {})
	})
	expect(readBlocks(clause).map(({ id }) => id)).toEqual(['b0', 'abcdefgh'])
})

test('[T3] a block seen before gets ~2, ~3 in the order of the text, past ids in use', () => {
	const clause = clauseOf((text, properties) => {
		for (const block of ['n1', 'n1~2', 'n1', 'n1']) text.insertEmbed(text.length, { block })
		properties.set('n1:type', 'heading')
	})
	const blocks = readBlocks(clause)
	expect(blocks.map(({ id }) => id)).toEqual(['n1', 'n1~2', 'n1~3', 'n1~4'])
	// properties go by the marker's own id
	expect(blocks.map(({ type }) => type)).toEqual(['heading', 'paragraph', 'heading', 'heading'])
})

test('[T4] a property is its later value, else the one of birth, else the default; wrong shapes fall back', () => {
	const birth = { block: 'n1', type: 'heading', attrs: { level: 2 }, in: [['bullet_list', 'l1']] }
	const read = (set: Readonly<Record<string, unknown>>) =>
		readBlocks(
			clauseOf((text, properties) => {
				text.insertEmbed(0, birth)
				for (const [key, value] of Object.entries(set)) properties.set(key, value)
			})
		)[0]
	expect(read({})).toMatchObject({
		type: 'heading',
		attrs: { level: 2 },
		in: [['bullet_list', 'l1']],
	})
	expect(read({ 'n1:type': 'paragraph', 'n1:attrs': {}, 'n1:in': [] })).toEqual({
		id: 'n1',
		type: 'paragraph',
		content: [],
	})
	expect(read({ 'n1:type': 7, 'n1:attrs': 'x', 'n1:in': 'y' })).toMatchObject({
		type: 'heading',
		attrs: { level: 2 },
	})
	expect(read({ 'n1:in': [1, ['q'], ['ordered_list', 'o1']] })?.in).toEqual([
		['ordered_list', 'o1'],
	])
})

describe('[T5] what the schema does not allow or know is shown all the same', () => {
	const block = (path: Block['in'], type = 'paragraph', attrs?: Block['attrs']): Block => ({
		id: 'abcdefgh',
		type,
		...(attrs && { attrs }),
		...(path && { in: path }),
		content: [{ text: 'x' }],
	})
	const show = (...blocks: readonly Block[]) => {
		const node = buildDoc(parleySchema, blocks)
		node.check()
		return node.toString()
	}

	test('an item without a list, a list without an item', () => {
		expect(show(block([['list_item', 'i']]))).toBe('doc(bullet_list(list_item(paragraph("x"))))')
		expect(show(block([['ordered_list', 'o']]))).toBe(
			'doc(ordered_list(list_item(paragraph("x"))))'
		)
	})

	test('containers, blocks and attributes of a newer version', () => {
		expect(
			show(
				block([
					['table', 't'],
					['list_item', 'i'],
				])
			)
		).toBe('doc(opaque_container(bullet_list(list_item(paragraph("x")))))')
		expect(show(block(undefined, 'article'))).toBe('doc(opaque_block("x"))')
		expect(show(block(undefined, 'heading', { level: 9 }))).toBe('doc(opaque_block("x"))')
		expect(show(block(undefined, 'paragraph', { align: 'end' }))).toBe('doc(opaque_block("x"))')
	})

	test('a path of a hundred lists, cut as shown, stably', () => {
		const deep = block(
			Array.from({ length: 100 }, (_, i) => ['bullet_list', `list${String(i)}`] as const)
		)
		const node = buildDoc(parleySchema, [deep])
		const [again] = blocksFromDoc(node)
		expect(again?.in?.length).toBeLessThanOrEqual(24)
		expect(again && buildDoc(parleySchema, [again]).eq(node)).toBe(true)
	})
})

test('[T6] marks come in the order of their keys, runs with the same marks as one, unknown keys kept', () => {
	const clause = clauseOf((text) => {
		text.insertEmbed(0, { block: 'abcdefgh' })
		text.insert(1, 'ab', {
			strong: true,
			'ins:abcdefgh': true,
			em: true,
			link: { href: 'https://example.org/' },
		})
		text.insert(3, 'cd', {
			em: true,
			strong: true,
			link: { href: 'https://example.org/' },
			'ins:abcdefgh': true,
		})
	})
	const [block] = readBlocks(clause)
	expect(block?.content).toEqual([
		{
			text: 'abcd',
			marks: {
				em: true,
				'ins:abcdefgh': true,
				link: { href: 'https://example.org/' },
				strong: true,
			},
		},
	])
	const [inline] = block?.content ?? []
	expect(Object.keys(inline?.marks ?? {})).toEqual(['em', 'ins:abcdefgh', 'link', 'strong'])
	expect(shown(clause)).toBe('doc(paragraph(link(em(strong(ins("abcd"))))))')
})

test('[T7] a link to where a clause may not link is kept and shown as unknown, never as a link', () => {
	const clause = clauseOf((text) => {
		text.insert(0, 'x', { link: { href: 'javascript:alert(1)' } })
	})
	expect(shown(clause)).toBe('doc(paragraph(opaque("x")))')
})

test('[T8] plain text has a line for each block and a line end for each hard break', () => {
	const content: Inline[] = [
		{ text: 'a' },
		{ inline: 'hard_break' },
		{ text: 'b' },
		{ inline: 'footnote' },
	]
	expect(
		plainText([
			{ id: 'n1', type: 'paragraph', content },
			{ id: 'n2', type: 'paragraph', content: [] },
		])
	).toBe('a\nb\ufffc\n')
})

const id = fc.stringMatching(/^[0-9A-Za-z]{8,12}$/).filter((name) => !(name in Object.prototype))
const marks = fc.option(
	fc
		.record(
			{
				em: fc.constant(true),
				strong: fc.constant(true),
				link: fc.record({ href: fc.webUrl() }),
				'bracket:abcdefgh': fc.constant(true),
			},
			{ requiredKeys: [] }
		)
		.filter((record) => Object.keys(record).length > 0),
	{ nil: undefined }
)
const inline: fc.Arbitrary<Inline> = fc
	.tuple(
		fc.oneof(
			fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => ({ text })),
			fc.constant({ inline: 'hard_break' }),
			fc.constant({ inline: 'placeholder', attrs: { id: '0v3k9m2p7q1x' } }),
			fc.constant({ inline: 'footnote', attrs: { ref: 'a' } })
		),
		marks
	)
	.map(([piece, own]) => ({ ...piece, ...(own && { marks: own }) }))
const path = fc.array(
	fc.tuple(
		fc.constantFrom(
			'bullet_list',
			'ordered_list',
			'list_item',
			'table',
			'alternatives',
			'alternative'
		),
		id
	),
	{ maxLength: 5 }
)
const block = fc
	.record({
		id,
		type: fc.constantFrom('paragraph', 'heading', 'article'),
		in: path,
		content: fc.array(inline, { maxLength: 5 }),
	})
	.map(({ in: around, ...rest }): Block => ({ ...rest, ...(around.length > 0 && { in: around }) }))
const blocks = fc.uniqueArray(block, { selector: (one) => one.id, minLength: 1, maxLength: 12 })

test('[T9] any blocks: seeding and reading gives them back, their tree is valid, and the update of the seed is taken', () => {
	fc.assert(
		fc.property(blocks, (written) => {
			const clause = createDocument()
			seed(clause, written)
			const read = readBlocks(clause)
			const again = createDocument()
			seed(again, read)
			expect(readBlocks(again)).toEqual(read)
			expect(plainText(read)).toBe(plainText(written))
			expect(read.map(({ id: own, type, in: around }) => [own, type, around])).toEqual(
				written.map(({ id: own, type, in: around }) => [own, type, around])
			)
			buildDoc(parleySchema, read).check()
			const edit = readUpdate(Y.encodeStateAsUpdate(clause), 1024 * 1024)
			expect(edit).toMatchObject({ ok: true })
		}),
		{ numRuns: RUNS }
	)
})

test('[T10] a schema that knows less shows what it can and writes nothing', () => {
	const { nodes: nodeSpecs, marks: markSpecs } = parleySchema.spec
	const older = new Schema({
		nodes: nodeSpecs.remove('ordered_list').remove('heading').remove('hard_break'),
		marks: markSpecs.remove('em'),
	})
	const clause = createDocument()
	seed(clause, [
		{
			id: 'abcdefg1',
			type: 'heading',
			attrs: { level: 2 },
			content: [{ text: 'a', marks: { em: true } }],
		},
		{
			id: 'abcdefg2',
			type: 'paragraph',
			in: [
				['ordered_list', 'listlist'],
				['list_item', 'itemitem'],
			],
			content: [{ inline: 'hard_break' }],
		},
	])
	const before = readBlocks(clause)
	let updates = 0
	clause.on('update', () => updates++)
	const { doc } = new Mirror(older, clause, () => 'abcdefgh', 'test')
	doc.check()
	expect(blocksFromDoc(doc).map(({ type }) => type)).toEqual(['heading', 'paragraph'])
	expect(updates).toBe(0)
	expect(readBlocks(clause)).toEqual(before)
})

const texts = fileURLToPath(new URL('../../../../shared/data/texts/', import.meta.url))
const hasTexts = existsSync(texts)
if (!hasTexts) console.warn(`SKIPPED: "every text of the corpus" needs ${texts}`)

describe.skipIf(!hasTexts)('[T11] every text of the corpus', () => {
	const names = hasTexts ? readdirSync(texts).filter((name) => /\.(txt|md)$/.test(name)) : []
	const chosen = process.env['PARLEY_SCALE'] === 'long' ? names : names.slice(0, 6)

	test.each(chosen)('%s: read without an update, back to the same lines', (name) => {
		const lines = readFileSync(`${texts}${name}`, 'utf8').toWellFormed().split('\n')
		const clause = createDocument()
		seed(
			clause,
			lines.map((line, i) => ({
				id: `line${String(i).padStart(6, '0')}`,
				type: 'paragraph',
				content: line === '' ? [] : [{ text: line }],
			}))
		)
		let updates = 0
		clause.on('update', () => updates++)
		const { doc } = new Mirror(parleySchema, clause, () => 'abcdefgh', 'test')
		expect(doc.childCount).toBe(lines.length)
		expect(plainText(readBlocks(clause))).toBe(lines.join('\n'))
		expect(updates).toBe(0)
	})
})
