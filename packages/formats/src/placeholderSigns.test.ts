import {
	parseAlternativeId,
	parseGroupId,
	parsePlaceholderId,
	parseSuggestionId,
} from '@parley/domain'
import { suggestionKey, type Block } from '@parley/schema'
import { expect, test } from 'vitest'
import { readJson } from './jsonIn.ts'
import { importMarkdown } from './markdown.ts'
import { type OutgoingText } from './outgoing.ts'
import { OUTPUTS } from './outputs.ts'
import { importPlainText } from './plain.ts'
import { outgoingOf } from './testTexts.ts'
import { inView, parseShown } from './view.ts'

const AMOUNT = parsePlaceholderId('amountMissing')
const SEAT = parsePlaceholderId('seatMissing1')
const GROUP = parseGroupId('group0001')

const missing = (id: string) => ({ inline: 'placeholder', attrs: { id } })
const blocks: Block[] = [
	{
		id: 'block0001',
		type: 'paragraph',
		content: [
			{ text: 'They pay ' },
			missing(AMOUNT),
			{ text: ' soon', marks: { [suggestionKey('ins', 'suggestedUA1')]: true } },
			{ text: ' through ' },
			missing(SEAT),
			{ text: ' or ' },
			missing('nobodyKnows1'),
			{ text: '.' },
		],
	},
	{
		id: 'block0002',
		type: 'paragraph',
		in: [
			['alternatives', GROUP],
			['alternative', 'alternativeA'],
		],
		content: [{ text: 'Or nothing.' }],
	},
]
const plain = outgoingOf([{ number: '13', heading: 'Reconstruction', kind: 'clause', blocks }])
const text: OutgoingText = {
	...plain,
	clauses: plain.clauses.map((clause) => ({
		...clause,
		suggestions: [{ id: parseSuggestionId('suggestedUA1'), by: 'UA' }],
		alternatives: [
			{
				id: GROUP,
				parked: false,
				alternatives: [
					{
						...{ id: parseAlternativeId('alternativeA'), label: 'A', by: 'FR', noText: false },
						...{ support: ['DE'], oppose: [], flexible: ['UA'] },
					},
				],
			},
		],
		placeholders: [
			{
				...{ id: AMOUNT, what: 'amount' as const, words: 'in euro,\nfor 2026', owner: 'UA' },
				due: '2025-12-09T18:00:00.000Z',
			},
			{ id: SEAT, what: 'other' as const, words: 'seat of the fund', owner: null, due: null },
		],
	})),
}

test('[I39] what is missing says what and who is to say it, and is listed with its instant under the text', () => {
	const said =
		'They pay ⟨amount: in euro, for 2026 – UA⟩{++ soon++ UA} through ⟨seat of the fund⟩ or ⟨placeholder⟩.'
	const lines = [
		'⟨ ⟩ point 13 – amount: in euro, for 2026. To be said by UA by Tuesday 9 December 2025, 18:00:00 London.',
		'⟨ ⟩ point 13 – seat of the fund.',
	]
	for (const format of ['txt', 'md'] as const) {
		const file = OUTPUTS[format].write(text)
		for (const words of [said, ...lines, 'What stands in ⟨ ⟩ is missing'])
			expect(file).toContain(words)
	}
	const html = OUTPUTS.html.write(text)
	expect(html).toContain('<span class="missing">⟨amount: in euro, for 2026 – UA⟩</span>')
	for (const words of ['<h2>Missing</h2>', ...lines]) expect(html).toContain(words)
	expect(OUTPUTS.txt.write(plain)).not.toContain('What stands in')
	expect(OUTPUTS.html.write(plain)).not.toContain('<h2>Missing</h2>')
})

