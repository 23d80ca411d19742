/**
 * Takes a picture of every screen in every state, in both themes and at both widths, for people to look at:
 * `node test/e2e/look.ts FOLDER [NAME …]`.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { londonSample } from '@parley/formats'
import { BROWSER_ARGS, findBrowser } from '../support/findBrowser.ts'
import { tour } from './tour.ts'

const SIZES = [
	{ width: 1440, height: 900 },
	{ width: 1024, height: 768 },
] as const

const [folder, ...names] = process.argv.slice(2)
if (folder === undefined) {
	console.error('usage: node test/e2e/look.ts FOLDER [NAME …]')
	process.exit(2)
}

const executablePath = findBrowser()
const browser = await chromium.launch({
	args: [...BROWSER_ARGS],
	...(executablePath !== undefined && { executablePath }),
})
await mkdir(folder, { recursive: true })
const faults = await tour(
	browser,
	async (name, page) => {
		if (names.length === 0 || names.includes(name)) await look(name, page, folder)
	},
	{ text: londonSample.markdown, title: londonSample.title, notice: londonSample.notice }
)
await browser.close()
for (const fault of faults) console.error(fault)
process.exit(faults.length === 0 ? 0 : 1)

/** Takes the pictures of one screen and leaves it as it was. */
async function look(name: string, page: Page, to: string): Promise<void> {
	for (const size of SIZES) {
		await page.setViewportSize(size)
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme })
			// Fonts are there and the page has been laid out for this size.
			await page.evaluate(async () => {
				await document.fonts.ready
				await new Promise((resolve) => {
					requestAnimationFrame(() => requestAnimationFrame(resolve))
				})
			})
			await page.screenshot({ path: join(to, `${name}-${size.width}-${colorScheme}.png`) })
		}
	}
	await page.setViewportSize(SIZES[0])
	await page.emulateMedia({ colorScheme: 'light' })
	console.log(name)
}
