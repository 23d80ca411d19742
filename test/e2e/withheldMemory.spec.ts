import { expect } from '@playwright/test'
import { holdsInMemory, TRACE_WITHOUT_ELEMENTS } from './memory.ts'
import { test } from './party.ts'
import { type Person } from './person.ts'
import { openDialog, pair, paste, SECRET } from './withholding.ts'

// Not where that is what all others have: a test with settings of its own has a process of its own, and whoever comes after it another one.
if (process.env['PARLEY_E2E_TRACE'] === 'whole') test.use({ trace: TRACE_WITHOUT_ELEMENTS })

/** Goes to a point that may be far, and writes there next. */
async function goTo(person: Person, number: number): Promise<void> {
	await person.clause(number).scrollIntoViewIfNeeded()
	await person.text(number).click()
}

test('[W83] a page for which the point is far by then has the words in no string of its heap, nor has one that was away', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const [ukraine, france] = await pair(place)
	await paste(ukraine, 3, 'within thirty days', ` ${SECRET}`)
	await ukraine.whenSent()
	await expect(france.clause(3)).toContainText(SECRET)
	// France goes on to the end of the text, where point 3 has no editor any more.
	await goTo(france, 12)
	await expect(france.clause(3).getByRole('textbox')).toHaveCount(0)
	expect(await holdsInMemory(france.page, 'SECRET')).toBe(true)
	await france.loseLine()
	const dialog = await openDialog(ukraine, 3)
	await dialog.getByRole('button', { name: 'Take out of the record' }).click()
	await expect(dialog).toHaveCount(0)
	await france.context.setOffline(false)
	await expect(france.delivery).toHaveText('Sent')
	await expect.poll(() => holdsInMemory(france.page, 'SECRET'), { timeout: 30_000 }).toBe(false)
	// And where it is there all the while.
	await goTo(france, 3)
	await paste(ukraine, 3, 'within thirty days', ` ${SECRET}`)
	await expect(france.clause(3)).toContainText(SECRET)
	await goTo(france, 12)
	await expect(france.clause(3).getByRole('textbox')).toHaveCount(0)
	const again = await openDialog(ukraine, 3)
	await again.getByRole('button', { name: 'Take out of the record' }).click()
	await expect(again).toHaveCount(0)
	await expect.poll(() => holdsInMemory(france.page, 'SECRET'), { timeout: 30_000 }).toBe(false)
	await expect(france.clause(3)).toContainText('All prisoners are exchanged within thirty days.')
})
