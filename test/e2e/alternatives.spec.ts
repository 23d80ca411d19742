import { type Locator } from '@playwright/test'
import { expect } from './expect.ts'
import { gather, test, type Party } from './party.ts'
import { type Person } from './person.ts'

const LINE = 'A mission watches the line. It reports every day.'
const GERMANY = 5

const PREPARED = {
	delegations: [
		{ code: 'UA', name: 'Ukraine' },
		{ code: 'FR', name: 'France' },
		{ code: 'DE', name: 'Germany' },
	],
	others: [
		{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
		{ role: 'observer', name: 'Observer', delegationCode: null },
		{ role: 'advisor', name: 'Advisor 3', delegationCode: 'DE' },
	],
} as const

/** What stands under an alternative of point 2. */
function under(person: Person, letter: string): Locator {
	return person.clause(2).getByRole('group', { name: `Alternative ${letter}`, exact: true })
}

/** The words of an alternative of point 2. */
function wordsOf(person: Person, letter: string): Locator {
	const has = person.page.getByRole('group', { name: `Alternative ${letter}`, exact: true })
	return person.clause(2).locator('.alternative').filter({ has }).locator('p')
}

function dialog(person: Person): Locator {
	return person.page.getByRole('dialog', { name: /lternative/ })
}

/** Ukraine makes the text of point 2 alternative A and offers B. */
async function offered({ ukraine }: Pick<Party, 'ukraine'>, words: string): Promise<void> {
	const { page } = ukraine
	await ukraine.clickBehind(2, 'every day.')
	await page.keyboard.press('Escape')
	await page.keyboard.press('o')
	await expect(dialog(ukraine)).toBeVisible()
	await page.getByRole('textbox', { name: /words of the alternative/ }).fill(words)
	await page.getByRole('button', { name: 'Offer it' }).click()
	await expect(dialog(ukraine)).toHaveCount(0)
}

test('[W94] alternatives are offered by keyboard, three delegations tap at once, one is chosen and the others go', async ({
	venue,
}) => {
	const place = await venue(PREPARED)
	const party = await gather(place, ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, secretariat } = party
	const germany = await place.newcomer('germany', place.url)
	await germany.enter(place.link(GERMANY))
	const delegations = [ukraine, france, germany]
	await offered(party, 'No mission watches the line.')
	// a message goes by itself after a while
	await Promise.all(
		[france, germany, secretariat].map((person) =>
			expect(person.toast('Ukraine offered in Point 2 alternative B.')).toBeVisible()
		)
	)
	for (const person of [...delegations, secretariat]) {
		await expect(wordsOf(person, 'A')).toHaveText(LINE)
		await expect(wordsOf(person, 'B')).toHaveText('No mission watches the line.')
		await expect(under(person, 'B')).toContainText(/Offered by\s+UAUkraine/)
		// the words were there before Ukraine let others be offered
		await expect(under(person, 'A')).toContainText('As the text stood')
		await expect(under(person, 'A')).not.toContainText('Offered by')
	}
	// each for its own delegation, on both alternatives, at one moment
	const taps = [
		[ukraine, 'A', 'Oppose'],
		[france, 'A', 'Support'],
		[germany, 'A', 'Flexible'],
		[ukraine, 'B', 'Support'],
		[france, 'B', 'Oppose'],
		[germany, 'B', 'Oppose'],
	] as const
	await Promise.all(
		delegations.map(async (person) => {
			for (const [who, letter, stance] of taps)
				if (who === person) await under(who, letter).getByRole('button', { name: stance }).click()
		})
	)
	for (const [who, letter, stance] of taps)
		await expect(under(who, letter).getByRole('button', { name: stance })).toHaveAttribute(
			...(['aria-pressed', 'true'] as const)
		)
	const stances = (letter: string, stance: string): Locator =>
		under(secretariat, letter).locator(`[data-stance="${stance}"]`)
	await expect(stances('A', 'oppose')).toContainText('Ukraine')
	await expect(stances('A', 'support')).toContainText('France')
	await expect(stances('A', 'flexible')).toContainText('Germany')
	await expect(stances('B', 'support')).toContainText('Ukraine')
	await expect(stances('B', 'oppose')).toContainText('France')
	await expect(stances('B', 'oppose')).toContainText('Germany')
	// those who run the room choose, in two presses
	await under(secretariat, 'B').getByRole('button', { name: 'Alternatives…' }).click()
	// with the words of each before their eyes, and who thinks what of it
	const rows = dialog(secretariat).getByRole('listitem')
	await expect(rows.nth(0)).toContainText(LINE)
	await expect(rows.nth(0)).toContainText(/As the text stood.*Support.*France.*Oppose.*Ukraine/s)
	await expect(rows.nth(1)).toContainText('No mission watches the line.')
	await expect(rows.nth(1)).toContainText(/Support.*Ukraine.*Oppose.*France.*Germany/s)
	await secretariat.page.getByRole('button', { name: 'Choose B' }).click()
	await secretariat.page.getByRole('button', { name: /^Yes: B is the text/ }).click()
	await Promise.all(
		[...delegations, secretariat].map((person) =>
			expect(person.toast('In Point 2 alternative B is the text now.')).toBeVisible()
		)
	)
	for (const person of [...delegations, secretariat]) {
		await expect(person.clause(2).locator('.alternative')).toHaveCount(0)
		await expect(person.clause(2).locator('.body p')).toHaveText(['No mission watches the line.'])
	}
})

test('[W163] whoever offers a copy writes in it and not in what stood there, and a double click chooses nothing', async ({
	venue,
}) => {
	const { ukraine, secretariat } = await gather(await venue(PREPARED), ['ukraine', 'secretariat'])
	const { page } = ukraine
	await ukraine.clickBehind(2, 'every day.')
	for (let i = 0; i < 'day.'.length; i++) await page.keyboard.press('Shift+ArrowLeft')
	await page.getByRole('button', { name: /^Offer an alternative/ }).click()
	await page.getByRole('radio', { name: 'a copy to begin with' }).check()
	await page.getByRole('button', { name: 'Offer it' }).click()
	await expect(dialog(ukraine)).toHaveCount(0)
	await expect(wordsOf(ukraine, 'B')).toHaveText(LINE)
	await page.keyboard.type(' Twice.')
	for (const person of [ukraine, secretariat]) {
		await expect(wordsOf(person, 'B')).toHaveText(`${LINE} Twice.`)
		await expect(wordsOf(person, 'A')).toHaveText(LINE)
	}
	await under(secretariat, 'B').getByRole('button', { name: 'Alternatives…' }).click()
	await secretariat.page.getByRole('button', { name: 'Choose B' }).dblclick()
	const sure = secretariat.page.getByRole('button', { name: /^Yes: B is the text/ })
	await expect(sure).toBeVisible()
	await sure.click()
	await expect(secretariat.clause(2).locator('.alternative')).toHaveCount(0)
})

test('[W95] France writes in an alternative of Ukraine, and takes it out by no key', async ({
	venue,
}) => {
	const party = await gather(await venue(PREPARED), ['ukraine', 'france'])
	const { ukraine, france } = party
	await offered(party, 'No mission.')
	await expect(wordsOf(france, 'B')).toHaveText('No mission.')
	const { page } = france
	await france.clickBehind(2, 'No mission.')
	await page.keyboard.type(' None.')
	await page.keyboard.press('Enter')
	await page.keyboard.type('Ever.')
	for (const person of party.all)
		await expect(wordsOf(person, 'B')).toHaveText(['No mission. None.', 'Ever.'])
	// at its beginning Backspace does nothing
	await france.clickBefore(2, 'No mission.')
	await page.keyboard.press('Backspace')
	await expect(wordsOf(france, 'B')).toHaveText(['No mission. None.', 'Ever.'])
	await expect(wordsOf(france, 'A')).toHaveText(LINE)
	// all of the text selected and deleted leaves one paragraph of each
	await page.keyboard.press('Control+a')
	await page.keyboard.press('Delete')
	await expect(france.toast('Alternative A stays')).toBeVisible()
	for (const person of party.all) await expect(wordsOf(person, 'A')).toHaveText(LINE)
	// Ukraine withdraws what is its own
	await under(ukraine, 'B').getByRole('button', { name: 'Alternatives…' }).click()
	await ukraine.page.getByRole('button', { name: 'Withdraw B' }).click()
	await ukraine.page.getByRole('button', { name: 'Yes: withdraw B' }).click()
	for (const person of party.all)
		await expect(person.clause(2).locator('.alternative')).toHaveCount(1)
})

test('[W114] a group is parked and taken up again, and two alternatives become one with the words of both', async ({
	venue,
}) => {
	const party = await gather(await venue(PREPARED), ['ukraine', 'france', 'secretariat'])
	const { france, secretariat } = party
	await offered(party, 'No mission.')
	await expect(wordsOf(secretariat, 'B')).toHaveText('No mission.')
	const { page } = secretariat
	await under(secretariat, 'A').getByRole('button', { name: 'Alternatives…' }).click()
	await page.getByRole('button', { name: 'Park them' }).click()
	await expect(dialog(secretariat)).toContainText('They are parked')
	await expect(page.getByRole('button', { name: /^(Choose|Put) / })).toHaveCount(0)
	// nobody offers another one meanwhile
	await under(france, 'A').getByRole('button', { name: 'Alternatives…' }).click()
	await expect(dialog(france)).toContainText('They are parked')
	await expect(dialog(france).getByRole('textbox')).toHaveCount(0)
	await page.getByRole('button', { name: 'Take them up again' }).click()
	await expect(dialog(france)).not.toContainText('They are parked')
	await expect(dialog(france).getByRole('button', { name: /Put/ })).toHaveCount(0)
	await page.getByRole('button', { name: 'Put A together with…' }).click()
	await page.getByRole('button', { name: '…with B' }).click()
	for (const person of party.all) {
		await expect(wordsOf(person, 'C')).toHaveText([LINE, 'No mission.'])
		await expect(person.clause(2).locator('.alternative')).toHaveCount(1)
	}
})

test('[W164] paragraphs behind alternatives are called as before, and one in another alternative as what stood there', async ({
	venue,
}) => {
	const place = await venue(PREPARED)
	const { ukraine, secretariat } = await gather(place, ['ukraine', 'secretariat'])
	const { page } = ukraine
	await ukraine.row(12).click()
	await page.keyboard.press('Enter')
	await expect(ukraine.text(12)).toBeFocused()
	await page.keyboard.press('Control+Home')
	await page.keyboard.press('Escape')
	await page.keyboard.press('o')
	await page.getByRole('textbox', { name: /words of the alternative/ }).fill('One.\nTwo.')
	await page.getByRole('button', { name: 'Offer it' }).click()
	const point = secretariat.clause(12)
	await expect(point.locator('.alternative')).toHaveCount(2)
	// as the style sheet counts
	const counted = await point
		.locator('.clause-text :is(p:not(.alternative-line p))')
		.evaluateAll((all) => all.map((one) => getComputedStyle(one).counterIncrement))
	expect(counted).toEqual(['clause-paragraph 1', 'none', 'none', 'clause-paragraph 1'])

	await secretariat.row(12).click()
	for (const paragraph of [1, 2]) {
		await secretariat.clickBehind(12, 'Two.')
		if (paragraph === 2) await secretariat.page.keyboard.press('Control+End')
		await secretariat.page.keyboard.press('Control+k')
		await secretariat.page.keyboard.type('Call everybody')
		await secretariat.page.keyboard.press('Enter')
		await expect(
			ukraine.toast(`Secretariat calls to Point 12, paragraph ${paragraph}.`)
		).toBeVisible()
	}
})
