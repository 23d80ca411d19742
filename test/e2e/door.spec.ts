import { expect } from '@playwright/test'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W13] a link opens where another one stands, is used up by entering alone, and then says so', async ({
	venue,
}) => {
	const place = await venue()
	const link = place.link(SEATS.france)
	const { page } = await place.newcomer('france')
	await page.goto('/enter')
	await expect(page.getByRole('heading', { name: 'Open your link' })).toBeVisible()
	// The same page with another fragment: a browser does not load it again by itself.
	await page.goto(link)
	await expect(page.getByText('Is this you?')).toBeVisible()
	await expect(page).toHaveURL(`${place.url}/enter`)
	await expect(page.getByText('they can read everything')).toContainText(
		'others may have read them, and earlier backups have them'
	)
	await page.getByRole('button', { name: 'Not me' }).click()
	await expect(page.getByText('the link can still be used')).toBeVisible()
	await page.goto(link)
	await page.getByRole('button', { name: 'Enter', exact: true }).click()
	await expect(page).toHaveURL(`${place.url}${place.room}`)

	const second = await place.newcomer('somebody else')
	await second.page.goto(link)
	await expect(second.page.getByRole('heading')).toHaveText('This link was used already.')
	await second.page.goto(place.room)
	await expect(second.page.getByRole('heading')).toHaveText('You are not signed in here.')
	await expect(second.page.locator('body')).not.toContainText(place.prepared.negotiation.title)
})
