import { type Locator, type Page } from '@playwright/test'
import { AuthorshipJson } from '@parley/protocol'
import { expect } from './expect.ts'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { type Person } from './person.ts'

/** What the server says on the socket of a document that it has let go of, as Hocuspocus numbers it. */
const CLOSED = 7

const LINE = 'A mission watches the line. It reports every day.'

/** The words of a point that are only suggested, or suggested to go. */
function marked(person: Person, number: number, shape: 'ins' | 'del'): Locator {
	return person.clause(number).locator(`.body ${shape}.suggestion`)
}

/** The card of a suggestion of a delegation. */
function card(person: Person, delegation: string): Locator {
	return person.page.getByRole('article', { name: new RegExp(`^Suggestion of ${delegation} `) })
}

/**
 * Accepts what a delegation suggests, once the card has these words, the last that its author gave it: an answer is one to what the card shows, and
 * not to what is still on its way.
 */
async function accept(person: Person, delegation: string, words: string): Promise<void> {
	await expect(card(person, delegation)).toContainText(words)
	await card(person, delegation).getByRole('button', { name: 'Accept' }).click()
}

/** Says on the panel why somebody is only to suggest, which was just asked for, and has it so. */
async function sayWhy(panel: Page, reason: string): Promise<void> {
	const dialog = panel.getByRole('dialog')
	await dialog.getByRole('textbox').fill(reason)
	await dialog.getByRole('button', { name: 'Suggesting only', exact: true }).click()
	await expect(dialog).toHaveCount(0)
}

/** Goes over to suggesting by its key. */
async function suggesting({ page }: Person): Promise<void> {
	await page.keyboard.press('Control+.')
	await expect(page.getByTestId('mode')).toHaveText('Suggesting')
	await expect(page.getByTestId('mode')).toHaveAttribute('aria-pressed', 'true')
}

/** Selects so many characters behind the caret. */
async function selectOn(page: Page, count: number): Promise<void> {
	for (let i = 0; i < count; i++) await page.keyboard.press('Shift+ArrowRight')
}

/** Who wrote what of a point of one paragraph, as the server answers it: words by the code of their delegation, `–` where none wrote them. */
async function writtenBy(
	observer: Observer,
	person: Person,
	number: number
): Promise<readonly (readonly [code: string, words: string])[]> {
	const clause = (await person.clause(number).getAttribute('data-clause')) ?? ''
	const { written, shares } = await observer.api.json(
		`/clauses/${clause}/authorship`,
		AuthorshipJson
	)
	const text = await observer.read(number)
	return written.map(({ seat, offset, length }) => {
		const whose = shares.find((share) => share.seat === seat)?.delegation?.code
		return [whose ?? '–', text.slice(offset, offset + length)] as const
	})
}

test('[W115] what is typed and deleted in Suggest mode is suggested, countered and accepted, and keeps its authors', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
	await ukraine.clickBefore(2, 'every day')
	await suggesting(ukraine)
	await selectOn(ukraine.page, 'every day'.length)
	await ukraine.page.keyboard.type('each week')
	await ukraine.whenSent()
	for (const person of all) {
		await expect(marked(person, 2, 'del')).toHaveText('every day')
		await expect(marked(person, 2, 'ins')).toHaveText('each week')
		await expect(card(person, 'Ukraine')).toHaveCount(1)
	}
	await expect(card(france, 'Ukraine')).toContainText('Insert instead each week')

	// wherever the caret was, it is behind the words that are countered
	await france.clickBefore(2, 'A mission')
	await card(france, 'Ukraine').getByRole('button', { name: 'Counter' }).click()
	await expect(france.page.getByTestId('mode')).toHaveText('Suggesting')
	const banner = france.page.getByTestId('banner-counter')
	await expect(banner).toContainText('write your own wording in')
	await expect(france.text(2)).toBeFocused()
	await france.page.keyboard.type('each month')
	await france.whenSent()
	// what both are written in the place of goes with either
	await expect(card(secretariat, 'France')).toContainText(/Delete every day.*each month/)
	await expect(card(secretariat, 'France')).toContainText('In the place of what Ukraine suggests.')
	await banner.getByRole('button', { name: 'Done' }).click()
	await expect(france.page.getByTestId('mode')).toHaveText('Editing')
	await accept(secretariat, 'France', 'each month')
	// what it was offered instead of is answered by that
	await expect(card(secretariat, 'Ukraine')).toHaveCount(0)
	for (const person of all) {
		await expect(marked(person, 2, 'ins')).toHaveCount(0)
		await expect(marked(person, 2, 'del')).toHaveCount(0)
	}
	await agreeOn(all, 2, 'A mission watches the line. It reports each month.')

	await ukraine.clickBehind(2, 'the line')
	await ukraine.page.keyboard.type(' at night')
	await ukraine.whenSent()
	await accept(france, 'Ukraine', 'at night')
	for (const person of all) await expect(marked(person, 2, 'ins')).toHaveCount(0)
	await agreeOn(all, 2, 'A mission watches the line at night. It reports each month.')
	// whoever accepted words wrote none of them
	expect(await writtenBy(await Observer.enter(place), france, 2)).toEqual([
		['–', 'A mission watches the line'],
		['UA', ' at night'],
		['–', '. It reports '],
		['FR', 'each month'],
		['–', '.'],
	])
})

