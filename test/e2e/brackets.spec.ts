import { importMarkdown, placeBrackets } from '@parley/formats'
import { type Locator } from '@playwright/test'
import { ask } from './ask.ts'
import { expect } from './expect.ts'
import { gather, test, type Party } from './party.ts'
import { type Person } from './person.ts'
import { TEXT } from './text.ts'
import { approachDeadline } from './venue.ts'

const LINE = 'A mission watches the line. It reports every day.'

/** The words of a point as they are drawn under a bracket of one of these holders, e.g. `UA`; generated content is no word of them. */
function held(person: Person, number: number, code: string): Locator {
	return person.clause(number).locator(`.bracket-tag[data-code="${code}"]`)
}

/** Selects from before some words to behind others, with the mouse. */
async function drag(person: Person, number: number, from: string, to: string): Promise<void> {
	const { page } = person
	await person.clickBefore(number, from)
	const end = await person.boxBehind(number, to)
	await page.keyboard.down('Shift')
	await page.mouse.click(end.x, end.y)
	await page.keyboard.up('Shift')
}

/** Puts what is selected into a bracket, by the toolbar. */
async function placeByMouse(person: Person): Promise<void> {
	const { page } = person
	await page.getByRole('button', { name: 'Put into a bracket…' }).click()
	await page.getByRole('button', { name: 'Place the bracket' }).click()
	await expect(page.getByRole('dialog')).toHaveCount(0)
}

/** Ukraine has put the second sentence of point 2 into a bracket; everybody sees it. */
async function disputed({ ukraine, all }: Pick<Party, 'ukraine' | 'all'>): Promise<void> {
	await drag(ukraine, 2, 'It reports', 'every day.')
	await placeByMouse(ukraine)
	for (const person of all) await expect(held(person, 2, 'UA')).toHaveCount(1)
}

/** The card of the bracket at the caret. */
async function openCard(person: Person, behind: string, number = 2): Promise<Locator> {
	await person.clickBehind(number, behind)
	await person.page.keyboard.press('Control+e')
	const card = person.page.getByRole('dialog', { name: /^Bracket of/ })
	await expect(card).toBeVisible()
	return card
}

test('[W90] words are put into brackets by mouse over two paragraphs, nested by keyboard, and stand in the register', async ({
	venue,
}) => {
	const party = await gather(await venue())
	const { ukraine, france } = party
	await ukraine.clickBehind(2, 'every day.')
	await ukraine.page.keyboard.press('Enter')
	await ukraine.page.keyboard.type('It has access.')
	await drag(ukraine, 2, 'It reports', 'has access')
	await placeByMouse(ukraine)
	await expect(held(france, 2, 'UA')).toHaveCount(1)
	await expect(france.row(2)).toHaveAccessibleName(/1 bracket open/)
	// only with the keyboard, without leaving the text
	await france.clickBefore(2, 'reports')
	for (let i = 0; i < 'reports'.length; i++) await france.page.keyboard.press('Shift+ArrowRight')
	await france.page.keyboard.press('Control+e')
	await expect(france.page.getByRole('dialog', { name: 'Put words into a bracket' })).toBeVisible()
	await france.page.keyboard.type('Paris has no instructions')
	await france.page.keyboard.press('Enter')
	await expect(france.page.getByRole('dialog')).toHaveCount(0)
	for (const person of party.all) {
		await expect(held(person, 2, 'FR')).toHaveCount(1)
		await expect(person.page.getByText('2 brackets open').first()).toBeVisible()
		await expect(person.clause(2).locator('[data-level="2"].bracketed')).toHaveText('reports')
		expect(await person.read(2)).toBe(`${LINE}\nIt has access.`)
	}
	const { page } = party.noteTaker
	await page.getByRole('button', { name: '2 brackets open' }).click()
	await page.getByRole('combobox', { name: 'Held by' }).selectOption('France')
	const rows = page.getByRole('dialog').getByRole('listitem')
	await expect(rows).toHaveCount(1)
	await expect(rows).toContainText('Paris has no instructions')
	await rows.getByRole('button').click()
	await expect(page.getByRole('dialog', { name: 'Bracket of France' })).toBeVisible()
	await expect(
		page.getByRole('dialog').getByRole('button', { name: /lift|strike|Hold/i })
	).toHaveCount(0)
	await page.keyboard.press('Escape')
	await expect(party.noteTaker.clause(2)).toBeFocused()
})

