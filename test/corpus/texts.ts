import { readFileSync } from 'node:fs'
import {
	decodeText,
	importMarkdown,
	importPlainText,
	normaliseForComparison,
	normaliseMarkdownForComparison,
	type BracketReport,
	type ImportedText,
	type WhyNoOption,
} from '@parley/formats'
import { dataPath } from '../support/data.ts'

/** How a text of the corpus is written. */
export type TextFormat = 'plain' | 'markdown'

/** A real text that the whole way is tried with: imported, edited, frozen, verified. */
export interface CorpusText {
	/** For titles of tests. */
	readonly name: string
	/** Its file in the test data; see `describeWithData`. */
	readonly file: string
	readonly format: TextFormat
	/** What the file says, decoded; for `vclt.json`, the articles written out. Throws where the file is missing. */
	readonly read: () => string
}

/** The four texts of the corpus tier: English and long, made from records, Ukrainian and wrapped, full of brackets. */
export const corpusTexts: readonly CorpusText[] = [
	text('BBNJ agreement', 'texts/bbnj-2023.en.txt', 'plain', decodeText),
	text('Vienna Convention', 'texts/json/vclt.json', 'plain', (bytes) =>
		writeOut(parseTreaty(JSON.parse(new TextDecoder().decode(bytes))))
	),
	text('Ukrainian agreement', 'texts/ukr-belarus-energy-2001.uk.txt', 'plain', decodeText),
	text('Paris draft', 'bracketed/paris-2015-12-04.md', 'markdown', decodeText),
]

/** A text with square brackets in it, and what there is of them. */
export interface BracketedCorpusText extends CorpusText {
	/** `[` and `]`, as the README of the test data counts them. */
	readonly counted: readonly [opening: number, closing: number]
	/** Brackets that are placed, characters that stay by reason, and those that are formatting: of links. */
	readonly found: {
		readonly placed: number
		readonly flagged: BracketReport['flagged']
		readonly links: number
	}
	/** The options that are alternatives, and those that stayed text, by reason. */
	readonly options: {
		readonly groups: number
		readonly alternatives: number
		readonly stayed: Readonly<Partial<Record<WhyNoOption, number>>>
	}
}

const NO_OPTIONS = { groups: 0, alternatives: 0, stayed: {} }

/** The five rounds of the Paris Agreement, from the first drafts to the adopted text and its correction. */
export const bracketedTexts: readonly BracketedCorpusText[] = [
	{
		...round('2015-10-23', [1052, 1053], 1014, { 'in-heading': 4, unpaired: 19, footnote: 48 }, 6),
		options: {
			groups: 4,
			alternatives: 9,
			stayed: {
				...{ 'in-list': 96, 'over-paragraphs': 16, 'not-from-first': 10 },
				...{ alone: 6, apart: 5, 'bracket-over': 2 },
			},
		},
	},
	{
		...round('2015-12-04', [1055, 1058], 1004, { 'in-heading': 4, unpaired: 21, footnote: 62 }, 18),
		options: {
			...{ groups: 0, alternatives: 0 },
			stayed: { 'in-list': 70, 'over-paragraphs': 10, 'not-from-first': 16, alone: 5 },
		},
	},
	{
		...round('2015-12-09', [222, 223], 215, { 'in-heading': 4, unpaired: 5 }, 6),
		options: {
			...{ groups: 3, alternatives: 7 },
			stayed: {
				...{ 'in-list': 5, 'over-paragraphs': 2, apart: 2, 'not-from-first': 6, alone: 1 },
			},
		},
	},
	// two lines give a link an address that leads nowhere from here: their brackets are text
	round('2015-12-12', [6, 6], 3, {}, 6),
	round('2016-01-29', [6, 6], 0, {}, 12),
]

function round(
	date: string,
	counted: BracketedCorpusText['counted'],
	placed: number,
	flagged: BracketReport['flagged'],
	links: number
): BracketedCorpusText {
	const file = `bracketed/paris-${date}.md`
	const base = text(`the Paris Agreement of ${date}`, file, 'markdown', decodeText)
	return { ...base, counted, found: { placed, flagged, links }, options: NO_OPTIONS }
}

function text(
	name: string,
	file: string,
	format: TextFormat,
	decode: (bytes: Uint8Array) => string
): CorpusText {
	return { name, file, format, read: () => decode(readFileSync(dataPath(file) ?? file)) }
}

/** `source` as clauses. */
export function importText(source: string, format: TextFormat): ImportedText {
	return format === 'plain' ? importPlainText(source) : importMarkdown(source)
}

/** A source, or what became of it, in the form in which both must be equal (rules I4 and I12 of `packages/formats`). */
export function comparable(source: string, format: TextFormat): string {
	return format === 'plain'
		? normaliseForComparison(source)
		: normaliseMarkdownForComparison(source)
}

/** A treaty as records, one for each article. */
export interface TreatyRecords {
	readonly title: string
	readonly preamble: string
	readonly articles: readonly { readonly title: string; readonly content: string }[]
}

/** Parses a file of `texts/json`, of which the English half is used. Throws `RangeError` where a field is missing. */
export function parseTreaty(value: unknown): TreatyRecords {
	const articles = field(value, 'articles')
	if (!Array.isArray(articles)) throw new RangeError('articles: expected a list')
	return {
		title: stringField(value, 'treaty_en'),
		preamble: stringField(value, 'preamble_en'),
		articles: articles.map((article: unknown) => ({
			title: stringField(article, 'title_en'),
			content: stringField(article, 'content_en'),
		})),
	}
}

function field(value: unknown, name: string): unknown {
	return typeof value === 'object' && value !== null
		? Object.entries(value).find(([key]) => key === name)?.[1]
		: undefined
}

function stringField(value: unknown, name: string): string {
	const found = field(value, name)
	if (typeof found !== 'string') throw new RangeError(`${name}: expected a string`)
	return found
}

/** The treaty as people would hand it in: label, title and text of each article on lines of their own. */
export function writeOut({ title, preamble, articles }: TreatyRecords): string {
	return [
		title,
		preamble,
		...articles.map((one, i) => `Article ${i + 1}\n${one.title}\n\n${one.content}`),
	].join('\n\n')
}
