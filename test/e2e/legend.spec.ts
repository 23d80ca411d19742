import { writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { DEFAULT_LADDER } from '@parley/domain'
import { type Locator, type Page } from '@playwright/test'
import { expect } from './expect.ts'
import { gather, test } from './party.ts'
import { approachDeadline } from './venue.ts'

/** That each step of the ladder stands in sight with what it means. */
async function expectLegend(where: Locator): Promise<void> {
	for (const { name, meaning } of DEFAULT_LADDER) {
		await expect(where.getByText(name, { exact: true })).toBeVisible()
		await expect(where.getByText(meaning, { exact: true })).toBeVisible()
	}
}

const under = (page: Page): Locator => page.getByRole('region', { name: 'Statuses' })

test('[W132] what the steps of the ladder are called and mean stands under the text in the room as it is printed, frozen, verified, and on the offline page', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, secretariat } = await gather(place, ['ukraine', 'secretariat'])
	const { page } = ukraine
	await ukraine.clause(2).focus()
	await page.keyboard.press('r')
	const dialog = page.getByRole('dialog')
	await dialog.getByLabel('What it is about').fill('Рада ще не голосувала.')
	await dialog.getByRole('button', { name: 'Reserve' }).click()
	await page.keyboard.press('Escape')
	await expect(ukraine.clause(2).getByTestId('said')).toHaveText(/UA/)

	await page.emulateMedia({ media: 'print' })
	await expectLegend(under(page))
	await page.emulateMedia({ media: 'screen' })
	await expect(under(page)).toHaveCount(0)

	approachDeadline(place)
	await expect(secretariat.heading).toHaveText(/Frozen \w+ /)
	await page.goto(`${place.room}/frozen`)
	await expectLegend(under(page))
	const file = await ukraine.download(
		page
			.getByRole('region', { name: 'Downloads' })
			.getByRole('link', { name: /^Frozen text, signed/ })
	)
	const bytes = test.info().outputPath('frozen.json')
	await file.saveAs(bytes)
	await page.goto('/verify')
	await page.locator('input[type=file]').setInputFiles(bytes)
	await expectLegend(under(page))

	// without a server, from a disk
	const offline = test.info().outputPath('verify.html')
	const answer = await page.request.get('/verify.html')
	await writeFile(offline, await answer.text())
	await page.goto(pathToFileURL(offline).href)
	await page.locator('input[type=file]').setInputFiles(bytes)
	await expectLegend(under(page))
	await expect(page.getByRole('region', { name: 'Reservations' })).toContainText(
		'† point 2 – UA: scrutiny. Рада ще не голосувала.'
	)
})
