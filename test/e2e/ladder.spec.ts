import { expect } from './expect.ts'
import { gather, test } from './party.ts'
import { type Person } from './person.ts'

/** Opens the ladder and its packages by the palette. */
async function openLadder({ page }: Person) {
	await page.keyboard.press('Control+k')
	await page.keyboard.type('ladder of statuses')
	await page.getByRole('option', { name: /The ladder of statuses/ }).click()
	const dialog = page.getByRole('dialog', { name: 'The ladder, and packages' })
	await expect(dialog).toBeVisible()
	return dialog
}

/** The text as of now in JSON, as whoever asks for it gets it. */
function textOf({ page }: Person): Promise<string> {
	return page.evaluate(async () => {
		const room = /ng_\w+/.exec(location.pathname)?.[0] ?? ''
		const answer = await fetch(`/api/v1/negotiations/${room}/text?format=json`)
		return answer.text()
	})
}

test('[W113] those who run the room change a colour of the ladder and make a package; all others read both and change neither', async ({
	ownVenue,
}) => {
	const { france, secretariat } = await gather(await ownVenue(), ['france', 'secretariat'])
	const theirs = await openLadder(france)
	await expect(theirs.getByRole('button', { name: 'Set the ladder' })).toHaveCount(0)
	await expect(theirs.getByRole('button', { name: 'Make it' })).toHaveCount(0)
	await expect(theirs).toContainText('Under discussion')
	await expect(theirs).toContainText('No package is open.')
	await theirs.getByRole('button', { name: 'Close' }).last().click()

	const before = await textOf(france)
	const dialog = await openLadder(secretariat)
	const step = dialog.getByRole('listitem').filter({ has: secretariat.page.getByLabel('Colour') })
	const set = dialog.getByRole('button', { name: 'Set the ladder' })
	await expect(set).toBeDisabled()
	await step.nth(1).getByLabel('Colour').selectOption('Red')
	await step.nth(1).getByLabel('Name').fill('In the room')
	await set.click()
	await expect(set).toBeDisabled()
	await expect.poll(() => textOf(france)).not.toBe(before)

	await dialog.getByLabel('New package').fill('The line')
	const points = dialog.getByRole('group', { name: 'Its points' }).getByRole('checkbox')
	await points.nth(0).check()
	await points.nth(1).check()
	await dialog.getByRole('button', { name: 'Make it' }).click()
	const made = dialog.getByRole('listitem').filter({ hasText: 'The line' })
	await expect(made.getByRole('button', { name: 'Close' })).toBeDisabled()
	const again = await openLadder(france)
	await expect(again).toContainText('In the room')
	await expect(again).toContainText('The line')
	await expect(again.getByRole('button', { name: 'Give up' })).toHaveCount(0)
	await made.getByRole('button', { name: 'Give up' }).click()
	await expect(again).toContainText('No package is open.')
})
