import { parseBracketId, parseClauseId, parseSuggestionId } from '@parley/domain'
import { bracketKey, plainText, suggestionKey, type Block } from '@parley/schema'
import { expect, test } from 'vitest'
import { readJson } from './jsonIn.ts'
import { importMarkdown } from './markdown.ts'
import { OUTPUTS } from './outputs.ts'
import { type OutgoingText } from './outgoing.ts'
import { importPlainText } from './plain.ts'
import { outgoingOf } from './testTexts.ts'
import { type TextView } from './textView.ts'
import { inView, MARKED, parseShown, viewLine, type ViewedSuggestions } from './view.ts'

const BRACKETS = { ua: parseBracketId('bracketOfUA1'), fr: parseBracketId('bracketOfFR1') }

const words: Block = {
	id: 'block0001',
	type: 'paragraph',
	content: [
		{ text: 'Parties ' },
		{ text: 'must ', marks: { [suggestionKey('ins', 'suggestedUA1')]: true } },
		{ text: 'shall ', marks: { [suggestionKey('del', 'suggestedUA1')]: true } },
		{ text: 'soon ', marks: { [suggestionKey('ins', 'suggestedFR1')]: true } },
		{ text: 'withdraw ', marks: { [bracketKey(BRACKETS.ua)]: true } },
		{ text: 'forces.', marks: { [bracketKey(BRACKETS.fr)]: true } },
	],
}
const plain = outgoingOf([{ number: '1', heading: 'Purpose', kind: 'clause', blocks: [words] }])
const text: OutgoingText = {
	...plain,
	clauses: plain.clauses.map((clause) => ({
		...clause,
		brackets: [
			{ id: BRACKETS.ua, holders: ['UA'] },
			{ id: BRACKETS.fr, holders: ['FR', 'DE'] },
		],
	})),
}
const [clause] = text.clauses
const suggestions: ViewedSuggestions = new Map([
	[
		clause?.id ?? parseClauseId('cl_000000000000'),
		[
			{ id: parseSuggestionId('suggestedUA1'), by: 'UA' },
			{ id: parseSuggestionId('suggestedFR1'), by: 'FR' },
		],
	],
])

const seen = (name: string, attributed = true): OutgoingText =>
	inView(text, { shown: parseShown(name), attributed }, suggestions)
const wordsIn = (shown: OutgoingText): string =>
	shown.clauses.map(({ blocks }) => plainText(blocks)).join('\n')
const lineIn = (shown: OutgoingText): string =>
	OUTPUTS.txt
		.write(shown)
		.split('\n')
		.find((line) => line.startsWith('    ')) ?? ''

test('[I36] each view shows the words that it is for, with its own brackets alone', () => {
	expect(seen('marked')).toBe(text)
	expect(wordsIn(seen('clean'))).toBe('Parties must soon withdraw forces.')
	expect(lineIn(seen('clean'))).not.toMatch(/[[\]]/)
	expect(wordsIn(seen('delegation:UA'))).toBe('Parties must shall withdraw forces.')
	expect(lineIn(seen('delegation:UA'))).toContain('[withdraw  – UA]forces.')
	expect(lineIn(seen('delegation:DE'))).toContain('Parties shall withdraw [forces. – FR, DE]')
	expect(wordsIn(seen('agreed'))).toBe('Parties shall withdraw forces.')
	const unnamed = seen('marked', false)
	expect(wordsIn(unnamed)).toBe(wordsIn(text))
	for (const format of ['txt', 'md', 'html', 'json'] as const) {
		expect(OUTPUTS[format].write(text)).toMatch(/FR/)
		// ids of suggestions are of this test's making
		expect(
			OUTPUTS[format]
				.write(unnamed)
				.replace(/bracketOf..1|suggested..1|Nobody has taken in.*suggests it/g, '')
		).not.toMatch(/FR|UA/)
	}
	expect(() => parseShown('delegation')).toThrow(RangeError)
	expect(() => parseShown('delegation:ua')).toThrow(RangeError)
	expect(() => parseShown('redline')).toThrow(RangeError)
})

