import { expect } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W23] the secretariat calls to a place: others go there if they choose to, the wall goes, nobody else is moved', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const france = new Finger(await place.newcomer('france', place.url, PHONE))
	await france.person.enter(place.link(SEATS.france))
	const wall = await place.newcomer('wall')
	await wall.enter(place.link(SEATS.observer))
	// it shows somebody's place, and goes to the call all the same
	const { seat } = place.prepared.seats[SEATS.ukraine] ?? {}
	await wall.page.goto(`${place.room}/display?follow=${seat?.id ?? ''}`)
	await expect(wall.clause(12)).not.toBeInViewport()
	const secretariat = await place.newcomer('secretariat')
	await secretariat.enter(place.link(SEATS.secretariat))

	// the paragraph that the caret is in, by the palette
	await secretariat.row(12).click()
	await secretariat.page.keyboard.press('Enter')
	await expect(secretariat.text(12)).toBeFocused()
	await secretariat.page.keyboard.press('Control+End')
	await secretariat.page.keyboard.press('Control+k')
	await secretariat.page.keyboard.type('Call everybody')
	await secretariat.page.keyboard.press('Enter')
	const told = ukraine.toast('Secretariat calls to Point 12, paragraph 2.')
	// messages go by themselves after a while: they are looked at first
	await Promise.all([
		expect(secretariat.toast('Everybody was called to Point 12, paragraph 2.')).toBeVisible(),
		expect(told).toBeVisible(),
	])
	await expect(ukraine.clause(12)).not.toBeInViewport()
	await told.getByRole('button', { name: 'Go' }).click()
	const second = (of: typeof ukraine) => of.clause(12).locator('.clause-text > p').nth(1)
	await expect(second(wall)).toBeInViewport()
	await expect(second(ukraine)).toBeInViewport()
	await expect(ukraine.clause(12)).toBeFocused()

	// by the list of who is here, and to whoever missed the message
	await secretariat.row(9).click()
	await secretariat.page.getByRole('button', { name: /^Who is here/ }).click()
	await secretariat.page.getByRole('menuitem', { name: 'Call everybody to Point 9' }).click()
	await expect(france.person.toast('Secretariat calls to Point 9.')).toBeVisible()
	await expect(france.person.clause(1)).toBeVisible()
	await france.page.getByRole('button', { name: 'Go', exact: true }).first().tap()
	await expect(france.person.clause(9)).toBeVisible()
	await expect(wall.clause(9)).toBeInViewport()
	await ukraine.page.keyboard.press('Control+k')
	await ukraine.page.keyboard.type('where I was called')
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.clause(9)).toBeFocused()

	// who does not run the room has no such command
	await ukraine.page.keyboard.press('Control+k')
	await ukraine.page.keyboard.type('Call everybody')
	await expect(ukraine.page.getByRole('option', { name: /Call everybody/ })).toHaveCount(0)
	await ukraine.page.keyboard.press('Escape')
	await ukraine.page.getByRole('button', { name: /^Who is here/ }).click()
	await expect(ukraine.page.getByRole('menuitem', { name: /^Secretariat/ })).toBeVisible()
	await expect(ukraine.page.getByRole('menuitem', { name: /^Call/ })).toHaveCount(0)
})

test('[W160] of messages that neither warn nor ask for anything the newest three stay', async ({
	venue,
}) => {
	const place = await venue()
	const secretariat = await place.newcomer('secretariat')
	await secretariat.enter(place.link(SEATS.secretariat))
	const call = async (point: number): Promise<void> => {
		await secretariat.row(point).click()
		await secretariat.page.keyboard.press('Control+k')
		await secretariat.page.keyboard.type('Call everybody')
		await secretariat.page.keyboard.press('Enter')
	}
	for (const point of [1, 2, 3]) {
		await call(point)
		await expect(secretariat.toast(`Everybody was called to Point ${point}.`)).toBeAttached()
	}
	// more are not let through so soon, of which one is warned
	await call(4)
	const warning = secretariat.toast('Nobody was called')
	// none goes by itself while it is pointed at
	await warning.hover()
	await secretariat.page.keyboard.press('Control+s')
	await expect(secretariat.toast('All sent at')).toBeAttached()
	// on a slow machine the next one may have gone by itself before it was pointed at
	await expect(secretariat.toast('Everybody was called to Point 1.')).toHaveCount(0)
	await expect(warning).toHaveCount(1)
})
