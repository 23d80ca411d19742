import { expect, type Locator, type Page } from '@playwright/test'
import { Observer } from './headless.ts'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

/** Nobody presses a key more often than this to get somewhere. */
const PATIENCE = 12

test('[W8] the keyboard alone leads from the link to words that are sent', async ({ venue }) => {
	const place = await venue()
	const observer = await Observer.enter(place)
	const ukraine = await place.newcomer('ukraine')
	const { page } = ukraine
	await page.goto(place.link(SEATS.ukraine))
	await goTo(page, page.getByRole('button', { name: 'Enter', exact: true }), 'Tab')
	await page.keyboard.press('Enter')
	await expect(ukraine.clause(1)).toBeVisible()
	await goTo(page, page.locator('[role=treeitem][tabindex="0"]'), 'F6')
	await page.keyboard.press('Home')
	await page.keyboard.press('ArrowDown')
	await page.keyboard.press('ArrowDown')
	await expect(ukraine.row(3)).toBeFocused()
	await page.keyboard.press('Home')
	await expect(ukraine.row(1)).toBeFocused()
	// Tab reaches the point that is read, too, and goes back.
	await goTo(page, ukraine.clause(1), 'Tab')
	await page.keyboard.press('Shift+Tab')
	await expect(ukraine.row(1)).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(ukraine.clause(1)).toBeFocused()
	await page.keyboard.press('ArrowDown')
	await expect(ukraine.clause(2)).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(2)).toBeFocused()
	await page.keyboard.press('Control+End')
	await page.keyboard.type(' Its reports are public.')
	await ukraine.whenSent()
	await page.keyboard.press('Control+s')
	await expect(page.getByText(/^All sent at \d\d:\d\d:\d\d London\.$/)).toBeVisible()
	expect(await observer.read(2)).toBe(
		'A mission watches the line. It reports every day. Its reports are public.'
	)
	await page.keyboard.press('Escape')
	await expect(ukraine.clause(2)).toBeFocused()
	// A note, too, and out again by the regions.
	await page.keyboard.press('n')
	await page.keyboard.type('To be checked.')
	await page.keyboard.press('Enter')
	await expect(page.getByRole('article', { name: 'Note on Point 2' })).toBeVisible()
	await page.keyboard.press('F6')
	await expect(ukraine.clause(2)).not.toBeFocused()
})

/** Presses `key`, again and again, until `goal` has the focus, which then can be seen. */
async function goTo(page: Page, goal: Locator, key: 'Tab' | 'F6'): Promise<void> {
	for (let presses = 0; presses < PATIENCE; presses += 1) {
		if (await goal.evaluate((element) => element === document.activeElement)) break
		await page.keyboard.press(key)
	}
	await expect(goal).toBeFocused()
	await expect(goal).toBeInViewport()
}
