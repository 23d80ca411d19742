import { expect, type Locator } from '@playwright/test'
import { runParley } from '../support/parley.ts'
import { agreeOn, gather, test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'
import { BEFORE, everyAnswer, filesWith, heldBy, openDialog, paste, SECRET } from './withholding.ts'

/** What point 7 says by itself. */
const MEETING = Array.from({ length: 2 }, () =>
	Array.from({ length: 6 }, () => 'The parties hold meeting 7 on this point.').join(' ')
).join('\n')

/** Selects the last `length` characters of the words in a point. */
async function selectBack(
	person: Person,
	number: number,
	behind: string,
	length: number
): Promise<void> {
	await person.clickBehind(number, behind)
	await person.page.keyboard.down('Shift')
	for (let i = 0; i < length; i++) await person.page.keyboard.press('ArrowLeft')
	await person.page.keyboard.up('Shift')
}

/** Drags what is selected to behind other words of the point. */
async function dragBehind(person: Person, number: number, from: string, to: string): Promise<void> {
	const [start, end] = [await person.boxBehind(number, from), await person.boxBehind(number, to)]
	const { mouse } = person.page
	await mouse.move(start.x - 8, start.y)
	await mouse.down()
	await mouse.move(start.x - 20, start.y, { steps: 4 })
	await mouse.move(end.x, end.y, { steps: 8 })
	await mouse.up()
}

/** Posts as a person's page does; gives the status. */
async function post(
	person: Person,
	place: Venue,
	path: string,
	data: object = {}
): Promise<number> {
	const { origin } = new URL(person.page.url())
	const url = `/api/v1/negotiations/${place.prepared.negotiation.id}${path}`
	return (await person.context.request.post(url, { data, headers: { origin } })).status()
}

const button = (dialog: Locator): Locator =>
	dialog.getByRole('button', { name: 'Take out of the record' })

/** The box of a copy whose line says this. */
const copy = (dialog: Locator, place: RegExp): Locator =>
	dialog.getByRole('checkbox', { name: place })

test('[W80] dragged, cut, brought back and pasted again: the words are found and go from everywhere', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { folder } = place.prepared
	const { ukraine, france, all } = await gather(place, ['ukraine', 'france', 'noteTaker'])
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await expect(france.clause(5)).toContainText(SECRET)
	// France drags the words to another place, and writes in them.
	await selectBack(france, 5, 'eighteen months', SECRET.length + 1)
	await dragBehind(france, 5, 'accepts eighteen', 'The guarantees')
	await expect(france.clause(5)).toContainText(`guarantees ${SECRET} are`)
	await france.clickBehind(5, 'Paris')
	await france.page.keyboard.type(' (who?)')
	await france.whenSent()
	const moved = BEFORE.replace(
		'guarantees',
		`guarantees ${SECRET.replace('Paris', 'Paris (who?)')}`
	)
	await agreeOn(all, 5, moved)
	// Ukraine cuts a part of them, and takes that back; and pastes the words elsewhere, twice.
	await selectBack(ukraine, 5, 'eighteen months', 'eighteen months'.length)
	await ukraine.page.keyboard.press('ControlOrMeta+x')
	await expect(ukraine.clause(5)).not.toContainText('eighteen')
	await ukraine.page.keyboard.press('ControlOrMeta+z')
	await agreeOn(all, 5, moved)
	await paste(ukraine, 3, 'within thirty days', ` ${SECRET}`)
	await paste(ukraine, 7, 'meeting 7', ` (${SECRET})`)
	await ukraine.page.keyboard.press('ControlOrMeta+z')
	await ukraine.whenSent()

	const dialog = await openDialog(ukraine, 5)
	// What came back is selected still, and so is offered first: it is about all of the paste.
	await dialog.getByRole('radio', { name: /^Pasted/ }).check()
	await expect(dialog.getByText('They were moved, or brought back by undoing.')).toBeVisible()
	for (const where of [/^Point 3 /, /^Point 7, deleted since/]) {
		await expect(copy(dialog, where)).toBeChecked()
	}
	await button(dialog).click()
	await expect(dialog).toHaveCount(0)
	await expect(
		ukraine.toast('Taken out of the record, in Point 5, Point 3, Point 7.')
	).toBeVisible()
	await agreeOn(all, 5, BEFORE.replace('guarantees', 'guarantees (who?)'))
	await agreeOn(all, 3, 'All prisoners are exchanged within thirty days.')
	await expect.poll(() => filesWith(folder), { timeout: 20_000 }).toEqual([])
	for (const person of all) {
		expect(await everyAnswer(person, place)).not.toContain('SECRET')
		await expect.poll(() => heldBy(person.page)).toBe(false)
	}
	const check = await runParley(folder, ['log', 'check'])
	expect([check.code, check.err]).toEqual([0, ''])
})

