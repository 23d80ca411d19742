import { parseBracketId, parseSuggestionId } from '@parley/domain'
import { bracketKey, suggestionKey, type Block } from '@parley/schema'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson } from './jsonIn.ts'
import { importMarkdown } from './markdown.ts'
import { type OutgoingClause, type OutgoingSuggestion, type OutgoingText } from './outgoing.ts'
import { OUTPUTS } from './outputs.ts'
import { importPlainText } from './plain.ts'
import { anyText, HOSTILE, outgoingOf, RUNS } from './testTexts.ts'
import { inView, parseShown } from './view.ts'

const UA = parseSuggestionId('suggested001')
const FR = parseSuggestionId('suggested002')
const QUIET = parseSuggestionId('suggested003')
const BRACKET = parseBracketId('bracket00001')
const AT = '2025-12-09T16:30:00.000Z'

const blocks: Block[] = [
	{
		id: 'block0001',
		type: 'paragraph',
		content: [
			{ text: 'Parties ' },
			{ text: 'must ', marks: { [suggestionKey('ins', UA)]: true } },
			{ text: 'shall ', marks: { [suggestionKey('del', UA)]: true } },
			{ text: 'soon ', marks: { [suggestionKey('ins', FR)]: true } },
			{ text: 'withdraw', marks: { [bracketKey(BRACKET)]: true } },
			{ text: ' all', marks: { [suggestionKey('ins', QUIET)]: true } },
			{ text: '.' },
		],
	},
]
const plain = outgoingOf([{ number: '13', heading: 'Purpose', kind: 'clause', blocks }])

/** The text with what is said about it. */
function saying(suggestions: readonly OutgoingSuggestion[], reason: string): OutgoingText {
	const brackets = [{ id: BRACKET, holders: ['UA'], ...(reason !== '' && { reason }) }]
	return { ...plain, clauses: plain.clauses.map((one) => ({ ...one, brackets, suggestions })) }
}

const SAID: readonly OutgoingSuggestion[] = [
	{
		...{ id: UA, by: 'UA', reason: 'As in\nVienna.', counters: FR, proposal: 'Winter' },
		proposalReason: 'Before\nthe frost.',
		comments: [
			{ delegation: 'FR', at: AT, words: 'Not yet.\nAsk again.' },
			{ delegation: null, at: AT, words: 'Noted.' },
		],
	},
	{ id: FR, by: 'FR' },
	{ id: QUIET, by: null },
]

const text = saying(SAID, 'Where to?')

const BRACKET_LINE = '[ ] point 13 – [withdraw – UA]. Reason: Where to?'

const LINES = [
	BRACKET_LINE,
	'{ } point 13 – UA suggests {++must ++}{--shall --}. Part of the proposal “Winter”. Reason of the proposal: Before the frost. Instead of this: FR suggests {++soon ++}. Reason: As in Vienna.',
	'– FR on Tuesday 9 December 2025, 16:30:00 London: Not yet. Ask again.',
	'– For no delegation, on Tuesday 9 December 2025, 16:30:00 London: Noted.',
]

/** A page shows what is suggested as it does in the text: without signs. */
const PAGE_LINES = [
	BRACKET_LINE,
	'point 13 – UA suggests <ins>must </ins><del>shall</del>. Part of the proposal “Winter”. Reason of the proposal: Before the frost. Instead of this: FR suggests <ins>soon</ins>. Reason: As in Vienna.',
	...LINES.slice(2),
]

