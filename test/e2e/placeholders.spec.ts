import { type Locator } from '@playwright/test'
import { verifySnapshot } from '@parley/snapshot'
import { expect } from './expect.ts'
import { gather, test } from './party.ts'
import { type Person } from './person.ts'
import { approachDeadline } from './venue.ts'

/** The boxes of what is missing in a point. */
const boxes = (person: Person, number: number): Locator =>
	person.clause(number).locator('[data-placeholder]')

/** Opens what a command of the palette opens. */
async function command(person: Person, name: string): Promise<Locator> {
	const { page } = person
	await page.keyboard.press('Control+k')
	await page.keyboard.type(name)
	await page.getByRole('option', { name: new RegExp(name) }).click()
	return page.getByRole('dialog')
}

/** Places a placeholder behind words of point 2. */
async function place(person: Person, behind: string, words: string, owner: string): Promise<void> {
	await person.clickBehind(2, behind)
	const dialog = await command(person, 'Placeholder: say')
	await dialog.getByLabel('In words').fill(words)
	await dialog.getByLabel('Who is to say it').selectOption(owner)
	await dialog.getByLabel('By when').fill('2020-12-09T18:00')
	await dialog.getByRole('button', { name: 'Place it' }).click()
	await expect(person.page.getByRole('dialog')).toHaveCount(0)
}

test('[W99] what is missing is placed with owner and instant, listed for the others, filled, and frozen where it is still open', async ({
	ownVenue,
}) => {
	const host = await ownVenue()
	const party = await gather(host, ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, all } = party
	await place(ukraine, 'It reports', 'amount in euro', 'France')
	await place(ukraine, 'every day', 'сума в євро', 'Ukraine')
	for (const person of all) {
		await expect(boxes(person, 2)).toHaveCount(2)
		const shown = await boxes(person, 2)
			.first()
			.evaluate((box) => getComputedStyle(box, '::before').content)
		// what it shows, and what is read aloud
		expect(shown).toMatch(
			/^"amount in euro" \/ "Missing: amount, amount in euro, to be filled by FR by Wednesday 9 December 2020/
		)
	}

	const list = await command(france, 'All open placeholders')
	await expect(list.getByRole('listitem')).toHaveCount(2)
	const row = list.getByRole('listitem').filter({ hasText: 'amount in euro' })
	await expect(row).toContainText('France')
	await expect(row).toContainText('overdue since')
	await row.getByRole('button').click()
	await expect(france.page.getByRole('dialog')).toHaveCount(0)

	// beside the box and not on it: from there the arrow keys stop on it
	await france.clickBehind(2, 'It report')
	await france.page.keyboard.press('ArrowRight')
	await france.page.keyboard.press('ArrowRight')
	await france.page.keyboard.press('Enter')
	const card = france.page.getByRole('dialog', { name: 'amount in euro' })
	await card.getByLabel('What it is').fill(' 5 million euro')
	await card.getByRole('button', { name: 'Fill it' }).click()
	for (const person of all) {
		await expect(boxes(person, 2)).toHaveCount(1)
		await expect(person.clause(2)).toContainText('It reports5 million euro every day')
	}

	approachDeadline(host)
	await expect(ukraine.heading).toHaveText(/Frozen/)
	await expect(boxes(ukraine, 2)).toHaveCount(1)
	const { id } = host.prepared.negotiation
	const files = await ukraine.page.request.get(`/api/v1/negotiations/${id}/snapshots`)
	const { snapshots } = (await files.json()) as { snapshots: readonly { id: string }[] }
	const file = await ukraine.page.request.get(
		`/api/v1/negotiations/${id}/snapshots/${snapshots[0]?.id ?? ''}`
	)
	const checked = verifySnapshot(await file.body())
	if (checked.kind === 'invalid') throw new Error(checked.reason)
	const clause = checked.document.clauses.find(({ number }) => number === '2')
	const missing = clause?.content
		.flatMap(({ content }) => content)
		.filter((piece) => 'inline' in piece && piece.inline === 'placeholder')
	expect(missing).toHaveLength(1)
	expect(clause?.placeholders).toMatchObject([
		{
			what: 'amount',
			words: 'сума в євро',
			owner: 'UA',
			due: expect.stringMatching(/^2020-12-09T/),
		},
	])
})

test('[W142] what is typed between Enter in the palette and the dialog that it opens is not written into the text', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	const { promise: may, resolve: arrive } = Promise.withResolvers<undefined>()
	await page.route('**/assets/dialogs-*.js', async (route) => {
		await may
		await route.continue()
	})
	const before = await ukraine.read(2)
	await ukraine.clickBehind(2, 'watches')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	await page.keyboard.press('Control+k')
	await page.keyboard.type('Placeholder: say')
	const asked = page.waitForRequest('**/assets/dialogs-*.js')
	await expect(page.getByRole('option', { name: /^Placeholder: say/ })).toBeVisible()
	await page.keyboard.press('Enter')
	await asked
	await page.keyboard.type('lost')
	await page.keyboard.press('Backspace')
	await page.keyboard.insertText('втрачено')
	expect(await ukraine.read(2)).toBe(before)
	arrive(undefined)
	const dialog = page.getByRole('dialog')
	await dialog.getByLabel('In words').fill('сума')
	await page.keyboard.press('Escape')
	await expect(dialog).toHaveCount(0)
	await expect(ukraine.text(2)).toBeFocused()
	await page.keyboard.press('ArrowRight')
	await page.keyboard.type('!')
	await expect.poll(() => ukraine.read(2)).toBe(before.replace('watches', 'watches!'))
})

test('[W142] what is typed between the keys of a command and the dialog that it opens is not written into the text', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	const before = await ukraine.read(2)
	await ukraine.clickBehind(2, 'watches')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	// one right behind the other: the dialog has the focus a frame after it was asked for
	await page.evaluate(() => {
		const press = (key: string, ctrlKey = false): boolean | undefined =>
			document.activeElement?.dispatchEvent(
				new KeyboardEvent('keydown', { key, code: key, ctrlKey, bubbles: true, cancelable: true })
			)
		press('e', true)
		press('Enter')
	})
	const dialog = page.getByRole('dialog', { name: 'Put words into a bracket' })
	await expect(dialog.locator(':focus')).toBeVisible()
	expect(await ukraine.read(2)).toBe(before)
	await page.keyboard.press('Enter')
	await expect(dialog).toHaveCount(0)
	await expect(ukraine.clause(2).locator('.bracketed')).toHaveText('watches')
})
