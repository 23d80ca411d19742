import { expect } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'

/** What this device remembers of visits. */
function visits(person: Person): Promise<readonly string[]> {
	return person.page.evaluate(() =>
		Object.keys(localStorage).filter((key) => key.startsWith('parley.visit.'))
	)
}

/** Somebody writes at the end of a point; gives them. */
async function write(who: Person, number: number, words: string): Promise<void> {
	await who.row(number).click()
	await who.page.keyboard.press('Enter')
	await expect(who.text(number)).toBeFocused()
	await who.page.keyboard.press('Control+End')
	await who.page.keyboard.type(words)
	await who.whenSent()
}

async function franceChanges(place: Venue): Promise<void> {
	const france = await place.newcomer('france')
	await france.enterByPage(place.link(SEATS.france))
	for (const number of [1, 9, 12]) await write(france, number, ' As France has it.')
}

test('[W22] whoever comes back is told what others changed, and steps through it with a key; nothing of it is left behind', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await write(ukraine, 2, ' My own words.')
	await expect.poll(() => visits(ukraine)).toHaveLength(1)
	await ukraine.page.goto('about:blank')
	await franceChanges(place)

	await ukraine.comeBack(place.room)
	const banner = ukraine.page.getByTestId('banner-comeback')
	await expect(banner).toContainText(/^Since you left at \d\d:\d\d: 3 changes in 3 points/)
	await expect(ukraine.row(1)).toHaveAccessibleName(/changed since you left/)
	await expect(ukraine.row(2)).not.toHaveAccessibleName(/changed since/)
	// the first of them is on the screen already, and is not passed over
	await banner.getByRole('button', { name: /^Show/ }).click()
	await expect(ukraine.clause(1)).toBeFocused()
	await expect(banner).toContainText(/^1 of 3 .*: Point 1\. France, 1 change/)
	await ukraine.page.keyboard.press(']')
	await expect(ukraine.clause(9)).toBeFocused()
	await expect(ukraine.row(9)).not.toHaveAccessibleName(/changed since/)
	await expect(ukraine.row(12)).toHaveAccessibleName(/changed since you left/)
	await ukraine.page.keyboard.press(']')
	await expect(ukraine.clause(12)).toBeFocused()
	await expect(banner.getByRole('button')).toHaveCount(1)
	await ukraine.page.keyboard.press(']')
	await expect(ukraine.toast('Nothing else has changed.')).toBeVisible()
	await expect(banner).toHaveCount(0)

	// what has been seen is not told again
	await ukraine.page.reload()
	await expect(ukraine.clause(1)).toBeVisible()
	await expect(ukraine.delivery).toHaveAttribute('data-delivery', 'sent')
	await expect(banner).toHaveCount(0)
	await ukraine.signOut()
	expect(await visits(ukraine)).toEqual([])
	await ukraine.page.goto('about:blank')
	await ukraine.page.goto(place.url)
	expect(await visits(ukraine)).toEqual([])
})

test('[W22] a telephone shows each changed point at a tap; without copies here no visit is kept', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = new Finger(await place.newcomer('ukraine', place.url, PHONE))
	await ukraine.enterByPage(place.link(SEATS.ukraine))
	await ukraine.page.goto('about:blank')
	await franceChanges(place)
	await ukraine.person.comeBack(place.room)
	const banner = ukraine.page.getByTestId('banner-comeback')
	await expect(banner).toContainText('3 changes in 3 points')
	await ukraine.tap('button', /^Show/)
	await ukraine.tap('button', 'Next')
	await expect(ukraine.person.clause(9)).toBeVisible()
	await ukraine.tap('button', 'Put away')
	await expect(banner).toHaveCount(0)

	const careful = await place.newcomer('observer')
	await careful.page.goto(place.link(SEATS.observer))
	await careful.page.getByLabel('Do not keep copies here').check()
	await careful.page.getByRole('button', { name: 'Enter', exact: true }).click()
	await expect(careful.clause(1)).toBeVisible()
	await careful.page.reload()
	await expect(careful.clause(1)).toBeVisible()
	expect(await visits(careful)).toEqual([])
})
