import { readFileSync } from 'node:fs'
import { normaliseForComparison, readingText, type ImportedText } from '@parley/formats'
import { expect, test } from 'vitest'
import { describeWithData } from '../support/data.ts'
import { comparable, corpusTexts, importText, parseTreaty } from './texts.ts'

const heads = (text: ImportedText) =>
	text.clauses.map(({ kind, number, heading }) => [kind, number, heading].join(' | '))

/** The words of one clause: label, heading and text. */
const wordsOf = (text: ImportedText, index: number) =>
	readingText({ ...text, clauses: text.clauses.slice(index, index + 1) })

for (const { name, file, format, read } of corpusTexts) {
	describeWithData(`${name} (${file})`, [file], () => {
		test('[I4] [I12] no character is lost, doubled or moved', () => {
			const source = read()
			const words = comparable(readingText(importText(source, format)), format)
			expect(words.length).toBeGreaterThan(7000)
			expect(words).toBe(comparable(source, format))
		})
	})
}

const [bbnj, vclt, ukrainian, paris] = corpusTexts

describeWithData(
	'the split of the BBNJ agreement',
	['texts/bbnj-2023.en.txt', 'texts/bbnj-2023.en.structure.json'],
	(_, structurePath = '') => {
		test('[I6] is that of structure.json: preamble, 76 articles, 2 annexes, each with the same words', () => {
			const units = parseUnits(JSON.parse(readFileSync(structurePath, 'utf8')))
			const imported = importText(bbnj?.read() ?? '', 'plain')
			// the structure puts the heading of a part at the end of the unit before it, and leaves the title out
			const found: { label: string; words: string }[] = []
			imported.clauses.forEach(({ kind, number }, i) => {
				const last = found.at(-1)
				if (last && number.startsWith('PART ')) last.words += ` ${wordsOf(imported, i)}`
				else
					found.push({
						label: kind === 'preamble' ? 'preamble/chapeau' : number,
						words: wordsOf(imported, i),
					})
			})
			const title = imported.title ?? ''
			const first = found[0]
			if (first) first.words = first.words.replace(title, '')
			expect(title).toMatch(/^AGREEMENT UNDER .* NATIONAL JURISDICTION$/)
			expect(found.map(({ label }) => label)).toEqual(units.map(({ label }) => label))
			expect(found.map(({ words }) => normaliseForComparison(words))).toEqual(
				units.map(({ text }) => normaliseForComparison(text))
			)
			expect(units).toHaveLength(79)
		})

		test('[I10] has the twelve parts as clauses of their own', () => {
			const parts = heads(importText(bbnj?.read() ?? '', 'plain')).filter((head) =>
				head.includes('| PART ')
			)
			expect(parts).toEqual([
				'clause | PART I | GENERAL PROVISIONS',
				'clause | PART II | MARINE GENETIC RESOURCES, INCLUDING THE FAIR AND EQUITABLE SHARING OF BENEFITS',
				'clause | PART III | MEASURES SUCH AS AREA-BASED MANAGEMENT TOOLS, INCLUDING MARINE PROTECTED AREAS',
				'clause | PART IV | ENVIRONMENTAL IMPACT ASSESSMENTS',
				'clause | PART V | CAPACITY-BUILDING AND THE TRANSFER OF MARINE TECHNOLOGY',
				'clause | PART VI | INSTITUTIONAL ARRANGEMENTS',
				'clause | PART VII | FINANCIAL RESOURCES AND MECHANISM',
				'clause | PART VIII | IMPLEMENTATION AND COMPLIANCE',
				'clause | PART IX | SETTLEMENT OF DISPUTES',
				'clause | PART X | NON-PARTIES TO THIS AGREEMENT',
				'clause | PART XI | GOOD FAITH AND ABUSE OF RIGHTS',
				'clause | PART XII | FINAL PROVISIONS',
			])
		})
	}
)

function parseUnits(value: unknown): { label: string; text: string }[] {
	const isUnit = (unit: unknown): unit is { label: string; text: string } =>
		typeof unit === 'object' && unit !== null && 'label' in unit && 'text' in unit
	const units = typeof value === 'object' && value !== null && 'units' in value ? value.units : []
	return Array.isArray(units) ? units.filter(isUnit) : []
}

describeWithData('the split of the Vienna Convention', ['texts/json/vclt.json'], (path = '') => {
	test('[I6] [I9] has 85 articles, each with its title and its words', () => {
		const { articles } = parseTreaty(JSON.parse(readFileSync(path, 'utf8')))
		const imported = importText(vclt?.read() ?? '', 'plain')
		expect(imported.title).toBe('Vienna Convention on the Law of Treaties')
		expect(articles).toHaveLength(85)
		expect(heads(imported)).toEqual([
			'preamble |  | ',
			...articles.map(({ title }, i) => `clause | Article ${i + 1} | ${title}`),
		])
		articles.forEach(({ title, content }, i) => {
			expect(normaliseForComparison(wordsOf(imported, i + 1))).toBe(
				normaliseForComparison(`Article ${i + 1} ${title} ${content}`)
			)
		})
	})
})

