import { expect } from '@playwright/test'
import { Observer } from './headless.ts'
import { agreeOn, gather, test } from './party.ts'
import { SEATS } from './venue.ts'

test('[W1] a sentence edited by two at once ends the same on every screen and on the server', async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, all } = await gather(place, ['ukraine', 'france', 'noteTaker'])
	const deep = ' at once, on land, at sea and in the air,'
	const long = 'entire and '
	await ukraine.clickBehind(1, 'cease fire')
	await france.clickBefore(1, 'whole line')
	await Promise.all([ukraine.page.keyboard.type(deep), france.page.keyboard.type(long)])
	await Promise.all([ukraine.whenSent(), france.whenSent()])
	const sentence = `The parties cease fire${deep} along the ${long}whole line.`
	await agreeOn(all, 1, sentence)
	const observer = await Observer.enter(place)
	expect(await observer.read(1)).toBe(sentence)
})

test("[W2] Enter in the middle of another's paragraph moves her words in order, and they stay hers", async ({
	venue,
}) => {
	const place = await venue()
	const { ukraine, france, all } = await gather(place, ['ukraine', 'france'])
	const observer = await Observer.enter(place)
	const head = 'Ukraine writes this paragraph by herself,'
	const middle = ' from its first word to its last,'
	const tail = ' and she goes on writing while it is cut in two.'
	await ukraine.clickBehind(2, 'every day.')
	await ukraine.page.keyboard.press('Enter')
	await ukraine.page.keyboard.type(`${head}${middle}`)
	await expect.poll(() => france.read(2)).toContain(middle)
	await france.clickBehind(2, 'by herself,')
	await Promise.all([ukraine.page.keyboard.type(tail), france.page.keyboard.press('Enter')])
	await Promise.all([ukraine.whenSent(), france.whenSent()])
	await agreeOn(
		all,
		2,
		`A mission watches the line. It reports every day.\n${head}\n${middle}${tail}`
	)
	const ukrainian = 'Advisor 1'
	// Who is there is told to a newcomer behind the text.
	await expect
		.poll(() => observer.authors(2))
		.toEqual([
			{ text: '¶A mission watches the line. It reports every day.', author: null },
			{ text: `¶${head}`, author: ukrainian },
			{ text: '¶', author: 'Advisor 2' },
			{ text: `${middle}${tail}`, author: ukrainian },
		])
	// Her caret went along: what she types next comes behind her own words.
	await ukraine.page.keyboard.type(' Still hers.')
	await expect.poll(() => france.read(2)).toContain(`${middle}${tail} Still hers.`)
})

test('[W12] keys that come quickly act where the caret has gone, not where it was', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const { keyboard } = ukraine.page
	const before = await ukraine.read(1)
	for (let round = 0; round < 10; round += 1) {
		await ukraine.clickBehind(1, 'cease fire')
		await keyboard.press('Control+End')
		await keyboard.press('Enter')
		await keyboard.type('more')
		expect(await ukraine.read(1)).toBe(`${before}\nmore`)
		await keyboard.press('Shift+Home')
		await keyboard.press('Backspace')
		await keyboard.press('Backspace')
		expect(await ukraine.read(1)).toBe(before)
	}
	await ukraine.whenSent()
})

test('[W47] the controls over selected words are one stop of Tab, with arrow keys between them', async ({
	venue,
}) => {
	const place = await venue()
	const ukraine = await place.newcomer('ukraine')
	await ukraine.enter(place.link(SEATS.ukraine))
	const { page } = ukraine
	await ukraine.clickBehind(1, 'The parties cease fire')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	const bar = page.getByRole('toolbar', { name: 'Format' })
	await expect(bar).toBeVisible()
	const control = (name: string) => bar.getByRole('button', { name, exact: true })
	await page.keyboard.press('Tab')
	await expect(control('Bold')).toBeFocused()
	await page.keyboard.press('ArrowRight')
	await expect(control('Italic')).toBeFocused()
	await page.keyboard.press('Enter')
	await expect(control('Italic')).toHaveAttribute('aria-pressed', 'true')
	await page.keyboard.press('End')
	await expect(control('Take out of the record…')).toBeFocused()
	await page.keyboard.press('ArrowRight')
	await expect(control('Bold')).toBeFocused()
	await page.keyboard.press('ArrowLeft')
	await expect(control('Take out of the record…')).toBeFocused()
	await page.keyboard.press('Escape')
	await expect(ukraine.text(1)).toBeFocused()
	// one of them is the stop, the one that was reached last: Tab leaves
	await page.keyboard.press('Tab')
	await expect(control('Take out of the record…')).toBeFocused()
	await page.keyboard.press('Tab')
	await expect(bar.locator(':focus')).toHaveCount(0)
	// a narrow window with a mouse has all of them beside the words, and none over them
	await page.setViewportSize({ width: 390, height: 844 })
	await ukraine.clickBehind(2, 'watches')
	await page.keyboard.press('Control+Shift+ArrowLeft')
	for (const button of await bar.getByRole('button').all())
		await expect(button).toBeInViewport({ ratio: 1 })
	const { bottom, above } = await bar.evaluate((element) => ({
		bottom: element.getBoundingClientRect().bottom,
		above: getSelection()?.getRangeAt(0).getBoundingClientRect().top ?? 0,
	}))
	expect(bottom).toBeLessThanOrEqual(above)
})
