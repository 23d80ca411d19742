import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseForComparison } from './normalise.ts'
import { importPlainText } from './plain.ts'
import { readingText } from './reading.ts'
import { heads, outline } from './testing.ts'

test('[I4] labels of paragraphs, dashes and asterisks are characters', () => {
	const text = importPlainText('Article 1\n\n1. One * and _two_\n\n(a) three\n\n- four\n\n• five')
	expect(outline(text)).toEqual([
		'clause | Article 1 | ',
		'  1\\. One \\* and \\_two\\_',
		'  (a) three',
		'  \\- four',
		'  • five',
	])
})

test('[I4] any text comes back character by character', () => {
	const words = fc.constantFrom(
		...[
			'Article',
			'1',
			'2.',
			'§ 3',
			'Annex',
			'I',
			'PART',
			'the',
			'Parties',
			'[',
			']',
			'[[x]',
			'(a)',
			'-',
		],
		...['Стаття', '4', 'bis', '\u00a0', '.', ':', '*', '#', 'e\u0301', '👩‍👩‍👧', 'Done at ', 'Purpose']
	)
	const lines = fc.array(
		fc.array(words, { maxLength: 9 }).map((line) => line.join(' ')),
		{
			maxLength: 30,
		}
	)
	fc.assert(
		fc.property(lines, (source) => {
			const text = source.join('\n').normalize('NFC')
			const imported = readingText(importPlainText(text))
			expect(normaliseForComparison(imported)).toBe(normaliseForComparison(text))
		}),
		{ numRuns: process.env['PARLEY_SCALE'] === 'long' ? 20_000 : 1000 }
	)
})

test('[I6] articles divide a text, and the numbered paragraphs in them do not', () => {
	const text = importPlainText(
		'The Parties,\nArticle 1\nPurpose\n1. One.\n2. Two.\nArticle 2\n1. Three.\nArticle 2 bis\nFour.'
	)
	expect(heads(text)).toEqual([
		'preamble |  | ',
		'clause | Article 1 | Purpose',
		'clause | Article 2 | ',
		'clause | Article 2 bis | ',
	])
})

test('[I6] points that are numbered 1. 2. 3. divide a text without articles', () => {
	const text = importPlainText(
		'Agreed points\n\n1. Ceasefire\n\nAll fire ceases.\n\n1. on land\n\n2. Monitoring\n\nA mission.\n\n4. See above.\n\n3. Entry.'
	)
	expect(heads(text)).toEqual([
		'preamble |  | ',
		'clause | 1 | Ceasefire',
		'clause | 2 | Monitoring',
		'clause | 3 | ',
	])
	expect(outline(text)).toContain('  1\\. on land')
})

test('[I6] a text that is not divided is one clause', () => {
	expect(outline(importPlainText('One.\n\n2. Two.'))).toEqual([
		'clause |  | ',
		'  One.',
		'  2\\. Two.',
	])
})

test.each([
	['Article 4', 'Article 4'],
	['ARTICLE IV', 'ARTICLE IV'],
	['Art. 4.', 'Art. 4'],
	['Article 4a', 'Article 4a'],
	['Article 7 bis', 'Article 7 bis'],
	['[Article 3bis]', '[Article 3bis]'],
	['Article premier', 'Article premier'],
	['Artikel 12.', 'Artikel 12'],
	['Стаття 5', 'Стаття 5'],
	['СТАТТЯ 5', 'СТАТТЯ 5'],
	['Пункт 3.', 'Пункт 3'],
	['Point 13:', 'Point 13'],
	['§ 6', '§ 6'],
	['§6 –', '§6'],
	['ANNEX I', 'ANNEX I'],
	['Annexe B', 'Annexe B'],
	['Додаток № 2', 'Додаток № 2'],
	['Додаток', 'Додаток'],
	['Anlage 3', 'Anlage 3'],
	['PART II', 'PART II'],
	['Chapter IV:', 'Chapter IV'],
	['Розділ I.', 'Розділ I'],
	['Titre premier', 'Titre premier'],
])('[I7] "%s" is a label', (line, number) => {
	const text = importPlainText(`Preamble.\n\nArticle 1\n\nWords.\n\n${line}\n\nMore words.`)
	expect(text.clauses.at(-1)).toMatchObject({ label: line, number, heading: '' })
})

test.each([
	'Article 2 shall apply.',
	'Article 9 Parties have met.',
	'Articles 2 and 3',
	'Part 2 of the text.',
	'Annex II Parties meet there.',
	'Partial withdrawal',
	'Annexes',
	'3. Third.',
	'(2) Second.',
])('[I7] "%s" is text', (line) => {
	const text = importPlainText(`Article 1\n\nWords.\n\n${line}\n\nMore words.`)
	expect(heads(text)).toEqual(['clause | Article 1 | '])
})

