import { expect, type Locator } from '@playwright/test'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS } from './venue.ts'

test('[W45] [R2] whoever follows somebody on a telephone is shown the point they go to', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	await ukraine.row(2).click()
	const france = new Finger(await place.newcomer('france', place.url, PHONE))
	await france.person.enter(place.link(SEATS.france))
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

test('[R1] [R3] choosing somebody leads to them and then along; scrolling pauses it, writing ends it', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, france] = [await place.newcomer('ukraine'), await place.newcomer('france')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await france.enter(place.link(SEATS.france))
	const { page } = france
	const banner = page.getByTestId('banner-following')
	const caret = (number: number): Locator => france.caret(number, 'Advisor 1 (UA)')
	await writeIn(ukraine, 9)
	for (const isFollowing of [false, true]) {
		await page.getByRole('button', { name: /^Who is here/ }).click()
		await page.getByRole('menuitem', { name: /Advisor 1 — Point 9$/ }).click()
		await expect(caret(9)).toBeInViewport()
		await expect(banner).toHaveCount(isFollowing ? 1 : 0)
	}
	await france.clause(9).hover()
	await page.mouse.wheel(0, 200)
	await expect(banner).toContainText('You scrolled')
	await writeIn(ukraine, 1)
	await expect(france.row(1)).toHaveAccessibleName(/Advisor 1, Ukraine/)
	await expect(caret(1)).not.toBeInViewport()
	await page.getByRole('button', { name: 'Resume' }).click()
	await expect(caret(1)).toBeInViewport()
	await france.row(12).click()
	await expect(banner).toContainText('You scrolled')
	await page.getByRole('button', { name: 'Resume' }).click()
	await expect(caret(1)).toBeInViewport()
	await expect(banner).toContainText('Following Advisor 1, Ukraine')
	await france.clickBehind(1, 'cease fire')
	await page.keyboard.type(' now')
	await expect(banner).toHaveCount(0)
})

/** Goes into a point and puts the caret at its end. */
async function writeIn(person: Person, number: number): Promise<void> {
	await person.row(number).click()
	await person.page.keyboard.press('Enter')
	await expect(person.text(number)).toBeFocused()
	await person.page.keyboard.press('Control+End')
}
