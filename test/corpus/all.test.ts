import { readFileSync } from 'node:fs'
import { ParleyError } from '@parley/domain'
import { decodeText, readingText, toBlocks } from '@parley/formats'
import { buildDoc, parleySchema } from '@parley/schema'
import { expect, test } from 'vitest'
import { describeWithData } from '../support/data.ts'
import { comparable, importText, parseTreaty, writeOut, type TextFormat } from './texts.ts'

/** Every text of the test data with the number of its clauses, as it was when their splits were looked at. */
const TEXTS: readonly (readonly [file: string, format: TextFormat, clauses: number])[] = [
	['texts/antarctic-treaty-1959.en.txt', 'plain', 1],
	['texts/bbnj-2023.en.txt', 'plain', 91],
	['texts/bbnj-2023.fr.txt', 'plain', 91],
	['texts/code-fr-LEGITEXT000006069568.fr.md', 'markdown', 87],
	['texts/constitution-ukraine-1996.en.txt', 'plain', 177],
	['texts/ebrd-agreement.en-nl.md', 'markdown', 244],
	['texts/european-convention-peaceful-settlement.en-nl.md', 'markdown', 92],
	['texts/fish-stocks-1995.en.txt', 'plain', 72],
	['texts/grundgesetz.de.md', 'markdown', 217],
	['texts/mannheimer-akte-1868.de.txt', 'plain', 51],
	['texts/nato-status-agreement-ottawa.en-nl.md', 'markdown', 70],
	['texts/npt.en-nl.md', 'markdown', 25],
	['texts/pact-of-paris-1928.en-nl.md', 'markdown', 8],
	['texts/peace-treaty-japan-1951.en-nl.md', 'markdown', 75],
	['texts/ukr-belarus-energy-2001.uk.txt', 'plain', 14],
	['texts/ukr-bulgaria-fisheries-1993.uk.txt', 'plain', 1],
	['texts/ukr-russia-fisheries-1993.uk.txt', 'plain', 11],
	['texts/un-charter.en-nl.md', 'markdown', 263],
	['bracketed/paris-2015-10-23.md', 'markdown', 32],
	['bracketed/paris-2015-12-04.md', 'markdown', 32],
	['bracketed/paris-2015-12-09.md', 'markdown', 30],
	['bracketed/paris-2015-12-12.md', 'markdown', 31],
	['bracketed/paris-2016-01-29.md', 'markdown', 31],
]

/** Files that are none, or are damaged, and the sentence they are refused with. */
const REFUSED: readonly (readonly [file: string, sentence: RegExp])[] = [
	['texts/gbr-ukr-digital-trade-2023.en.txt', /not UTF-8: byte 0xA9 at offset 367 \(line 13\)/],
	['texts/udhr.deu_1996.html', /web page/],
	['texts/udhr.eng.html', /web page/],
	['texts/udhr.fra.html', /web page/],
	['texts/udhr.ukr.html', /web page/],
	['texts/json/vclt.json', /data file/],
	['texts/bbnj-2023.en.structure.json', /data file/],
	['docx/redlines/original.docx', /Word file/],
]

describeWithData(
	'every text',
	TEXTS.map(([file]) => file),
	(...paths) => {
		test.each(TEXTS.map((text, i) => [...text, paths[i] ?? ''] as const))(
			'[I4] [I12] nothing of %s is lost',
			(_, format, clauses, path) => {
				const source = decodeText(readFileSync(path))
				const imported = importText(source, format)
				expect(imported.clauses).toHaveLength(clauses)
				expect(comparable(readingText(imported), format)).toBe(comparable(source, format))
			}
		)

		test.each(TEXTS.map((text, i) => [...text, paths[i] ?? ''] as const))(
			'[I18] the clauses of %s are documents of the schema',
			(_, format, __, path) => {
				let last = 0
				const newId = () => `corpus${String(++last).padStart(6, '0')}`
				for (const clause of importText(decodeText(readFileSync(path)), format).clauses) {
					buildDoc(parleySchema, toBlocks(clause, newId)).check()
				}
				expect(last).toBeGreaterThan(0)
			}
		)
	}
)

describeWithData(
	'every treaty in records',
	['un-charter', 'vcdr', 'icj-statute', 'outer-space', 'vclt'].map(
		(name) => `texts/json/${name}.json`
	),
	(...paths) => {
		test.each(paths.map((path) => [path.split('/').at(-1), path]))(
			'[I6] %s has a clause for each article',
			(_, path) => {
				const treaty = parseTreaty(JSON.parse(readFileSync(path, 'utf8')))
				const source = writeOut(treaty)
				const imported = importText(source, 'plain')
				const articles = imported.clauses.filter(({ number }) => number.startsWith('Article '))
				expect(articles).toHaveLength(treaty.articles.length)
				expect(comparable(readingText(imported), 'plain')).toBe(comparable(source, 'plain'))
			}
		)
	}
)

describeWithData(
	'files that are no text',
	REFUSED.map(([file]) => file),
	(...paths) => {
		test.each(REFUSED.map(([file, sentence], i) => [file, sentence, paths[i] ?? ''] as const))(
			'[I2] %s is refused in one sentence',
			(_, sentence, path) => {
				const decode = () => decodeText(readFileSync(path))
				expect(decode).toThrow(ParleyError)
				expect(decode).toThrow(sentence)
			}
		)
	}
)