test('[W115] a point that was far away is countered behind the words too, at once and in sight', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await suggesting(ukraine)
	await ukraine.row(12).click()
	await ukraine.clickBehind(12, 'The parties hold')
	await ukraine.page.keyboard.type(' without delay a')
	await ukraine.whenSent()
	await france.page.setViewportSize({ width: 1024, height: 768 })
	await expect(france.text(12)).toHaveCount(0)
	await france.page.getByRole('button', { name: 'Notes', exact: true }).click()
	await card(france, 'Ukraine').getByRole('button', { name: 'Counter' }).click()
	await expect(france.text(12)).toBeFocused()
	await france.page.keyboard.type(' soon one')
	await france.whenSent()
	await expect(marked(france, 12, 'ins')).toHaveText([' without delay a', ' soon one'])
	await expect(marked(france, 12, 'ins').last()).toBeInViewport()
})

test('[W153] a card is answered again after its point was left, something was said of it meanwhile, and one comes back', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france } = await gather(place, ['ukraine', 'france'])
	await suggesting(ukraine)
	await ukraine.row(12).click()
	await ukraine.clickBehind(12, 'The parties hold')
	await ukraine.page.keyboard.type(' without delay a')
	await ukraine.whenSent()
	const reader = await france.newWindow()
	const { page } = reader
	/** The documents that the server has let go of for this window. */
	const left: string[] = []
	page.on('websocket', (socket) => {
		socket.on('framereceived', ({ payload }) => {
			if (typeof payload === 'string') return
			// the name of a document behind its length, and what is said of it
			const [length = 0] = payload
			if (payload[1 + length] === CLOSED) left.push(payload.toString('utf8', 1, 1 + length))
		})
	})
	await reader.comeBack(place.room)
	const accepts = card(reader, 'Ukraine').getByRole('button', { name: 'Accept' })
	await reader.row(12).click()
	await expect(accepts).toBeVisible()
	await reader.row(1).click()
	const document = place.prepared.documents[11] ?? ''
	await expect.poll(() => left, { timeout: 20_000 }).toContain(document)

	await card(ukraine, 'Ukraine').getByRole('button', { name: 'Say why' }).click()
	await ukraine.page.keyboard.type('It is late.')
	await card(ukraine, 'Ukraine').getByRole('button', { name: 'Say it' }).click()
	await expect(card(reader, 'Ukraine')).toContainText('It is late.')
	await reader.row(12).click()
	await expect(accepts).toBeVisible()
	await accepts.click()
	await expect(card(reader, 'Ukraine')).toHaveCount(0)
	await expect(marked(ukraine, 12, 'ins')).toHaveCount(0)
})

test('[W154] why something is suggested is written at once, and the keyboard is left on its control', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	await ukraine.clickBehind(2, 'every day')
	await suggesting(ukraine)
	await page.keyboard.type(' and night')
	await ukraine.whenSent()
	const own = card(ukraine, 'Ukraine')
	const control = own.getByRole('button', { name: 'Say why' })
	await control.click()
	await expect(own.getByRole('textbox', { name: 'Why' })).toBeFocused()
	await page.keyboard.type('n')
	await own.getByRole('button', { name: 'Cancel' }).click()
	await expect(control).toBeFocused()
	await page.keyboard.press('Enter')
	await page.keyboard.type('Nights are long.')
	await own.getByRole('button', { name: 'Say it' }).click()
	await expect(own).toContainText('Nights are long.')
	await expect(control).toBeFocused()
	await page.keyboard.press('Enter')
	await page.keyboard.press('Escape')
	await expect(control).toBeFocused()
	await page.keyboard.press('Enter')
	await page.keyboard.press('End')
	await page.keyboard.type(' So it is.')
	await page.keyboard.press('Control+Enter')
	await expect(own).toContainText('Nights are long. So it is.')
	await expect(control).toBeFocused()
})