test('[I45] what is said about suggestions and brackets stands under the text, each comment under its suggestion', () => {
	const written = OUTPUTS.txt.write(text)
	expect(written).toContain(LINES.join('\n'))
	for (const line of PAGE_LINES) expect(OUTPUTS.html.write(text)).toContain(`>${line}</p>`)
	expect(OUTPUTS.html.write(text)).not.toMatch(/\{\+\+|\{--|\{ \}/)
	const markdown = OUTPUTS.md.write(text).replaceAll('\\', '')
	for (const line of LINES) expect(markdown).toContain(`> ${line}\n`)
	// of what nobody has said anything about, nothing is said
	expect(written.split('{ } point').length).toBe(2)
	for (const format of ['txt', 'md', 'html'] as const) {
		const silent = OUTPUTS[format].write(saying([{ id: UA, by: 'UA' }], ''))
		expect(silent).not.toMatch(/\{ \}|\[ \]|Suggested|Disputed/)
	}
	expect(OUTPUTS.txt.write(saying([{ id: UA, by: null, reason: 'So.' }], ''))).toContain(
		'{ } point 13 – suggested is {++must ++}{--shall --}. Reason: So.'
	)
	// one that has no mark in the text any more
	const gone = parseSuggestionId('suggested009')
	expect(OUTPUTS.txt.write(saying([{ id: gone, by: 'UA', reason: 'So.' }], ''))).not.toContain(
		'So.'
	)
})

test('[I45] the reason of a proposal is said with the first of its suggestions, and that of each other proposal', () => {
	const of = { by: 'UA', proposal: 'Winter', proposalReason: 'The frost.' }
	const lines = (suggestions: readonly OutgoingSuggestion[]) =>
		OUTPUTS.txt
			.write(saying(suggestions, ''))
			.split('\n')
			.filter((line) => line.startsWith('{ }'))
	const [first, second, third] = lines([
		{ id: UA, ...of },
		{ id: FR, ...of },
		{ id: QUIET, ...of, by: 'FR' },
	])
	expect(first).toMatch(/“Winter”\. Reason of the proposal: The frost\.$/)
	expect(second).toMatch(/“Winter”\.$/)
	expect(third).toMatch(/“Winter”\. Reason of the proposal: The frost\.$/)
	// the first that has a mark in the text
	const gone = parseSuggestionId('suggested009')
	expect(
		lines([
			{ id: gone, ...of },
			{ id: FR, ...of },
		]).join()
	).toContain('The frost.')
})

test('[I45] a long quotation is cut, whole characters at a time, and what is said is not', () => {
	const long = '🇺🇦'.repeat(200)
	const [block] = blocks
	const many = outgoingOf([
		{
			...{ number: '1', heading: '', kind: 'clause' },
			blocks: [
				{
					...{ id: 'block0001', type: 'paragraph', ...block },
					content: [{ text: long, marks: { [suggestionKey('ins', UA)]: true } }],
				},
			],
		},
	])
	const suggestions = [{ id: UA, by: 'UA', reason: long }]
	const file = OUTPUTS.txt.write({
		...many,
		clauses: many.clauses.map((one) => ({ ...one, suggestions })),
	})
	const line = file.split('\n').find((one) => one.startsWith('{ }')) ?? ''
	expect(line).toBe(`{ } point 1 – UA suggests {++${'🇺🇦'.repeat(78)}🇺…. Reason: ${long}`)
})

test('[I40] JSON carries what is said as it is, and leaves out what is empty', () => {
	const file = OUTPUTS.json.write(text)
	expect(readJson(file)).toEqual({
		...text,
		clauses: text.clauses.map((one) => ({ ...one, blocks })),
	})
	expect(OUTPUTS.json.write(readJson(file))).toBe(file)
	expect(OUTPUTS.json.write(saying([{ id: UA, by: 'UA' }], ''))).not.toMatch(
		/"(?:reason|counters|proposal|proposalReason|comments)"/
	)
	for (const [is, was] of [
		['"words": "Noted."', '"words": 7'],
		['"words": "Noted."', '"words": "Noted.", "more": 1'],
		[`"counters": "${FR}"`, '"counters": "~"'],
		[`"at": "${AT}"`, '"at": "noon"'],
	] as const)
		expect(() => readJson(file.replace(is, was))).toThrow('this is no parley-text/1')
})

test('[I36] a view without names has nothing of what is said, and that of one delegation what is said about its own', () => {
	const shown = (name: string, attributed: boolean): OutgoingText => {
		const known = new Map(text.clauses.map(({ id }) => [id, SAID]))
		return inView(text, { shown: parseShown(name), attributed }, known)
	}
	const said = /Vienna|Winter|Not yet|Noted|Where to/
	for (const format of ['txt', 'md', 'html', 'json'] as const) {
		const written = (name: string, attributed = true) =>
			OUTPUTS[format].write(shown(name, attributed))
		expect(written('marked')).toMatch(said)
		for (const name of ['marked', 'clean', 'agreed', 'delegation:UA'])
			expect(written(name, false)).not.toMatch(said)
		expect(written('clean')).not.toMatch(said)
		expect(written('delegation:FR')).not.toMatch(said)
		expect(written('delegation:UA')).toMatch(/Vienna/)
		// what it is offered instead of is another delegation's
		expect(written('delegation:UA')).not.toMatch(/soon/)
	}
})

test('[I45] hostile words in what is said stay on their lines, run nothing and are no text where a file is read back', () => {
	const wordsOf = (read: { readonly clauses: readonly { readonly blocks: readonly Block[] }[] }) =>
		read.clauses.map((clause) => clause.blocks.map(({ content }) => content))
	const silent = saying(
		SAID.map(({ id, by }) => ({ id, by })),
		''
	)
	const imported = {
		txt: wordsOf(importPlainText(OUTPUTS.txt.write(silent))),
		md: wordsOf(importMarkdown(OUTPUTS.md.write(silent))),
	}
	const check = (words: string): void => {
		const comments = [{ delegation: words, at: AT, words }]
		const hostile = saying([{ id: UA, by: 'UA', reason: words, proposal: words, comments }], words)
		const named = { ...hostile, clauses: hostile.clauses.map((one) => withNames(one)) }
		expect(wordsOf(importPlainText(OUTPUTS.txt.write(named)))).toEqual(imported.txt)
		expect(wordsOf(importMarkdown(OUTPUTS.md.write(named)))).toEqual(imported.md)
		expect(readJson(OUTPUTS.json.write(named))).toEqual(named)
		const html = OUTPUTS.html.write(named)
		expect(html.split('<').length).toBe(OUTPUTS.html.write(withWords(named, 'x')).split('<').length)
	}
	for (const words of HOSTILE) check(words)
	fc.assert(fc.property(anyText, check), { numRuns: RUNS / 4 })
})

/** The clause with whose the other suggestions are. */
function withNames(clause: OutgoingClause): OutgoingClause {
	const others = SAID.slice(1).map(({ id, by }) => ({ id, by }))
	return { ...clause, suggestions: [...(clause.suggestions ?? []), ...others] }
}

/** The text with `words` in the place of all that is said. */
function withWords(text: OutgoingText, words: string): OutgoingText {
	const clauses = text.clauses.map((clause) => ({
		...clause,
		brackets: clause.brackets.map((one) => ({ ...one, reason: words })),
		suggestions: (clause.suggestions ?? []).map((one) => ({
			...one,
			...(one.reason !== undefined && { reason: words, proposal: words }),
			...(one.comments && { comments: [{ delegation: words, at: AT, words }] }),
		})),
	}))
	return { ...text, clauses }
}
