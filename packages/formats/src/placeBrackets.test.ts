import { parseBracketId } from '@parley/domain'
import { bracketIdOf, type Block } from '@parley/schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { withBracketSigns } from './bracketSigns.ts'
import { type BracketedClause, type BracketedText, type ImportedClause } from './imported.ts'
import { importMarkdown } from './markdown.ts'
import { writeMarkdown } from './markdownOut.ts'
import { type OutgoingBracket } from './outgoing.ts'
import { wordsOf } from './piece.ts'
import { importPlainText } from './plain.ts'
import { pairBrackets } from './pairBrackets.ts'
import { MAX_BRACKETS, placeBrackets } from './placeBrackets.ts'
import { writePlain } from './plainOut.ts'
import { anyBlocks, outgoingOf, RUNS } from './testTexts.ts'

const CODES = ['UA', 'FR', 'GB']

/** A text of one clause, a paragraph for each of `paragraphs`, character for character. */
function textOf(paragraphs: readonly string[], codes: readonly string[] = CODES): BracketedText {
	const blocks = paragraphs.map((text, i): Block => {
		return { id: String(i), type: 'paragraph', content: text === '' ? [] : [{ text }] }
	})
	return bracketed(blocks, codes)
}

function bracketed(blocks: readonly Block[], codes: readonly string[]): BracketedText {
	const clause: ImportedClause = { kind: 'clause', label: '1', number: '1', heading: 'T', blocks }
	return placeBrackets({ clauses: [clause], dropped: [] }, codes)
}

/** The paragraphs of a text with the characters of its brackets and the codes of their holders. */
function drawn({ clauses }: BracketedText): readonly string[] {
	return clauses.flatMap((clause) =>
		withBracketSigns({ blocks: clause.blocks, brackets: named(clause) }).map(({ content }) =>
			wordsOf(content)
		)
	)
}

/** The brackets of an imported clause as those of one that goes out. */
function named({ brackets }: BracketedClause): readonly OutgoingBracket[] {
	return brackets.map(({ key, holders }) => ({
		id: parseBracketId(bracketIdOf(key) ?? ''),
		holders,
	}))
}

/** The words that each bracket is around, with its holders: `shall (UA, FR)`. */
function found({ clauses }: BracketedText): readonly string[] {
	return clauses.flatMap(({ blocks, brackets }) =>
		brackets.map(({ key, holders }) => {
			const words = blocks.map(({ content }) =>
				wordsOf(content.filter(({ marks = {} }) => marks[key] === true))
			)
			return `${words.filter((line) => line !== '').join(' / ')} (${holders.join(', ')})`
		})
	)
}

test('[I29] square brackets that pair are brackets: nested, side by side, over paragraphs', () => {
	const text = textOf(['The [[climate][carbon] goal] is [met', '', 'by 2050] and', '[', 'kept]'])
	expect(found(text)).toEqual([
		'climatecarbon goal ()',
		'climate ()',
		'carbon ()',
		'met / by 2050 ()',
		'kept ()',
	])
	expect(text.clauses[0]?.blocks.map(({ content }) => wordsOf(content))).toEqual([
		'The climatecarbon goal is met',
		'',
		'by 2050 and',
		'kept',
	])
	expect(text.brackets).toEqual({ placed: 5, held: 0, flagged: {}, places: [] })
	expect(drawn(text)).toEqual([
		'The [[climate][carbon] goal] is [met',
		'',
		'by 2050] and',
		'[kept]',
	])
})

test('[I29] emphasis stays where it is, also across the border of a bracket', () => {
	const blocks = importMarkdown('## 1. T\n\n*[Taking* account], **x** [**y**].\n\n## 2. U\n\nV.')
	const [clause] = placeBrackets(blocks, CODES).clauses
	const key = (at: number): string => clause?.brackets[at]?.key ?? ''
	expect(clause?.blocks[0]?.content).toEqual([
		{ text: 'Taking', marks: { [key(0)]: true, em: true } },
		{ text: ' account', marks: { [key(0)]: true } },
		{ text: ', ' },
		{ text: 'x', marks: { strong: true } },
		{ text: ' ' },
		{ text: 'y', marks: { [key(1)]: true, strong: true } },
		{ text: '.' },
	])
})

