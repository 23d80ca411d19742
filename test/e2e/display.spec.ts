import { expect } from '@playwright/test'
import { test } from './party.ts'
import { approachDeadline, SEATS } from './venue.ts'

test('[W31] a wall shows the place of one person, writes nothing, and shows the frozen text at the bell', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const [ukraine, wall] = [await place.newcomer('ukraine'), await place.newcomer('wall')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await wall.enter(place.link(SEATS.observer))
	const { page } = wall
	await page.goto(`${place.room}/display`)
	await expect(page.getByRole('timer')).toContainText(/^1 h \d+ min|^2 h/)
	// the bar goes after a while and comes with a touch of the mouse; what has the focus in it keeps it
	const chosen = page.getByLabel('Show the place of')
	await expect(async () => {
		await page.mouse.move(10, 10)
		await page.mouse.move(20, 20)
		await chosen.focus({ timeout: 1_000 })
	}).toPass()
	await chosen.selectOption({ label: 'Advisor 1, Ukraine' })
	await expect(page).toHaveURL(/follow=/)
	await ukraine.row(9).click()
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.text(9)).toBeFocused()
	await ukraine.page.keyboard.press('Control+End')
	await ukraine.page.keyboard.type(' Seen from afar.')
	await expect(wall.clause(9)).toContainText('Seen from afar.')
	await expect(wall.clause(9).getByText('Seen from afar.')).toBeInViewport()
	await expect(wall.clause(9).locator('.remote-caret')).toBeVisible()
	// What is pressed at the machine goes nowhere.
	await wall.clause(9).click()
	await page.keyboard.type('x')
	await expect(page.locator('[contenteditable="true"]')).toHaveCount(0)
	await ukraine.page.getByRole('button', { name: /^Who is here/ }).click()
	await expect(ukraine.page.getByRole('menuitem', { name: 'Observer (on a wall)' })).toBeVisible()
	await ukraine.page.keyboard.press('Escape')
	// It is the same after it was loaded anew, comes back by itself when the line was cut, and ends with the frozen text.
	await page.reload()
	await expect(wall.clause(9).getByText('Seen from afar.')).toBeInViewport()
	await wall.context.setOffline(true)
	await expect(page.getByText(/^No connection since/)).toBeVisible()
	await wall.context.setOffline(false)
	await expect(page.getByText(/^No connection since/)).toHaveCount(0)
	approachDeadline(place)
	await expect(page.getByRole('timer')).toContainText(/^Frozen/)
	await expect(page.locator('.digest')).toBeVisible()
	await expect(wall.clause(9)).toContainText('Seen from afar.')
})

test('[W31] a wall that had to try again for the text has one line to the server', async ({
	venue,
}) => {
	const place = await venue()
	const wall = await place.newcomer('wall')
	await wall.enter(place.link(SEATS.observer))
	const { page } = wall
	const lines = new Set<unknown>()
	page.on('websocket', (line) => {
		lines.add(line)
		line.on('close', () => lines.delete(line))
	})
	let refusals = 2
	await page.route(/\/text$/, async (route) => {
		refusals -= 1
		if (refusals >= 0) await route.abort()
		else await route.continue()
	})
	await page.goto(`${place.room}/display`)
	await expect(wall.clause(1)).toBeVisible()
	expect(refusals).toBeLessThan(0)
	await expect.poll(() => lines.size).toBe(1)
})
