import { readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { OUTPUTS } from '@parley/formats'
import { micromark } from 'micromark'
import { isLong } from '../support/scale.ts'
import {
	hostileText,
	oneLine,
	oneSpace,
	pictured,
	readCorpora,
	sampleOf,
	withHostileReasons,
} from './hostileWords.ts'
import { gather, test } from './party.ts'
import { expectQuiet, watchScripts } from './scriptWatch.ts'
import { runParleyOn } from './serve.ts'
import { approachDeadline } from './venue.ts'

const FORMATS = [
	{ format: 'html', name: /^Page to read and print/ },
	{ format: 'md', name: /^Markdown/ },
	{ format: 'txt', name: /^Plain text/ },
	{ format: 'json', name: /^Data for programs/ },
] as const

test('[W70] the text is saved in every format from the room and from the frozen page, in the bytes that the server and the command line give', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
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

test('[W71] hostile words in titles, headings, text and what is said about suggestions run nothing and are all there, in the page and in Markdown that is shown', async ({
	page,
}) => {
	const corpora = await readCorpora()
	test.skip(corpora === null, 'needs the security corpora of the test data')
	if (corpora === null) return
	const words = isLong ? corpora.all : sampleOf(corpora, 300)
	expect(words.length).toBeGreaterThan(isLong ? 3500 : 700)
	const text = withHostileReasons(hostileText(words))
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
			said: Array.from(document.querySelectorAll('.foot .said'), (line) => line.textContent),
		}))
		expect(shown.title).toBe(oneLine(text.title))
		expect(shown.heads).toEqual(words.map((one) => oneLine(one) || 'Clause'))
		expect(shown.paragraphs).toEqual(words.map(pictured))
		expect(shown.items).toEqual(words.map(pictured))
		expect(shown.said).toHaveLength(words.length)
		for (const [i, said] of shown.said.entries())
			expect(said.endsWith(oneLine(`London: ${words[i] ?? ''}`))).toBe(true)
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
