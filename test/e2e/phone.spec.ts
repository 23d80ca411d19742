import { importMarkdown, placeBrackets } from '@parley/formats'
import { type Page } from '@playwright/test'
import { ApiClient } from '../support/api.ts'
import { expect } from './expect.ts'
import { Finger, PHONE } from './finger.ts'
import { test } from './party.ts'
import { TEXT } from './text.ts'
import { SEATS } from './venue.ts'

/** From the edge of the words to the middle of a bracket's sign. */
const SIGN_PX = 4

test('[W140] on a telephone a finger opens a bracket by its sign, offers an alternative, and chooses and leaves a view from anywhere', async ({
	venue,
}) => {
	const { clauses } = placeBrackets(
		importMarkdown(TEXT.replace('It reports every day.', '[It reports every day.]')),
		['UA', 'FR']
	)
	const place = await venue({ imported: clauses })
	const finger = new Finger(await place.newcomer('ukraine', place.url, PHONE))
	await finger.person.enter(place.link(SEATS.ukraine))
	const { page, person } = finger

	await finger.choose(2)
	const card = page.getByRole('dialog', { name: 'Bracket that nobody holds' })
	const begin = await person.boxBefore(2, 'It reports')
	const end = await person.boxBehind(2, 'every day.')
	for (const [at, beside] of [
		[begin, -SIGN_PX],
		[end, SIGN_PX],
	] as const) {
		await page.touchscreen.tap(at.x + beside, at.y)
		await expect(card).toBeVisible()
		await page.keyboard.press('Escape')
		await expect(card).toHaveCount(0)
	}

	await finger.choose(1)
	await finger.tapBehind(1, 'cease fire')
	await pictures(page, 'phone-bar')
	await finger.tap('button', 'Offer an alternative…')
	const offering = page.getByRole('dialog', { name: 'Offer an alternative' })
	await finger.fill(offering.getByRole('textbox').first(), 'Сторони припиняють вогонь.')
	await offering.getByRole('button', { name: 'Offer it' }).tap()
	await expect(person.clause(1).locator('.alternative')).toHaveCount(2)

	// also by a key, which leads into the bar and away from the text
	const done = page.getByRole('button', { name: 'Done writing' })
	await done.focus()
	await page.keyboard.press('Enter')
	await expect(done).toHaveCount(0)
	await finger.choose(9)
	const shown = page.getByLabel('View', { exact: true })
	await expect(shown).toBeInViewport()
	await shown.selectOption('Clean if all accepted')
	const back = page.getByRole('button', { name: 'Back to the text', exact: true })
	await expect(back).toBeVisible()
	// on a small one, of which less is seen at once
	await page.setViewportSize({ width: 390, height: 520 })
	await page.locator('.stage').evaluate((stage) => {
		stage.scrollTop = stage.scrollHeight
	})
	await expect(shown).not.toBeInViewport()
	await expect(back).toBeInViewport()
	await pictures(page, 'phone-view')
	await back.tap()
	await expect(back).toHaveCount(0)
	await page.setViewportSize(PHONE.viewport)

	const chair = await ApiClient.redeem(
		place.server.url,
		place.prepared.seats[SEATS.secretariat]?.code ?? ''
	)
	expect((await chair.fetch('/freeze', { method: 'POST', body: {} })).status).toBe(200)
	const frozen = page.getByRole('timer').getByRole('link', { name: /^Frozen/ })
	await expect(frozen).toBeVisible()
	expect((await frozen.boundingBox())?.height).toBeGreaterThanOrEqual(44)
	await pictures(page, 'phone-frozen')
	await frozen.tap()
	await expect(page.getByRole('region', { name: 'Open when it was frozen' })).toBeAttached()
})

/** For people to look at, where a folder is named. */
async function pictures(page: Page, name: string): Promise<void> {
	const folder = process.env['PARLEY_LOOK']
	if (folder === undefined) return
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme })
		await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png` })
	}
}