describe('[I30] what does not pair, or has no words, stays text and is flagged with its place', () => {
	const flagged = (...paragraphs: string[]) => {
		const text = textOf(paragraphs)
		expect(drawn(text)).toEqual(paragraphs)
		return text.brackets.places.map(({ why, paragraph, before, words, behind }) => {
			return [why, paragraph, `${before}|${words}|${behind}`]
		})
	}

	test.each([
		[
			'one that is not opened, and one that is not closed',
			['a] b', 'c [d'],
			['unpaired', 1, 'a|]| b'],
		],
		['a place to fill in', ['by [ ] or'], ['empty', 1, 'by |[ ]| or']],
		['a reference to a footnote', ['Parties[^9] of'], ['footnote', 1, 'Parties|[^9]| of']],
		['nothing but holders', ['[ – UA]'], ['empty', 1, '|[ – UA]|']],
	])('%s', (_, paragraphs, first) => {
		expect(flagged(...paragraphs)[0]).toEqual(first)
	})

	test('those in it have words: what stays text is one', () => {
		expect(found(textOf(['[[ ]] [[^9]] [[]]']))).toEqual(['[ ] ()', '[^9] ()', '[] ()'])
	})

	test('what is not opened in its own clause is not closed by another', () => {
		const text = placeBrackets(importMarkdown('## 1. A\n\nx [y\n\n## 2. B\n\nz] w'), CODES)
		expect(text.brackets).toMatchObject({ placed: 0, flagged: { unpaired: 2 } })
		expect(text.brackets.places.map(({ number }) => number)).toEqual(['1', '2'])
	})

	test('headings have no brackets', () => {
		const text = placeBrackets(importMarkdown('## 1. A [b]\n\nx\n\n## 2. B\n\nz'), CODES)
		expect(text.clauses[0]).toMatchObject({ heading: 'A [b]', brackets: [] })
		expect(text.brackets.flagged).toEqual({ 'in-heading': 2 })
	})
})

describe('[I31] holders are named by codes of the room, before the words or behind them', () => {
	test.each([
		['[UA: shall]', 'shall (UA)'],
		['[UA – shall]', 'shall (UA)'],
		['[UA, FR: shall]', 'shall (UA, FR)'],
		['[UA/FR: shall]', 'shall (UA, FR)'],
		['[shall – UA]', 'shall (UA)'],
		['[shall – UA, FR]', 'shall (UA, FR)'],
		['[shall - UA]', 'shall (UA)'],
		['[UA: shall – FR]', 'UA: shall (FR)'],
		['[shall – UA – held by nobody]', 'shall – UA ()'],
		['[shall – US]', 'shall – US ()'],
		['[UA, US: shall]', 'UA, US: shall ()'],
		['[Option 1: shall]', 'Option 1: shall ()'],
		['[non-UA]', 'non-UA ()'],
		['[UA]', 'UA ()'],
		['[UA: ]', undefined],
	])('%s', (words, expected) => {
		expect(found(textOf([`a ${words} b`]))[0]).toBe(expected)
	})

	test('each of nested ones has its own', () => {
		const text = textOf(['[UA: a [b – FR] c – GB] [[d – UA] e – FR]'])
		expect(found(text)).toEqual(['UA: a b c (GB)', 'b (FR)', 'd e (FR)', 'd (UA)'])
		expect(text.brackets).toMatchObject({ placed: 4, held: 4 })
	})

	test('over paragraphs', () => {
		expect(found(textOf(['[UA: a', 'b', 'c – FR]']))).toEqual(['UA: a / b / c (FR)'])
		expect(found(textOf(['[UA: a', 'b']))).toEqual([])
	})
})