test('[I36] the marks of brackets that a view does not show stay where a page is to say which words are disputed, and those of ended ones do not', () => {
	const ended = { text: ' Now.', marks: { [bracketKey(parseBracketId('bracketEnded'))]: true } }
	const clauses = text.clauses.map((one) => ({
		...one,
		blocks: one.blocks.map((block) => ({ ...block, content: [...block.content, ended] })),
	}))
	const disputed = (name: string, isDisputeKept: boolean): readonly string[] => {
		const view = { shown: parseShown(name), attributed: true }
		const shown = inView({ ...text, clauses }, view, suggestions, isDisputeKept)
		const marks = shown.clauses.flatMap(({ blocks }) =>
			blocks.flatMap(({ content }) => content.flatMap((piece) => Object.keys(piece.marks ?? {})))
		)
		return marks.filter((key) => key.startsWith('bracket:'))
	}
	const [ua, fr] = [bracketKey(BRACKETS.ua), bracketKey(BRACKETS.fr)]
	expect(disputed('clean', true)).toEqual([ua, fr])
	expect(disputed('clean', false)).toEqual([])
	expect(disputed('delegation:UA', true)).toEqual([ua, fr])
	expect(disputed('delegation:UA', false)).toEqual([ua])
})

test('[I37] a file says in its first lines which view it is, and that it is not the text of record', () => {
	const views: readonly TextView[] = ['marked', 'clean', 'agreed', 'delegation:UA'].flatMap(
		(name) => [true, false].map((attributed) => ({ shown: parseShown(name), attributed }))
	)
	const lines = views.map((view) => viewLine({ view }))
	expect(new Set(lines).size).toBe(views.length)
	for (const [index, view] of views.entries()) {
		const shown = inView(text, view, suggestions)
		const line = lines[index] ?? null
		for (const format of ['txt', 'md', 'html', 'json'] as const) {
			const head = OUTPUTS[format].write(shown).split('Purpose')[0] ?? ''
			if (line === null) expect(head).not.toContain('not the text of record')
			else expect(head).toContain(line)
		}
		// no suggestion and none said are the same
		const named = shown.clauses.map((one) => ({ suggestions: [], ...one }))
		const read = readJson(OUTPUTS.json.write(shown))
		const clauses = read.clauses.map((one) => ({ suggestions: [], ...one }))
		expect({ ...read, clauses }).toEqual({ ...shown, clauses: named })
	}
	expect(viewLine({ view: MARKED })).toBeNull()
	const html = OUTPUTS.html.write(seen('clean'))
	expect(html).toContain('View of a draft (clean) — not the text of record')
})

test('[I37] of each clause that was agreed it says when, and of the others that they never were', () => {
	const at = '2025-12-09T16:30:00.000Z'
	const agreed = (when: { position: number; at: string } | null) =>
		inView(
			{ ...text, clauses: text.clauses.map((one) => ({ ...one, agreed: when })) },
			{ shown: { kind: 'agreed' }, attributed: true },
			suggestions
		)
	for (const format of ['txt', 'md', 'html'] as const) {
		expect(OUTPUTS[format].write(agreed({ position: 17, at }))).toContain(
			'as agreed at position 17, '
		)
		expect(OUTPUTS[format].write(agreed(null))).toContain('never agreed')
	}
	const file = OUTPUTS.json.write(agreed({ position: 17, at }))
	expect(readJson(file).clauses[0]?.agreed).toEqual({ position: 17, at })
	// what is said about a clause is none of its words where a file is read back
	for (const read of [
		importPlainText(OUTPUTS.txt.write(agreed(null))),
		importMarkdown(OUTPUTS.md.write(agreed(null))),
	])
		expect(read.clauses.map(({ heading }) => heading)).toEqual(['Purpose'])
})