test('[W91] France neither lifts nor removes a bracket of Ukraine: by no control, no key, no deletion, cut, paste or undo; Ukraine does', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france } = party
	await disputed(party)
	const card = await openCard(france, 'It reports')
	await expect(card.getByRole('button', { name: /lift|strike|Consent/i })).toHaveCount(0)
	await france.page.keyboard.press('Escape')
	const { page } = france
	const tries: readonly (() => Promise<void>)[] = [
		() => page.keyboard.press('Backspace'),
		() => page.keyboard.press('Control+x'),
		() => page.keyboard.type('x'),
		() => page.keyboard.press('Control+v'),
	]
	for (const attempt of tries) {
		await drag(france, 2, 'It reports', 'every day.')
		await attempt()
		await expect(france.toast('its last words stay').first()).toBeVisible()
		expect(await france.read(2)).toBe(LINE)
	}
	// that they go is suggested instead, by one press
	await drag(france, 2, 'It reports', 'every day.')
	await page.keyboard.press('Delete')
	await france
		.toast('its last words stay')
		.getByRole('button', { name: 'Suggest it instead' })
		.click()
	for (const person of party.all) {
		await expect(person.clause(2).locator('del')).toHaveText(['It reports every day.'])
	}
	const suggestion = page.getByRole('article', { name: /^Suggestion of France/ })
	await expect(suggestion.getByRole('button', { name: /^Put it into the text/ })).toBeVisible()
	await suggestion.getByRole('button', { name: /^Withdraw/ }).click()
	await expect(france.clause(2).locator('del')).toHaveCount(0)
	await page.keyboard.press('Control+a')
	await page.keyboard.press('Delete')
	expect(await france.read(2)).toBe(LINE)
	await france.whenSent()
	for (const person of party.all) {
		expect(await person.read(2)).toBe(LINE)
		await expect(held(person, 2, 'UA')).toHaveCount(1)
	}
	// words that France wrote itself, and then takes back
	await france.clickBehind(4, 'every quarter.')
	await page.keyboard.type(' Always.')
	await expect(ukraine.text(4)).toContainText('Always.')
	await drag(ukraine, 4, 'Always', 'Always.')
	await placeByMouse(ukraine)
	await expect(held(france, 4, 'UA')).toHaveCount(1)
	await france.text(4).focus()
	await page.keyboard.press('Control+z')
	await expect(france.toast('its last words stay').first()).toBeVisible()
	expect(await france.read(4)).toContain('Always.')
	await ukraine.text(4).focus()
	await france.whenSent()
	expect(await ukraine.read(4)).toContain('Always.')
	// copies of its words are words like others
	await drag(france, 2, 'It reports', 'every day.')
	await page.keyboard.press('Control+c')
	await france.clickBehind(3, 'thirty days.')
	await page.keyboard.press('Control+v')
	await expect.poll(() => ukraine.read(3)).toContain('every day.')
	await expect(held(ukraine, 3, 'UA')).toHaveCount(0)
	const own = await openCard(ukraine, 'It reports')
	await own.getByRole('button', { name: 'Lift: the words stay' }).click()
	await expect(france.toast('is lifted')).toBeVisible()
	for (const person of party.all) {
		await expect(held(person, 2, 'UA')).toHaveCount(0)
		expect(await person.read(2)).toBe(LINE)
	}
	await france.whenSent()
})

