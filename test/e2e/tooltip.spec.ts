import { expect, type Locator, type Page } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

/** Longer than a pointer must rest, and longer than it may be away. */
const LONG_MS = 1_000

test('[W126] what a control is called is beside it on hover, under the pointer too, and goes on Esc and with a press', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const { page } = ukraine
	const words = page.getByRole('tooltip')
	const search = page.getByRole('button', { name: /^Commands and places/ })
	await page.clock.install()
	await search.hover()
	await expect(words).toHaveText(/^Commands and places/)
	await expect(search).toHaveAccessibleDescription(/^Commands and places/)
	await expectBeside(page, words, search)
	// the way from the control to the words is not gone in one step
	const { x, y, width, height } = await boxOf(words)
	await page.mouse.move(x + width / 2, y + height / 2)
	await page.clock.runFor(LONG_MS)
	await expect(words).toBeVisible()
	await page.keyboard.press('Escape')
	await expect(words).toHaveCount(0)
	await expect(search).not.toHaveAttribute('aria-describedby')
	await search.hover()
	await expect(words).toBeVisible()
	await page.mouse.move(400, 400)
	await expect(words).toHaveCount(0)
	await search.hover()
	await expect(words).toBeVisible()
	await page.mouse.down()
	await expect(words).toHaveCount(0)
	await page.mouse.up()
	await expect(page.getByRole('dialog', { name: 'Commands and places' })).toBeVisible()
	await page.clock.runFor(LONG_MS)
	await expect(words).toHaveCount(0)
})

test('[W126] so it is at a control that a key leads to, and not at one that is clicked or tapped', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const { page } = ukraine
	const words = page.getByRole('tooltip')
	const back = page.getByRole('link', { name: 'Your negotiations' })
	const mode = page.getByTestId('mode')
	await page.keyboard.press('Escape')
	await back.focus()
	await expect(words).toHaveText('Your negotiations')
	await page.keyboard.press('Tab')
	await expect(mode).toBeFocused()
	await expect(words).toHaveText(/^What you type stands in the text at once/)
	await expect(mode).toHaveAccessibleDescription(/^What you type stands in the text at once/)
	await expectBeside(page, words, mode)
	await page.keyboard.press('Escape')
	await expect(words).toHaveCount(0)
	await expect(mode).toBeFocused()

	const finger = new Finger(await place.newcomer('france', place.url, PHONE))
	await finger.person.enter(place.link(SEATS.france))
	await finger.page.clock.install()
	await finger.page.getByTestId('mode').tap()
	await expect(finger.page.getByTestId('mode')).toHaveAttribute('aria-pressed', 'true')
	await finger.page.clock.runFor(LONG_MS)
	await expect(finger.page.getByRole('tooltip')).toHaveCount(0)
})

/** The words are in the window, over or under the control and not on it. */
async function expectBeside(page: Page, words: Locator, control: Locator): Promise<void> {
	const [box, at] = [await boxOf(words), await boxOf(control)]
	const size = page.viewportSize()
	expect(box.x).toBeGreaterThanOrEqual(0)
	expect(box.x + box.width).toBeLessThanOrEqual(size?.width ?? 0)
	expect(box.y).toBeGreaterThanOrEqual(0)
	const gap = Math.max(at.y - (box.y + box.height), box.y - (at.y + at.height))
	expect(gap).toBeGreaterThanOrEqual(0)
	expect(gap).toBeLessThan(12)
}

async function boxOf(element: Locator): Promise<{
	readonly x: number
	readonly y: number
	readonly width: number
	readonly height: number
}> {
	const box = await element.boundingBox()
	if (box === null) throw new Error('it is not in the page')
	return box
}