test('[I7] numbers go on or begin again in a part and in an annex', () => {
	const body = [
		'PART I',
		'Article 1 One',
		'a.',
		'Article 2 Two',
		'b.',
		'PART II',
		'Article 3 Three',
		'c.',
	]
	const annex = ['ANNEX I', 'Article 1 Four', 'd.', 'Article 2 Five', 'e.']
	expect(heads(importPlainText([...body, ...annex].join('\n')))).toEqual([
		'clause | PART I | ',
		'clause | Article 1 | One',
		'clause | Article 2 | Two',
		'clause | PART II | ',
		'clause | Article 3 | Three',
		'annex | ANNEX I | ',
		'annex | Article 1 | Four',
		'annex | Article 2 | Five',
	])
})

test('[I8] a table of contents is text of the preamble', () => {
	const text = importPlainText(
		[
			...[
				'TREATY OF EXAMPLES',
				'Contents',
				'Article 1 Purpose ...... 2',
				'Article 2 Scope ...... 3',
			],
			...['Article 3', 'Entry into force', 'The Parties,'],
			...[
				'Article 1 Purpose',
				'One.',
				'Article 2 Scope',
				'Two.',
				'Article 3',
				'Entry into force',
				'Three.',
			],
		].join('\n')
	)
	expect(heads(text)).toEqual([
		'preamble |  | ',
		'clause | Article 1 | Purpose',
		'clause | Article 2 | Scope',
		'clause | Article 3 | Entry into force',
	])
	expect(outline(text)).toContain('  Article 2 Scope ...... 3')
})

test('[I9] the line after a bare label is its title when it is no sentence and text follows', () => {
	const titles = (lines: string) => importPlainText(lines).clauses.map(({ heading }) => heading)
	expect(titles('Article 1\nUse of terms\nWords.')).toEqual(['Use of terms'])
	expect(titles('Article 1\nWords end here.\nMore.')).toEqual([''])
	expect(titles('Article 1\nUse of terms')).toEqual([''])
	expect(titles('Article 1\n(a) words\nMore.')).toEqual([''])
	expect(titles('Article 1\nUse of terms\nArticle 2\nScope\nWords.')).toEqual(['', 'Scope'])
})

test('[I10] a part is a clause of its own, with its title and what stands under it', () => {
	const text = importPlainText(
		'Article 1\nOne.\nPART II\nGENERAL PROVISIONS\nThis Part applies.\nArticle 2\nTwo.'
	)
	expect(outline(text)).toEqual([
		'clause | Article 1 | ',
		'  One.',
		'clause | PART II | GENERAL PROVISIONS',
		'  This Part applies.',
		'clause | Article 2 | ',
		'  Two.',
	])
})

test.each([
	'IN WITNESS WHEREOF the undersigned have signed.',
	'Done at London, 9 December.',
	'Вчинено в м. Києві.',
	'Fait à Paris, le 9 décembre.',
	'Geschehen zu Berlin am 9. Dezember.',
])('[I11] "%s" begins the closing, and annexes come after it', (line) => {
	const text = importPlainText(
		`Title\n\nArticle 1\n\nOne.\n\n${line}\n\nFor a Party\n\nANNEX\n\nMore.`
	)
	expect(heads(text)).toEqual([
		'preamble |  | ',
		'clause | Article 1 | ',
		'closing |  | ',
		'annex | ANNEX | ',
	])
})

test('[I5] wrapped lines are one paragraph again', () => {
	const wrapped = [
		'The Parties to this Agreement, recalling their duty to settle',
		'disputes by peaceful means and to refrain from the threat of it,',
		'Article 1',
		'The guarantees are legally binding, and they take effect on the',
		'day on which this framework is initialled. They are without',
		'prejudice to rights under other agreements.',
		'1. The first paragraph of this article refers to what is said in',
		'Article 5 of the Agreement of the year in which it was made, and',
		'ends here.',
		'2. The second paragraph.',
	]
	expect(outline(importPlainText(wrapped.join('\n')))).toEqual([
		'preamble |  | ',
		`  ${wrapped.slice(0, 2).join(' ')}`,
		'clause | Article 1 | ',
		`  ${wrapped.slice(3, 6).join(' ')}`,
		`  1\\. ${wrapped.slice(6, 9).join(' ').slice(3)}`,
		'  2\\. The second paragraph.',
	])
})

test('[I16] the title is a suggestion, and its words stay', () => {
	const text = importPlainText('Угода\nпро співробітництво\nСторони домовилися:\nСтаття 1\nОдин.')
	expect(text.title).toBe('Угода про співробітництво')
	expect(outline(text).slice(0, 2)).toEqual(['preamble |  | ', '  Угода'])
})
