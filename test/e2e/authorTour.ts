import { expect } from '@playwright/test'
import { gather } from './party.ts'
import { type Visit } from './ways.ts'
import { approachDeadline, type OwnVenue } from './venue.ts'

/** A sentence as long as they come, in the other script of the room. */
const UKRAINIAN =
	'Спостережна місія, склад якої визначається за згодою всіх делегацій, щодня доповідає про дотримання режиму припинення вогню, а також про перешкоди в доступі до населених пунктів, об’єктів критичної інфраструктури та місць утримання осіб, позбавлених свободи.'

/** Leads past who wrote what: in a point on which two worked, with what one of them deleted, and in the frozen text. */
export async function pastAuthors(venue: OwnVenue, visit: Visit): Promise<void> {
	const { ukraine, france } = await gather(venue, ['ukraine', 'france'])
	await ukraine.clickBehind(2, 'watches the line')
	await ukraine.page.keyboard.insertText(` at all hours. ${UKRAINIAN}`)
	await ukraine.whenSent()
	await expect.poll(() => france.read(2)).toContain('позбавлених свободи')
	await france.clickBehind(2, 'щодня')
	for (let i = 0; i < ' щодня'.length; i++) await france.page.keyboard.press('Backspace')
	await france.page.keyboard.insertText(' щотижня')
	await france.clickBehind(2, 'every day')
	await france.page.keyboard.insertText(', also on days of rest,')
	await france.whenSent()
	await expect.poll(() => ukraine.read(2)).toContain('щотижня')

	const { page } = ukraine
	await ukraine.clause(2).focus()
	await page.keyboard.press('w')
	await expect(page.getByRole('region', { name: 'Who wrote what' })).toContainText('France')
	await expect(ukraine.clause(2).locator('.author-notch')).toHaveCount(1)
	const card = ukraine.clause(2).locator('.author-card')
	await expect(async () => {
		await page.keyboard.press('.')
		await expect(card).toHaveText(/^Deleted by FR/, { timeout: 100 })
	}).toPass({ intervals: [10] })
	await visit('room-authors', page)
	approachDeadline(venue)
	await expect(ukraine.text(2)).toHaveAccessibleName(/, frozen$/)
	await expect(ukraine.clause(2).locator('.author-notch')).toHaveCount(1)
	await visit('room-frozen-authors', page)
}