test('[I39] where a file is read back, what is missing is text, and nothing said about it is', () => {
	const words = [
		importPlainText(OUTPUTS.txt.write(text)),
		importMarkdown(OUTPUTS.md.write(text)),
	].map(({ clauses }) => clauses.map((clause) => clause.blocks.map(wordsOf)))
	const read = [
		'They pay ⟨amount: in euro, for 2026 – UA⟩{++ soon++ UA} through ⟨seat of the fund⟩ or ⟨placeholder⟩.',
		'Alternative A – as the text stood:',
		'Or nothing.',
		'Support: DE. Flexible: UA.',
	]
	expect(words).toEqual([[read], [read]])
})

function wordsOf({ content }: Pick<Block, 'content'>): string {
	return content.map((piece) => ('text' in piece ? piece.text : '?')).join('')
}

test('[I40] JSON carries whose suggestions are, the alternatives with their stances, and what is missing, as they are', () => {
	const file = OUTPUTS.json.write(text)
	expect(readJson(file)).toEqual(text)
	expect(OUTPUTS.json.write(readJson(file))).toBe(file)
	for (const [is, was] of [
		['"label": "A"', '"label": 1'],
		['"what": "amount"', '"what": "sum"'],
		['"by": "UA"', '"by": 7'],
	] as const)
		expect(() => readJson(file.replace(is, was))).toThrow('this is no parley-text/1')
})

test('[I36] a view without names says neither who is to say what is missing, nor who reserves or confirms', () => {
	const at = '2025-12-09T16:30:00.000Z'
	const stood = {
		...text,
		clauses: text.clauses.map((clause) => ({
			...clause,
			standing: {
				...clause.standing,
				reservations: [
					{
						delegation: 'FR',
						kind: 'scrutiny' as const,
						words: 'Ours meets at ten.',
						enteredAt: at,
					},
					{ delegation: 'UA', kind: 'linguistic' as const, words: '', enteredAt: at },
				],
				confirmations: {
					confirmBy: at,
					delegations: [
						{ delegation: 'FR', confirmedAt: at, late: true },
						{ delegation: 'UA', confirmedAt: null, late: false },
					],
				},
			},
		})),
	}
	const unnamed = inView(stood, { shown: parseShown('marked'), attributed: false }, new Map())
	const named = inView(stood, { shown: parseShown('clean'), attributed: true }, new Map())
	for (const format of ['txt', 'md', 'html', 'json'] as const) {
		const file = OUTPUTS[format]
			.write(unnamed)
			.replace(/suggested..1|Nobody has taken in.*?suggests it/g, '')
		expect(file).not.toMatch(/\b(?:FR|UA|DE)\b|Ours meets/)
		expect(OUTPUTS[format].write(named)).toMatch(/\bFR\b/)
	}
	const file = OUTPUTS.txt.write(unnamed)
	expect(file).toContain('confirmed by 1 of 2 delegations · † 2 reservations)')
	expect(file).toContain('† point 13 – scrutiny.\n')
	expect(file).toContain('⟨amount: in euro, for 2026⟩')
})

test('[I36] nor by the order in which they stand: another delegation in the place of one gives the same file', () => {
	const at = '2025-12-09T16:30:00.000Z'
	const codes = ['DE', 'FR', 'UA'] as const
	const unnamedWhere = (confirms: string, reserves: string): string => {
		const standing = {
			legalForce: null,
			packages: [],
			// as a frozen text has them: by code
			reservations: codes.map((delegation) => ({
				delegation,
				kind: delegation === reserves ? ('substantive' as const) : ('linguistic' as const),
				words: '',
				enteredAt: at,
			})),
			confirmations: {
				confirmBy: at,
				delegations: codes.map((delegation) => ({
					delegation,
					confirmedAt: delegation === confirms ? at : null,
					late: delegation === confirms,
				})),
			},
		}
		const stood = { ...text, clauses: text.clauses.map((one) => ({ ...one, standing })) }
		const view = { shown: parseShown('marked'), attributed: false }
		return OUTPUTS.json.write(inView(stood, view, new Map()))
	}
	expect(unnamedWhere('UA', 'FR')).toBe(unnamedWhere('DE', 'UA'))
	expect(unnamedWhere('UA', 'FR')).toContain('"late": true')
})
