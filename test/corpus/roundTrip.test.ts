import { readFileSync } from 'node:fs'
import { DEFAULT_LADDER, parseClauseId } from '@parley/domain'
import {
	decodeText,
	importMarkdown,
	importPlainText,
	OUTPUTS,
	readJson,
	readingText,
	toBlocks,
	type ImportedText,
	type OutgoingText,
} from '@parley/formats'
import { canonicalContent, NO_SNAPSHOT_STANDING, snapshotLadder } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { dataPath, describeWithData } from '../support/data.ts'
import { corpusTexts, importText } from './texts.ts'

/** What is handed in and goes out again, beside the four of the corpus: long, in other languages, and all the bracketed drafts. */
const TEXTS: readonly (readonly [file: string, format: 'plain' | 'markdown'])[] = [
	['texts/bbnj-2023.fr.txt', 'plain'],
	['texts/grundgesetz.de.md', 'markdown'],
	['texts/un-charter.en-nl.md', 'markdown'],
	['texts/mannheimer-akte-1868.de.txt', 'plain'],
	['bracketed/paris-2015-10-23.md', 'markdown'],
	['bracketed/paris-2015-12-04.md', 'markdown'],
	['bracketed/paris-2015-12-09.md', 'markdown'],
	['bracketed/paris-2015-12-12.md', 'markdown'],
	['bracketed/paris-2016-01-29.md', 'markdown'],
]

/** The text as a room that was made from it sends it out. */
function outgoing({ clauses }: ImportedText): OutgoingText {
	let last = 0
	const newId = () => `corpus${String(++last).padStart(6, '0')}`
	return {
		title: 'A text of the corpus',
		notice: '',
		language: 'en',
		round: 1,
		deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
		state: { kind: 'draft', position: 31, asOf: '2025-12-08T09:05:07.000Z' },
		ladder: snapshotLadder(DEFAULT_LADDER),
		clauses: clauses.map(({ number, kind, heading, blocks }, i) => ({
			id: parseClauseId(`cl_${String(i).padStart(12, '0')}`),
			number,
			kind,
			heading,
			status: 'open',
			// as a room reads them: neighbouring runs with the same marks are one
			blocks: canonicalContent(toBlocks({ blocks }, newId)),
			brackets: [],
			standing: NO_SNAPSHOT_STANDING,
		})),
	}
}

/** Everything of the clauses but the ids, with the blocks' words and formatting as JSON. */
function withoutIds({ clauses }: Pick<ImportedText, 'clauses'> | OutgoingText): unknown {
	return clauses.map(({ kind, number, heading, blocks }) => ({
		kind,
		number,
		heading,
		blocks: blocks.map(({ type, attrs, in: path = [], content }) => {
			return { type, attrs, in: path.map(([name]) => name), content }
		}),
	}))
}

/** The words of a text that went out, as `readingText` has them. */
function words(text: OutgoingText | ImportedText): string {
	const clauses = text.clauses.map((clause) => ({ ...clause, label: clause.number }))
	return readingText({ clauses, dropped: [] })
}

function expectRoundTrips(imported: ImportedText): void {
	const text = outgoing(imported)
	const markdown = importMarkdown(throughFile(OUTPUTS.md.write(text)))
	expect(withoutIds(markdown)).toEqual(withoutIds(text))
	const plain = importPlainText(throughFile(OUTPUTS.txt.write(text)))
	expect(words(plain)).toBe(words(text))
	expect(readJson(throughFile(OUTPUTS.json.write(text), false))).toEqual(text)
}

function throughFile(written: string, isImported = true): string {
	const bytes = new TextEncoder().encode(written)
	return isImported ? decodeText(bytes) : new TextDecoder().decode(bytes)
}

for (const { name, file, format, read } of corpusTexts) {
	describeWithData(`${name} (${file})`, [file], () => {
		test('[I21] [I22] [I23] goes out and comes back without the loss of a character', () => {
			expectRoundTrips(importText(read(), format))
		})
	})
}

for (const [file, format] of TEXTS) {
	describeWithData(file, [file], () => {
		test('[I21] [I22] [I23] goes out and comes back without the loss of a character', () => {
			const source = decodeText(readFileSync(dataPath(file) ?? file))
			expectRoundTrips(importText(source, format))
		})
	})
}