test('[W92] whoever proposed the end of a bracket is told that it was declined, there or on coming back', async ({
	venue,
}) => {
	const host = await venue()
	const party = await gather(host, ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, secretariat } = party
	await disputed(party)
	const asked = ukraine.page.getByTestId('banner-bracket')
	const card = await openCard(secretariat, 'It reports')
	const propose = async (ending: RegExp): Promise<void> => {
		await card.getByRole('button', { name: ending }).click()
		await expect(asked).toContainText('Ukraine is asked')
	}
	await propose(/^Propose to strike/)
	await asked.getByRole('button', { name: 'Decline' }).click()
	await expect(
		secretariat.toast('Ukraine declined to strike a bracket in Point 2.').first()
	).toBeVisible()
	await propose(/^Propose to lift/)
	await secretariat.page.goto('about:blank')
	await asked.getByRole('button', { name: 'Decline' }).click()
	await expect(asked).toHaveCount(0)

	await secretariat.comeBack(host.room)
	const told = secretariat.page.getByTestId('banner-answers')
	await expect(told).toContainText('Ukraine declined your proposal to lift a bracket in Point 2.')
	for (const person of [ukraine, france])
		await expect(person.page.getByTestId('banner-answers')).toHaveCount(0)
	await told.getByRole('button', { name: /^Show/ }).click()
	await expect(secretariat.clause(2)).toBeFocused()
})

test('[W92] all holders are asked, consent each in one press, and the last one ends the bracket for all', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, secretariat } = party
	await disputed(party)
	const joining = await openCard(france, 'It reports')
	await joining.getByRole('button', { name: 'Hold it, too' }).click()
	await expect(held(ukraine, 2, 'FR')).toHaveCount(1)
	const card = await openCard(secretariat, 'It reports')
	await card.getByRole('button', { name: /^Propose to strike/ }).click()
	const asked = (person: Person): Locator => person.page.getByTestId('banner-bracket')
	await expect(asked(ukraine)).toContainText(
		'Ukraine is asked: strike the words of the bracket in Point 2?'
	)
	await asked(france).getByRole('button', { name: 'Decline' }).click()
	await expect(asked(ukraine)).toHaveCount(0)
	await expect(card).toContainText('France declined to strike it.')
	await card.getByRole('button', { name: /^Propose to lift/ }).click()
	await asked(ukraine).getByRole('button', { name: 'Consent' }).click()
	await expect(card).toContainText('Consented: Ukraine. Asked: France.')
	await expect(asked(france)).toHaveCount(1)
	// nobody can answer while the point is held
	const clause = (await secretariat.clause(2).getAttribute('data-clause')) ?? ''
	await ask(secretariat, 'POST', `/clauses/${clause}/hold`, { reason: 'The lawyers look at it.' })
	await expect(card).toContainText('Nobody can answer while this point is held.')
	await expect(card).not.toContainText('Asked:')
	await expect(asked(france)).toHaveCount(0)
	await ask(secretariat, 'POST', `/clauses/${clause}/release`, { reason: 'They agree.' })
	await expect(card).toContainText('Consented: Ukraine. Asked: France.')
	await asked(france).getByRole('button', { name: 'Go there' }).click()
	const answering = france.page.getByRole('dialog', { name: 'Bracket of Ukraine, France' })
	await answering.getByRole('button', { name: /^Consent: lift/ }).click()
	// a message goes by itself after a while
	await Promise.all(
		party.all.map((one) => expect(one.toast('Text agreed by all holders.')).toBeVisible())
	)
	for (const person of party.all) {
		await expect(person.clause(2).locator('.bracketed')).toHaveCount(0)
		expect(await person.read(2)).toBe(LINE)
	}
})

