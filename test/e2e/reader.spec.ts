import { expect } from '@playwright/test'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W33] a reader of the screen finds the room by landmarks and names, and hears what others change', async ({
	venue,
}) => {
	const place = await venue()
	const [ukraine, france] = [await place.newcomer('ukraine'), await place.newcomer('france')]
	await ukraine.enter(place.link(SEATS.ukraine))
	await france.enter(place.link(SEATS.france))
	const { page } = ukraine
	await ukraine.row(2).click()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(2)).toBeFocused()
	// As Chromium's own tree has it.
	await expect(page.locator('body')).toMatchAriaSnapshot(`
		- banner:
		  - timer "Deadline"
		- navigation "Outline":
		  - tree "Points":
		    - treeitem /Point 2, Monitoring/ [selected]
		- main:
		  - article "Point 2, Monitoring":
		    - heading "2 Monitoring" [level=2]
		    - textbox "Point 2, Monitoring, editing"
		- complementary "Margin"
		- contentinfo "Status"
	`)
	const heard = page.getByRole('status').filter({ hasText: 'France changed Point 2' })
	await france.row(2).click()
	await france.page.keyboard.press('Enter')
	await expect(france.text(2)).toBeFocused()
	await france.page.keyboard.press('Control+End')
	await france.page.keyboard.type(' Every hour.')
	await expect(heard).toHaveText(/^France changed Point 2, 1 edit\./)
	await expect(ukraine.row(2)).toHaveAccessibleName(/Advisor 2, France (is|types) here/)
	await page.keyboard.press('F8')
	await expect(
		page.getByRole('status').filter({ hasText: 'You are in Point 2, Monitoring.' })
	).toContainText('With you: Advisor 2, France.')
	// The same to be read in one's own time.
	await page.keyboard.press('Control+k')
	await page.keyboard.type('what others did')
	await page.keyboard.press('Enter')
	await expect(page.getByRole('dialog', { name: 'What others did' })).toContainText(
		'France changed Point 2, 1 edit.'
	)
})
