import { type Page } from '@playwright/test'
import { expect } from './expect.ts'
import { gather, test, type Party } from './party.ts'
import { type Person } from './person.ts'

const KEYS = 'Control+Shift+E'
const COMMAND = 'Offer other words for those selected'

/** Selects words of point 2 with the keyboard alone, from where the caret is put before them. */
async function select(person: Person, words: string): Promise<void> {
	await person.clickBefore(2, words)
	for (let i = 0; i < words.length; i++) await person.page.keyboard.press('Shift+ArrowRight')
}

/** The words of point 2 under each bracket of a delegation, in the order of the text. */
function bracketed(person: Person): Promise<readonly string[]> {
	return person.clause(2).locator('.bracketed').allTextContents()
}

async function told(person: Person, text: string): Promise<void> {
	await expect(person.toast(text).first()).toBeVisible()
	await expect(person.page.getByRole('dialog')).toHaveCount(0)
}

async function whereNothingMayBe({ ukraine, secretariat }: Party): Promise<void> {
	await select(ukraine, 'watches')
	await secretariat.clause(2).focus()
	await commandByKeys(secretariat.page, 'Hold this point')
	await secretariat.page
		.getByRole('dialog')
		.getByLabel(/^Reason/)
		.fill('The lawyers look at it.')
	await secretariat.page.getByRole('button', { name: 'Hold it' }).click()
	await expect(ukraine.clause(2).getByTestId('right')).toBeVisible()
	await ukraine.clause(2).focus()
	await ukraine.page.keyboard.press(KEYS)
	await told(ukraine, 'This point is held by the Secretariat')
}

async function commandByKeys(page: Page, name: string): Promise<void> {
	await page.keyboard.press('Control+k')
	await page.keyboard.type(name)
	await page.keyboard.press('Enter')
}

test('[W124] other words are offered in two keys, both wordings stand in brackets for all; refused in plain words elsewhere', async ({
	venue,
}) => {
	const party = await gather(await venue())
	const { ukraine, france, secretariat, all } = party
	await select(ukraine, 'watches')
	await ukraine.page.keyboard.press(KEYS)
	const dialog = ukraine.page.getByRole('dialog', { name: 'Offer other words' })
	await expect(dialog).toContainText('watches')
	await expect(dialog.getByLabel('Or', { exact: true })).toBeFocused()
	await ukraine.page.keyboard.press('Enter')
	await expect(dialog).toContainText('Write the other words.')
	await ukraine.page.keyboard.type('shall watch')
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.page.getByRole('dialog')).toHaveCount(0)
	for (const person of all) {
		await expect.poll(() => bracketed(person)).toEqual(['watches', 'shall watch'])
		await expect(person.clause(2).locator('.bracket-tag[data-code="UA"]')).toHaveCount(2)
		expect(await person.read(2)).toContain('A mission watches shall watch the line.')
		await expect(person.page.getByText('2 brackets open').first()).toBeVisible()
	}
	// they are the room's now, and no edit of the page's to take back
	await ukraine.page.keyboard.press('Control+z')
	await ukraine.whenSent()
	expect(await bracketed(france)).toEqual(['watches', 'shall watch'])

	// by the palette, for those who run the room and speak for nobody
	await select(secretariat, 'reports')
	await secretariat.page.keyboard.press('Control+k')
	await secretariat.page.keyboard.type('Offer other words')
	await expect(secretariat.page.getByRole('option', { name: new RegExp(COMMAND) })).toBeVisible()
	await secretariat.page.keyboard.press('Enter')
	const asked = secretariat.page.getByRole('dialog', { name: 'Offer other words' })
	await expect(asked.getByLabel('Or', { exact: true })).toBeFocused()
	await secretariat.page.keyboard.type('звітує')
	await secretariat.page.keyboard.press('Enter')
	await expect(asked).toContainText('Choose at least one delegation.')
	await asked.getByRole('checkbox', { name: /France/ }).check()
	await secretariat.page.getByRole('button', { name: 'Offer them' }).click()
	for (const person of all) {
		await expect
			.poll(() => bracketed(person))
			.toEqual(['watches', 'shall watch', 'reports', 'звітує'])
		await expect(person.clause(2).locator('.bracket-tag[data-code="FR"]')).toHaveCount(2)
	}

	// by the control over the words selected
	await select(france, 'line')
	const toolbar = france.page.getByRole('toolbar', { name: 'Format' })
	await toolbar.getByRole('button', { name: 'Offer other words…' }).click()
	const offering = france.page.getByRole('dialog', { name: 'Offer other words' })
	await expect(offering.getByLabel('Or', { exact: true })).toBeFocused()
	await france.page.keyboard.press('Escape')
	await expect(offering).toHaveCount(0)

	await ukraine.page.keyboard.press('Control+/')
	await expect(ukraine.page.getByRole('dialog', { name: 'Keys' })).toContainText(COMMAND)
	await ukraine.page.keyboard.press('Escape')
	await ukraine.clickBefore(2, 'A mission')
	await ukraine.page.keyboard.press(KEYS)
	await told(ukraine, 'Select the words first that you would have otherwise.')
	await party.noteTaker.clause(2).focus()
	await party.noteTaker.page.keyboard.press(KEYS)
	await expect(party.noteTaker.page.getByRole('dialog')).toHaveCount(0)
	await whereNothingMayBe(party)
	expect((await bracketed(france)).length).toBe(4)
})

test('[W124] in a point that is agreed nothing is offered, and it is said why', async ({
	venue,
}) => {
	const { ukraine, secretariat, all } = await gather(await venue(), ['ukraine', 'secretariat'])
	await select(ukraine, 'watches')
	await secretariat.clause(2).getByTitle('How this point stands').click()
	const dialog = secretariat.page.getByRole('dialog')
	await dialog.getByLabel('New status').selectOption('Agreed')
	await dialog.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Set' }).click()
	await expect(ukraine.clause(2).getByTitle('How this point stands')).toHaveText(/Agreed/)
	await ukraine.page.keyboard.press(KEYS)
	await told(ukraine, 'This point is agreed: what you type is a suggestion')
	for (const person of all) expect(await bracketed(person)).toEqual([])
})
