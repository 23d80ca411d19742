import { type Locator, type Page } from '@playwright/test'
import { expect } from './expect.ts'
import { agreeOn, gather, test } from './party.ts'
import { type Person } from './person.ts'

/** Finds a command by its name and runs it, by keys alone. */
async function command(page: Page, name: string): Promise<void> {
	await page.keyboard.press('Control+k')
	const palette = page.getByRole('dialog', { name: 'Commands and places' })
	await expect(palette).toBeVisible()
	await page.keyboard.type(name)
	await expect(palette.getByRole('option').first()).toContainText(name)
	await page.keyboard.press('Enter')
	await expect(palette).toBeHidden()
}

/** Writes the reason into the dialog that asks for it, and goes on, by keys alone. */
async function decideByKeys(page: Page, verb: string, reason: string): Promise<void> {
	const dialog = page.getByRole('dialog')
	const field = dialog.getByRole('textbox')
	await expect(field).toBeVisible()
	await field.focus()
	await page.keyboard.type(reason)
	await tabTo(page, dialog.getByRole('button', { name: verb, exact: true }))
	await page.keyboard.press('Enter')
	await expect(dialog).toHaveCount(0)
}

async function tabTo(page: Page, control: Locator): Promise<void> {
	await expect(async () => {
		await page.keyboard.press('Tab')
		await expect(control).toBeFocused({ timeout: 200 })
	}).toPass()
}

/** Whether a person can type in a point: what its text says to a reader of the screen. */
async function expectReadOnly(person: Person, number: number, isReadOnly: boolean): Promise<void> {
	await expect(person.text(number)).toHaveAttribute('aria-readonly', String(isReadOnly))
}

test('[W50] a delegation is set to reading only while it writes, and back, without a reload', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
	await france.clickBehind(1, 'whole line')
	await france.page.keyboard.type(' and beyond')
	await france.whenSent()
	await expectReadOnly(france, 1, false)

	const panel = (await secretariat.newWindow()).page
	await panel.goto(`${place.room}/secretariat`)
	await panel.getByRole('button', { name: 'France: reading only' }).click()
	const dialog = panel.getByRole('dialog')
	await dialog.getByRole('button', { name: 'Reading only', exact: true }).click()
	await expect(dialog.getByText('Say why: everybody in the room reads it.')).toBeVisible()
	await dialog.getByRole('textbox').fill('The delegation consults its capital.')
	await dialog.getByRole('button', { name: 'Reading only', exact: true }).click()
	await expect(dialog).toHaveCount(0)

	const told = 'Your delegation was set to reading only by the Secretariat.'
	const why = 'Reason: The delegation consults its capital.'
	await expect(france.toast(`${told} ${why}`)).toBeVisible()
	await expect(france.page.getByTestId('mode')).toHaveAccessibleName(`Reading: ${told} ${why}`)
	await expectReadOnly(france, 1, true)
	const before = await france.read(1)
	await france.page.keyboard.type('☠')
	expect(await france.read(1)).toBe(before)
	// nobody else is touched
	await ukraine.clickBehind(2, 'every day')
	await ukraine.page.keyboard.type(' and night')
	await ukraine.whenSent()
	await expect.poll(() => france.read(2)).toContain('every day and night.')

	await panel.getByRole('button', { name: 'France: let edit' }).click()
	await panel.getByRole('dialog').getByRole('button', { name: 'Let edit' }).click()
	await expect(france.toast('You can write again.')).toBeVisible()
	await expectReadOnly(france, 1, false)
	await france.clickBehind(1, 'and beyond')
	await france.page.keyboard.type(' it')
	await france.whenSent()
	await agreeOn(all, 1, 'The parties cease fire along the whole line and beyond it.')
})

