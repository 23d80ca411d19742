import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import {
	DEFAULT_LADDER,
	parseBracketId,
	parseClauseId,
	parsePackageId,
	parseSuggestionId,
} from '@parley/domain'
import { type OutgoingClause, type OutgoingText } from '@parley/formats'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { NO_SNAPSHOT_STANDING, snapshotLadder } from '@parley/snapshot'
import { dataPath } from '../support/data.ts'
import { firstSeed } from '../support/scale.ts'

/** The corpora of hostile strings, one list each, and all of them in a row. */
export interface Corpora {
	readonly lists: readonly (readonly string[])[]
	readonly all: readonly string[]
}

/** Reads the security corpora of the test data: not empty, without lone surrogates. Null where this machine does not have them. */
export async function readCorpora(): Promise<Corpora | null> {
	const [blns, xss, purify] = [
		'security/blns.json',
		'security/xss-payloads-a.txt.gz',
		'security/dompurify-expect-a.json',
	].map(dataPath)
	if (blns === undefined || xss === undefined || purify === undefined) return null
	const lists = [
		strings(JSON.parse(await readFile(blns, 'utf8'))),
		gunzipSync(await readFile(xss))
			.toString('utf8')
			.split('\n'),
		strings(JSON.parse(await readFile(purify, 'utf8'))),
	].map((list) => list.map((one) => one.toWellFormed()).filter((one) => one !== ''))
	return { lists, all: lists.flat() }
}

/** So many of each list, drawn by the seed of this run. */
export function sampleOf({ lists }: Corpora, each: number): readonly string[] {
	const random = seededRandom(firstSeed(1))
	return lists.flatMap((list) =>
		list
			.map((word) => ({ word, at: random() }))
			.toSorted((a, b) => a.at - b.at)
			.slice(0, each)
			.map(({ word }) => word)
	)
}

function strings(value: unknown): string[] {
	if (typeof value === 'string') return [value]
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

/** A clause for each of the words: as its heading, its text, an item, and every other one as a link. */
export function hostileText(words: readonly string[]): OutgoingText {
	const clauses = words.map((text, i): OutgoingClause => ({
		id: parseClauseId(`cl_${String(i).padStart(12, '0')}`),
		number: '',
		kind: 'clause',
		heading: text,
		status: 'open',
		brackets: [],
		standing: {
			...NO_SNAPSHOT_STANDING,
			reservations: [
				{ delegation: 'UA', kind: 'scrutiny', words: text, enteredAt: '2025-12-09T16:30:00.000Z' },
			],
			legalForce: {
				...{ kind: 'subject-to-approval', body: text, state: 'asked' },
				setAt: '2025-12-09T16:30:00.000Z',
			},
			packages: [{ id: parsePackageId('pk_000000000001'), title: text, state: 'open' }],
		},
		blocks: [
			{
				id: 'a',
				type: 'paragraph',
				content: [
					{ text, ...(i % 2 === 0 && { marks: { link: { href: 'https://example.org/' } } }) },
				],
			},
			{
				id: 'b',
				type: 'paragraph',
				in: [
					['bullet_list', 'l'],
					['list_item', 'i'],
				],
				content: [{ text, ...(i % 3 === 0 && { marks: { strong: true } }) }],
			},
		],
	}))
	return {
		title: words.filter((_, i) => i % 20 === 0).join(' '),
		notice: words[5] ?? '',
		language: 'en"><script>alert(1)</script>',
		round: 1,
		deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
		state: { kind: 'draft', position: 31, asOf: '2025-12-08T09:05:07.000Z' },
		ladder: snapshotLadder(DEFAULT_LADDER),
		clauses,
	}
}

/** The text with a suggestion and a bracket in each clause, and its heading as all that is said about them. */
export function withHostileReasons(text: OutgoingText): OutgoingText {
	const suggestion = parseSuggestionId('suggestion01')
	const bracket = parseBracketId('bracket00001')
	const marks = { [`ins:${suggestion}`]: true, [`bracket:${bracket}`]: true }
	const clauses = text.clauses.map((clause): OutgoingClause => {
		const { heading: words, blocks } = clause
		const comments = [{ delegation: words, at: '2025-12-09T16:30:00.000Z', words }]
		const level = { level: 4 }
		const content = [{ text: 'what is suggested', marks }]
		return {
			...clause,
			blocks: [...blocks, { id: 'c', type: 'heading', attrs: level, content }],
			brackets: [{ id: bracket, holders: [], reason: words }],
			suggestions: [{ id: suggestion, by: null, reason: words, proposal: words, comments }],
		}
	})
	return { ...text, clauses }
}

/** Control characters as their pictures, written anew: what the text is held against. */
export function pictured(text: string): string {
	return Array.from(text, (character) => {
		const code = character.codePointAt(0) ?? 0
		if (code === 9 || code === 10 || code === 13) return character
		if (code < 0x20) return String.fromCodePoint(0x2400 + code)
		if (code === 0x7f) return '\u2421'
		return code >= 0x80 && code < 0xa0
			? `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`
			: character
	}).join('')
}

/** As a title or heading stands in a file (rule I27). */
export function oneLine(text: string): string {
	return text
		.replace(/\r\n?|[\p{Cc}\u2028\u2029]/gu, ' ')
		.normalize('NFC')
		.trim()
}

/** As a browser gives the title of a page. */
export function oneSpace(text: string): string {
	return oneLine(text)
		.replace(/[\t\n\f\r ]+/g, ' ')
		.trim()
}
