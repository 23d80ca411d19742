import { type DocumentName } from '@parley/protocol'
import { suggestionKey, textOf } from '@parley/schema'
import { ApiClient } from '../support/api.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { expect } from './expect.ts'
import { gather, test } from './party.ts'
import { type Person } from './person.ts'
import { SEATS, type Venue } from './venue.ts'

/** A program that holds a seat and has point 2 open, as any client of the server can. */
async function program(venue: Venue, seat: number): Promise<TestClient> {
	const code = venue.prepared.seats[seat]?.code ?? ''
	const { token } = await ApiClient.redeem(venue.server.url, code)
	const url = `${venue.server.url.replace('http', 'ws')}/collaboration`
	return connectClient({ url, token, documents: [venue.document(2)] })
}

/** Suggests that words come in before others, which go. */
async function suggest(
	client: TestClient,
	document: DocumentName,
	id: string,
	{ words, gone }: { readonly words: string; readonly gone: string }
): Promise<void> {
	const doc = client.doc(document)
	const text = textOf(doc)
	const at = 1 + client.text(document).indexOf(gone)
	doc.transact(() => {
		text.format(at, gone.length, { [suggestionKey('del', id)]: true })
		text.insert(at, words, { [suggestionKey('ins', id)]: true })
	})
	await client.whenSent()
}

const view = (person: Person) => person.page.getByLabel('View', { exact: true })
const line = (person: Person) => person.page.getByRole('main').getByRole('status')

test('[W112] the text is looked at in each view, only to read, and follows what others write; then it is written in again', async ({
	venue,
}) => {
	const place = await venue()
	const document = place.document(2)
	const [ukraine, france] = [
		await program(place, SEATS.ukraine),
		await program(place, SEATS.france),
	]
	await suggest(ukraine, document, 'suggestedUA1', { words: 'One ', gone: 'A ' })
	await suggest(france, document, 'suggestedFR1', { words: 'surveys', gone: 'watches' })
	const { secretariat } = await gather(place, ['secretariat'])
	const { page } = secretariat
	const point = secretariat.clause(2)
	await expect(point.locator('ins')).toHaveCount(2)

	await view(secretariat).selectOption('Clean if all accepted')
	await expect(line(secretariat)).toContainText('Clean, as if all suggestions were accepted.')
	await expect(point.locator('ins, del, .suggestion')).toHaveCount(0)
	expect(await secretariat.read(2)).toBe('One mission surveys the line. It reports every day.')
	await expect(point.locator('[contenteditable="true"]')).toHaveCount(0)

	await view(secretariat).selectOption('Only France')
	await expect(point.locator('ins')).toHaveText(['surveys'])
	expect(await secretariat.read(2)).toBe('A mission surveyswatches the line. It reports every day.')

	// what another writes comes into the view
	textOf(ukraine.doc(document)).insert(textOf(ukraine.doc(document)).length, ' At noon.')
	await ukraine.whenSent()
	await expect(point).toContainText('It reports every day. At noon.')

	await view(secretariat).selectOption('As last agreed')
	await expect(point).toContainText('Never agreed.')

	await page.keyboard.press('Control+k')
	await page.keyboard.type('View: marked')
	await page.keyboard.press('Enter')
	await expect(line(secretariat)).toHaveCount(0)
	await expect(point.locator('ins')).toHaveCount(2)
	await secretariat.clickBehind(2, 'At noon.')
	await page.keyboard.type(' Always.')
	await expect.poll(() => france.text(document)).toContain('At noon. Always.')
	for (const client of [ukraine, france]) client.close()
})

/** Puts words of a point into a bracket of whoever does it, by keys. */
async function dispute(person: Person, number: number, words: string): Promise<void> {
	const { page } = person
	await person.clickBefore(number, words)
	for (let i = 0; i < words.length; i++) await page.keyboard.press('Shift+ArrowRight')
	await page.keyboard.press('Control+e')
	const dialog = page.getByRole('dialog', { name: 'Put words into a bracket' })
	await expect(dialog.locator(':focus')).toBeVisible()
	await page.keyboard.press('Enter')
	await expect(page.getByRole('dialog')).toHaveCount(0)
	await expect(person.clause(number).locator('.bracketed').filter({ hasText: words })).toHaveCount(
		1
	)
}

test('[W112] however far one reads in a view, a line says which it is and how many brackets it does not draw, and their words are marked', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	const { page } = ukraine
	await dispute(ukraine, 2, 'reports')
	await dispute(ukraine, 2, ' every')
	await dispute(france, 3, 'thirty')
	await expect(page.getByText('3 brackets open').first()).toBeVisible()
	const words = ukraine.clause(2).locator('.disputed')

	await view(ukraine).selectOption('Clean if all accepted')
	await expect(line(ukraine)).toContainText('3 open brackets are not drawn')
	await expect(words).toHaveText(['reports', ' every'])
	await expect(words.first()).toHaveAttribute('title', /^Disputed/)
	await expect(words.first()).toHaveCSS('border-bottom-style', 'dotted')
	await expect(ukraine.clause(2).locator('.bracketed')).toHaveCount(0)
	await ukraine.clause(12).scrollIntoViewIfNeeded()
	for (const width of [1440, 1024, 390]) {
		await page.setViewportSize({ width, height: 700 })
		await page.locator('.stage').evaluate((stage) => {
			stage.scrollTop = stage.scrollHeight
		})
		await expect(line(ukraine)).toBeInViewport({ ratio: 1 })
	}
	await page.setViewportSize({ width: 1440, height: 900 })

	await view(ukraine).selectOption('Only France')
	await expect(line(ukraine)).toContainText('2 open brackets are not drawn')
	await expect(words).toHaveCount(2)
	await expect(ukraine.clause(3).locator('.disputed')).toHaveCount(0)
	await expect(ukraine.clause(3).locator('.bracketed')).toHaveCount(1)
	await view(ukraine).selectOption('Marked')
	await expect(words).toHaveCount(0)
})

