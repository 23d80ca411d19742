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
	await expect(ukraine.clause(2)).toBeFocused()
	await page.keyboard.press('F6')
	await expect(ukraine.clause(2)).not.toBeFocused()
})

test('[W30] the palette leads to points, people and commands, and gives the text back as it was', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, france] = [await place.newcomer('ukraine'), await place.newcomer('france')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await france.enter(place.link(SEATS.france))
	const { page } = ukraine
	const palette = page.getByRole('dialog', { name: 'Commands and places' })
	await ukraine.clause(2).focus()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(2)).toBeFocused()
	await page.keyboard.press('Control+Home')
	await page.keyboard.press('Shift+End')
	// Nothing of what follows the key at once is typed into the text.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('bold')
	await page.keyboard.press('Enter')
	await expect(palette).toBeHidden()
	await expect(ukraine.text(2)).toBeFocused()
	await expect(ukraine.text(2).locator('strong')).toHaveText(
		'A mission watches the line. It reports every day.'
	)
	// The selection is still the same: a second command takes it back.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('bold')
	await page.keyboard.press('Enter')
	await expect(ukraine.text(2).locator('strong')).toHaveCount(0)
	await page.keyboard.press('Control+k')
	await expect(page.getByRole('combobox')).toBeFocused()
	await page.keyboard.press('Escape')
	await expect(ukraine.text(2)).toBeFocused()
	// A point by its number, typed with the Ukrainian layout on.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('зщште 5')
	await expect(page.getByRole('option').first()).toHaveText('Point 5, Guarantees')
	await page.keyboard.press('Enter')
	await expect(ukraine.clause(5)).toBeFocused()
	// A person: their line, and then along with them.
	await france.row(9).click()
	await france.page.keyboard.press('Enter')
	await expect(france.text(9)).toBeFocused()
	await expect(ukraine.row(9)).toHaveAccessibleName(/Advisor 2, France/)
	await page.keyboard.press('Control+k')
	await page.keyboard.type('go france')
	await page.keyboard.press('Enter')
	await expect(ukraine.clause(9)).toBeFocused()
	await expect(ukraine.caret(9, 'Advisor 2 (FR)')).toBeInViewport()
	await page.keyboard.press('f')
	await expect(page.getByTestId('banner-following')).toContainText('Following Advisor 2, France')
	await france.row(1).click()
	await france.page.keyboard.press('Enter')
	await expect(ukraine.caret(1, 'Advisor 2 (FR)')).toBeInViewport()
	await page.keyboard.press('Escape')
	await expect(page.getByTestId('banner-following')).toHaveCount(0)
	// A command that opens something, and the list of keys from the same table.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('key map')
	await page.keyboard.press('Enter')
	const keys = page.getByRole('dialog', { name: 'Keys' })
	await expect(keys).toContainText('Numbered list')
	await expect(keys).toContainText('Follow who is in this point')
	await page.keyboard.press('Escape')
	await expect(keys).toBeHidden()
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
