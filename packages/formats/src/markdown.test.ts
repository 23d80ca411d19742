import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importMarkdown } from './markdown.ts'
import { normaliseMarkdownForComparison } from './normalise.ts'
import { readingText } from './reading.ts'
import { heads, outline } from './testing.ts'

const long = process.env['PARLEY_SCALE'] === 'long'

test('[I12] headings, emphasis, lists, quotations, links and breaks are formatting', () => {
	const text = importMarkdown(
		[
			'## 1. Purpose\n\nThe *Parties* **shall**, _and_ [see](https://example.org/a_b) <https://example.org>\\\nbelow:',
			'1. one\n   - nested *item*\n\n     more of it\n2. two',
			'> quoted words\n\n### Scope\n\nEnd.\n\n## 2. Next\n\nWords.',
		].join('\n\n')
	)
	expect(outline(text)).toEqual([
		'clause | 1 | Purpose',
		'  The *Parties* **shall**, *and* [see](<https://example.org/a_b>) [https://example.org](<https://example.org>)\\\nbelow:',
		'    1. one',
		'      • nested *item*',
		'      more of it',
		'    2. two',
		'  quoted words',
		'  ### Scope',
		'  End.',
		'clause | 2 | Next',
		'  Words.',
	])
	expect(text.dropped).toEqual([
		{ what: 'quotations (kept as paragraphs)', count: 1 },
		{ what: 'closing marks of labels', count: 2 },
	])
})

