import { expect, type Locator } from '@playwright/test'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { type Person } from './person.ts'
import { approachDeadline, SEATS } from './venue.ts'

test('[W5] a note-taker cannot type into the text, and takes notes that keep the text of their moment', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, noteTaker, secretariat, all } = await gather(place, [
		'ukraine',
		'noteTaker',
		'secretariat',
	])
	const before = 'The guarantees are legally binding.'
	await expect(noteTaker.page.getByTestId('mode')).toHaveText('Reading')
	await noteTaker.clause(5).focus()
	await noteTaker.text(5).focus()
	await noteTaker.page.keyboard.type('XYZ')
	await expect(noteTaker.page.getByText(/You are here as a note-taker/)).toBeVisible()
	await expect(noteTaker.text(5)).toHaveAttribute('contenteditable', 'false')

	await noteTaker.clause(5).focus()
	await noteTaker.page.keyboard.press('n')
	const field = noteTaker.page.getByRole('textbox', { name: 'Note on Point 5' })
	await expect(field).toBeFocused()
	await field.pressSequentially('France asks who guarantees.')
	await field.press('Enter')
	for (const person of all) {
		const note = person.page.getByRole('article', { name: 'Note on Point 5' })
		await expect(note).toContainText('France asks who guarantees.')
		await expect(note).toContainText('Note-taker')
	}

	await ukraine.clickBehind(5, 'legally binding')
	await ukraine.page.keyboard.type(' and ratified')
	const after = 'The guarantees are legally binding and ratified.'
	await ukraine.whenSent()
	await agreeOn(all, 5, after)

	const note = secretariat.page.getByRole('article', { name: 'Note on Point 5' })
	await note.getByRole('button').click()
	const then = secretariat.page.getByRole('region', { name: /^Point 5 as it stood at \d\d:\d\d/ })
	await expect(then.locator('.stood')).toContainText(before)
	await expect(then).not.toContainText('ratified')
	expect(await secretariat.read(5)).toBe(after)
	await secretariat.page.keyboard.press('Escape')
	await expect(then).toHaveCount(0)

	const observer = await Observer.enter(place)
	expect(await observer.read(5)).toBe(after)
})

test('[N2] [N3] [N4] a note that waits keeps its words and its moment; every seat takes them, also after the freeze', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const [observer, ukraine] = [await place.newcomer('observer'), await place.newcomer('ukraine')]
	await observer.enter(place.link(SEATS.observer))
	await ukraine.enter(place.link(SEATS.ukraine))
	const field = await beginNote(observer, 5)
	await field.pressSequentially('Binding for whom?')
	// Put away, and the text goes on.
	await field.press('Escape')
	await expect(field).toHaveCount(0)
	await ukraine.clickBehind(5, 'legally binding')
	await ukraine.page.keyboard.type(' and ratified')
	await expect(observer.clause(5)).toContainText('legally binding and ratified')
	await beginNote(observer, 5)
	await expect(field).toHaveValue('Binding for whom?')
	// The line is down: the words stay in the field.
	await observer.loseLine()
	await field.press('Enter')
	await expect(observer.page.getByRole('alert')).toBeVisible()
	await expect(field).toHaveValue('Binding for whom?')
	await observer.context.setOffline(false)
	await field.press('Enter')
	const note = ukraine.page.getByRole('article', { name: 'Note on Point 5' })
	await expect(note).toContainText('Binding for whom?')
	await note.getByRole('button').click()
	const then = ukraine.page.getByRole('region', { name: /^Point 5 as it stood at/ })
	await expect(then.locator('.stood')).toContainText('The guarantees are legally binding.')
	await expect(then).not.toContainText('ratified')
	await ukraine.page.keyboard.press('Escape')
	await expect(then).toHaveCount(0)

	approachDeadline(place)
	await expect(ukraine.text(5)).toHaveAccessibleName(/, frozen$/)
	const after = await beginNote(ukraine, 5)
	await after.pressSequentially('Kyiv will answer.')
	await after.press('Enter')
	await expect(
		observer.page
			.getByRole('article', { name: 'Note on Point 5' })
			.filter({ hasText: 'Kyiv will answer.' })
	).toBeVisible()
})

/** Begins a note on a point, or goes on with one; gives its field. */
async function beginNote(person: Person, number: number): Promise<Locator> {
	const field = person.page.getByRole('textbox', { name: `Note on Point ${number}` })
	await person.clause(number).focus()
	await person.page.keyboard.press('n')
	await expect(field).toBeFocused()
	return field
}
