import { expect } from '@playwright/test'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'

test('[W5] a note-taker cannot type into the text, and takes notes that keep the text of their moment', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, noteTaker, secretariat, all } = await gather(place)
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
	expect(await agreeOn(all, 5)).toBe(after)

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
