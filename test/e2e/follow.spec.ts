import { expect } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W45] whoever follows somebody on a telephone is shown the point they go to', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	await ukraine.row(2).click()
	const france = new Finger(await place.newcomer('france', place.url, PHONE))
	await france.enter(place.link(SEATS.france))
	// the first time goes there, the second follows
	for (let time = 1; time <= 2; time++) {
		await france.tap('button', /^Who is here/)
		await france.tap('menuitem', /Advisor 1 — Point 2$/)
	}
	await expect(france.page.getByTestId('banner-following')).toContainText('Following Advisor 1')
	await expect(france.person.clause(2)).toBeVisible()

	await ukraine.row(9).click()
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.text(9)).toBeFocused()
	await ukraine.page.keyboard.press('Control+End')
	await ukraine.page.keyboard.type(' Seen on the way.')
	await expect(france.person.clause(9)).toBeVisible()
	await expect(france.person.clause(2)).toBeHidden()
	await expect(france.person.clause(9).getByText('Seen on the way.')).toBeInViewport()
})