test('[I32] more than a room can show stay text, and that is said', () => {
	const many = textOf(['[x]'.repeat(MAX_BRACKETS + 3)])
	expect(many.brackets).toMatchObject({ placed: MAX_BRACKETS, flagged: { 'too-many': 6 } })
	const deep = textOf([`${'['.repeat(40_000)}x${']'.repeat(40_000)}`])
	expect(deep.brackets).toMatchObject({ placed: 32, flagged: { 'too-deep': 79_936 } })
	expect(deep.brackets.places).toHaveLength(1_000)
	expect(drawn(deep)).toEqual([`${'['.repeat(40_000)}x${']'.repeat(40_000)}`])
})

/** All characters but white space, which stands elsewhere where a paragraph of nothing but a bracket goes. */
const characters = (lines: readonly string[]) => lines.join('').replace(/\s/gu, '')

test('[I30] half a million brackets without a counterpart are taken for what they are', () => {
	const { pairs, unpaired } = pairBrackets('['.repeat(500_000))
	expect(pairs).toEqual([])
	expect(unpaired).toHaveLength(500_000)
})

test('[I29] [I30] whatever stands in a text: no character is lost, and all square brackets are accounted for', () => {
	fc.assert(
		fc.property(anyBlocks, (blocks) => {
			const before = blocks.map(({ content }) => wordsOf(content))
			const text = bracketed(blocks, [])
			expect(characters(drawn(text))).toBe(characters(before))
			const { placed, flagged } = text.brackets
			const stayed = Object.values(flagged).reduce((sum, count) => sum + count, 0)
			expect(2 * placed + stayed).toBe(before.join('').match(/[[\]]/gu)?.length ?? 0)
		}),
		{ numRuns: RUNS }
	)
})

/** Words with brackets in them, whose holders are named in any way. */
const anyBracketed = fc.letrec<{ words: string; bracket: string; run: string }>((tie) => ({
	words: fc.constantFrom('shall', ' the Parties ', 'a – ', '– UA', 'UA: ', ' – FR', 'x', ' ', '—'),
	bracket: fc
		.tuple(tie('run'), fc.constantFrom('', ' – UA', ' – UA, FR', ' – GB', ' – held by nobody'))
		.map(([run, holders]) => `[${run}${holders}]`),
	run: fc
		.array(fc.oneof({ maxDepth: 4 }, tie('words'), tie('bracket')), { minLength: 1, maxLength: 4 })
		.map((parts) => parts.join('')),
})).run

test('[I33] what was written out with its brackets is read with the same ones, and the same holders', () => {
	fc.assert(
		fc.property(fc.array(anyBracketed, { minLength: 1, maxLength: 4 }), (paragraphs) => {
			const text = textOf(paragraphs)
			expect(found(textOf(drawn(text)))).toEqual(found(text))
		}),
		{ numRuns: 10 * RUNS }
	)
})

test('[I33] so are our own files of Markdown and plain text', () => {
	fc.assert(
		fc.property(fc.array(anyBracketed, { minLength: 1, maxLength: 4 }), (paragraphs) => {
			const text = textOf(paragraphs)
			const clauses = text.clauses.map((clause) => ({ ...clause, brackets: named(clause) }))
			const out = outgoingOf(clauses)
			for (const again of [importMarkdown(writeMarkdown(out)), importPlainText(writePlain(out))]) {
				expect(found(placeBrackets(again, CODES))).toEqual(found(text))
			}
		}),
		{ numRuns: RUNS }
	)
})

test('[I33] plain text of others is read in the same way', () => {
	const text = placeBrackets(importPlainText('Article 1\nScope\n\nThey [UA: shall] agree.'), CODES)
	expect(found(text)).toEqual(['shall (UA)'])
})