test('[W155] a second press behind an answer answers no other card; the focus is on the next card, and what was answered is said', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	const { page } = france
	await ukraine.clickBehind(2, 'every day')
	await suggesting(ukraine)
	await ukraine.page.keyboard.type(' and night')
	for (const [number, behind] of [
		[3, 'All prisoners'],
		[5, 'The guarantees are'],
	] as const) {
		await ukraine.clickBehind(number, behind)
		await ukraine.page.keyboard.type(` now ${number}`)
	}
	await ukraine.whenSent()
	await expect(card(france, 'Ukraine')).toHaveCount(3)
	await page.setViewportSize({ width: 1024, height: 768 })
	await page.getByRole('button', { name: 'Notes', exact: true }).click()
	const first = card(france, 'Ukraine').filter({ hasText: 'and night' })
	const box = await first.getByRole('button', { name: 'Accept' }).boundingBox()
	if (box === null) throw new RangeError('no control to accept')
	await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
	await expect(card(france, 'Ukraine')).toHaveCount(2)
	await expect(card(france, 'Ukraine').filter({ hasText: 'now 3' })).toBeFocused()
	await expect(france.toast('Accepted: the suggestion of Ukraine in Point 2.')).toBeVisible()
	// the second half of a double click, wherever the first one has brought what is under it
	for (const y of [box.y + box.height / 2, box.y - 30, box.y - 60]) {
		await page.mouse.move(box.x + box.width / 2, y)
		await page.mouse.down({ clickCount: 2 })
		await page.mouse.up({ clickCount: 2 })
	}
	await expect(card(france, 'Ukraine').first()).toBeVisible()
	await expect(card(france, 'Ukraine')).toHaveCount(2)
	await card(france, 'Ukraine').first().getByRole('button', { name: 'Decline' }).click()
	await expect(card(france, 'Ukraine')).toHaveCount(1)
	await expect(card(france, 'Ukraine')).toBeFocused()
	await page.setViewportSize({ width: 1440, height: 900 })
	await card(france, 'Ukraine').getByRole('button', { name: 'Decline' }).click()
	await expect(france.clause(5)).toBeFocused()
	await expect(marked(ukraine, 5, 'ins')).toHaveCount(0)
})

test('[W147] a delegation is told what became of what it has suggested, there or on coming back, and goes there by keys', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat } = await gather(place, ['ukraine', 'france', 'secretariat'])
	const told = (person: Person): Locator => person.page.getByTestId('banner-answers')
	await ukraine.clickBehind(2, 'the line')
	await suggesting(ukraine)
	await ukraine.page.keyboard.type(' at night')
	await ukraine.whenSent()
	await accept(france, 'Ukraine', 'at night')
	await expect(told(ukraine)).toContainText('France accepted your suggestion in Point 2.')
	await expect(ukraine.page.getByRole('status').getByText(/^France accepted/)).toBeAttached()
	await expect(ukraine.text(2)).toBeFocused()
	for (const person of [france, secretariat]) await expect(told(person)).toHaveCount(0)
	await ukraine.page.keyboard.press('Escape')
	await ukraine.page.keyboard.press('}')
	await expect(ukraine.clause(2)).toBeFocused()
	await expect(told(ukraine).getByRole('button')).toHaveCount(1)
	await told(ukraine).getByRole('button', { name: 'Put away' }).click()
	await expect(told(ukraine)).toHaveCount(0)

	await ukraine.clickBehind(5, 'The guarantees are')
	await ukraine.page.keyboard.type(' fully')
	await ukraine.clickBehind(3, 'All prisoners')
	await ukraine.page.keyboard.type(' of war')
	await ukraine.whenSent()
	await ukraine.page.goto('about:blank')
	const ofUkraine = (words: string): Locator =>
		card(france, 'Ukraine').filter({ hasText: new RegExp(words) })
	await france.clickBefore(5, 'The guarantees')
	await ofUkraine('fully').getByRole('button', { name: 'Counter' }).click()
	await france.clickBehind(5, 'legally')
	await france.page.keyboard.type(' and politically')
	await france.whenSent()
	await france.page.getByTestId('banner-counter').getByRole('button', { name: 'Done' }).click()
	await expect(card(secretariat, 'France')).toContainText('In the place of what Ukraine suggests.')
	await france.clickBefore(3, 'All prisoners')
	await ofUkraine('of war').getByRole('button', { name: 'Decline' }).click()
	await expect(ofUkraine('of war')).toHaveCount(0)

	await ukraine.comeBack(place.room)
	await expect(told(ukraine)).toContainText(
		'France declined your suggestion in Point 3. France offers another wording in place of your suggestion in Point 5.'
	)
	await ukraine.page.keyboard.press('Control+k')
	await ukraine.page.keyboard.type('next answer')
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.clause(3)).toBeFocused()
	await expect(told(ukraine)).toContainText('1 of 2: France declined your suggestion in Point 3.')
	await ukraine.page.keyboard.press('}')
	await expect(card(ukraine, 'France')).toBeFocused()
	await expect(told(ukraine)).toContainText('2 of 2: France offers another wording')
	await expect(card(ukraine, 'France')).toContainText('In the place of what Ukraine suggests.')
	await expect(card(ukraine, 'France')).toBeInViewport()
	await told(ukraine).getByRole('button', { name: 'Put away' }).click()
	await expect(told(ukraine)).toHaveCount(0)
	await ukraine.page.keyboard.press('Control+k')
	await ukraine.page.keyboard.type('what others did')
	await ukraine.page.keyboard.press('Enter')
	await expect(ukraine.page.getByRole('dialog').getByRole('listitem')).toContainText([
		'France declined your suggestion in Point 3.',
		'France offers another wording in place of your suggestion in Point 5.',
	])
})