test('[W115] the code of whoever suggests stands behind the last of the words and over no others, on however many lines they are', async ({
	venue,
}) => {
	const place = await venue()
	const document = place.document(2)
	const france = await program(place, SEATS.france)
	const { secretariat } = await gather(place, ['secretariat'])
	const { page } = secretariat
	await suggest(france, document, 'suggestedFR3', {
		words: 'once or twice ',
		gone: 'every',
	})
	await secretariat.clickBehind(2, 'the line.')
	const added = secretariat.clause(2).locator('ins').first()
	await expect(added).toHaveText('once or twice ')
	const over: number[] = []
	const lines = new Set<number>()
	for (let width = 340; width <= 620; width += 10) {
		await page.setViewportSize({ width, height: 800 })
		// where something of the suggestion is that is neither its words nor the room behind them
		const found = await added.evaluate((element) => {
			const boxes = [...element.getClientRects()]
			const within = element.closest('p')?.getBoundingClientRect() ?? new DOMRect()
			const places = boxes.flatMap(({ top, bottom }) =>
				Array.from({ length: Math.floor(within.width / 3) }, (_, i) => within.left + 3 * i)
					.filter(
						(x) => !boxes.some((box) => box.top === top && x > box.left - 3 && x < box.right + 3)
					)
					.flatMap((x) =>
						[0.2, 0.35, 0.5].map((share) => [x, top + share * (bottom - top)] as const)
					)
			)
			return {
				lines: boxes.length,
				over: places.filter(([x, y]) => globalThis.document.elementFromPoint(x, y) === element)
					.length,
			}
		})
		lines.add(found.lines)
		if (found.over > 0) over.push(width)
	}
	expect(over).toEqual([])
	expect(Math.max(...lines)).toBeGreaterThan(1)
	france.close()
})

test('[W112] without names nothing on the paper names a delegation, and whoever goes to what is open is back in the text', async ({
	venue,
}) => {
	const place = await venue()
	const france = await program(place, SEATS.france)
	await suggest(france, place.document(2), 'suggestedFR2', { words: 'surveys', gone: 'watches' })
	const { ukraine } = await gather(place, ['ukraine'])
	const { page } = ukraine
	const point = ukraine.clause(2)
	const margin = page.getByRole('complementary', { name: 'Margin' })
	await point.focus()
	await page.keyboard.press('r')
	const dialog = page.getByRole('dialog')
	await dialog.getByRole('button', { name: 'Reserve' }).click()
	await page.keyboard.press('Escape')
	await expect(point.getByTestId('said')).toHaveText(/UA/)
	const drawn = () =>
		point.evaluate((element) => {
			const marks = [...element.querySelectorAll('.suggestion')]
			const signs = marks.map((mark) => getComputedStyle(mark, '::after').content)
			const slots = marks.map((mark) => getComputedStyle(mark).getPropertyValue('--slot'))
			return [element.textContent, ...signs, ...slots].join(' ')
		})
	await expect.poll(drawn).toMatch(/"FR"/)
	const [colour = ''] = /#[0-9a-f]{6}/.exec(await drawn()) ?? []
	expect(colour).not.toBe('')
	const card = margin.getByRole('article', { name: /^Suggestion of France/ })
	await expect(card).toBeVisible()

	await page.getByLabel('Names', { exact: true }).uncheck()
	await expect(line(ukraine)).toContainText('Without names.')
	await expect(point.locator('ins')).toHaveText(['surveys'])
	const unnamed = await drawn()
	expect(unnamed).not.toMatch(/\b(?:FR|UA|France|Ukraine)\b/)
	// the colour of a delegation is a name as well
	expect(unnamed).not.toContain(colour)
	await expect(point.getByTestId('said')).toHaveText(/†\s*Reservations: 1/)
	await expect(card).toHaveCount(0)

	// what is open stands in the text as it is written
	await page.keyboard.press('F9')
	await dialog.getByRole('listitem').filter({ hasText: 'surveys' }).getByRole('button').click()
	await expect(line(ukraine)).toHaveCount(0)
	await expect(card).toBeFocused()
	await expect.poll(drawn).toMatch(/"FR"/)
	france.close()
})

test('[W112] what one has begun to say about a suggestion is there again once the text is shown as it is written', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	await ukraine.clickBehind(2, 'every day')
	await page.keyboard.press('Control+.')
	await page.keyboard.type(' at noon')
	const card = page.getByRole('article', { name: /^Suggestion of Ukraine/ })
	await card.getByRole('button', { name: /^Say why/ }).click()
	await card.getByLabel('Why').fill('Бо так домовлено')
	await view(ukraine).selectOption('Clean if all accepted')
	await expect(card).toHaveCount(0)
	await view(ukraine).selectOption('Marked')
	await expect(card.getByLabel('Why')).toHaveValue('Бо так домовлено')
	await card.getByRole('button', { name: 'Say it' }).click()
	await expect(card).toContainText('Бо так домовлено')
})
