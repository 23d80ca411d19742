import { expect } from './expect.ts'
import { type Party } from './party.ts'
import { type Visit } from './ways.ts'

/** Leads past brackets: placed, in hand, asked about and listed. They stay open. */
export async function pastBrackets({ ukraine, secretariat }: Party, visit: Visit): Promise<void> {
	const { page } = ukraine
	await ukraine.text(2).click()
	await page.keyboard.press('Control+a')
	await page.keyboard.press('Control+e')
	await expect(page.getByRole('dialog', { name: 'Put words into a bracket' })).toBeVisible()
	await visit('room-bracket-placing', page)
	await page.keyboard.type('Kyiv waits for an answer')
	await page.keyboard.press('Enter')
	await expect(page.getByRole('dialog')).toHaveCount(0)
	await secretariat.text(2).click()
	await secretariat.page.keyboard.press('Control+End')
	for (let i = 0; i < 40; i++) await secretariat.page.keyboard.press('Shift+ArrowLeft')
	await secretariat.page.keyboard.press('Control+e')
	const placing = secretariat.page.getByRole('dialog', { name: 'Put words into a bracket' })
	for (const name of ['Ukraine', 'France']) await placing.getByRole('checkbox', { name }).check()
	await visit('room-bracket-holders', secretariat.page)
	await placing.getByRole('button', { name: 'Place the bracket' }).click()
	await expect(placing).toHaveCount(0)
	await expect(ukraine.clause(2).locator('[data-level="2"].bracketed').first()).toBeVisible()
	await secretariat.page.keyboard.press('ArrowRight')
	await secretariat.page.keyboard.press('ArrowLeft')
	await secretariat.page.keyboard.press('Control+e')
	const card = secretariat.page.getByRole('dialog', { name: 'Bracket of Ukraine, France' })
	await card.getByRole('button', { name: /^Propose to lift/ }).click()
	await visit('room-bracket-card', secretariat.page)
	await secretariat.page.keyboard.press('Escape')
	await expect(page.getByTestId('banner-bracket')).toBeVisible()
	await visit('room-bracket-asked', page)
	await page.getByRole('button', { name: /brackets open$/ }).click()
	await expect(page.getByRole('dialog', { name: '2 brackets open' })).toBeVisible()
	await visit('room-bracket-register', page)
	await page.keyboard.press('Escape')
	await page.getByRole('button', { name: 'Answer later' }).click()
	await expect(page.getByTestId('banner-bracket')).toHaveCount(0)
}