test('[W128] what is said about a suggestion stands on its card on every screen, and words that could not be sent are kept', async ({
	venue,
}) => {
	const { ukraine, france, all } = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	await ukraine.clickBehind(2, 'every day')
	await suggesting(ukraine)
	await ukraine.page.keyboard.type(' and night')
	await ukraine.whenSent()
	await card(france, 'Ukraine').getByRole('button', { name: 'Comment' }).click()
	const field = card(france, 'Ukraine').getByRole('textbox', { name: /^Comment/ })
	await expect(field).toBeFocused()
	await france.page.keyboard.type('Хто спостерігає вночі?')
	await france.page.keyboard.press('Control+Enter')
	for (const person of all) {
		const said = card(person, 'Ukraine').getByRole('list', { name: /^Comments/ })
		await expect(said.getByRole('listitem')).toHaveText([/FR Advisor 2, France.*Хто спостерігає/])
	}
	await expect(card(france, 'Ukraine')).toBeFocused()
	await card(france, 'Ukraine').getByRole('button', { name: 'Comment' }).click()
	await france.page.keyboard.type('And who pays?')
	await card(ukraine, 'Ukraine').getByRole('button', { name: 'Withdraw' }).click()
	await expect(card(france, 'Ukraine')).toHaveCount(0)
	await expect(france.page.getByText('Your comment was not sent.')).toBeVisible()
	await expect(france.page.getByRole('button', { name: 'Copy your words' })).toBeVisible()
})

test('[W145] what was said about a suggestion is taken out of the record by whoever said it or the secretariat, on every screen and in every file', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
	await ukraine.clickBehind(2, 'every day')
	await suggesting(ukraine)
	await ukraine.page.keyboard.type(' and night')
	await ukraine.whenSent()
	const said = (person: Person) =>
		card(person, 'Ukraine')
			.getByRole('list', { name: /^Comments/ })
			.getByRole('listitem')
	for (const words of ['SECRET words of a capital', 'SECRET as well']) {
		await card(france, 'Ukraine').getByRole('button', { name: 'Comment:' }).click()
		await france.page.keyboard.type(words)
		await france.page.keyboard.press('Control+Enter')
		for (const person of all) await expect(said(person).filter({ hasText: words })).toHaveCount(1)
	}
	// nobody else's
	await expect(said(ukraine).getByRole('button')).toHaveCount(0)
	const begin = (person: Person, index: number) =>
		said(person)
			.nth(index)
			.getByRole('button', { name: /^Take out what was said/ })
	const why = (person: Person) => said(person).getByRole('textbox', { name: /^Why/ })
	const takeOut = async (person: Person, index: number) => {
		await begin(person, index).click()
		await expect(why(person)).toBeFocused()
		await expect(why(person)).toHaveAccessibleDescription(
			/Whoever has read the words has read them/
		)
		await person.page.keyboard.type('Wrong window.')
		const sent = person.page.waitForRequest(/\/withholding$/)
		await said(person).nth(index).getByRole('button', { name: 'Take out of the record' }).click()
		expect((await sent).postDataJSON()).toEqual({ reason: 'Wrong window.' })
		await expect(said(person).nth(index)).toBeFocused()
	}
	await begin(france, 0).click()
	await said(france).nth(0).getByRole('button', { name: 'Keep it' }).click()
	await expect(begin(france, 0)).toBeFocused()
	await begin(france, 0).click()
	await why(france).press('Escape')
	await expect(begin(france, 0)).toBeFocused()
	await expect(why(france)).toHaveCount(0)
	await expect(said(ukraine).nth(0)).toContainText('SECRET words')
	// what is asked stays asked where its card goes and comes back: a narrow window shows the cards of one point
	await begin(france, 0).click()
	await france.page.keyboard.type('Wrong')
	const wide = france.page.viewportSize() ?? { width: 1280, height: 720 }
	await france.page.setViewportSize({ ...wide, width: 390 })
	await expect(card(france, 'Ukraine')).toHaveCount(0)
	await france.page.setViewportSize(wide)
	await expect(why(france)).toHaveValue('Wrong')
	await expect(why(france)).toBeFocused()
	await why(france).press('Escape')
	await expect(begin(france, 0)).toBeFocused()
	await takeOut(france, 0)
	for (const person of all) {
		await expect(said(person).nth(0)).toContainText(
			/Taken out of the record on .* by Advisor 2, France\./
		)
		await expect(said(person).nth(1)).toContainText('SECRET as well')
	}
	await takeOut(secretariat, 1)
	for (const person of all) {
		await expect(said(person).nth(1)).toContainText(
			/Taken out of the record on .* by the Secretariat\./
		)
		expect(await person.page.content()).not.toContain('SECRET')
	}
	const { api } = await Observer.enter(place)
	for (const format of ['txt', 'md', 'html', 'json']) {
		const file = await api.text(`/text?format=${format}`)
		expect(file).not.toContain('SECRET')
		expect(file).toContain(' and night')
	}
})

