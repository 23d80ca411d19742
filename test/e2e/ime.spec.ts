import { fileURLToPath } from 'node:url'
import { expect, type CDPSession, type Page } from '@playwright/test'
import { build } from 'vite'
import { test } from './party.ts'

/** What the page puts into its global scope: `client/src/editor/testing/imePage.ts`. */
declare const ime: {
	setUp(): void
	remote(name: string): void
	state(): Record<'own' | 'other' | 'read' | 'readByOther', string[]>
}

/** What the other person does during the composition, and the lines that both must show at the end. */
const CASES: Readonly<Record<string, readonly (string | RegExp)[]>> = {
	nothing: ['first paragraph', 'second漢z paragraph', 'third'],
	'in another paragraph': ['fiRrst paragraph', 'second漢z paragraph', 'third'],
	'before the caret': ['first paragraph', 'sRecond漢z paragraph', 'third'],
	'after the caret': ['first paragraph', 'second漢z paragraphR', 'third'],
	'where the letters begin': ['first paragraph', 'secondR漢z paragraph', 'third'],
	// both are put in at one place: which comes first is for the clientIDs to say
	'where the letters end': ['first paragraph', /^second(?:漢zR|R漢z) paragraph$/, 'third'],
	'split above': ['firs', 't paragraph', 'second漢z paragraph', 'third'],
	'split before the caret': ['first paragraph', 'sec', 'ond漢z paragraph', 'third'],
	'bold it': ['first paragraph', 'second漢z paragraph', 'third'],
	'put it into a list': ['first paragraph', 'second漢z paragraph', 'third'],
	'delete it': ['first paragraph漢z', 'third'],
}

async function bundle(): Promise<string> {
	const entry = fileURLToPath(
		new URL('../../client/src/editor/testing/imePage.ts', import.meta.url)
	)
	const result = await build({
		configFile: false,
		logLevel: 'error',
		build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'page' } },
	})
	const [first] = [result].flat()
	if (!first || !('output' in first)) throw new Error('the page was not built')
	const [chunk] = first.output
	return chunk.code
}

/** Playwright types what stands for a value as `any`. */
function matching(pattern: RegExp): unknown {
	return expect.stringMatching(pattern)
}

async function compose(session: CDPSession, page: Page, text: string): Promise<void> {
	await session.send('Input.imeSetComposition', {
		text,
		selectionStart: text.length,
		selectionEnd: text.length,
	})
	await expect.poll(() => page.evaluate(() => ime.state().own.join())).toContain(text)
}

test.describe('[E20] a composition keeps its place and its letters', () => {
	let script = ''

	test.beforeAll(async () => {
		script = await bundle()
	})

	for (const [name, lines] of Object.entries(CASES)) {
		test(`while the other person does: ${name}`, async ({ page }) => {
			const errors: Error[] = []
			page.on('pageerror', (error) => errors.push(error))
			await page.setContent('<style>.ProseMirror { white-space: pre-wrap }</style><body></body>')
			await page.addScriptTag({ content: script })
			await page.evaluate(() => {
				ime.setUp()
			})
			const session = await page.context().newCDPSession(page)
			await compose(session, page, 'k')
			await compose(session, page, 'ka')
			await page.evaluate((remote) => {
				ime.remote(remote)
			}, name)
			await compose(session, page, 'kan')
			await session.send('Input.insertText', { text: '漢' })
			await page.keyboard.type('z')
			const text = lines.map((line) => (typeof line === 'string' ? line : matching(line)))
			const everywhere = { own: text, other: text, read: text, readByOther: text }
			await expect.poll(() => page.evaluate(() => ime.state())).toEqual(everywhere)
			expect(errors).toEqual([])
		})
	}
})
