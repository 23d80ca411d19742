import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, type Page } from '@playwright/test'
import { parseClauseId } from '@parley/domain'
import { OUTPUTS, type OutgoingClause, type OutgoingText } from '@parley/formats'
import { DEFAULT_LADDER } from '@parley/snapshot'
import { micromark } from 'micromark'
import { dataPath } from '../support/data.ts'
import { isLong } from '../support/scale.ts'
import { gather, test } from './party.ts'
import { runParleyOn } from './serve.ts'
import { approachDeadline } from './venue.ts'

const FORMATS = [
	{ format: 'html', name: /^Page to read and print/ },
	{ format: 'md', name: /^Markdown/ },
	{ format: 'txt', name: /^Plain text/ },
	{ format: 'json', name: /^Data for programs/ },
] as const

test('[W70] the text is saved in every format from the room and from the frozen page, in the bytes that the server and the command line give', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, secretariat } = await gather(place, ['ukraine', 'secretariat'])
	const { id } = place.prepared.negotiation
	const ofServer = async (path: string) => {
		const answer = await ukraine.page.request.get(`/api/v1/negotiations/${id}/${path}`)
		expect(answer.ok(), path).toBe(true)
		return answer.text()
	}
	const ofCommand = async (...args: string[]) => {
		const file = test.info().outputPath('exported')
		const ran = await runParleyOn(
			place.prepared.folder,
			'export',
			'--negotiation',
			id,
			'--out',
			file,
			...args
		)
		expect(ran.code, ran.output).toBe(0)
		return readFile(file, 'utf8')
	}

	await test.step('from the menu of the room, as a draft', async () => {
		await ukraine.clickBehind(1, 'cease fire')
		await ukraine.page.keyboard.type(' at noon')
		await ukraine.whenSent()
		await ukraine.page.getByRole('button', { name: /^You are/ }).click()
		await ukraine.page.getByRole('menuitem', { name: 'Save a copy of the text…' }).click()
		const dialog = ukraine.page.getByRole('dialog', { name: 'Save a copy of the text' })
		for (const { format, name } of FORMATS) {
			const download = await ukraine.download(dialog.getByRole('link', { name }))
			expect(download.suggestedFilename()).toMatch(
				new RegExp(`-round-1-draft-at-\\d+${format === 'json' ? '-data' : ''}\\.${format}$`)
			)
			const saved = await readFile(await download.path(), 'utf8')
			expect(saved).toContain('at noon')
			expect(saved).toBe(await ofServer(`text?format=${format}`))
			const position = /draft-at-(\d+)/.exec(download.suggestedFilename())?.[1] ?? ''
			expect(saved).toBe(await ofCommand('--format', format, '--position', position))
		}
		await dialog.getByRole('button', { name: 'Close' }).click()
	})

	await test.step('from the frozen page, as the frozen text', async () => {
		approachDeadline(place)
		await expect(secretariat.heading).toHaveText(/Frozen \w+ /)
		await ukraine.page.goto(`${place.room}/frozen`)
		const downloads = ukraine.page.getByRole('region', { name: 'Downloads' })
		for (const { format, name } of FORMATS) {
			const download = await ukraine.download(downloads.getByRole('link', { name }))
			expect(download.suggestedFilename()).toMatch(
				/-round-1-frozen-[\dTZ-]+(-data\.json|\.(txt|md|html))$/
			)
			const saved = await readFile(await download.path(), 'utf8')
			expect(saved).toContain('at noon')
			expect(saved).toBe(await ofServer(`text?format=${format}`))
			expect(saved).toBe(await ofCommand('--format', format))
		}
	})
})

const CORPORA = [
	'security/blns.json',
	'security/xss-payloads-a.txt.gz',
	'security/dompurify-expect-a.json',
].map((name) => dataPath(name))