test('[W116] a seat and a point that only suggest do so at once, whatever is typed', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat } = await gather(place, ['ukraine', 'france', 'secretariat'])
	const panel = (await secretariat.newWindow()).page
	await panel.goto(`${place.room}/secretariat`)
	for (const [what, reason] of [
		['France', 'The delegation has no mandate yet.'],
		['Point 1, Ceasefire', 'The lawyers look at it.'],
	] as const) {
		await panel.getByRole('button', { name: `${what}: suggesting only` }).click()
		await sayWhy(panel, reason)
	}
	await expect(france.page.getByTestId('mode')).toHaveText('Suggesting')
	await france.clickBehind(2, 'every day')
	await france.page.keyboard.type(' and night')
	for (let i = 0; i < 'night'.length; i++) await france.page.keyboard.press('Backspace')
	await france.page.keyboard.press('Home')
	await france.page.keyboard.press('Delete')
	await france.whenSent()
	await expect(marked(ukraine, 2, 'ins')).toHaveText(' and ')
	await expect(marked(ukraine, 2, 'del')).toHaveText('A')
	// where it is the point that only takes suggestions, everybody's are
	await ukraine.clickBehind(1, 'whole line')
	await ukraine.page.keyboard.type(' at once')
	await ukraine.whenSent()
	await expect(marked(france, 1, 'ins')).toHaveText(' at once')
	await expect(ukraine.text(1)).toHaveAccessibleName(/suggesting$/)
	await expect(ukraine.text(2)).toHaveAccessibleName(/editing$/)
})

test('[W117] by keys alone a change is suggested, found, read and accepted', async ({ venue }) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await france.clause(2).focus()
	await suggesting(france)
	await france.page.keyboard.press('Enter')
	await expect(france.text(2)).toBeFocused()
	await france.page.keyboard.press('End')
	await france.page.keyboard.type(' It is paid.')
	await france.page.keyboard.press('Enter')
	await france.page.keyboard.type('It is kept.')
	await france.whenSent()

	await expect(card(ukraine, 'France')).toHaveCount(1)
	await expect(card(ukraine, 'France')).toContainText('It is kept.')
	await ukraine.clause(1).focus()
	await ukraine.page.keyboard.press('v')
	await expect(card(ukraine, 'France')).toBeFocused()
	const button = card(ukraine, 'France').getByRole('button', { name: 'Accept' })
	await expect(async () => {
		await ukraine.page.keyboard.press('Tab')
		await expect(button).toBeFocused({ timeout: 200 })
	}).toPass()
	await ukraine.page.keyboard.press('Enter')
	await expect(card(ukraine, 'France')).toHaveCount(0)
	await agreeOn([ukraine, france], 2, `${LINE} It is paid.\nIt is kept.`)
	await france.page.keyboard.press('Control+.')
	await expect(france.page.getByTestId('mode')).toHaveText('Editing')
})

