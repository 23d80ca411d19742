import { type Locator } from '@playwright/test'
import { PlaceholderList, RoomJson, SuggestionWordsList } from '@parley/protocol'
import { ask } from './ask.ts'
import { expect } from './expect.ts'
import { gather, test } from './party.ts'
import { type Person } from './person.ts'

/** What can be decided about how a point stands, opened by its key. */
async function openStanding(person: Person, number: number): Promise<Locator> {
	await person.clause(number).focus()
	await person.page.keyboard.press('a')
	const dialog = person.page.getByRole('dialog')
	await expect(dialog.getByRole('heading', { name: 'Legal force' })).toBeVisible()
	return dialog
}

/** Has the secretariat set a point to a step that capitals confirm; gives the dialog where it is done. */
async function agreeAdReferendum(secretariat: Person, number: number): Promise<Locator> {
	const dialog = await openStanding(secretariat, number)
	await dialog.getByLabel('New status').selectOption('Agreed ad referendum')
	await dialog.getByLabel('To be confirmed by').fill('2099-12-09T18:00')
	await dialog.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Set' }).click()
	return dialog
}

/** The line of a delegation, where it is said who has confirmed. */
function listed(where: Locator, code: string): Locator {
	return where.getByRole('listitem').filter({ hasText: new RegExp(`^\\s*${code}`) })
}

test('[W110] ad referendum confirmed after its instant is marked late, and everybody sees who has confirmed', async ({
	venue,
}) => {
	const { ukraine, france, secretariat } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	const dialog = await agreeAdReferendum(secretariat, 2)
	await expect(ukraine.clause(2).getByTitle('How this point stands')).toHaveText(
		/Agreed ad referendum/
	)
	const ours = await openStanding(ukraine, 2)
	await ours.getByRole('button', { name: 'Confirm this text' }).click()
	await expect(listed(ours, 'UA')).toHaveText(/confirmed/)
	await expect(listed(ours, 'UA')).not.toHaveText(/late/)
	await expect(listed(ours, 'FR')).toHaveText(/pending/)

	const clause = (await secretariat.clause(2).getAttribute('data-clause')) ?? ''
	// by the clock that decides: that of this machine may be stepped meanwhile, and the server's is not
	const now = async (): Promise<number> =>
		RoomJson.parse(JSON.parse(await ask(secretariat, 'GET', ''))).now
	let until = 0
	// a busy machine may have it come when it has passed already, which is refused
	await expect(async () => {
		until = (await now()) + 1_500
		const confirmBy = new Date(until).toISOString()
		expect(await ask(secretariat, 'PUT', `/clauses/${clause}/confirm-by`, { confirmBy })).toContain(
			'"standing"'
		)
	}).toPass()
	await expect.poll(now).toBeGreaterThan(until)
	const theirs = await openStanding(france, 2)
	await theirs.getByRole('button', { name: 'Confirm this text' }).click()
	await expect(listed(theirs, 'FR')).toHaveText(/late/)
	await expect(listed(dialog, 'FR')).toHaveText(/late/)
	await expect(listed(dialog, 'UA')).not.toHaveText(/late/)
})

test('[W151] before a point with open brackets is set to an agreed step that is said, and the outline has its step beside its brackets', async ({
	venue,
}) => {
	const { ukraine, secretariat } = await gather(await venue(), ['ukraine', 'secretariat'])
	await ukraine.clickBefore(2, 'reports')
	for (let i = 0; i < 'reports'.length; i++) await ukraine.page.keyboard.press('Shift+ArrowRight')
	await ukraine.page.keyboard.press('Control+e')
	await expect(ukraine.page.getByRole('dialog').locator(':focus')).toBeVisible()
	await ukraine.page.keyboard.press('Enter')
	const row = secretariat.row(2)
	await expect(row).toHaveAccessibleName(/1 bracket open/)
	const dialog = await openStanding(secretariat, 2)
	const warning = dialog.getByText('1 bracket open in this point')
	await dialog.getByLabel('New status').selectOption('Under discussion')
	await expect(warning).toHaveCount(0)
	await dialog.getByLabel('New status').selectOption('Agreed ad referendum')
	await expect(warning).toBeVisible()
	// it is said, and not forbidden
	await dialog.getByLabel('To be confirmed by').fill('2099-12-09T18:00')
	await dialog.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Set' }).click()
	await expect(row).toHaveAccessibleName(/Agreed ad referendum\. 1 bracket open/)
	await expect(row.locator('.state')).toHaveText('[1]')
	await expect(row.locator('.state svg')).toBeVisible()
	// and who may write there is told as it is
	await secretariat.page.keyboard.press('Escape')
	await secretariat.page.getByRole('link', { name: 'Secretariat' }).click()
	const point = (number: number): Locator =>
		secretariat.page.getByRole('listitem').filter({ hasText: `Point ${number}, ` })
	await expect(point(2)).toContainText('Suggesting only, as it is agreed')
	await expect(point(3)).not.toContainText('as it is agreed')
})