test('[W143] the question has the words; a second press where one was answered answers no other, which is opened first', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france, secretariat } = party
	await disputed(party)
	await drag(ukraine, 4, 'quarter', 'quarter.')
	await placeByMouse(ukraine)
	await expect(held(secretariat, 4, 'UA')).toHaveCount(1)
	const banner = ukraine.page.getByTestId('banner-bracket')
	const consent = banner.getByRole('button', { name: 'Consent' })
	for (const [number, behind] of [
		[2, 'It reports'],
		[4, 'quart'],
	] as const) {
		const card = await openCard(secretariat, behind, number)
		await card.getByRole('button', { name: /^Propose to lift/ }).click()
		await expect(card).toContainText('Asked: Ukraine.')
		await card.getByRole('button', { name: 'Close' }).click()
	}
	await expect(banner).toContainText('the bracket in Point 2? [It reports every day.]')
	await expect(banner).toContainText('1 more')
	const box = await consent.boundingBox()
	if (box === null) throw new RangeError('no control to consent')
	const press = () => ukraine.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
	await press()
	await expect(held(ukraine, 2, 'UA')).toHaveCount(0)
	await press()
	await expect(banner).toContainText('1 more bracket asks for the answer of Ukraine.')
	await expect(consent).toHaveCount(0)
	await ukraine.whenSent()
	await expect(held(france, 4, 'UA')).toHaveCount(1)
	const show = banner.getByRole('button', { name: 'Show' })
	const places: Record<number, { x: number; width: number }> = {}
	for (const width of [390, 1440]) {
		await ukraine.page.setViewportSize({ width, height: 900 })
		places[width] = (await show.boundingBox()) ?? { x: NaN, width: NaN }
	}
	await show.press('Enter')
	await expect(banner).toContainText('lift the bracket in Point 4? [quarter.]')
	await expect(banner.getByRole('status')).toBeFocused()
	for (const [width, place] of Object.entries(places)) {
		await ukraine.page.setViewportSize({ width: Number(width), height: 900 })
		for (const name of ['Consent', 'Decline']) {
			const control = await banner.getByRole('button', { name }).boundingBox()
			const isBeside =
				control !== null &&
				(control.x >= place.x + place.width || control.x + control.width <= place.x)
			expect(isBeside, `${name} at ${width}`).toBe(true)
		}
	}
	await consent.press('Enter')
	await expect(banner).toHaveCount(0)
	for (const person of party.all) await expect(held(person, 4, 'UA')).toHaveCount(0)
})

test('[W156] whoever answers in the banner, or decides on a card, has the focus where it is of use, and the caret where it was', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france'])
	const { ukraine, france } = party
	await disputed(party)
	const joining = await openCard(france, 'It reports')
	const join = joining.getByRole('button', { name: 'Hold it, too' })
	await join.press('Enter')
	await expect(held(ukraine, 2, 'FR')).toHaveCount(1)
	await expect(join).toHaveCount(0)
	await expect(joining).toBeFocused()
	// others hear of an answer before whoever gave it has it back, and nothing else can be pressed until then
	const strike = joining.getByRole('button', { name: /^Propose to strike/ })
	await expect(strike).toBeEnabled()
	await strike.press('Enter')
	await expect(joining).toContainText('Asked: Ukraine.')
	await expect(joining).toBeFocused()
	// no pointer is on it: where something could be pressed before there is no gap
	await expect(joining.locator('.gone')).toHaveCount(0)
	await france.page.keyboard.press('Escape')
	await expect(joining).toHaveCount(0)
	await expect(france.text(2)).toBeFocused()

	const banner = ukraine.page.getByTestId('banner-bracket')
	await ukraine.clickBehind(2, 'A mission')
	const caret = await ukraine.caretOffset(2)
	await expect(banner).toContainText('Proposed by Advisor 2, France.')
	await banner.getByRole('button', { name: 'Decline' }).click()
	await expect(banner).toHaveCount(0)
	await expect(ukraine.text(2)).toBeFocused()
	expect(await ukraine.caretOffset(2)).toBe(caret)

	await openCard(france, 'It reports')
	await joining.getByRole('button', { name: /^Propose to lift/ }).press('Enter')
	await banner.getByRole('button', { name: 'Consent' }).press('Enter')
	await expect(held(ukraine, 2, 'UA')).toHaveCount(0)
	await expect(ukraine.text(2)).toBeFocused()
	await ukraine.page.keyboard.type(' of all')
	for (const person of party.all) {
		await expect.poll(() => person.read(2)).toBe(LINE.replace('mission', 'mission of all'))
	}
})