/** What is compared where marks of lines stand in odd places, as `1. * # -` at random: all but those marks and white space. */
function lettersOf(text: string): string {
	return normaliseMarkdownForComparison(text).replace(/[-+=#>\s]/g, '')
}

test('[I12] the words of any Markdown come back in their order', () => {
	const token = fc.constantFrom(
		...[
			'Article',
			'1',
			'2.',
			'- ',
			'* ',
			'1. ',
			'> ',
			'# ',
			'## ',
			'###',
			'**',
			'*',
			'_',
			'[',
			']',
			'[[x]',
		],
		...[
			'[a](https://e.org)',
			'[s]',
			'(b)',
			'\\',
			'`',
			'<br>',
			'&amp;',
			'|',
			'---',
			'===',
			'NDMC*',
			'    ',
			'\t',
		],
		...['the Parties', 'Стаття', '![i](x)', '[^1]: n', '<https://e.org>', '10)', '+', '~~~', '```']
	)
	const line = fc.array(token, { maxLength: 7 }).map((tokens) => tokens.join(' '))
	const source = fc
		.tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
		.map(
			([lines, hasLink]) => `${lines.join('\n')}${hasLink ? '\n\n[s]: https://example.org\n' : ''}`
		)
	fc.assert(
		fc.property(source, (text) => {
			expect(lettersOf(readingText(importMarkdown(text)))).toBe(lettersOf(text))
		}),
		{ numRuns: long ? 20_000 : 1000 }
	)
})

test('[I13] an empty item keeps its number, also where it is all that a point has', () => {
	expect(outline(importMarkdown('1. \n2. 1. '))).toEqual([
		'clause | 1 | ',
		'clause | 2 | ',
		'    1. ',
	])
	expect(outline(importMarkdown('Words.\n\n- 1. \n  2. x'))).toEqual([
		...['clause |  | ', '  Words.', '      • 1. ', '      2. x'],
	])
})

test('[I13] a numbered list is a list only where it shows the numbers that were written', () => {
	const article = '## Article 1\n\n'
	expect(outline(importMarkdown(`${article}1. a\n2. b\n\nMore.`)).slice(1)).toEqual([
		...['    1. a', '    2. b', '  More.'],
	])
	const kept = importMarkdown(`${article}1. a\n2. b\n5. c\n\nMore.\n\n3) d`)
	expect(outline(kept).slice(1)).toEqual([
		...['  1\\. a', '  2\\. b', '  5\\. c', '  More.', '  3\\) d'],
	])
	expect(kept.dropped).toEqual([{ what: 'numbers of lists kept as text', count: 4 }])
})

test('[I14] square brackets are characters, balanced or not', () => {
	const words =
		'[The [Parties] [shall][should]] lift]] [[it (s)[x](y) [a]: b [NDMC*][INDC] [Article 5]: deleted'
	expect(readingText(importMarkdown(words)).trim()).toBe(words)
	const defined =
		'[Placeholder]: deleted\n\n[Placeholder] [x [y](https://e.org)] ![z](https://e.org)'
	expect(readingText(importMarkdown(defined)).trim()).toBe(
		'[Placeholder]: deleted\n[Placeholder] [x y] ![z](https://e.org)'
	)
})

test('[I14] a link by label needs an address, and an address that no link uses stays as text', () => {
	const text = importMarkdown(
		'See [the text][source] and [Source].\n\n[source]: https://example.org/a\n[b]: https://e.org'
	)
	expect(outline(text)).toEqual([
		'clause |  | ',
		'  See [the text](<https://example.org/a>) and [Source](<https://example.org/a>).',
		'  [b]\\: https://e.org',
	])
	expect(outline(importMarkdown('[words](javascript:alert)'))[1]).toBe(
		'  [words]\\(javascript:alert)'
	)
})

test('[I15] code, HTML, entities, images, rules and tables stay as characters', () => {
	for (const words of [
		'`code`',
		'<b>x</b>',
		'&nbsp;',
		'![a](b)',
		'```',
		'* * *',
		'________',
		'| a | b |',
		'<!-- x -->',
	]) {
		expect(readingText(importMarkdown(`Words.\n\n${words}\n\nMore.`))).toContain(words)
	}
	expect(outline(importMarkdown('    indented'))[1]).toBe('  indented')
})

test('[I15] front matter and what asks a program for something are taken out and counted', () => {
	const text = importMarkdown(
		'---\ntitle: x\nedit: true\n---\n\n# Draft\n{:.no_toc}\n\n* TOC\n{:toc}\n\nWords.'
	)
	expect(outline(text)).toEqual(['clause |  | ', '  ### Draft', '  Words.'])
	expect(text.title).toBe('Draft')
	expect(text.dropped).toEqual([
		{ what: 'lines of front matter', count: 4 },
		{ what: 'requests for a table of contents', count: 1 },
		{ what: 'attributes of blocks', count: 1 },
	])
})

test('[I6] headings with labels divide a text; deeper ones are headings in it', () => {
	const text = importMarkdown(
		'# Treaty\n\n## Preamble\n\nWords.\n\n### PART I\n\n#### General\n\n### Article 1\n\n#### Purpose\n\nOne.\n\n#### Scope\n\nTwo.\n\nArticle 2\n\n### Final clauses\n\nThree.'
	)
	expect(outline(text)).toEqual([
		...['preamble |  | ', '  ### Treaty', '  ### Preamble', '  Words.'],
		'clause | PART I | General',
		...['clause | Article 1 | Purpose', '  One.', '  ### Scope', '  Two.', '  Article 2'],
		...['clause |  | Final clauses', '  Three.'],
	])
})

test('[I6] headings without labels divide a text that has no others', () => {
	expect(
		heads(importMarkdown('# Title\n\nWords.\n\n## Purpose\n\nOne.\n\n### Sub\n\n## Scope\n\nTwo.'))
	).toEqual([...['preamble |  | ', 'clause |  | Purpose', 'clause |  | Scope']])
	expect(heads(importMarkdown('Title\n=====\n\nWords.\n\nOne\n---\n\nx\n\nTwo\n---\n\ny'))).toEqual(
		[...['preamble |  | ', 'clause |  | One', 'clause |  | Two']]
	)
})

test('[I6] the items of a numbered list are the points of a text that has nothing else', () => {
	const text = importMarkdown(
		'Agreed:\n\n1. **Ceasefire**\n\n   All fire ceases.\n\n   1. at sea\n\n2. A mission is sent.'
	)
	expect(outline(text)).toEqual([
		...[
			'preamble |  | ',
			'  Agreed:',
			'clause | 1 | Ceasefire',
			'  All fire ceases.',
			'    1. at sea',
		],
		...['clause | 2 | ', '  A mission is sent.'],
	])
})

test('[I11] a preamble with a heading of its own, an annex and footnotes', () => {
	const text = importMarkdown(
		'## Preamble\n\nWords.\n\n## Article 1 *(purpose)*\n\nOne[^1].\n\n[^1]: Note.\n\n[^2]: Two.\n\n## Annex A\n\nEnd.'
	)
	expect(outline(text)).toEqual([
		...['preamble |  | Preamble', '  Words.', 'clause | Article 1 | (purpose)', '  One[^1].'],
		...['closing |  | ', '  [^1]\\: Note.', '  [^2]\\: Two.', 'annex | Annex A | ', '  End.'],
	])
	expect(text.dropped).toContainEqual({ what: 'emphasis in headings', count: 1 })
})

test.each([
	['brackets', '['],
	['pairs', '[a'],
	['closing brackets', 'a]'],
	['asterisks', 'a* '],
	['nested quotations', '> '],
	['nested lists', '- '],
	['items', '- item\n'],
	['headings', '# a\n'],
	['links', '[a](b'],
	['rules', 'a\n=\n'],
	['backslashes', '\\'],
	['spaces', ' '],
])('[I17] a long run of %s costs no more than its length', (_, unit) => {
	const size = long ? 2_000_000 : 100_000
	const source = `x ${unit.repeat(size / unit.length)} y`
	const start = process.cpuUsage()
	const imported = importMarkdown(source)
	// what is quadratic takes minutes
	expect(process.cpuUsage(start).user / 1000).toBeLessThan(size / 10)
	expect(normaliseMarkdownForComparison(readingText(imported))).toBe(
		normaliseMarkdownForComparison(source)
	)
})

test('[I17] long work says how far it is', () => {
	const calls: [number, number][] = []
	const text = '## Article 1\n\nWords that go on.\n\n'.repeat(5000)
	importMarkdown(text, (done, total) => calls.push([done, total]))
	expect(calls.length).toBeGreaterThan(5)
	expect(
		calls.every(([done, total], i) => done >= (calls[i - 1]?.[0] ?? 0) && total === text.length)
	).toBe(true)
	expect(calls.at(-1)?.[0]).toBeGreaterThan(text.length * 0.99)
})

test('[I17] what is too involved keeps its signs, and what stands around it its formatting', () => {
	const knot = `${'['.repeat(3_001)}x`
	const text = importMarkdown(`## 1. One\n\n*a*\n\n## 2. Two\n\n*b* ${knot}\n\n## 3. Three\n\n*c*`)
	expect(heads(text)).toEqual(heads(importMarkdown('## 1. One\n\n## 2. Two\n\n## 3. Three')))
	// the outline escapes the signs that are characters
	expect(outline(text).join('\n').includes(`\\*b\\* ${knot}`)).toBe(true)
	expect(text.clauses.map(({ blocks }) => blocks[0]?.content[0]?.marks)).toEqual([
		{ em: true },
		undefined,
		{ em: true },
	])
	expect(text.dropped).toContainEqual({
		what: 'passages kept without formatting, because they are too involved',
		count: 1,
	})
})

test('[I17] paragraphs of a quotation, and signs that are escaped, are not involved with each other', () => {
	for (const line of ['> *a*\n>\n', '> \\[a\\]\n>  \\<b>\n', 'x \\[a\\]\n']) {
		const text = importMarkdown(line.repeat(1_700))
		expect(text.dropped.map(({ what }) => what).join()).not.toContain('too involved')
	}
})