test('[W111] a reservation and the approval that a point waits for are seen by all, and stand in the frozen text', async ({
	venue,
}) => {
	const { ukraine, france, secretariat } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	const dialog = await openStanding(secretariat, 2)
	const force = dialog.getByRole('region', { name: 'Legal force' })
	await force.getByLabel('Meant to be').selectOption('Subject to approval')
	await force.getByLabel('Body that has to approve it').fill('US Congress')
	await force.getByRole('button', { name: 'Set' }).click()
	const ours = await openStanding(ukraine, 2)
	await ours.getByLabel('Reservation of my delegation').selectOption('parliamentary')
	await ours.getByLabel('What it is about').fill('Рада не голосувала')
	await ours.getByRole('button', { name: 'Reserve' }).click()
	// the form says which kind it enters next: one that is entered is offered no more
	const kinds = ours.getByLabel('Reservation of my delegation')
	await expect(kinds).toHaveValue('scrutiny')
	await expect(kinds.getByRole('option', { name: 'parliamentary' })).toHaveCount(0)
	const stands = france.clause(2).getByTestId('said')
	await expect(stands).toHaveText(/subject to approval by US Congress: not asked/)
	await expect(stands).toHaveText(/†.*UA/)
	await expect(france.row(2)).toHaveAccessibleName(/reserved.*subject to approval by US Congress/)
	const theirs = await openStanding(france, 2)
	await expect(theirs.getByRole('button', { name: 'Lift' })).toHaveCount(0)

	await ask(secretariat, 'POST', '/freeze', {})
	await expect
		.poll(() => ask(france, 'GET', '/text?format=txt'))
		.toMatch(/subject to approval by US Congress: not asked · † UA\)[^]*† .* – UA: parliamentary/)
})

/** Opens what the palette finds first for `words`. */
async function command(person: Person, words: string): Promise<void> {
	await person.page.keyboard.press('Control+k')
	const palette = person.page.getByRole('dialog', { name: 'Commands and places' })
	await palette.getByRole('combobox').fill(words)
	await person.page.keyboard.press('Enter')
	await expect(palette).toBeHidden()
}

test('[W127] until when capitals confirm is moved on the page, and what each delegation has to confirm and reserves is listed for all', async ({
	venue,
}) => {
	const { ukraine, france, secretariat } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	const dialog = await agreeAdReferendum(secretariat, 2)
	const account = dialog.getByRole('region', { name: 'Confirmations' })
	await account.getByLabel('Give them until').fill('2098-11-08T17:00')
	await account.getByRole('button', { name: 'Move' }).click()
	const ours = await openStanding(ukraine, 2)
	await expect(ours.getByRole('heading', { name: /To be confirmed by .*2098/ })).toBeVisible()
	await expect(ours.getByRole('button', { name: 'Move' })).toHaveCount(0)
	await ours.getByRole('button', { name: 'Confirm this text' }).click()
	await ours.getByLabel('Reservation of my delegation').selectOption('linguistic')
	await ours.getByLabel('What it is about').fill('Переклад ще не звірено')
	await ours.getByRole('button', { name: 'Reserve' }).click()
	await expect(ours.getByRole('button', { name: 'Lift' })).toBeVisible()

	for (const viewport of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 },
	]) {
		await france.page.setViewportSize(viewport)
		await command(france, 'all reservations')
		const list = france.page.getByRole('dialog', { name: 'Reservations and confirmations' })
		const of = (name: string): Locator => list.getByRole('region', { name, exact: true })
		await expect(of('Ukraine').getByRole('button')).toHaveText(/linguistic: Переклад ще не звірено/)
		await expect(of('France').getByRole('button')).toHaveText(/to be confirmed by .*2098/)
		const box = await list.boundingBox()
		expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width)
		await of('France').getByRole('button').click()
		const theirs = france.page.getByRole('dialog').filter({ hasText: 'Legal force' })
		await expect(theirs.getByRole('button', { name: 'Confirm this text' })).toBeVisible()
		await theirs.getByRole('button', { name: 'Close' }).last().click()
		await expect(theirs).toBeHidden()
	}
})