test('[W81] a copy that somebody else pasted is shown, and theirs or the secretariat’s to take out; a part alone leaves the rest', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, france, secretariat } = await gather(place, ['ukraine', 'france', 'secretariat'])
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await ukraine.whenSent()
	await paste(france, 7, 'meeting 7', ` (${SECRET})`)
	await france.whenSent()
	// A part of it alone.
	await selectBack(ukraine, 5, 'eighteen months', ' months'.length)
	const part = await openDialog(ukraine, 5)
	await expect(part.getByText('What you have selected')).toBeVisible()
	await button(part).click()
	await expect(part).toHaveCount(0)
	const shorter = SECRET.replace(' months', '')
	await agreeOn([ukraine, france], 5, BEFORE.replace('binding', `binding ${shorter}`))

	const dialog = await openDialog(ukraine, 5)
	const others = copy(dialog, /^Point 7, by Advisor 2, France/)
	await expect(others).toBeDisabled()
	await expect(others).not.toBeChecked()
	await expect(dialog).toContainText('Its author takes it out, or the secretariat or the chair.')
	await button(dialog).click()
	await expect(dialog).toHaveCount(0)
	await agreeOn([ukraine, france], 5, BEFORE)
	expect(await france.read(7)).toContain(SECRET)

	// The words are gone from where they came from: the secretariat finds the copy as France's.
	const asked = await openDialog(secretariat, 7)
	await asked
		.getByRole('combobox', { name: 'Whose words' })
		.selectOption({ label: 'Advisor 2, France' })
	await expect(asked.getByText(SECRET).first()).toBeVisible()
	await button(asked).click()
	await expect(asked).toHaveCount(0)
	await expect(
		france.toast('took words of Advisor 2, France out of Point 7, who asked')
	).toBeVisible()
	await agreeOn([ukraine, france, secretariat], 7, MEETING)
	await expect.poll(() => filesWith(place.prepared.folder), { timeout: 20_000 }).toEqual([])
})

test('[W82] words that stand in a held point are taken out by the secretariat, deleted ones by their author, and those of a seat that is gone', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, france, secretariat } = await gather(place, ['ukraine', 'france', 'secretariat'])
	await paste(ukraine, 5, 'legally binding', ` ${SECRET}`)
	await paste(ukraine, 3, 'within thirty days', ` ${SECRET}`)
	await ukraine.page.keyboard.press('ControlOrMeta+z')
	await ukraine.whenSent()
	await paste(france, 2, 'every day', ' SECRET of a seat that goes away')
	await france.whenSent()
	for (const number of [3, 5]) {
		const id = place.prepared.clauses.find((one) => one.number === String(number))?.id ?? ''
		expect(await post(secretariat, place, `/clauses/${id}/hold`, { reason: 'Lawyers' })).toBe(200)
	}
	const barred = await openDialog(ukraine, 5)
	await expect(barred.getByText('You may not change Point 5 now')).toBeVisible()
	await expect(button(barred)).toBeDisabled()
	// The deleted copy in the other held point is no part of the text.
	await expect(copy(barred, /^Point 3, deleted since/)).toBeEnabled()
	await ukraine.page.keyboard.press('Escape')
	const deleted = await openDialog(ukraine, 3)
	await expect(deleted.getByText(/deleted since/).first()).toBeVisible()
	await expect(copy(deleted, /^Point 5 /)).toBeDisabled()
	await button(deleted).click()
	await expect(deleted).toHaveCount(0)
	await expect(ukraine.clause(5)).toContainText(SECRET)

	const asked = await openDialog(secretariat, 5)
	const whose = asked.getByRole('combobox', { name: 'Whose words' })
	await whose.selectOption({ label: 'Advisor 1, Ukraine' })
	await expect(asked.getByText(SECRET).first()).toBeVisible()
	await button(asked).click()
	await expect(asked).toHaveCount(0)
	await agreeOn([ukraine, secretariat], 5, BEFORE)

	const { id = '' } = place.prepared.seats[SEATS.france]?.seat ?? {}
	expect(await post(secretariat, place, `/seats/${id}/revocation`)).toBeLessThan(300)
	const gone = await openDialog(secretariat, 2)
	await gone
		.getByRole('combobox', { name: 'Whose words' })
		.selectOption({ label: 'Advisor 2, France (seat taken away)' })
	await expect(gone.getByText('SECRET of a seat').first()).toBeVisible()
	await button(gone).click()
	await expect(gone).toHaveCount(0)
	await agreeOn([ukraine, secretariat], 2, 'A mission watches the line. It reports every day.')
	await expect.poll(() => filesWith(place.prepared.folder), { timeout: 20_000 }).toEqual([])
})