describeWithData(
	'the split of the Ukrainian agreement',
	['texts/ukr-belarus-energy-2001.uk.txt'],
	() => {
		// written down from the file by hand
		const expected = [
			'preamble |  | ',
			'clause | Стаття 1 | Мета Угоди',
			'clause | Стаття 2 | Напрями співробітництва',
			'clause | Стаття 3 | Форми співробітництва',
			'clause | Стаття 4 | Спільний Координаційний Комітет',
			'clause | Стаття 5 | Організаційні питання',
			'clause | Стаття 6 | Виконавчі Агентства',
			'clause | Стаття 7 | Конфіденційність',
			'clause | Стаття 8 | Витрати',
			'clause | Стаття 9 | Вирішення спорів',
			'clause | Стаття 10 | Законодавство, що застосовується',
			'clause | Стаття 11 | Внесення змін і доповнень до Угоди',
			'clause | Стаття 12 | Тривалість дії Угоди',
			'closing |  | ',
		]
		const imported = () => importText(ukrainian?.read() ?? '', 'plain')

		test('[I6] [I9] [I11] is the one written down by hand', () => {
			expect(heads(imported())).toEqual(expected)
		})

		test('[I5] joins the wrapped lines to the paragraphs that were meant', () => {
			// by eye the preamble has nine: "приймаючи до уваги" stays with the line before it, which is full
			const counts = imported().clauses.map(({ blocks }) => blocks.length)
			expect(counts).toEqual([8, 1, 10, 8, 6, 5, 3, 2, 1, 1, 1, 2, 3, 6])
			expect(wordsOf(imported(), 11)).toBe(
				[
					'Стаття 11 Внесення змін і доповнень до Угоди',
					'В цю Угоду можуть вноситися зміни і доповнення при взаємній згоді Сторін.',
					"Такі зміни і доповнення оформляються додатковими протоколами між Сторонами і є невід'ємною частиною даної Угоди.",
				].join('\n')
			)
		})
	}
)

describeWithData('the split of the Paris draft', ['bracketed/paris-2015-12-04.md'], () => {
	// written down from the file by hand
	const expected = [
		'preamble |  | ',
		'clause | Article 1 | (definitions)',
		'clause | Article 2 | (purpose)',
		'clause | Article 2bis | (general)',
		'clause | Article 3 | (mitigation)',
		'clause | [Article 3bis] | (REDD-plus)',
		'clause | [Article 3ter] | (mechanism to support sustainable development)',
		'clause | Article 4 | (adaptation)',
		'clause | Article 5 | (loss and damage)',
		'clause | Article 6 | (finance)',
		'clause | Article 7 | (technology development and transfer)',
		'clause | Article 8 | (capacity-building)',
		'clause | Article 8 bis | ',
		'clause | Article 9 | (transparency)',
		'clause | Article 10 | (global stocktake)',
		'clause | Article 11 | (facilitating implementation and compliance)',
		'clause | Article 12 | (CMA)',
		'clause | Article 13 | (secretariat)',
		'clause | Article 14 | (sbsta and sbi)',
		'clause | Article 15 | (bodies and institutional arrangements to serve agreement)',
		'clause | Article 16 | (signature and instruments of ratification, acceptance, approval or accesssion)',
		'clause | Article 17 | (further requirements and decision-making rights)',
		'clause | Article 18 | (entry into force)',
		'clause | Article 19 | (AMENDMENTS)',
		'clause | Article 20 | (ANNEXES)',
		'clause | Article 21 | (SETTLEMENT OF DISPUTES)',
		'clause | Article 22 | (VOTING)',
		'clause | Article 23 | (DEPOSITARY)',
		'clause | Article 24 | (RESERVATIONS)',
		'clause | Article 25 | (WITHDRAWAL)',
		'clause | Article 26 | (LANGUAGES)',
		// the footnotes
		'closing |  | ',
	]
	const imported = () => importText(paris?.read() ?? '', 'markdown')

	test('[I6] [I11] is the one written down by hand', () => {
		expect(heads(imported())).toEqual(expected)
		const last = (index: number) => wordsOf(imported(), index).split('\n').at(-1)
		expect(last(0)).toBe('Have agreed as follows:')
		expect(last(8)).toBe('Option II: No reference to loss and damage (no Article 5).]')
		expect(last(30)).toBe('[Placeholder for annexes]')
		expect(wordsOf(imported(), 31)).toMatch(/^\n\[\^0\]: This version took at its starting point/)
	})

	test('[I14] keeps every square bracket but those of links', () => {
		const count = (text: string, bracket: string) => text.split(bracket).length - 1
		const source = (paris?.read() ?? '').split('\n')
		const isAddress = (line: string) => /^\[[^\]]+\]: http/.test(line)
		const words = source.filter((line) => !isAddress(line)).join('\n')
		const kept = readingText(imported())
		const isLink = /\[[^[\]]+\]\[(?:source|10nov|4dec)\]/g
		const inLinks = (words.match(isLink) ?? []).length * 2
		expect(count(words, '[')).toBeGreaterThan(1000)
		expect(count(kept, '[')).toBe(count(words, '[') - inLinks)
		expect(count(kept, ']')).toBe(count(words, ']') - inLinks)
	})
})