test('[W139] who confirms reads the text first, is told where it has changed meanwhile, and is asked again with the new one before them', async ({
	venue,
}) => {
	const { ukraine, france, secretariat } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	await agreeAdReferendum(secretariat, 2)
	await expect(france.clause(2).getByTitle('How this point stands')).toHaveText(
		/Agreed ad referendum/
	)
	const before = (await france.read(2)).trim()
	await france.clickBehind(2, before.split(/\s+/).at(-1) ?? '')
	await france.page.keyboard.type(' щодня')
	await france.whenSent()

	const ours = await openStanding(ukraine, 2)
	const text = ours.getByRole('region', { name: 'The text that you confirm' })
	const confirm = ours.getByRole('button', { name: 'Confirm this text' })
	await expect(text).not.toBeEmpty()
	// what is confirmed begins with the heading
	await expect(text.getByRole('heading', { name: /Monitoring$/ })).toBeVisible()
	// what is only suggested is not part of it
	await expect(text).not.toContainText('щодня')
	await expect(confirm).toBeVisible()
	for (const viewport of [
		{ width: 1440, height: 900 },
		{ width: 390, height: 844 },
	]) {
		await ukraine.page.setViewportSize(viewport)
		const box = await text.boundingBox()
		expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport.width)
	}
	const clause = (await secretariat.clause(2).getAttribute('data-clause')) ?? ''
	const path = `/clauses/${clause}/suggestions`
	const { suggestions } = SuggestionWordsList.parse(JSON.parse(await ask(secretariat, 'GET', path)))
	const accepted = suggestions.map(({ suggestion, digest }) => {
		return { id: suggestion.id, expects: digest }
	})
	await ask(secretariat, 'POST', `${path}/answers`, { suggestions: accepted, answer: 'accepted' })

	await expect(ours.getByRole('alert')).toHaveText(/text has changed.*nothing is confirmed/)
	await expect(confirm).toHaveCount(0)
	// nothing moves under the reader
	await expect(text).not.toContainText('щодня')
	await ours.getByRole('button', { name: 'Show the text as it is now' }).click()
	await expect(text).toContainText('щодня')
	await expect(ours.getByRole('alert')).toHaveText(/as it is now/)
	await confirm.click()
	const ukrainian = listed(ours, 'UA')
	await expect(ukrainian).toHaveText(/confirmed/)
	await expect(ukrainian).not.toHaveText(/no text named|earlier text/)
	await expect(text).toHaveCount(0)
})