test('[W51] a point is held and released by keys alone; it says who holds it, since when and why', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, secretariat, all } = await gather(place, ['ukraine', 'noteTaker', 'secretariat'])
	await ukraine.clickBehind(2, 'every day')
	await secretariat.clause(2).focus()
	await command(secretariat.page, 'Hold this point')
	await decideByKeys(secretariat.page, 'Hold it', 'The lawyers look at it.')

	await expect(
		ukraine.toast(
			'This point is held by the Secretariat: nobody writes in it until it is released.'
		)
	).toBeVisible()
	const line = /^Held by the Secretariat since \d\d:\d\d London\. Reason: The lawyers look at it\./
	for (const person of all) {
		await expect(person.clause(2).getByTestId('right')).toHaveText(line)
		await expect(person.row(2)).toHaveAccessibleName(/\. held/)
	}
	// its holder as well
	for (const person of [ukraine, secretariat]) await expectReadOnly(person, 2, true)
	await expectReadOnly(ukraine, 1, false)
	await ukraine.clickBehind(1, 'whole line')
	await ukraine.page.keyboard.type(' at once')
	await ukraine.whenSent()

	await secretariat.clause(2).focus()
	await command(secretariat.page, 'Release this point')
	await decideByKeys(secretariat.page, 'Release it', 'They agree.')
	for (const person of all) await expect(person.clause(2).getByTestId('right')).toHaveCount(0)
	await expectReadOnly(ukraine, 2, false)
	await ukraine.clickBehind(2, 'every day')
	await ukraine.page.keyboard.type(', at noon')
	await ukraine.whenSent()
	await agreeOn(all, 2, 'A mission watches the line. It reports every day, at noon.')
})

test('[W52] words typed offline into a point that is held meanwhile come back, are copied and stay on the device until they are let go', async ({
	venue,
}) => {
	const place = await venue()
	const { france, secretariat } = await gather(place, ['france', 'secretariat'])
	await france.context.grantPermissions(['clipboard-read', 'clipboard-write'])
	await france.clickBehind(3, 'thirty days')
	await france.loseLine()
	const words = ' of the signature'
	await france.page.keyboard.type(words)
	await expect.poll(() => france.copies()).toBeGreaterThan(0)
	await secretariat.clause(3).focus()
	await command(secretariat.page, 'Hold this point')
	await decideByKeys(secretariat.page, 'Hold it', 'The lawyers look at it.')
	await france.context.setOffline(false)

	const dialog = france.page.getByRole('dialog', {
		name: 'The server did not take your words in Point 3',
	})
	await expect(dialog).toBeVisible({ timeout: 30_000 })
	// it has its look, which may have been asked for without a connection
	await expect(dialog).toBeInViewport({ ratio: 1 })
	await expect(dialog.getByText(words.trim())).toBeVisible()
	await expect(dialog.getByText('Not taken, because the point is held')).toBeVisible()
	await expect(dialog).toContainText('This device keeps them as a draft that only you read')
	// the button says so for a moment, which may be over where it is looked at only afterwards, and now and then
	await Promise.all([
		dialog.getByRole('button', { name: 'Copied' }).waitFor({ timeout: 30_000 }),
		dialog.getByRole('button', { name: 'Copy', exact: true }).click(),
	])
	const copied = () => france.page.evaluate(() => navigator.clipboard.readText())
	await expect.poll(copied).toBe(words.trim())
	await dialog.getByRole('button', { name: 'Keep and close' }).click()
	// the text is the server's again
	await expect.poll(() => france.read(3)).toBe('All prisoners are exchanged within thirty days.')
	await expectReadOnly(france, 3, true)

	await france.comeBack(place.room)
	await expect(france.page.getByRole('dialog')).toHaveCount(0)
	await expect.poll(() => france.read(3)).toBe('All prisoners are exchanged within thirty days.')
	await france.clause(1).focus()
	await command(france.page, 'Words of mine that the server did not take')
	await expect(dialog.getByText(words.trim())).toBeVisible()
	await tabTo(france.page, dialog.getByRole('button', { name: 'Let go of the words in Point 3' }))
	await france.page.keyboard.press('Enter')
	await expect(dialog).toHaveCount(0)
	await france.comeBack(place.room)
	await france.page.keyboard.press('Control+k')
	await france.page.keyboard.type('Words of mine that')
	await expect(france.page.getByRole('option', { name: /did not take/ })).toHaveCount(0)
})