test('[W134] a delegation that only suggests makes a list and lowers an item of it, and whoever may edit takes both in', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
	const panel = (await secretariat.newWindow()).page
	await panel.goto(`${place.room}/secretariat`)
	await panel.getByRole('button', { name: 'France: suggesting only' }).click()
	await sayWhy(panel, 'The delegation has no mandate yet.')
	await expect(france.page.getByTestId('mode')).toHaveText('Suggesting')
	const items = (person: Person): Locator => person.clause(2).locator('.body li')

	await france.clickBehind(2, 'every day.')
	await france.page.keyboard.press('Control+Shift+8')
	await france.whenSent()
	const sign = ukraine.clause(2).locator('.body .block-suggestion.setBlock')
	await expect(sign).toHaveAttribute('title', 'Suggested: make this a list item')
	await expect(items(ukraine)).toHaveCount(0)
	await accept(ukraine, 'France', 'Make this a list item')
	for (const person of all) await expect(items(person)).toHaveCount(1)

	await ukraine.clickBehind(2, 'every day.')
	await ukraine.page.keyboard.press('Enter')
	await ukraine.page.keyboard.type('It is paid.')
	await ukraine.whenSent()
	await expect(items(france)).toHaveCount(2)
	// a Tab that comes before the editor has heard of the click leaves it, as it does in a first item
	await expect(async () => {
		await france.clickBehind(2, 'is paid.')
		await france.page.keyboard.press('Tab')
		await expect(sign).toHaveAttribute('title', 'Suggested: lower by one level', { timeout: 5_000 })
	}).toPass()
	// raised again it is where it stands, and nothing is suggested; lowered, it is suggested anew
	await france.page.keyboard.press('Shift+Tab')
	await expect(sign).toHaveCount(0)
	await france.page.keyboard.press('Tab')
	await expect(sign).toHaveAttribute('title', 'Suggested: lower by one level')
	await france.whenSent()
	// whoever has no pointer asks what is suggested where they are
	await ukraine.clickBehind(2, 'is paid.')
	await expect(async () => {
		await ukraine.page.keyboard.press('F8')
		await expect(ukraine.page.getByRole('status').filter({ hasText: 'You are in' })).toContainText(
			'Suggestion of France. Lower by one level: It is paid.',
			{ timeout: 1_000 }
		)
	}).toPass()
	await accept(secretariat, 'France', 'Lower by one level')
	for (const person of all) {
		await expect(person.clause(2).locator('.body li li')).toHaveText('It is paid.')
		await expect(person.clause(2).locator('.body .block-suggestion')).toHaveCount(0)
	}
	await agreeOn(all, 2, `${LINE}\nIt is paid.`)
})

test('[W148] a paragraph becomes a heading by key, palette, typed sign and control, and is suggested to', async ({
	venue,
}) => {
	const { ukraine, secretariat, all } = await gather(await venue(), ['ukraine', 'secretariat'])
	const { page } = ukraine
	const heading = (person: Person, level: number): Locator =>
		person.clause(2).locator(`.body h${level + 2}`)
	await ukraine.clickBehind(2, 'every day.')
	await page.keyboard.press('Enter')
	await page.keyboard.type('## Funding')
	await ukraine.whenSent()
	for (const person of all) await expect(heading(person, 2)).toHaveText('Funding')
	await page.keyboard.press('Control+Shift+H')
	await expect(heading(ukraine, 3)).toHaveText('Funding')
	await expect(page.getByText('Heading of level 3.')).toHaveCount(1)
	await page.keyboard.press('Control+k')
	await page.keyboard.type('Paragraph, no heading')
	await page.keyboard.press('Enter')
	await expect(heading(ukraine, 3)).toHaveCount(0)
	await expect(ukraine.text(2)).toBeFocused()
	await expect(page.getByText('No heading any more.')).toHaveCount(1)
	await suggesting(ukraine)
	await page.keyboard.press('Shift+Home')
	const control = page.getByRole('toolbar', { name: 'Format' }).getByRole('button', {
		name: 'Heading',
		exact: true,
	})
	await expect(control).toHaveAttribute('aria-pressed', 'false')
	await control.click()
	await expect(control).toHaveAttribute('aria-pressed', 'true')
	await expect(page.getByText('Heading of level 1, suggested.')).toHaveCount(1)
	await ukraine.whenSent()
	const sign = ukraine.clause(2).locator('.body .block-suggestion.setBlock')
	await expect(sign).toHaveAttribute('title', 'Suggested: make this a heading')
	await control.click()
	await expect(control).toHaveAccessibleDescription('Level 2')
	await ukraine.whenSent()
	await accept(secretariat, 'Ukraine', 'Make this a heading of level 2')
	for (const person of all) {
		await expect(heading(person, 2)).toHaveText('Funding')
		await expect(person.clause(2).locator('.body .block-suggestion')).toHaveCount(0)
	}
})