test('[W93] no letter moves for a bracket; typing goes on in it and behind it', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france } = party
	await disputed(party)
	await france.clickBehind(2, 'It re')
	await france.page.keyboard.type('ally re')
	await france.clickBehind(2, 'every day.')
	await france.page.keyboard.type(' More.')
	for (const person of [ukraine, france]) {
		await expect(person.clause(2).locator('.bracketed')).toHaveText('It really reports every day.')
		await expect
			.poll(() => person.read(2))
			.toBe('A mission watches the line. It really reports every day. More.')
	}
	// what is typed over words of it is in it, also where it begins and where it ends, and stays so for whoever does not hold it
	for (const [words, other] of [
		['It really', 'The mission'],
		['day.', 'week, in writing.'],
	] as const) {
		await france.clickBefore(2, words)
		for (let i = 0; i < words.length; i++) await france.page.keyboard.press('Shift+ArrowRight')
		await france.page.keyboard.type(other)
		await france.whenSent()
	}
	for (const person of [ukraine, france])
		await expect(person.clause(2).locator('.bracketed')).toHaveText(
			'The mission reports every week, in writing.'
		)
	const placeOf = (): Promise<{ x: number; y: number }> => ukraine.boxBehind(2, 'More.')
	const before = await placeOf()
	await france.clickBehind(2, 'The mission')
	await expect(ukraine.caret(2, 'Advisor 2 (FR)')).toBeVisible()
	expect(await placeOf()).toEqual(before)
})

/** Copies what is selected with the keys; gives what is on the clipboard then, as text and as HTML. */
async function copy({ page, context }: Person): Promise<{ text: string; html: string }> {
	await context.grantPermissions(['clipboard-read', 'clipboard-write'])
	await page.keyboard.press('Control+c')
	return page.evaluate(async () => {
		const [item] = await navigator.clipboard.read()
		const read = async (type: string): Promise<string> =>
			(await item?.getType(type))?.text() ?? Promise.resolve('')
		return { text: await read('text/plain'), html: await read('text/html') }
	})
}

test('[W135] what is copied says who holds its brackets, from an editor and from the frozen text; pasted in the room it is words alone', async ({
	ownVenue,
}) => {
	const host = await ownVenue()
	const party = await gather(host, ['ukraine', 'france', 'secretariat'])
	const { ukraine, france } = party
	await disputed(party)
	await drag(france, 2, 'the line', 'reports every')
	const SIGNED = 'the line. [It reports every – UA]'
	// what writes it comes once the page has nothing else to do
	await expect.poll(async () => (await copy(france)).text).toBe(SIGNED)
	expect((await copy(france)).html.replace(/<[^>]*>/g, '')).toBe(SIGNED)
	await france.clickBehind(1, 'cease fire')
	await france.page.keyboard.press('Control+v')
	await france.page.keyboard.press('Control+Shift+v')
	const words = 'the line. It reports every'
	for (const person of party.all)
		await expect.poll(() => person.read(1)).toContain(`cease fire${words}${words}`)
	await expect(held(ukraine, 1, 'UA')).toHaveCount(0)

	approachDeadline(host)
	await expect(france.heading).toHaveText(/Frozen/)
	await expect(held(france, 2, 'UA')).toHaveCount(1)
	await france.clause(2).locator('.clause-text').click({ clickCount: 3 })
	const FROZEN = 'A mission watches the line. [It reports every day. – UA]'
	expect((await copy(france)).text).toBe(FROZEN)
	await france.page.goto(`${host.room}/frozen`)
	await expect(france.page.locator('.bracket-tag[data-code="UA"]')).toHaveCount(1)
	await france.page.keyboard.press('Control+a')
	const { text, html } = await copy(france)
	expect(text).toContain(FROZEN)
	expect(text).toContain('Monitoring')
	expect(html).toContain(`${words} day.`.slice('the line. '.length))
})

test('[W96] a bracket whose holder has deleted its words is listed as without words, and ended from there', async ({
	venue,
}) => {
	const party = await gather(await venue(), ['ukraine', 'france', 'secretariat'])
	const { ukraine, france } = party
	await disputed(party)
	await drag(ukraine, 2, 'It reports', 'every day.')
	await ukraine.page.keyboard.press('Delete')
	for (const { page } of party.all) {
		await expect(page.getByRole('button', { name: 'No bracket is open' })).toBeVisible()
	}
	for (const { page } of [ukraine, france]) {
		await page.getByRole('button', { name: 'No bracket is open' }).click()
		await expect(page.getByRole('region', { name: 'Open, without words' })).toContainText('UA')
	}
	await expect(france.page.getByRole('dialog').getByRole('button', { name: /nd it/ })).toHaveCount(
		0
	)
	await ukraine.page.getByRole('dialog').getByRole('button', { name: 'End it' }).click()
	for (const { page } of [ukraine, france]) {
		await expect(page.getByRole('region', { name: 'Open, without words' })).toHaveCount(0)
	}
})

