import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalBytes, parseCanonical } from './canonical.ts'
import {
	type CanonicalBlock,
	canonicalContent,
	type ContentBlock,
	type ContentInline,
	contentShape,
	plainText,
} from './content.ts'
import { digestOfText } from './digest.ts'
import { digestOfValue } from './digestOfValue.ts'
import { runs } from './testing.ts'

const block = (...content: ContentInline[]): ContentBlock => ({
	id: 'b0',
	type: 'paragraph',
	content,
})
const content = (...pieces: ContentInline[]) => canonicalContent([block(...pieces)])[0]?.content

test('[P11] runs under the same marks are one, whatever the order of the keys; empty ones go', () => {
	const marks = { strong: true, em: true }
	expect(
		content(
			{ text: 'a', marks },
			{ text: '' },
			{ text: 'b', marks: { em: true, strong: true } },
			{ text: 'c', marks: {} },
			{ text: 'd' }
		)
	).toEqual([{ text: 'ab', marks }, { text: 'cd' }])
})

test('[P11] an atom parts runs, and members that would be empty are left out', () => {
	expect(
		canonicalContent([
			{
				...block({ text: 'a' }, { inline: 'hard_break', attrs: {}, marks: {} }, { text: 'b' }),
				attrs: {},
				in: [],
			},
		])
	).toEqual([
		{
			id: 'b0',
			type: 'paragraph',
			content: [{ text: 'a' }, { inline: 'hard_break' }, { text: 'b' }],
		},
	])
})

test('[P11] letters are put together after runs were joined', () => {
	expect(content({ text: 'e' }, { text: '\u0301' })).toEqual([{ text: 'é' }])
})

test('[P12] plain text: hard breaks and blocks are line breaks, other atoms one character', () => {
	const blocks = canonicalContent([
		block({ text: 'a' }, { inline: 'hard_break' }, { text: 'b', marks: { strong: true } }),
		block({ inline: 'chart' }),
	])
	expect(plainText(blocks)).toBe('a\nb\n\u{fffc}')
})

test('[P12] the digest of the words does not depend on marks, that of the content does', () => {
	const plain = canonicalContent([block({ text: 'e\u0301a' })])
	const marked = canonicalContent([block({ text: 'e' }, { text: '\u0301a', marks: { em: true } })])
	expect(digestOfText(plainText(marked))).toBe(digestOfText(plainText(plain)))
	expect(digestOfValue(marked)).not.toBe(digestOfValue(plain))
})

const attrs = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
const blocks: fc.Arbitrary<ContentBlock[]> = fc.array(
	fc.record(
		{
			id: fc.string({ unit: 'binary' }),
			type: fc.string(),
			attrs,
			in: fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 3 }),
			content: fc.array(
				fc.oneof(
					fc.record(
						{ text: fc.string({ unit: 'binary' }), marks: attrs },
						{ requiredKeys: ['text'] }
					),
					fc.record({ inline: fc.string(), attrs, marks: attrs }, { requiredKeys: ['inline'] })
				),
				{ maxLength: 5 }
			),
		},
		{ requiredKeys: ['id', 'type', 'content'] }
	),
	{ maxLength: 4 }
)

test('[P11] any blocks have a canonical form, which is its own and is read again from its bytes', () => {
	fc.assert(
		fc.property(blocks, (input) => {
			const canonical: readonly CanonicalBlock[] = canonicalContent(input)
			expect(canonicalContent(canonical)).toEqual(canonical)
			const read = parseCanonical(canonicalBytes(canonical))
			if (!read.ok) throw new Error(read.reason)
			expect(contentShape(read.value, '')).toEqual(canonical)
		}),
		runs(300)
	)
})

test.each([
	['a block without content', [{ id: 'a', type: 'paragraph' }]],
	['an unknown member', [{ id: 'a', type: 'paragraph', content: [], more: 1 }]],
	['a run that is an atom too', [{ id: 'a', type: 'p', content: [{ text: 'a', inline: 'b' }] }]],
	['a container of three parts', [{ id: 'a', type: 'p', in: [['l', 'i', 'x']], content: [] }]],
	['marks that are a list', [{ id: 'a', type: 'p', content: [{ text: 'a', marks: ['b'] }] }]],
])('[P11] %s is not read', (_, value) => {
	expect(() => contentShape(value, '')).toThrow(RangeError)
})