test('[W118] suggestions of two delegations that overlap stand beside each other, and one edits around them', async ({
	venue,
}) => {
	const { ukraine, france, secretariat, all } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	for (const [person, from, words] of [
		[ukraine, 'reports', 'reports every'],
		[france, 'every', 'every day'],
	] as const) {
		await person.clickBefore(2, from)
		await suggesting(person)
		await selectOn(person.page, words.length)
		await person.page.keyboard.press('Delete')
		await person.whenSent()
	}
	await france.page.keyboard.type('soon')
	await france.whenSent()
	await expect(card(secretariat, 'Ukraine')).toContainText('Delete reports every')
	await expect(card(secretariat, 'France')).toContainText('Insert instead soon')
	// who edits writes in no words that are only suggested, and does not delete them
	await secretariat.clickBehind(2, 'so')
	await secretariat.page.keyboard.type('☠')
	await expect(secretariat.toast('These words are only suggested, by France')).toBeVisible()
	await accept(secretariat, 'France', 'soon')
	await expect(card(secretariat, 'France')).toHaveCount(0)
	// an answer is one to what the card shows: the words that both would delete are gone
	await expect(card(secretariat, 'Ukraine')).not.toContainText('every')
	await card(secretariat, 'Ukraine').getByRole('button', { name: 'Accept' }).click()
	await expect(card(secretariat, 'Ukraine')).toHaveCount(0)
	// and nothing of what the secretariat typed
	await agreeOn(all, 2, /^A mission watches the line\. It {1,2}soon *\.$/)
})

test('[W119] many are answered at once, and those of one delegation are put forward together', async ({
	venue,
}) => {
	const { ukraine, secretariat } = await gather(await venue(), ['ukraine', 'secretariat'])
	const { page } = ukraine
	await ukraine.clickBehind(1, 'whole line')
	await suggesting(ukraine)
	await page.keyboard.type(' at once')
	await ukraine.clickBehind(2, 'every day')
	await page.keyboard.type(' and night')
	await ukraine.whenSent()
	await expect(card(ukraine, 'Ukraine')).toHaveCount(2)
	await page.keyboard.press('Control+k')
	await page.keyboard.type('All open suggestions')
	await page.keyboard.press('Enter')
	const dialog = page.getByRole('dialog', { name: '2 suggestions open' })
	await dialog.getByRole('textbox', { name: 'Title' }).fill('Without delay')
	await dialog.getByRole('textbox', { name: 'Why' }).fill('Every day counts.')
	await dialog.getByRole('button', { name: 'Put forward' }).click()
	await expect(ukraine.toast('Put forward: Without delay.')).toBeVisible()

	await secretariat.page.keyboard.press('Control+k')
	await secretariat.page.keyboard.type('All open suggestions')
	await secretariat.page.keyboard.press('Enter')
	const all = secretariat.page.getByRole('dialog', { name: /suggestions open$/ })
	for (const words of ['at once', 'and night']) await expect(all).toContainText(words)
	await all.getByRole('button', { name: 'Accept all 2' }).click()
	await expect(all.getByText('2 accepted.')).toBeVisible()
	await expect(marked(ukraine, 1, 'ins')).toHaveCount(0)
	await agreeOn(
		[ukraine, secretariat],
		2,
		'A mission watches the line. It reports every day and night.'
	)
})

test('[W120] a point that is agreed takes suggestions only, of whoever may edit as well, and the secretariat takes them in', async ({
	venue,
}) => {
	const { ukraine, france, secretariat, all } = await gather(await venue(), [
		'ukraine',
		'france',
		'secretariat',
	])
	await secretariat.clause(2).focus()
	await secretariat.page.keyboard.press('a')
	const dialog = secretariat.page.getByRole('dialog')
	await dialog.getByLabel('New status').selectOption('Agreed')
	await dialog.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Set' }).click()
	await expect(france.clause(2).getByTitle('How this point stands')).toHaveText(/Agreed/)
	await secretariat.page.keyboard.press('Escape')
	await expect(dialog).toHaveCount(0)
	await expect(ukraine.text(2)).toHaveAccessibleName(/suggesting$/)
	await expect(ukraine.text(1)).toHaveAccessibleName(/editing$/)

	await ukraine.clickBehind(2, 'every day')
	await ukraine.page.keyboard.type(' and night')
	await ukraine.whenSent()
	await expect(marked(france, 2, 'ins')).toHaveText(' and night')
	await expect(france.text(2)).toHaveAccessibleName(/suggesting$/)
	await accept(secretariat, 'Ukraine', 'and night')
	for (const person of all) await expect(marked(person, 2, 'ins')).toHaveCount(0)
	await agreeOn(all, 2, 'A mission watches the line. It reports every day and night.')
})

test('[W121] a person who is set to suggesting suggests at once, and nobody else does', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, secretariat, all } = await gather(place, [
		'ukraine',
		'france',
		'secretariat',
	])
	const panel = (await secretariat.newWindow()).page
	await panel.goto(`${place.room}/secretariat`)
	await panel.getByRole('button', { name: /^More for France/ }).click()
	await panel.getByRole('menuitem', { name: 'Suggesting only…' }).click()
	await sayWhy(panel, 'They are new here.')
	await expect(france.page.getByTestId('mode')).toHaveText('Suggesting')
	await expect(ukraine.page.getByTestId('mode')).toHaveText('Editing')
	await france.clickBehind(2, 'every day')
	await france.page.keyboard.type(' and night')
	await france.whenSent()
	await expect(marked(ukraine, 2, 'ins')).toHaveText(' and night')
	await accept(ukraine, 'France', 'and night')
	await agreeOn(all, 2, 'A mission watches the line. It reports every day and night.')
})

