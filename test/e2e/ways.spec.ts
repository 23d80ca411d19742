import { expect } from '@playwright/test'
import { PHONE } from './finger.ts'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W43] [K1] [K2] headings are there before the server answers, and are forgotten on signing out', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	const { page } = ukraine
	let letGo: () => void = () => undefined
	const held = new Promise<void>((resolve) => {
		letGo = resolve
	})
	const room = `**/api/v1/negotiations/${place.prepared.negotiation.id}`
	await page.route(room, async (route) => {
		await held
		await route.continue()
	})
	await page.reload()
	await expect(page.getByText('Opening the room')).toBeAttached()
	await expect(page.getByRole('heading', { name: 'Monitoring' })).toBeVisible()
	await expect(page.getByText('A mission watches the line.')).toHaveCount(0)
	letGo()
	await expect(ukraine.clause(2)).toContainText('A mission watches the line.')
	await page.unrouteAll({ behavior: 'wait' })
	const kept = (): Promise<number> =>
		page.evaluate(() => Object.keys(localStorage).filter((key) => /outline/.test(key)).length)
	await expect.poll(kept).toBe(1)
	await ukraine.clickBefore(2, 'watches')
	await page.keyboard.press('Control+.')
	const ofWindow = (): Promise<number> => page.evaluate(() => sessionStorage.length)
	await expect.poll(ofWindow).toBe(1)
	await page.getByRole('button', { name: /^You are/ }).click()
	await page.getByRole('menuitem', { name: 'Sign out of this browser' }).click()
	await page.getByRole('button', { name: 'Sign out', exact: true }).click()
	await expect(page.getByText('You are not signed in here.')).toBeVisible()
	await expect.poll(kept).toBe(0)
	expect(await ofWindow()).toBe(0)
})

test('[W44] [L1] what is printed from a narrow window has every point, and nothing of the bars', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine', place.url, PHONE)
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	const { page } = ukraine
	const points = page.getByRole('article', { name: /^Point \d/ })
	await expect(points).toHaveCount(1)
	await page.emulateMedia({ media: 'print' })
	await expect(points).toHaveCount(12)
	await expect(page.getByRole('navigation')).toHaveCount(0)
	await expect(page.getByRole('timer')).toBeHidden()
	await page.emulateMedia({ media: 'screen' })
	await expect(points).toHaveCount(1)
})

test('[W161] a text that comes with the room and cannot be read is said in the room, and is there when it is got again', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const { page } = ukraine
	const text = `**/api/v1/negotiations/${place.prepared.negotiation.id}/text`
	await page.route(text, (route) => route.fulfill({ status: 500, body: 'no text' }))
	const lines: string[] = []
	page.on('websocket', (line) => lines.push(line.url()))
	await page.reload()
	await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
	await expect(ukraine.row(2)).toBeVisible()
	await expect(ukraine.clause(2)).toHaveCount(0)
	await page.unrouteAll({ behavior: 'wait' })
	await page.getByRole('button', { name: 'Try again' }).click()
	await expect(ukraine.clause(2)).toContainText('A mission watches the line.')
	// a room that failed would have been made anew
	expect(lines).toHaveLength(1)
})
