import { type Block, type Inline } from '@parley/schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exportText } from './exportText.ts'
import { type ImportedClause } from './imported.ts'
import { importMarkdown } from './markdown.ts'
import { readingText } from './reading.ts'
import { outline } from './testing.ts'
import { toBlocks } from './toBlocks.ts'

const paragraph = (text: string, ...path: [string, string][]): Block => ({
	id: text,
	type: 'paragraph',
	...(path.length > 0 && { in: path }),
	content: [{ text }],
})

const inList = (list: string, item: string): [string, string][] => [
	['ordered_list', list],
	['list_item', item],
]

const clause = {
	number: '7 bis',
	heading: 'Detained *civilians*',
	blocks: [
		{ ...paragraph('x'), content: [{ text: 'All ' }, { text: 'shall', marks: { strong: true } }] },
		paragraph('one', ...inList('l', 'a')),
		paragraph('more of one', ...inList('l', 'a')),
		paragraph('two', ...inList('l', 'b'), ['bullet_list', 'm'], ['list_item', 'c']),
		paragraph('between'),
		paragraph('three', ...inList('l', 'd')),
	],
}

test('[I19] plain text shows labels, bullets and numbers; an interrupted list goes on counting', () => {
	expect(
		exportText([clause, { number: 'Article 8', heading: 'Families', blocks: [] }], 'plain')
	).toBe(
		[
			...[
				'7 bis. Detained *civilians*',
				'All shall',
				'1. one',
				'   more of one',
				'2. • two',
				'between',
			],
			...['3. three', 'Article 8\nFamilies\n'],
		].join('\n\n')
	)
})

test('[I19] Markdown keeps lists and emphasis, and escapes what would be formatting', () => {
	expect(exportText([clause], 'markdown')).toBe(
		[
			...[
				'## 7 bis. Detained \\*civilians\\*',
				'All **shall**',
				'1. one',
				'   more of one',
				'2. - two',
			],
			...['between', '3. three\n'],
		].join('\n\n')
	)
})

test('[I19] marks overlap, end at spaces and hold links; lines that look like formatting are escaped', () => {
	const content: Inline[] = [
		{ text: '# a* ' },
		{ text: 'b ', marks: { strong: true } },
		{ text: 'c ', marks: { em: true, strong: true } },
		{ text: 'd_e' },
		{ inline: 'hard_break' },
		{ text: '1. f', marks: { link: { href: 'https://example.org/x' } } },
		{ text: ' [g](h)' },
	]
	const blocks: Block[] = [{ id: 'a', type: 'paragraph', content }]
	const written = exportText([{ number: '1', heading: 'T', blocks }], 'markdown')
	expect(written).toBe(
		'## 1. T\n\n\\# a\\* **b *c*** d_e\\\n[1. f](<https://example.org/x>) [g]\\(h)\n'
	)
})

test('[I19] what was exported as Markdown is imported as the same text', () => {
	const word = fc.constantFrom(
		...[
			'shall',
			'[A]',
			'[',
			']',
			'*',
			'_x_',
			'1.',
			'#',
			'-',
			'>',
			'\\',
			'Стаття',
			'(a)',
			'<https://e.org>',
			'+',
			'=',
			'---',
		]
	)
	const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
	const marks = fc.constantFrom<readonly ('strong' | 'em')[]>(
		[],
		[],
		['strong'],
		['em'],
		['em', 'strong']
	)
	const run = fc
		.tuple(fc.constantFrom('shall', 'withdraw [all]', 'війська'), marks)
		.map(([words, keys]): Inline =>
			keys.length === 0
				? { text: words }
				: { text: words, marks: Object.fromEntries(keys.map((key) => [key, true])) }
		)
	const content = fc.oneof(
		text.map((words): Inline[] => [{ text: words }]),
		fc
			.array(run, { minLength: 1, maxLength: 4 })
			.map((runs) =>
				runs.flatMap((one, i): Inline[] => (i === 0 ? [one] : [{ text: ' and ' }, one]))
			)
	)
	const depth = fc.integer({ min: 0, max: 3 })
	const blocks = fc.array(fc.tuple(content, depth), { minLength: 1, maxLength: 8 }).map((list) =>
		list.map(([inlines, levels], i): Block => ({
			id: `b${i}`,
			type: 'paragraph',
			...(levels > 0 && {
				in: Array.from({ length: levels }, (_, level): [string, string][] => [
					['bullet_list', `l${level}`],
					['list_item', level === levels - 1 ? `i${i}` : `i${level}`],
				]).flat(),
			}),
			content: inlines,
		}))
	)
	fc.assert(
		fc.property(fc.array(blocks, { minLength: 2, maxLength: 4 }), (bodies) => {
			const clauses = bodies.map((body, i) => ({
				number: `Article ${i + 1}`,
				heading: 'Title',
				blocks: body,
			}))
			const again = importMarkdown(exportText(clauses, 'markdown'))
			const before = clauses.map((one): ImportedClause => ({
				...one,
				kind: 'clause',
				label: one.number,
			}))
			expect(readingText(again)).toBe(readingText({ clauses: before, dropped: [] }))
			expect(exportText(again.clauses, 'markdown')).toBe(exportText(clauses, 'markdown'))
		}),
		{ numRuns: process.env['PARLEY_SCALE'] === 'long' ? 10_000 : 500 }
	)
})

test('[I18] seeding gives each block, list and item an id of its own, the same for the same list', () => {
	let last = 0
	const imported = importMarkdown('## 1. A\n\nx\n\n1. one\n2. two\n\n   more\n\n## 2. B\n')
	const [first, second] = imported.clauses.map((one) => toBlocks(one, () => `id${++last}`))
	expect(first?.map(({ id, in: path }) => [id, path])).toEqual([
		['id1', undefined],
		[
			'id2',
			[
				['ordered_list', 'id3'],
				['list_item', 'id4'],
			],
		],
		[
			'id5',
			[
				['ordered_list', 'id3'],
				['list_item', 'id6'],
			],
		],
		[
			'id7',
			[
				['ordered_list', 'id3'],
				['list_item', 'id6'],
			],
		],
	])
	expect(second).toEqual([{ id: 'id8', type: 'paragraph', content: [] }])
	expect(outline({ clauses: imported.clauses, dropped: [] })).toContain('    2. two')
})
