import { parseBracketId, parseClauseId, parseSuggestionId } from '@parley/domain'
import { type Block } from '@parley/schema'
import { NO_SNAPSHOT_STANDING } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { withBracketSigns } from './bracketSigns.ts'
import { writeHtml } from './htmlOut.ts'
import { writeMarkdown } from './markdownOut.ts'
import { type OutgoingText } from './outgoing.ts'
import { writePlain } from './plainOut.ts'

const [UA, FR] = ['ua0000000001', 'fr0000000001'].map(parseSuggestionId) as [
	ReturnType<typeof parseSuggestionId>,
	ReturnType<typeof parseSuggestionId>,
]

const paragraph = (id: string, content: Block['content'], marks?: Block['marks']): Block => ({
	...{ id, type: 'paragraph', content },
	...(marks && { marks }),
})

const BLOCKS = [
	paragraph('block0001', [
		{ text: 'Parties ' },
		{ text: 'must ', marks: { [`ins:${UA}`]: true } },
		{ text: 'shall ', marks: { [`del:${UA}`]: true } },
		{ text: 'act', marks: { [`setStrong:${FR}`]: true, strong: true } },
		{ text: '.' },
	]),
	paragraph('block0002', [{ text: 'Soon.', marks: { [`ins:${FR}`]: true } }], {
		[`ins:${FR}`]: true,
	}),
]

const SUGGESTIONS = [
	{ id: UA, by: 'UA' },
	{ id: FR, by: 'FR' },
]

const WORDS = [
	'Parties {++must ++ UA}{--shall -- UA}{==act== FR: strong}.',
	'{++¶++ FR}{++Soon.++ FR}',
]

const wordsOf = (blocks: ReturnType<typeof withBracketSigns>): readonly string[] =>
	blocks.map(({ content }) => content.map((piece) => ('text' in piece ? piece.text : '')).join(''))

function textWith(blocks: readonly Block[]): OutgoingText {
	return {
		...{ title: 'Draft', notice: '', language: 'en', round: 1 },
		deadline: { at: '2025-12-09T18:00:00.000Z', zone: 'Europe/London' },
		state: { kind: 'draft', position: 5, asOf: '2025-12-09T17:00:00.000Z' },
		ladder: [],
		clauses: [
			{
				...{
					id: parseClauseId('cl_000000000001'),
					number: '1',
					kind: 'clause',
					heading: 'Purpose',
				},
				...{
					status: 'open',
					blocks,
					brackets: [],
					suggestions: SUGGESTIONS,
					standing: NO_SNAPSHOT_STANDING,
				},
			},
		],
	}
}

test('[I34] what nobody has taken in stands in signs of its own, with whose it is', () => {
	const clause = {
		blocks: BLOCKS,
		brackets: [],
		suggestions: SUGGESTIONS,
		standing: NO_SNAPSHOT_STANDING,
	}
	expect(wordsOf(withBracketSigns(clause))).toEqual(WORDS)
	// also where nothing says whose it is
	expect(wordsOf(withBracketSigns({ blocks: BLOCKS, brackets: [] }))).toEqual([
		'Parties {++must ++}{--shall --}{==act== strong}.',
		'{++¶++}{++Soon.++}',
	])
	// what a block would become, and where words would lead
	const value = { block: 'block0001', type: 'heading', attrs: { level: 1 } }
	const link = (to: string) => ({ [`setLink:${FR}`]: { href: `https://example.org/${to}` } })
	const restyled = [
		paragraph(
			'block0001',
			[
				{ text: 'Parties ', marks: link('a') },
				{ text: 'act', marks: link('b') },
			],
			{ [`setBlock:${UA}`]: value }
		),
	]
	expect(wordsOf(withBracketSigns({ ...clause, blocks: restyled }))).toEqual([
		'{==¶== UA: make this a heading}{==Parties == FR: link to https://example.org/a}{==act== FR: link to https://example.org/b}',
	])
	// and within a bracket
	const bracketed = [
		paragraph('block0001', [
			{ text: 'Parties ' },
			{ text: 'must ', marks: { 'bracket:0v3k9m2p7q1x': true, [`ins:${UA}`]: true } },
			{ text: 'act', marks: { 'bracket:0v3k9m2p7q1x': true } },
		]),
	]
	const inBracket = withBracketSigns({
		blocks: bracketed,
		brackets: [{ id: parseBracketId('0v3k9m2p7q1x'), holders: [] }],
		suggestions: SUGGESTIONS,
	})
	expect(wordsOf(inBracket)).toEqual(['Parties [{++must ++ UA}act]'])
})

test('[I34] every format shows it and says what the signs mean, and only where there are some', () => {
	const plain = writePlain(textWith(BLOCKS))
	for (const words of WORDS) expect(plain).toContain(words)
	const html = writeHtml(textWith(BLOCKS))
	const by = (said: string): string => `<span class="by" lang="en">${said}</span>`
	const text = html.slice(html.indexOf('<section'), html.indexOf('</section>'))
	expect(text).toContain(
		`Parties <ins>must </ins>${by('UA')}<del>shall </del>${by('UA')}<strong><span class="restyled">act</span></strong>${by('FR: strong')}.`
	)
	expect(text).toContain(`${by('¶')}${by('FR')}<ins>Soon.</ins>${by('FR')}`)
	expect(text).not.toMatch(/[{}]/)
	const markdown = writeMarkdown(textWith(BLOCKS))
	expect(markdown).toContain('{++must ++ UA}')
	for (const file of [plain, html, markdown]) expect(file).toContain('Nobody has taken in')
	const becomes = { block: 'block0001', type: 'heading', attrs: { level: 1 } }
	const heading = [paragraph('block0001', [{ text: 'Act.' }], { [`setBlock:${UA}`]: becomes })]
	expect(writeHtml(textWith(heading))).toContain(
		`${by('¶')}${by('UA: make this a heading')}Act.</p>`
	)
	expect(writePlain(textWith(heading))).toContain('{==¶== UA: make this a heading}Act.')
	const goes = [paragraph('block0001', []), paragraph('block0002', [], { [`del:${UA}`]: true })]
	expect(writeHtml(textWith(goes))).toContain(`${by('<del>¶</del>')}${by('UA')}`)
	const none = textWith([paragraph('block0001', [{ text: 'Parties act.' }])])
	for (const write of [writePlain, writeHtml, writeMarkdown])
		expect(write(none)).not.toContain('Nobody has taken in')
})

test('[I19] no status of a page stands in the sign of disputed words', () => {
	const html = writeHtml(textWith([paragraph('block0001', [{ text: 'Parties act.' }])]))
	expect(html).toContain('class="standing"')
	expect(html).not.toMatch(/\.standing::(?:before|after)|[[\]]<\/span>/)
})
