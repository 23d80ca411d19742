import { expect } from '@playwright/test'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W6] "Sent" is said once the server has written, and not before', async ({ ownVenue }) => {
	const place = await ownVenue()
	const { ukraine, all } = await gather(place, ['ukraine', 'france'])
	const observer = await Observer.enter(place)
	await ukraine.clickBehind(1, 'cease fire')
	await expect(ukraine.delivery).toHaveText('Sent')
	process.kill(place.server.pid, 'SIGSTOP')
	try {
		await ukraine.page.keyboard.type(' at noon')
		await expect(ukraine.delivery).toHaveText('Sending…')
		// a server that does not say a word is taken for gone
		await expect(ukraine.delivery).toHaveText('Not sent — 1 edit kept on this device')
		expect(await ukraine.read(1)).toContain('cease fire at noon')
	} finally {
		process.kill(place.server.pid, 'SIGCONT')
	}
	await ukraine.whenSent()
	expect(await observer.read(1)).toContain('cease fire at noon')
	await agreeOn(all, 1, 'The parties cease fire at noon along the whole line.')
})

test('[W7] [D4] who types without a connection is told so, and joins in again when it is back', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, all } = await gather(place, ['ukraine', 'france', 'noteTaker'])
	const observer = await Observer.enter(place)
	// what shows messages is fetched once the page is there; before that the bar at the foot alone says it
	await expect(france.page.getByRole('region', { name: /^Notifications/ })).toBeAttached()
	await france.clickBehind(4, 'A fund is set up')
	await france.loseLine()
	await france.page.keyboard.type(' in Paris')
	const kept = 'Not sent — 1 edit kept on this device'
	await expect(france.delivery).toHaveText(kept)
	await expect(france.toast(kept)).toBeVisible()
	await expect(france.page.getByText('not kept')).toHaveCount(0)
	await ukraine.clickBehind(4, 'every quarter')
	await ukraine.page.keyboard.type(' in Kyiv')
	await ukraine.whenSent()
	expect(await observer.read(4)).toBe('A fund is set up. Its board sits every quarter in Kyiv.')
	expect(await france.read(4)).toBe('A fund is set up in Paris. Its board sits every quarter.')
	await france.context.setOffline(false)
	await france.whenSent()
	// sooner than it would have gone by itself, which takes ten seconds
	await expect(france.toast(kept)).toHaveCount(0, { timeout: 5_000 })
	const merged = 'A fund is set up in Paris. Its board sits every quarter in Kyiv.'
	await agreeOn(all, 4, merged)
	expect(await observer.read(4)).toBe(merged)
})

test('[W46] what the room fetches later opens without a connection', async ({ venue }) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await ukraine.clickBehind(1, 'cease fire')
	const { page, context } = ukraine
	// what is fetched when the page has nothing else to do
	await page.waitForFunction(() => {
		const came = performance.getEntriesByType('resource').filter(({ duration }) => duration > 0)
		const isThere = (script: RegExp): boolean => came.some(({ name }) => script.test(name))
		return isThere(/\/soon-.*\.js$/) && isThere(/\/dialogs-.*\.js$/)
	})
	await context.setOffline(true)
	await expect(ukraine.delivery).toHaveText(/^Offline since/)
	for (const [item, heading] of [
		['Key map', 'Keys'],
		['Settings', 'Settings'],
	] as const) {
		await page.getByRole('button', { name: /^You are/ }).click()
		await page.getByRole('menuitem', { name: item }).click()
		const dialog = page.getByRole('dialog', { name: heading })
		await expect(dialog).toBeVisible()
		await page.keyboard.press('Escape')
		await expect(dialog).toHaveCount(0)
	}
	await context.setOffline(false)
})

test('[W46] what was asked for without a connection comes with its look when that is back', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	const { page } = ukraine
	let isAway = true
	const refused = Promise.withResolvers<undefined>()
	await page.route(/\/dialogs-.*\.css$/, async (route) => {
		if (!isAway) return route.continue()
		await route.abort('internetdisconnected')
		refused.resolve(undefined)
	})
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await refused.promise
	isAway = false
	const came = page.waitForResponse(/\/dialogs-.*\.css$/)
	await page.getByRole('button', { name: /^You are/ }).click()
	await page.getByRole('menuitem', { name: 'Key map' }).click()
	expect((await came).ok()).toBe(true)
	await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
})

test('[W46] a menu that comes late does not call back whoever went on to write', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	const { page } = ukraine
	const asked = Promise.withResolvers<undefined>()
	const release = Promise.withResolvers<undefined>()
	await page.route(/\/soon-.*\.js$/, async (route) => {
		asked.resolve(undefined)
		await release.promise
		await route.continue()
	})
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	const menu = page.getByRole('button', { name: /^You are/ })
	await menu.click()
	await asked.promise
	await ukraine.clickBehind(1, 'cease fire')
	const came = page.waitForResponse(/\/soon-.*\.js$/)
	release.resolve(undefined)
	await (await came).finished()
	await page.keyboard.type(' at once')
	await expect(ukraine.text(1)).toContainText('cease fire at once')
	await expect(ukraine.text(1)).toBeFocused()
	await expect(page.getByRole('menu')).toHaveCount(0)
	// asked again, it opens
	await menu.click()
	await expect(page.getByRole('menu')).toBeVisible()
})
