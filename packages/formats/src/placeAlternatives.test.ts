import { describe, expect, test } from 'vitest'
import { withBracketSigns } from './bracketSigns.ts'
import { type OptionedText } from './imported.ts'
import { importMarkdown } from './markdown.ts'
import { readOption } from './optionLabel.ts'
import { placeAlternatives } from './placeAlternatives.ts'
import { placeBrackets } from './placeBrackets.ts'
import { importPlainText } from './plain.ts'
import { readingText } from './reading.ts'
import { toBlocks } from './toBlocks.ts'

const read = (...paragraphs: readonly string[]): OptionedText =>
	placeAlternatives(
		placeBrackets(importMarkdown(['## Article 1. Territory', ...paragraphs].join('\n\n')), [
			'UA',
			'FR',
		])
	)
const containers = ({ clauses }: OptionedText) =>
	clauses[0]?.blocks.map((block) => (block.in ?? []).map(([type, id]) => `${type} ${id}`).join(' '))
const whys = ({ options }: OptionedText) => options.places.map(({ why }) => why)

test('[I42] options that count from the first, each in its paragraph, are alternatives, and keep every word', () => {
	const text = read('Before.', '**Option 1:** Two [talk].', 'Option 2: None.', 'Behind.')
	expect(containers(text)).toEqual([
		'',
		'alternatives options1 alternative option1',
		'alternatives options1 alternative option2',
		'',
	])
	expect(text.options).toEqual({ groups: 1, alternatives: 2, places: [] })
	expect(text.clauses[0]?.alternatives).toEqual([
		{ id: 'options1', alternatives: ['option1', 'option2'] },
	])
	expect(readingText(text)).toContain('Option 1: Two talk.\nOption 2: None.')
	for (const [one, other] of [
		['Option A:', 'Option B:'],
		['Alt 1.', 'Alt 2.'],
		['ALTERNATIVE I:', 'Alternative II:'],
		['Варіант 1:', 'Варіант 2:'],
	])
		expect(whys(read(`${one ?? ''} a`, `${other ?? ''} b`))).toEqual([])
	const plain = placeAlternatives(
		placeBrackets(importPlainText('Option A: one.\n\nOption B: two.\n'), [])
	)
	expect(plain.options.alternatives).toBe(2)
})

test('[I42] two runs beside each other are two groups, and the ids of a group go into the blocks that are seeded', () => {
	const text = read('Option 1: a', 'Option 2: b', 'Option 1: c', 'Option 2: d', 'Option 3: e')
	expect(text.options).toMatchObject({ groups: 2, alternatives: 5, places: [] })
	const [clause] = text.clauses
	if (clause === undefined) throw new RangeError('no clause')
	let last = 0
	const known = new Map([
		['options1', 'theGroup'],
		['option2', 'theSecond'],
	])
	const blocks = toBlocks(clause, () => `fresh000${String(++last)}`, known)
	expect(blocks[1]?.in).toEqual([
		['alternatives', 'theGroup'],
		['alternative', 'theSecond'],
	])
	expect(new Set(blocks.map((block) => block.in?.[0]?.[1])).size).toBe(2)
})

describe('[I43] what is in doubt stays text, and says why and where', () => {
	test.each([
		['alone', ['Option 1: a', 'b']],
		['not-from-first', ['Option 2: a', 'Option 3: b']],
		['in-list', ['- Option 1: a\n- Option 2: b']],
		['over-paragraphs', ['Option 1:', 'a', 'Option 2:', 'b']],
		['apart', ['Option 1: a', 'and', 'Option 2: b']],
		['bracket-over', ['Option 1: a [b', 'Option 2: c] d']],
	])('%s', (why, paragraphs) => {
		const text = read('Before.', ...paragraphs)
		expect(whys(text)).toEqual([why])
		expect(text.options.places[0]).toMatchObject({
			number: 'Article 1',
			heading: 'Territory',
			paragraph: 2,
		})
		expect(containers(text)?.join('')).not.toContain('alternative')
	})

	test('other words stay as they are without a word about them', () => {
		const text = read(
			'Option 1 was preferred.',
			'Alternatives: none.',
			'Optional 1: x',
			'Option: y'
		)
		expect(text.options).toEqual({ groups: 0, alternatives: 0, places: [] })
		expect(readOption('Alternative A – UA:')).toBeUndefined()
	})
})

test('[I44] the brackets in options are those of before, around the same words', () => {
	const source = importMarkdown('## Article 1. T\n\nOption 1: [shall – UA]\n\nOption 2: [should]')
	const bracketed = placeBrackets(source, ['UA'])
	const text = placeAlternatives(bracketed)
	expect(text.brackets).toEqual(bracketed.brackets)
	expect(text.clauses[0]?.brackets).toEqual(bracketed.clauses[0]?.brackets)
	const content = ({ clauses: [clause] }: Pick<OptionedText, 'clauses'>) =>
		withBracketSigns({ blocks: clause?.blocks ?? [], brackets: [] }).map((block) => block.content)
	expect(content(text)).toEqual(
		content({
			...bracketed,
			clauses: bracketed.clauses.map((one) => ({ ...one, alternatives: [] })),
		})
	)
})
