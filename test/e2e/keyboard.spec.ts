import { expect, type Locator, type Page } from '@playwright/test'
import { Observer } from './headless.ts'
import { gather, test } from './party.ts'
import { SEATS } from './venue.ts'

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
	await goTo(page, ukraine.row(1), 'Shift+Tab')
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

test('[W150] once the room is there the keys of a point act without Tab, and F6 leads to what is asked in a notice', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine } = await gather(place, ['ukraine'], {}, 'enterByPage')
	const { page } = ukraine
	await expect(page.getByRole('main')).toBeFocused()
	await page.keyboard.press('j')
	await expect(ukraine.clause(1)).toBeFocused()
	await page.keyboard.press('j')
	await expect(ukraine.clause(2)).toBeFocused()
	await page.reload()
	await expect(ukraine.clause(1)).toBeVisible()
	await expect(page.getByRole('main')).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(1)).toBeFocused()
	// letters after a click beside the text are no keys of a point
	await page.getByRole('main').click({ position: { x: 8, y: 8 } })
	await expect(page.getByRole('main')).toBeFocused()
	await page.keyboard.type('jn')
	await expect(page.getByRole('main')).toBeFocused()
	await ukraine.clause(1).focus()
	await ukraine.loseLine()
	await expect(page.getByTestId('banner-offline')).toBeVisible({ timeout: 30_000 })
	await page.keyboard.press('Escape')
	await goTo(page, page.getByRole('region', { name: 'Notices' }), 'F6')
})

test('[W30] [K5] [K6] [K8] the palette leads to points, people and commands, and gives the text back as it was', async ({
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
	await expect(page.getByRole('combobox', { name: 'Commands and places' })).toBeFocused()
	await page.keyboard.press('Escape')
	await expect(ukraine.text(2)).toBeFocused()
	// A point by its number, typed with the Ukrainian layout on.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('зщште 5')
	await expect(page.getByRole('dialog').getByRole('option').first()).toHaveText(
		'Point 5, Guarantees'
	)
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
	// Over a dialog a key that says something acts, and one that leads away does not.
	await page.keyboard.press('Control+k')
	await page.keyboard.press('F8')
	await expect(page.getByRole('status').filter({ hasText: /^You are in Point/ })).toBeAttached()
	await expect(palette).toBeHidden()
	await expect(keys).toBeVisible()
	await page.keyboard.press('Escape')
	await expect(keys).toBeHidden()
})

test('[W32] by keyboard alone the deadline is moved, the text frozen, its file taken along and verified', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, secretariat] = [
		await place.newcomer('ukraine'),
		await place.newcomer('secretariat'),
	]
	for (const [person, seat] of [
		[ukraine, SEATS.ukraine],
		[secretariat, SEATS.secretariat],
	] as const) {
		await person.page.goto(place.link(seat))
		await goTo(person.page, person.page.getByRole('button', { name: 'Enter', exact: true }), 'Tab')
		await person.page.keyboard.press('Enter')
		await expect(person.clause(1)).toBeVisible()
		await person.whenSent()
	}
	const { page } = ukraine
	const panel = secretariat.page
	await command(page, 'point 2')
	await expect(ukraine.clause(2)).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(2)).toBeFocused()
	await page.keyboard.press('Control+End')
	await page.keyboard.press('Shift+Control+ArrowLeft')
	await page.keyboard.press('Control+b')
	await expect(ukraine.text(2).locator('strong')).not.toHaveCount(0)
	await ukraine.whenSent()
	// The deadline: from the palette into the panel's own dialog.
	await command(panel, 'move the deadline')
	await expect(panel.getByRole('dialog', { name: 'Move the deadline' })).toBeVisible()
	await goTo(panel, panel.getByLabel('Time in London'), 'Tab')
	await panel.keyboard.press('Control+a')
	await panel.keyboard.type('23:59')
	await goTo(panel, panel.getByLabel('Reason'), 'Tab')
	await panel.keyboard.type('Capitals asked for more time.')
	await goTo(panel, panel.getByRole('button', { name: 'Move the deadline', exact: true }), 'Tab')
	await panel.keyboard.press('Enter')
	await expect(page.getByTestId('banner-moved')).toContainText('Capitals asked for more time.')
	// Words that come too late, and the freeze.
	await ukraine.loseLine()
	await page.keyboard.press('Control+End')
	await page.keyboard.type(' Too late.')
	await expect(ukraine.delivery).toHaveAttribute('data-delivery', 'unsent')
	await goTo(panel, panel.getByRole('button', { name: 'Freeze now…' }), 'Tab')
	await panel.keyboard.press('Enter')
	await goTo(panel, panel.getByLabel(/^Type the word/), 'Tab')
	await panel.keyboard.type('freeze')
	await panel.keyboard.press('Enter')
	await expect(panel.getByRole('button', { name: 'Freeze now…' })).toHaveCount(0)
	await ukraine.context.setOffline(false)
	const late = page.getByRole('dialog', { name: /arrived after the freeze/ })
	await expect(late).toBeVisible()
	await goTo(page, late.getByRole('button', { name: 'View beside the text' }), 'Tab')
	await page.keyboard.press('Enter')
	await expect(late).toBeHidden()
	await expect(ukraine.heading).toContainText('Frozen')
	// The file, and the proof of it.
	await command(page, 'frozen text')
	const file = page.getByRole('link', { name: /^Frozen text, signed/ })
	await expect(file).toBeVisible()
	await goTo(page, file, 'Tab')
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.keyboard.press('Enter'),
	])
	// a browser is told beforehand that somebody waits for what it would open: a key that is quicker opens the system's own, for nobody
	page.on('filechooser', () => undefined)
	await page.goto('/verify')
	await goTo(page, page.getByRole('button', { name: /file/i }), 'Tab')
	const [chooser] = await Promise.all([
		page.waitForEvent('filechooser'),
		page.keyboard.press('Enter'),
	])
	await chooser.setFiles(await download.path())
	await expect(page.locator('.verdict')).toBeVisible()
})

/** Finds a command or place in the palette and does it. */
async function command(page: Page, words: string): Promise<void> {
	await page.keyboard.press('Control+k')
	await page.keyboard.type(words)
	await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
	await page.keyboard.press('Enter')
}

/** Presses `key`, again and again, until `goal` has the focus, which then can be seen. */
async function goTo(page: Page, goal: Locator, key: 'Tab' | 'Shift+Tab' | 'F6'): Promise<void> {
	// by time and not by presses: a dialog that opens by itself takes no key for a moment
	await expect(async () => {
		if (await goal.evaluate((element) => element === document.activeElement)) return
		await page.keyboard.press(key)
		await expect(goal).toBeFocused({ timeout: 1 })
	}).toPass({ intervals: [1], timeout: 30_000 })
	await expect(goal).toBeFocused()
	await expect(goal).toBeInViewport()
}