test('[W122] what is typed before suggestions can be made is kept, and becomes one', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france } = await gather(place, ['ukraine', 'france'])
	const slow = await ukraine.newWindow()
	const { promise: may, resolve: arrive } = Promise.withResolvers<undefined>()
	await slow.page.route('**/assets/suggesting-*.js', async (route) => {
		await may
		await route.continue()
	})
	await slow.comeBack(place.room)
	await slow.clickBehind(2, 'every')
	const asked = slow.page.waitForRequest('**/assets/suggesting-*.js')
	// from its frame, and into it again while nothing can be written there
	await slow.page.keyboard.press('Escape')
	await expect(slow.clause(2)).toBeFocused()
	await slow.page.keyboard.press('Control+.')
	await slow.page.keyboard.press('Enter')
	await expect(slow.text(2)).toBeFocused()
	await slow.page.keyboard.type(' other')
	await slow.page.keyboard.press('Backspace')
	await slow.page.keyboard.type('r')
	await slow.page.keyboard.press('End')
	await slow.page.keyboard.press('Shift+ArrowLeft')
	await slow.page.keyboard.type(' or so.')
	await asked
	await expect(slow.text(2)).toHaveText(LINE)
	arrive(undefined)
	await expect(marked(slow, 2, 'ins')).toHaveText([' other', ' or so.'])
	await expect(marked(slow, 2, 'del')).toHaveText(['.'])
	await slow.page.keyboard.type('!')
	await slow.whenSent()
	await expect(marked(france, 2, 'ins')).toHaveText([' other', ' or so.!'])
	await expect(card(france, 'Ukraine')).toHaveCount(2)
})

test('[W162] whoever was suggesting goes on suggesting when the page is loaded again, and edits again once they went back', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	await ukraine.clickBefore(2, 'every day')
	await suggesting(ukraine)
	await page.reload()
	await expect(page.getByTestId('mode')).toHaveText('Suggesting')
	await ukraine.clickBefore(2, 'every day')
	await page.keyboard.type('almost ')
	await expect(marked(ukraine, 2, 'ins')).toHaveText('almost ')
	await page.keyboard.press('Control+.')
	await expect(page.getByTestId('mode')).toHaveText('Editing')
	await page.reload()
	await expect(marked(ukraine, 2, 'ins')).toHaveText('almost ')
	await expect(page.getByTestId('mode')).toHaveText('Editing')
})

test('[W141] whoever writes without keys before suggestions can be made is told that it is not taken', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine } = await gather(place, ['ukraine'])
	const slow = await ukraine.newWindow()
	const { promise: may, resolve: arrive } = Promise.withResolvers<undefined>()
	await slow.page.route('**/assets/suggesting-*.js', async (route) => {
		await may
		await route.continue()
	})
	await slow.comeBack(place.room)
	await slow.clickBehind(2, 'every')
	await slow.page.keyboard.press('Control+.')
	const notice = slow.page.getByText(/^Suggesting is not ready yet/)
	await expect(notice).toBeVisible()
	await slow.page.keyboard.insertText(' інший')
	await expect(slow.text(2)).toHaveText(LINE)
	arrive(undefined)
	await expect(notice).toHaveCount(0)
	await slow.page.keyboard.insertText(' інший')
	await expect(marked(slow, 2, 'ins')).toHaveText(' інший')
})

test('[W123] where the margin is a drawer, a sign beside a point says how many suggestions wait there, and opens their cards', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.clickBehind(2, 'every day')
	await suggesting(ukraine)
	await ukraine.page.keyboard.type(' and night')
	await ukraine.whenSent()
	const sign = france.clause(2).getByRole('button', { name: /^1 suggestion open on Point 2/ })
	await expect(marked(france, 2, 'ins')).toHaveText(' and night')
	await expect(france.row(2)).toHaveAccessibleName(/1 suggestion open/)
	await expect(sign).toBeHidden()
	await france.page.setViewportSize({ width: 1024, height: 768 })
	await sign.click()
	await expect(card(france, 'Ukraine')).toBeVisible()
	await expect(card(france, 'Ukraine')).toBeFocused()
	await accept(france, 'Ukraine', 'and night')
	await expect(sign).toHaveCount(0)
	await france.page.setViewportSize({ width: 390, height: 844 })
	await expect(card(france, 'Ukraine')).toHaveCount(0)
})
