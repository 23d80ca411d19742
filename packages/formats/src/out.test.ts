import { parseBracketId, parsePackageId } from '@parley/domain'
import { type SnapshotStanding } from '@parley/snapshot'
import { type Block, type Inline } from '@parley/schema'
import { describe, expect, test } from 'vitest'
import { readJson } from './jsonIn.ts'
import { importMarkdown } from './markdown.ts'
import { writeMarkdown } from './markdownOut.ts'
import { writeHtml } from './htmlOut.ts'
import { type OutgoingText } from './outgoing.ts'
import { OUTPUTS } from './outputs.ts'
import { importPlainText } from './plain.ts'
import { writePlain } from './plainOut.ts'
import { outgoingOf } from './testTexts.ts'
import { toBlocks } from './toBlocks.ts'

const paragraph = (text: string, ...path: [string, string][]): Block => ({
	id: text,
	type: 'paragraph',
	...(path.length > 0 && { in: path }),
	content: [{ text }],
})

const inList = (list: string, item: string): [string, string][] => [
	['ordered_list', list],
	['list_item', item],
]

const text: OutgoingText = outgoingOf([
	{ number: '', heading: '', kind: 'preamble', blocks: [paragraph('The Parties,')] },
	{
		number: '7 bis',
		heading: 'Detained *civilians*',
		kind: 'clause',
		blocks: [
			{
				...paragraph('x'),
				content: [{ text: 'All ' }, { text: 'shall', marks: { strong: true } }, { text: ' [go]' }],
			},
			paragraph('one', ...inList('l', 'a')),
			paragraph('more of one', ...inList('l', 'a')),
			paragraph('two', ...inList('l', 'b'), ...inList('m', 'c')),
			paragraph('between'),
			paragraph('again', ...inList('l', 'd')),
		],
	},
	{ number: 'Article 8', heading: '', kind: 'annex', blocks: [] },
])

const frozen: OutgoingText = {
	...text,
	state: {
		kind: 'frozen',
		position: 412,
		frozenAt: '2025-12-09T18:00:00.000Z',
		cause: 'early',
		digest: 'ab12cd34'.repeat(8),
	},
}

const withoutDigest = (written: string) => written.replace(/SHA-256.*/, 'SHA-256 …')

test('[I19] plain text shows what the room shows: numbers, letters within numbers, every list from 1', () => {
	expect(withoutDigest(writePlain(text))).toBe(`London, 20-point framework
Illustration, not a real text
Draft at position 31 of round 1, as of Monday 8 December 2025, 09:05:07 London. Not agreed.
The text freezes on Tuesday 9 December 2025, 18:00:00 London.

Parley plain text 1: numbers and headings of clauses stand at the margin, their words are set in.

(Preamble · Under discussion)

    The Parties,

7 bis	Detained *civilians*
(Clause · Under discussion)

    All shall [go]

     1. one

        more of one

     2. a. two

    between

     1. again

Article 8	
(Annex · Under discussion)

Statuses
Not discussed: The room has not taken it up yet.
Under discussion: The room is working on it; nobody has agreed to it.
Bracketed: Agreed but for the words in square brackets.
Agreed ad referendum: Agreed by the delegations, subject to confirmation by their capitals.
Agreed: Agreed and confirmed by all delegations.

SHA-256 …
`)
})