test('[W144] who has confirmed a text that is another by now is waited for again, wherever confirmations are listed or counted', async ({
	venue,
}) => {
	const { ukraine, france, secretariat } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	// all that a text is worked out from: words in a bracket, what is missing, and below what is only suggested
	await ukraine.clickBehind(2, 'watches')
	await ukraine.page.keyboard.press('Control+Shift+ArrowLeft')
	await ukraine.page.keyboard.press('Control+e')
	await ukraine.page.getByRole('button', { name: 'Place the bracket' }).click()
	await expect(ukraine.page.getByRole('dialog')).toHaveCount(0)
	await ukraine.clickBehind(2, 'every day')
	await ukraine.page.keyboard.press('Control+k')
	await ukraine.page.keyboard.type('Placeholder: say')
	await ukraine.page.getByRole('option', { name: /^Placeholder: say/ }).click()
	const placing = ukraine.page.getByRole('dialog')
	await placing.getByLabel('In words').fill('сума в євро')
	await placing.getByRole('button', { name: 'Place it' }).click()
	await expect(placing).toHaveCount(0)
	await agreeAdReferendum(secretariat, 2)
	await expect(france.clause(2).getByTitle('How this point stands')).toHaveText(
		/Agreed ad referendum/
	)
	const ours = await openStanding(ukraine, 2)
	await ours.getByRole('button', { name: 'Confirm this text' }).click()
	await expect(listed(ours, 'UA')).toHaveText(/confirmed/)
	await ukraine.page.keyboard.press('Escape')
	await france.clickBehind(2, 'watches')
	await france.page.keyboard.type(' щодня')
	await france.whenSent()
	await expect(ukraine.clause(2)).toContainText('щодня')

	for (const { page } of [ukraine, france]) await page.keyboard.press('F9')
	const row = ({ page }: Person): Locator =>
		page.getByRole('dialog').getByRole('listitem').filter({ hasText: 'Agreed ad referendum' })
	for (const person of [ukraine, france]) {
		await expect(row(person)).toContainText('confirmed: UA')
		await expect(row(person)).not.toContainText('earlier text')
	}
	const waiting = ukraine.page.getByRole('region', { name: 'Waits for Ukraine' })
	await expect(waiting.filter({ hasText: 'Agreed ad referendum' })).toHaveCount(0)

	const clause = (await secretariat.clause(2).getAttribute('data-clause')) ?? ''
	const { placeholders } = PlaceholderList.parse(
		JSON.parse(await ask(secretariat, 'GET', '/placeholders'))
	)
	const path = `/clauses/${clause}/placeholders/${placeholders[0]?.id ?? ''}`
	expect(await ask(secretariat, 'PATCH', path, { words: 'сума в доларах' })).toContain('доларах')
	for (const person of [ukraine, france]) {
		await expect(row(person)).toContainText('confirmed an earlier text: UA')
		await expect(row(person)).not.toContainText('confirmed: UA')
	}
	await expect(waiting.filter({ hasText: 'Agreed ad referendum' })).toHaveCount(1)

	for (const { page } of [ukraine, france]) {
		await page.keyboard.press('Escape')
		await expect(page.getByRole('dialog')).toHaveCount(0)
	}
	await command(france, 'all reservations')
	const capitals = france.page.getByRole('dialog', { name: 'Reservations and confirmations' })
	const of = (name: string): Locator => capitals.getByRole('region', { name, exact: true })
	await expect(of('Ukraine').getByRole('button')).toHaveText(
		/confirmed an earlier text.*to be confirmed by/
	)
	await expect(of('France').getByRole('button')).toHaveText(/to be confirmed by/)
	await expect(of('France').getByRole('button')).not.toHaveText(/earlier/)

	await of('France').getByRole('button').click()
	const theirs = france.page.getByRole('dialog').filter({ hasText: 'Legal force' })
	await theirs.getByRole('button', { name: 'Confirm this text' }).click()
	await expect(listed(theirs, 'FR')).toHaveText(/confirmed/)
	await expect(listed(theirs, 'UA')).toHaveText(/an earlier text: to be confirmed anew/)
	const all = theirs.getByText('Every delegation has confirmed this text')
	await expect(all).toHaveCount(0)
	await (await openStanding(ukraine, 2)).getByRole('button', { name: 'Confirm this text' }).click()
	await expect(all).toBeVisible()
	expect(await ask(secretariat, 'PATCH', path, { words: 'сума в гривнях' })).toContain('гривнях')
	await expect(listed(theirs, 'FR')).toHaveText(/an earlier text/)
	await expect(all).toHaveCount(0)
	// what is missing is shown as in the text that was read, whatever the room says by now
	await expect(theirs.getByRole('alert')).toHaveText(/text has changed/)
	const missingIn = (text: Locator): Promise<string> =>
		text.locator('[data-placeholder]').evaluate((box) => getComputedStyle(box, '::before').content)
	await expect.poll(() => missingIn(france.clause(2))).toContain('сума в гривнях')
	const read = theirs.getByRole('region', { name: 'The text that you confirm' })
	expect(await missingIn(read)).toContain('сума в доларах')
	await theirs.getByRole('button', { name: 'Show the text as it is now' }).click()
	await expect.poll(() => missingIn(read)).toContain('сума в гривнях')
})