test('[W93] where the sign of a holder comes and moves words, the caret of others moves with them', async ({
	venue,
}) => {
	const disputes = TEXT.replace('It reports every day.', '[It reports every day] [UA: and night].')
	const { clauses } = placeBrackets(importMarkdown(disputes), ['UA', 'FR'])
	const place = await venue({ imported: clauses })
	const { ukraine, france } = await gather(place, ['ukraine', 'france'])
	await france.clickBehind(2, 'and night')
	const caret = ukraine.caret(2, 'Advisor 2 (FR)')
	const isThere = async (): Promise<boolean> => {
		const [box, end] = [await caret.boundingBox(), await ukraine.boxBehind(2, 'and night')]
		return box !== null && Math.abs(box.x - end.x) < 3
	}
	await expect(caret).toBeVisible()
	await expect.poll(isThere).toBe(true)
	await ukraine.clickBehind(2, 'It reports')
	await ukraine.page.keyboard.press('Control+e')
	await ukraine.page.getByRole('button', { name: 'Hold it' }).click()
	await expect(held(ukraine, 2, 'UA')).toHaveCount(2)
	await expect.poll(isThere).toBe(true)
})

test('[W93] holders stand on the line of the bracket that they hold, however wide the text is and however many brackets end there', async ({
	venue,
}) => {
	const { ukraine } = await gather(await venue(), ['ukraine'])
	const { page } = ukraine
	await drag(ukraine, 2, 'It reports', 'every day.')
	await placeByMouse(ukraine)
	await drag(ukraine, 2, 'every day.', 'every day.')
	await placeByMouse(ukraine)
	await expect(held(ukraine, 2, 'UA')).toHaveCount(2)
	const torn: string[] = []
	const ends = new Set<number>()
	for (let width = 340; width <= 600; width += 4) {
		await page.setViewportSize({ width, height: 800 })
		const found = await held(ukraine, 2, 'UA').evaluateAll((tags) =>
			tags.map((tag) => {
				const around = [...tag.getClientRects()].at(-1)
				// the glyph of the holder is drawn by the element within, and the bracket by the one within that
				const inner = tag.querySelector(':scope > .bracket-tag > *')
				const words = [...(inner?.getClientRects() ?? [])].at(-1)
				return { tag: around?.right ?? 0, bracket: words?.right ?? 0, y: words?.top ?? 0 }
			})
		)
		for (const { tag, bracket, y } of found) {
			ends.add(y)
			if (tag < bracket) torn.push(`${width}: holders at ${tag}, bracket up to ${bracket}`)
		}
	}
	expect(torn).toEqual([])
	// the line has broken at different places meanwhile
	expect(ends.size).toBeGreaterThan(1)
})

test('[W159] holders of brackets far from the window have no shape until it comes to them, and on paper all have', async ({
	venue,
}) => {
	const points = Array.from({ length: 40 }, (_, index) => `## ${index + 1}. Point\n\n${LINE}\n`)
	const { ukraine } = await gather(await venue({ text: points.join('\n') }), ['ukraine'])
	await drag(ukraine, 2, 'It reports', 'every day.')
	await placeByMouse(ukraine)
	const shape = (): Promise<string> =>
		ukraine
			.clause(2)
			.locator('.bracket-tag[data-slot="1"]')
			.evaluate((tag) => getComputedStyle(tag, '::after').clipPath)
	await expect.poll(shape).toMatch(/^circle/)
	await ukraine.row(40).click()
	await expect.poll(shape).toBe('none')
	await ukraine.page.emulateMedia({ media: 'print' })
	expect(await shape()).toMatch(/^circle/)
	await ukraine.page.emulateMedia({ media: 'screen' })
	await ukraine.row(2).click()
	await expect.poll(shape).toMatch(/^circle/)
})