test('[W71] hostile words in titles, headings and text run nothing and are all there, in the page and in Markdown that is shown', async ({
	page,
}) => {
	const [blns, xss, purify] = CORPORA
	test.skip(
		blns === undefined || xss === undefined || purify === undefined,
		'needs the security corpora of the test data'
	)
	const words = await readHostile(blns ?? '', xss ?? '', purify ?? '')
	expect(words.length).toBeGreaterThan(isLong ? 3500 : 1000)
	const text = hostileText(words)
	const ran = watchScripts(page)

	await test.step('the watch sees a script that runs', async () => {
		await page.setContent('<img src="data:," onerror="alert(1)">')
		await expect.poll(() => ran.length).toBe(1)
		ran.length = 0
	})

	const html = OUTPUTS.html.write(text)
	const page1 = test.info().outputPath('hostile.html')
	// without its policy, so that it is the escaping alone that holds
	const bare = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
	expect(bare.length).toBeLessThan(html.length)
	for (const written of [bare, html]) {
		await writeFile(page1, written)
		await page.goto(pathToFileURL(page1).href)
		await expectQuiet(page, ran)
		expect(await page.title()).toBe(oneSpace(pictured(text.title)))
		const shown = await page.evaluate(() => ({
			title: document.querySelector('h1')?.textContent,
			heads: Array.from(document.querySelectorAll('.clause h2'), (head) => head.textContent),
			paragraphs: Array.from(document.querySelectorAll('.text > p'), (p) => p.textContent),
			items: Array.from(document.querySelectorAll('.text li'), (item) => item.textContent),
		}))
		expect(shown.title).toBe(oneLine(text.title))
		expect(shown.heads).toEqual(words.map((one) => oneLine(one) || 'Clause'))
		expect(shown.paragraphs).toEqual(words.map(pictured))
		expect(shown.items).toEqual(words.map(pictured))
	}

	const markdown = OUTPUTS.md.write(text).replace(/^---\n[\s\S]*?\n---\n/, '')
	const rendered = micromark(markdown, { allowDangerousHtml: true })
	const page2 = test.info().outputPath('markdown.html')
	await writeFile(page2, `<!doctype html><meta charset="utf-8"><body>${rendered}`)
	await page.goto(pathToFileURL(page2).href)
	await expectQuiet(page, ran)
	const shown = await page.evaluate(() => ({
		title: document.querySelector('h1')?.textContent,
		heads: Array.from(document.querySelectorAll('h2'), (head) => head.textContent),
		paragraphs: Array.from(document.querySelectorAll('body > p'), (p) => p.textContent),
		items: Array.from(document.querySelectorAll('body > ul > li'), (item) => item.textContent),
	}))
	// the renderer's own HTML has carriage returns as they are, which a browser reads as line feeds
	const lines = (one: string) => pictured(one).normalize('NFC').replace(/\r\n?/g, '\n')
	expect(shown.title).toBe(oneLine(text.title))
	// a clause without a heading begins with a rule
	expect(shown.heads).toEqual(words.map(oneLine).filter((head) => head !== ''))
	expect(shown.paragraphs.map(lines)).toEqual(words.map(lines))
	expect(shown.items.map((item) => lines(item).trim())).toEqual(
		words.map((one) => lines(one).trim())
	)
})

async function readHostile(blns: string, xss: string, purify: string): Promise<string[]> {
	const strings = (value: unknown): string[] =>
		typeof value === 'string'
			? [value]
			: typeof value === 'object' && value !== null
				? Object.values(value).flatMap(strings)
				: []
	const all = [
		...strings(JSON.parse(await readFile(blns, 'utf8'))),
		...gunzipSync(await readFile(xss))
			.toString('utf8')
			.split('\n'),
		...strings(JSON.parse(await readFile(purify, 'utf8'))),
	]
	return all.map((one) => one.toWellFormed()).filter((one) => one !== '')
}

/** A clause for each of the words: as its heading, its text, an item, and every other one as a link. */
function hostileText(words: readonly string[]): OutgoingText {
	const clauses = words.map((text, i): OutgoingClause => ({
		id: parseClauseId(`cl_${String(i).padStart(12, '0')}`),
		number: '',
		kind: 'clause',
		heading: text,
		status: 'open',
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
		ladder: DEFAULT_LADDER,
		clauses,
	}
}

/** What a page does that only a script or an address of someone else's can do. */
function watchScripts(page: Page): string[] {
	const ran: string[] = []
	page.on('dialog', (dialog) => {
		ran.push(dialog.type())
		void dialog.dismiss()
	})
	page.on('pageerror', (error) => ran.push(error.message))
	page.on('popup', (popup) => ran.push(popup.url()))
	page.on('request', (request) => {
		if (!/^(?:file|data):/.test(request.url())) ran.push(request.url())
	})
	return ran
}

async function expectQuiet(page: Page, ran: readonly string[]): Promise<void> {
	const found = await page.evaluate(async () => {
		await new Promise((resolve) => {
			requestAnimationFrame(() => requestAnimationFrame(resolve))
		})
		const elements = Array.from(document.querySelectorAll('*'))
		return {
			foreign: document.querySelectorAll(
				'script, iframe, object, embed, link, form, input, img, svg, math, video, audio, base'
			).length,
			handlers: elements.filter(({ attributes }) =>
				Array.from(attributes).some(({ name }) => /^on|^style$/i.test(name))
			).length,
			addresses: Array.from(document.querySelectorAll('[href], [src]'), (element) =>
				element.getAttribute('href')
			).filter((href) => href !== 'https://example.org/').length,
		}
	})
	expect(found).toEqual({ foreign: 0, handlers: 0, addresses: 0 })
	expect(ran).toEqual([])
}

/** Control characters as their pictures, written anew: what the text is held against. */
function pictured(text: string): string {
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

function oneLine(text: string): string {
	return text
		.replace(/\r\n?|[\p{Cc}\u2028\u2029]/gu, ' ')
		.normalize('NFC')
		.trim()
}

/** As a browser gives the title of a page. */
function oneSpace(text: string): string {
	return oneLine(text)
		.replace(/[\t\n\f\r ]+/g, ' ')
		.trim()
}