test('[I35] how a clause stands is said beside its status, reservations by a dagger and in a list at the end', () => {
	const at = '2025-12-09T16:30:00.000Z'
	const standing: SnapshotStanding = {
		reservations: [
			{ delegation: 'FR', kind: 'parliamentary', words: '', enteredAt: at },
			{ delegation: 'UA', kind: 'awaiting-instructions', words: 'Until\nnoon', enteredAt: at },
		],
		legalForce: { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked', setAt: at },
		confirmations: {
			confirmBy: '2025-12-09T17:00:00.000Z',
			delegations: [
				{ delegation: 'FR', confirmedAt: '2025-12-09T17:00:00.001Z', late: true },
				{ delegation: 'UA', confirmedAt: null, late: false },
			],
		},
		packages: [{ id: parsePackageId('pk_000000000001'), title: 'Guarantees', state: 'open' }],
	}
	const [, point] = text.clauses
	if (point === undefined) throw new RangeError('no clause')
	const status = 'agreed-ad-referendum'
	const stood: OutgoingText = {
		...text,
		clauses: [
			{ ...point, status, standing },
			{ ...point, standing: { ...standing, legalForce: null, confirmations: null } },
			point,
		],
	}
	const line =
		'Agreed ad referendum, provisional until the package “Guarantees” is closed · to be confirmed by Tuesday 9 December 2025, 17:00:00 London; confirmed by 1 of 2 delegations (FR late) · subject to approval by US Congress: not asked · † FR, UA'
	const plain = writePlain(stood)
	expect(plain).toContain(`(Clause · ${line})\n`)
	expect(plain).toContain('(Clause · Under discussion, in the package “Guarantees” · † FR, UA)\n')
	expect(plain).toContain('(Clause · Under discussion)\n')
	expect(plain).toContain(
		'† point 7 bis – FR: parliamentary.\n† point 7 bis – UA: awaiting instructions. Until noon\n'
	)
	expect(writeMarkdown(stood)).toContain(line)
	expect(writeMarkdown(stood)).toContain('> † point 7 bis – FR: parliamentary.')
	expect(writeHtml(stood)).toContain(`>${line}</span>`)
	expect(writeHtml(stood)).toContain('<h2>Reservations</h2>')
	expect(writeHtml(text)).not.toContain('<h2>Reservations</h2>')
	for (const back of [importPlainText(plain), importMarkdown(writeMarkdown(stood))])
		expect(back.clauses.map(({ kind, heading }) => [kind, heading])).toEqual(
			stood.clauses.map(({ kind, heading }) => [kind, heading])
		)
	expect(readJson(OUTPUTS.json.write(stood))).toEqual(stood)
})

test('[I19] Markdown has lists and marks, brackets stay as they are, and what is said about the text is quoted', () => {
	expect(withoutDigest(writeMarkdown(frozen))).toBe(`---
format: parley-markdown/1
language: "en"
round: 1
state: frozen
position: 412
frozen-at: 2025-12-09T18:00:00.000Z
deadline: 2025-12-09T18:00:00.000Z
zone: "Europe/London"
---

# London, 20-point framework

> Illustration, not a real text
>
> Frozen text of round 1, frozen on Tuesday 9 December 2025, 18:00:00 London at position 412.
>
> The deadline was Tuesday 9 December 2025, 18:00:00 London. It was frozen before the deadline, by decision.
>
> Digest ab12 cd34 ab12 cd34 ab12 cd34 ab12 cd34 ab12 cd34 ab12 cd34 ab12 cd34 ab12 cd34

---

> Preamble · Under discussion

The Parties,

## 7 bis. Detained \\*civilians\\*

> Clause · Under discussion

All **shall** [go]

1. one

   more of one

2. 1. two

between

1. again

## Article 8

> Annex · Under discussion

> **Statuses**
>
> Not discussed: The room has not taken it up yet.
>
> Under discussion: The room is working on it; nobody has agreed to it.
>
> Bracketed: Agreed but for the words in square brackets.
>
> Agreed ad referendum: Agreed by the delegations, subject to confirmation by their capitals.
>
> Agreed: Agreed and confirmed by all delegations.
>
> SHA-256 …
`)
})

test('[I19] marks that asterisks cannot carry are tags; lines that look like formatting are escaped', () => {
	const content: Inline[] = [
		{ text: '# a* ' },
		{ text: 'b ', marks: { strong: true } },
		{ text: 'c', marks: { em: true, strong: true } },
		{ text: ' d_e_' },
		{ inline: 'hard_break' },
		{ text: '1. f', marks: { link: { href: 'https://example.org/x' } } },
		{ text: ' [g](h) [i]: j ' },
	]
	const blocks: Block[] = [{ id: 'a', type: 'paragraph', content }]
	const written = writeMarkdown(outgoingOf([{ number: '1', heading: 'T', kind: 'clause', blocks }]))
	expect(written.split('\n').slice(23, 25).join('\n')).toBe(
		'\\# a\\* <strong>b </strong><strong><em>c</em></strong> d_e\\_\\\n' +
			'[1. f](<https://example.org/x>) [g]\\(h) [i]\\: j&#32;'
	)
})

test('[I24] content of a newer version is shown plainly in every format', () => {
	const blocks: Block[] = [
		{
			id: 'a',
			type: 'table_row_text',
			in: [['table', 't']],
			content: [
				{ text: 'kept', marks: { 'gloss:4fT0aP1z': true } },
				{ inline: 'chart', attrs: { of: 'x' } },
				{ inline: '', attrs: { value: 1 } },
			],
		},
	]
	const strange = outgoingOf([{ number: '1', heading: 'T', kind: 'clause', blocks }])
	expect(writePlain(strange)).toContain('\n    kept⟨chart⟩⟨unknown⟩\n')
	expect(writeMarkdown(strange)).toContain('\nkept⟨chart⟩⟨unknown⟩\n')
	expect(writeHtml(strange)).toContain(
		'<div class="opaque" data-type="table"><p dir="auto" class="opaque" data-type="table_row_text"><span class="opaque" data-type="gloss:4fT0aP1z">kept</span><span class="opaque">⟨chart⟩</span>'
	)
})

test('[I28] words under a bracket stand in square brackets in every file for people, over paragraphs, nested and across, with their holders', () => {
	const under = (words: string, ...ids: string[]) => ({
		text: words,
		marks: Object.fromEntries(ids.map((id) => [`bracket:${id}`, true])),
	})
	const [first, second, third] = ['first000', 'second00', 'third000']
	const blocks: Block[] = [
		{ id: 'a', type: 'paragraph', content: [{ text: 'The ' }, under('parties', first)] },
		{
			...{ id: 'b', type: 'paragraph' },
			content: [under('shall', first, second), under(' agree', second, third), { text: '.' }],
		},
	]
	const brackets = [
		{ id: parseBracketId(first), holders: [] },
		{ id: parseBracketId(second), holders: ['FR'] },
		{ id: parseBracketId(third), holders: [] },
	]
	const disputed = outgoingOf([{ number: '1', heading: 'T', kind: 'clause', blocks, brackets }])
	expect(writePlain(disputed)).toContain('    The [parties\n\n    [shall – FR]][[ agree] – FR].\n')
	expect(writeMarkdown(disputed)).toContain('\nThe [parties\n\n[shall – FR]][[ agree] – FR].\n')
	expect(writeHtml(disputed)).toMatch(
		/>The \[parties<\/p>\s*<p [^>]*>\[shall – FR\]\]\[\[ agree\] – FR\]\.<\/p>/
	)
	expect(writeHtml(disputed)).not.toContain('first000')
	const ended = outgoingOf([{ number: '1', heading: 'T', kind: 'clause', blocks }])
	expect(writePlain(ended)).toContain('    The parties\n\n    shall agree.\n')
	expect(OUTPUTS.json.write(disputed)).toContain('bracket:first000')
	expect(readJson(OUTPUTS.json.write(disputed))).toEqual(disputed)
})

test('[I27] what no text file may hold is changed alike, and heads stand on one line', () => {
	const blocks = [paragraph('bell \u0007, next line \u0085, half \ud83d, accent e\u0301')]
	const odd = outgoingOf([
		{ number: ' 1\n', heading: '\tTwo\r\nlines\u0007 ', kind: 'clause', blocks },
	])
	const words = 'bell ␇, next line ⟨U+0085⟩, half \ufffd, accent '
	expect(writePlain(odd)).toContain(`\n    ${words}\u00e9\n`)
	expect(writeMarkdown(odd)).toContain(`\n${words}\u00e9\n`)
	expect(writeHtml(odd)).toContain(`>${words}e\u0301</p>`)
	expect(writePlain(odd)).toContain('\n1\tTwo lines\n')
	expect(writeMarkdown(odd)).toContain('\n## 1. Two lines\n')
	expect(writeHtml(odd)).toContain('<span class="number">1 </span>Two lines</h2>')
})

test('[I25] the same text gives the same bytes, and the zone of the deadline is that of the text', () => {
	const zone = process.env['TZ']
	const write = () => Object.values(OUTPUTS).map((output) => output.write(structuredClone(text)))
	const before = write()
	try {
		process.env['TZ'] = 'Pacific/Auckland'
		expect(write()).toEqual(before)
	} finally {
		if (zone === undefined) delete process.env['TZ']
		else process.env['TZ'] = zone
	}
	expect(before[0]).toContain('09:05:07 London')
})

describe('[I26] a page', () => {
	const page = writeHtml(frozen)

	test('asks for nothing and has no script', () => {
		expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|base|form)\b|url\(|@import/i)
		expect(page.match(/http-equiv="[^"]*" content="[^"]*"/g)).toHaveLength(1)
		expect(page).toMatch(/content="default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri/)
	})

	test('runs nothing of what is written in it, wherever that stands', () => {
		const bad = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&lt;</style>`
		const link = { link: { href: "https://x.example/'onclick=alert(1)&amp;" } }
		const hostile: OutgoingText = {
			...outgoingOf([
				{
					number: bad,
					heading: bad,
					kind: 'clause',
					blocks: [
						paragraph(bad),
						{ ...paragraph('x'), content: [{ text: bad, marks: link }] },
						{ id: 'z', type: bad, in: [[bad, 'y']], content: [{ inline: bad }] },
						{ ...paragraph('m'), content: [{ text: 'm', marks: { [bad]: true } }] },
					],
				},
			]),
			...{ title: bad, notice: bad, language: bad },
			ladder: [{ status: 'open', name: bad, meaning: bad }],
		}
		const written = writeHtml(hostile)
		expect(written).not.toMatch(/<(?:script|img)/i)
		expect(written.match(/<\/style>/g)).toHaveLength(1)
		const tags = written.match(/<[a-z][^>]*>/g) ?? []
		expect(tags.filter((tag) => / on\w+=/.test(tag.replace(/"[^"]*"/g, '""')))).toEqual([])
	})

	test('says what it is above and below every printed page', () => {
		expect(page).toContain("@top-left { content: 'Frozen text'")
		expect(page).toContain("@bottom-left { content: 'ab12 cd34'")
		expect(page).toContain("counter(page) ' / ' counter(pages)")
		expect(writeHtml(text)).toContain("@top-left { content: 'Draft — not agreed'")
		expect(page).toContain('size: A4;\n\tmargin: 25mm;')
	})

	test('has the heads, the statuses and their meanings, the language', () => {
		expect(page).toContain('<html lang="en">')
		expect(page).toContain(
			'<span class="number">7<small>bis</small> </span>Detained *civilians*</h2>'
		)
		expect(page).toContain('<h2 class="label" lang="en">Preamble</h2>')
		expect(page).toContain('<dt dir="auto">Bracketed</dt><dd dir="auto">Agreed but for')
	})
})

describe('[I21] [I22] what people added to our files', () => {
	test('is text: paragraphs at the margin, quotations, lists that begin later', () => {
		const plain = writePlain(text).replace('    between', 'A remark.\n\n    between')
		const words = importPlainText(plain).clauses[1]?.blocks.map(({ content }) => content)
		expect(words).toContainEqual([{ text: 'A remark.' }])
		const markdown = writeMarkdown(text).replace('between', '> A remark.\n\n4. four\n\nbetween')
		const blocks = importMarkdown(markdown).clauses[1]?.blocks ?? []
		expect(blocks.map(({ content }) => content)).toContainEqual([{ text: 'A remark.' }])
		expect(blocks.map(({ content }) => content)).toContainEqual([{ text: '4. four' }])
	})

	test('may be a point: its label is read as in any text', () => {
		const markdown = writeMarkdown(text).replace(
			'## Article 8',
			'## 21. Added\n\nNew.\n\n## Article 8'
		)
		expect(
			importMarkdown(markdown).clauses.map(({ number, heading }) => [number, heading])
		).toEqual([
			['', ''],
			['7 bis', 'Detained *civilians*'],
			['21', 'Added'],
			['Article 8', ''],
		])
	})
})

test('[I18] seeding gives each block, list and item an id of its own, the same for the same list', () => {
	let last = 0
	const imported = importMarkdown('## 1. A\n\nx\n\n1. one\n2. two\n\n   more\n\n## 2. B\n')
	const [first, second] = imported.clauses.map((one) => toBlocks(one, () => `id${++last}`))
	expect(first?.map(({ id, in: path }) => [id, path])).toEqual([
		['id1', undefined],
		[
			'id2',
			[
				['ordered_list', 'id3'],
				['list_item', 'id4'],
			],
		],
		[
			'id5',
			[
				['ordered_list', 'id3'],
				['list_item', 'id6'],
			],
		],
		[
			'id7',
			[
				['ordered_list', 'id3'],
				['list_item', 'id6'],
			],
		],
	])
	expect(second).toEqual([{ id: 'id8', type: 'paragraph', content: [] }])
})
