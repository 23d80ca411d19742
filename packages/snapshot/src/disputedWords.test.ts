import { parseBracketId, parseSuggestionId } from '@parley/domain'
import { expect, test } from 'vitest'
import { canonicalContent, type ContentBlock } from './content.ts'
import { disputedBeginning, disputedPieces } from './disputedWords.ts'

const bracket = { id: parseBracketId('br0000000001'), holders: ['FR', 'UA'], reason: '' }
const suggestion = {
	id: parseSuggestionId('ua0000000001'),
	delegation: 'UA',
	reason: '',
	counters: null,
	proposal: null,
	comments: [],
}
const IN = { 'bracket:br0000000001': true }

const clause = {
	content: canonicalContent([
		{
			id: 'block0001',
			type: 'paragraph',
			content: [
				{ text: 'Parties ' },
				{ text: 'shall ', marks: { ...IN, 'del:ua0000000001': true } },
				{ text: 'must ', marks: { ...IN, 'ins:ua0000000001': true } },
			],
		},
		{
			id: 'block0002',
			type: 'paragraph',
			marks: { 'ins:ua0000000001': true },
			content: [{ text: 'act', marks: IN }, { text: '.' }],
		},
	]),
	openBrackets: [bracket],
	openSuggestions: [suggestion],
}

test('[P34] a bracket is drawn over paragraphs with its holders, and what is suggested with whose it is', () => {
	const agreed = { opening: 0, isInserted: false, isDeleted: false, suggestedBy: [], closing: [] }
	expect(disputedPieces(clause)).toEqual([
		[
			agreed,
			{ ...agreed, opening: 1, isDeleted: true, suggestedBy: ['UA'] },
			{ ...agreed, isInserted: true, suggestedBy: ['UA'] },
		],
		[{ ...agreed, closing: [['FR', 'UA']] }, agreed],
	])
})

test('[P34] a beginning of a block that is suggested is said', () => {
	const [first, second] = clause.content.map((block) => disputedBeginning(block, clause))
	expect(first).toBeNull()
	expect(second).toEqual({ isInserted: true, isDeleted: false, suggestedBy: ['UA'] })
})

test('[P34] what would become of a block, and of a link, is said with whose it is', () => {
	const list = [
		['bullet_list', 'l1'],
		['list_item', 'i1'],
	] as const
	const inner = [...list, ['ordered_list', 'l2'], ['list_item', 'i2']] as const
	const said = (was: Partial<ContentBlock>, would: object) => {
		const block: ContentBlock = {
			...{ id: 'block0001', type: 'paragraph', content: [], ...was },
			marks: { 'setBlock:ua0000000001': { block: 'block0001', ...would } },
		}
		return disputedBeginning(block, clause)
	}
	expect(said({}, { type: 'heading', attrs: { level: 1 } })).toEqual({
		...{ isInserted: false, isDeleted: false, suggestedBy: ['UA: make this a heading'] },
	})
	const words = (was: Partial<ContentBlock>, would: object) => said(was, would)?.suggestedBy[0]
	const heading = { type: 'heading', attrs: { level: 2 } }
	expect(words({}, heading)).toBe('UA: make this a heading of level 2')
	expect(words(heading, { type: 'paragraph' })).toBe('UA: make this a paragraph')
	expect(words({}, { in: list })).toBe('UA: make this a list item')
	expect(words({ in: list }, { in: inner })).toBe('UA: lower by one level')
	expect(words({ in: inner }, { in: list })).toBe('UA: raise by one level')
	expect(words({ in: inner }, { in: [] })).toBe('UA: take this out of its list')
	expect(
		words(
			{ in: list },
			{
				in: [
					['ordered_list', 'l3'],
					['list_item', 'i3'],
				],
			}
		)
	).toBe('UA: make this a numbered list item')
	expect(
		words(
			{ in: list },
			{
				in: [
					['bullet_list', 'l1'],
					['list_item', 'i9'],
				],
			}
		)
	).toBe('UA: give this another place in its list')
	expect(words(heading, { type: 'paragraph', in: list })).toBe(
		'UA: make this a paragraph, make this a list item'
	)
	for (const odd of [{}, { type: 3 }, { in: 'odd' }, { in: [3] }])
		expect(words({}, odd)).toBe('UA: make this another block')
	const linked = canonicalContent([
		{
			...{ id: 'block0001', type: 'paragraph' },
			content: [
				{ text: 'act', marks: { 'setLink:ua0000000001': { href: 'https://example.org/' } } },
			],
		},
	])
	expect(disputedPieces({ ...clause, content: linked })[0]?.[0]?.suggestedBy).toEqual(['UA: link'])
})

test('[P34] what nobody answers for is drawn as suggested all the same', () => {
	const pieces = disputedPieces({ ...clause, openBrackets: [], openSuggestions: [] }).flat()
	expect(pieces.map(({ suggestedBy }) => suggestedBy)).toEqual([
		[],
		['suggested'],
		['suggested'],
		[],
		[],
	])
	expect(pieces.flatMap(({ closing }) => closing)).toEqual([[]])
})
