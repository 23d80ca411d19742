import { expect } from '@playwright/test'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { serve } from './serve.ts'
import { openOwnVenue } from './venue.ts'

test('[W9] the server is stopped by Ctrl-C and started again: pages come back with all words and go on', async ({
	browser,
}) => {
	const place = await openOwnVenue(browser, serve)
	const { ukraine, france, all } = await gather(place, ['ukraine', 'france', 'noteTaker'])
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.page.keyboard.type(' today')
	await ukraine.whenSent()
	expect(await place.server.interrupt()).toBe(0)
	await ukraine.page.keyboard.type(' and')
	await expect(ukraine.delivery).toHaveText('Not sent — 1 edit kept on this device')
	await place.startAgain()
	await ukraine.whenSent()
	await ukraine.page.keyboard.type(' tomorrow')
	// who clicks while a line moves hits another place
	await expect(france.text(1)).toContainText('and tomorrow')
	await france.clickBehind(1, 'whole line')
	await france.page.keyboard.type(' and beyond')
	await Promise.all([ukraine.whenSent(), france.whenSent()])
	const text = 'The parties cease fire today and tomorrow along the whole line and beyond.'
	await agreeOn(all, 1, text)
	expect(await (await Observer.enter(place)).read(1)).toBe(text)
	await place.close()
	expect(place.faults).toEqual([])
})
