/**
 * Takes a picture of every screen in every state, at every width and in every colour, for people to look at:
 * `node test/e2e/look.ts FOLDER [NAME …]`. The two narrow ones are seen as by somebody who uses fingers.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { londonSample } from '@parley/formats'
import { BROWSER_ARGS, findBrowser } from '../support/findBrowser.ts'
import { tour } from './tour.ts'
import { COLOURS, show, showAsBefore, sizesOf } from './ways.ts'

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
	for (const size of sizesOf(name)) {
		for (const colours of COLOURS) {
			await show(page, { size, colours, touch: size.width < 1000 })
			await page.screenshot({ path: join(to, `${name}-${size.width}-${colours}.png`) })
		}
	}
	await showAsBefore(page)
	console.log(name)
}
