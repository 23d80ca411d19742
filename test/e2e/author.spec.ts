import { expect, type Locator } from '@playwright/test'
import { gather, test } from './party.ts'
import { type Person } from './person.ts'
import { approachDeadline } from './venue.ts'

/** Where each letter of a point stands on the screen. */
function lettersOf(person: Person, number: number): Promise<readonly string[]> {
	return person
		.clause(number)
		.locator('.clause-text')
		.evaluate((text) => {
			const places: string[] = []
			const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
			for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
				for (let i = 0; i < (node.nodeValue ?? '').length; i++) {
					const range = document.createRange()
					range.setStart(node, i)
					range.setEnd(node, i + 1)
					const { left, top, width } = range.getBoundingClientRect()
					places.push([left, top, width].map((value) => value.toFixed(2)).join())
				}
			}
			return places
		})
}

/** Points at a mark over a text, until the card there says `words`. */
async function pointAt(person: Person, mark: Locator, words: RegExp): Promise<void> {
	const card = person.clause(1).locator('.author-card')
	await expect(async () => {
		const box = await mark.first().boundingBox()
		// a menu may still lie over it, the text may have moved since, and a pointer is never quite still
		for (const d of [1, 2]) await person.page.mouse.move((box?.x ?? 0) + d, (box?.y ?? 0) + 8)
		await expect(card).toHaveText(words, { timeout: 1_000 })
	}).toPass()
}

test('[W60] who wrote what is shown by hovering and by keys, without a letter moving, and goes along as others write', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.page.keyboard.type(' at once')
	await ukraine.whenSent()
	await expect.poll(() => france.read(1)).toContain('cease fire at once')
	const before = await lettersOf(france, 1)

	await france.page.getByRole('button', { name: /^You are/ }).click()
	await france.page.getByRole('menuitem', { name: 'Who wrote what' }).click()
	const hers = france.clause(1).locator('.author-band[data-slot="1"]')
	await expect(hers).toHaveCount(1)
	expect(await lettersOf(france, 1)).toEqual(before)
	await expect(hers).toHaveCSS('border-bottom-color', 'rgb(47, 99, 225)')
	await expect(hers).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
	await expect(hers.locator('.author-glyph')).toHaveCSS('width', '7px')
	const panel = france.page.getByRole('region', { name: 'Who wrote what' })
	await expect(panel).toContainText('Base text')

	const box = await hers.boundingBox()
	const card = france.clause(1).locator('.author-card')
	await pointAt(france, hers, /^Advisor 1, Ukraine · \w{3} \d\d:\d\d$/)

	await france.page.mouse.move(5, 5)
	await france.clause(1).focus()
	await france.page.keyboard.press('.')
	await france.page.keyboard.press('.')
	await expect(card).toHaveText(/^Advisor 1, Ukraine/)
	await expect(france.page.locator('[aria-live="polite"]').first()).toContainText(
		'Advisor 1, Ukraine'
	)

	await ukraine.page.keyboard.type(' and for good')
	await ukraine.whenSent()
	await expect(async () => {
		const widths = await hers.evaluateAll((all) =>
			all.reduce((sum, one) => sum + one.getBoundingClientRect().width, 0)
		)
		expect(widths).toBeGreaterThan(1.8 * (box?.width ?? 0))
	}).toPass()

	await france.clickBehind(1, 'at once')
	for (let i = 0; i < 'at once'.length; i++) await france.page.keyboard.press('Backspace')
	await france.whenSent()
	await ukraine.clause(1).focus()
	await ukraine.page.keyboard.press('w')
	const notch = ukraine.clause(1).locator('.author-notch')
	await expect(notch).toHaveCount(1)
	await pointAt(
		ukraine,
		notch,
		/^Deleted by FR: “at once” of Advisor 1, Ukraine · Advisor 2, France · /
	)

	await panel.getByRole('combobox', { name: 'Show' }).selectOption({ label: 'France' })
	await expect(hers.first()).toBeHidden()
})

/** What of the panel is beyond its line, or hidden by something, in a window so wide. */
async function beyondPanel(panel: Locator, width: number): Promise<readonly string[]> {
	await panel.page().setViewportSize({ width, height: 900 })
	return panel.evaluate((section) => {
		const line = (section.parentElement ?? section).getBoundingClientRect()
		const controls = section.parentElement?.querySelectorAll('h2, dd, select, button') ?? []
		return [...controls].flatMap((part) => {
			const { left, right, top, bottom } = part.getBoundingClientRect()
			const isInside = left >= Math.max(0, line.left) && right <= Math.min(innerWidth, line.right)
			const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
			const isSeen = seen !== null && (part.contains(seen) || seen.contains(part))
			return isInside && isSeen ? [] : [part.outerHTML.slice(0, 90)]
		})
	})
}

test('[W149] the panel of who wrote what stays in its line at every width, whatever the delegations are called, and hides nothing of the notices', async ({
	venue,
}) => {
	const place = await venue({
		delegations: [
			{ code: 'UA', name: 'Україна, Міністерство закордонних справ та Офіс Президента України' },
			{ code: 'FR', name: 'Французька Республіка, Міністерство Європи та закордонних справ' },
			{ code: 'NL', name: 'Королівство Нідерланди, Міністерство закордонних справ' },
			{ code: 'DE', name: 'Федеративна Республіка Німеччина' },
			{ code: 'PL', name: 'Республіка Польща' },
		],
	})
	const { ukraine } = await gather(place, ['ukraine'])
	const { page } = ukraine
	await ukraine.clause(1).focus()
	await page.keyboard.press('w')
	const panel = page.getByRole('region', { name: 'Who wrote what' })
	await expect(panel).toContainText('Base text')
	await ukraine.loseLine()
	const notice = page.getByTestId('banner-offline')
	await expect(notice).toBeVisible({ timeout: 30_000 })
	for (const width of [1440, 1024, 390]) {
		expect(await beyondPanel(panel, width)).toEqual([])
		const [over, under] = [await panel.boundingBox(), await notice.boundingBox()]
		expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(under?.y ?? 0)
	}
})

/** What is said of a point from its first words on, by the key. */
async function sayAll(person: Person, stops: number): Promise<readonly (string | null)[]> {
	const card = person.clause(1).locator('.author-card')
	const said: (string | null)[] = []
	const step = async (): Promise<void> => {
		await person.page.keyboard.press('.')
		said.push(await card.textContent())
	}
	await person.clause(1).focus()
	// bands are made anew where a text that is only drawn has come again, and until they are there is none to go to
	await expect(async () => {
		said.length = 0
		await step()
		expect(said).not.toEqual([''])
	}).toPass()
	while (said.length < stops) await step()
	return said
}

test('[W61] who wrote and deleted what is shown as well over a point that is only drawn, and over the frozen text', async ({
	ownVenue,
}) => {
	const place = await ownVenue()
	const { ukraine, france } = await gather(place, ['ukraine', 'france'])
	const [hers, notch] = ['.author-band[data-slot="1"]', '.author-notch[data-slot="2"]']
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.page.keyboard.type(' at once')
	await ukraine.whenSent()
	await expect.poll(() => france.read(1)).toContain('cease fire at once')
	await france.clickBehind(1, 'The parties')
	for (let i = 0; i < ' parties'.length; i++) await france.page.keyboard.press('Backspace')
	await france.whenSent()
	await expect.poll(() => ukraine.read(1)).toContain('The cease fire at once')

	const stops = [
		'Base text',
		/^Deleted by FR: “parties” of Base text · Advisor 2, France · /,
		/^Advisor 1, Ukraine · \w{3} \d\d:\d\d$/,
	] as const
	const saysAll = async (person: Person): Promise<void> => {
		const said = await sayAll(person, stops.length)
		for (const [i, one] of stops.entries()) expect(said[i]).toMatch(one)
	}

	await test.step('a point that is only drawn', async () => {
		// all points are on the screen then, and the first ones have no editor
		await ukraine.clause(7).focus()
		await ukraine.page.setViewportSize({ width: 1440, height: 3600 })
		await expect(ukraine.text(1)).toHaveCount(0)
		const before = await lettersOf(ukraine, 1)
		await ukraine.page.keyboard.press('w')
		await expect(ukraine.clause(1).locator(hers)).toHaveCount(1)
		await expect(ukraine.clause(1).locator(notch)).toHaveCount(1)
		await expect(ukraine.text(1)).toHaveCount(0)
		expect(await lettersOf(ukraine, 1)).toEqual(before)
		await pointAt(ukraine, ukraine.clause(1).locator(hers), /^Advisor 1, Ukraine · /)
		await pointAt(ukraine, ukraine.clause(1).locator(notch), /^Deleted by FR: “parties” of /)
		await ukraine.page.mouse.move(5, 5)
		await saysAll(ukraine)
	})

	await test.step('what others write there goes along, and the key goes on from where it was', async () => {
		const card = ukraine.clause(1).locator('.author-card')
		await ukraine.clause(1).focus()
		await expect(async () => {
			await ukraine.page.keyboard.press('.')
			await expect(card).toHaveText(stops[1], { timeout: 500 })
		}).toPass({ intervals: [100] })
		await france.clickBehind(1, 'whole line')
		await france.page.keyboard.type(' and beyond')
		await france.whenSent()
		await expect(ukraine.text(1)).toHaveCount(0)
		await expect(ukraine.clause(1).locator('.author-band[data-slot="2"]')).toHaveCount(1)
		await expect(ukraine.clause(1).locator(hers)).toHaveCount(1)
		await ukraine.page.keyboard.press('.')
		await expect(card).toHaveText(stops[2])
	})

	await test.step('the frozen text', async () => {
		approachDeadline(place)
		for (const person of [ukraine, france])
			await expect(person.text(1)).toHaveAccessibleName(/, frozen$/)
		await france.clause(1).focus()
		const before = await lettersOf(france, 1)
		await france.page.keyboard.press('w')
		for (const person of [ukraine, france]) {
			await expect(person.clause(1).locator(hers)).toHaveCount(1)
			await expect(person.clause(1).locator(notch)).toHaveCount(1)
		}
		expect(await lettersOf(france, 1)).toEqual(before)
		await pointAt(france, france.clause(1).locator(hers), /^Advisor 1, Ukraine · /)
		await pointAt(france, france.clause(1).locator(notch), /^Deleted by FR: “parties” of /)
		await france.page.mouse.move(5, 5)
		await saysAll(france)
		await expect(france.page.locator('[aria-live="polite"]').first()).toContainText(
			'Advisor 1, Ukraine'
		)
		await france.page.keyboard.press('w')
		await expect(france.page.locator('.author-band')).toHaveCount(0)
	})
})

test('[W62] on a telephone what others deleted is named by the control at the foot, in sight and aloud', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.clickBehind(1, 'cease fire')
	for (let i = 0; i < ' fire'.length; i++) await ukraine.page.keyboard.press('Backspace')
	await ukraine.whenSent()
	await expect.poll(() => france.read(1)).toContain('cease along')
	await france.clause(1).focus()
	await france.page.setViewportSize({ width: 390, height: 844 })
	await france.clause(1).focus()
	await france.page.keyboard.press('w')
	await expect(france.clause(1).locator('.author-notch')).toHaveCount(1)
	const panel = france.page.getByRole('region', { name: 'Who wrote what' })
	const card = france.clause(1).locator('.author-card')
	for (const colorScheme of ['light', 'dark'] as const) {
		await france.page.emulateMedia({ colorScheme })
		const deleted = /^Deleted by UA: “fire” of Base text · Advisor 1, Ukraine · \w{3} \d\d:\d\d$/
		await expect(async () => {
			await panel.getByRole('button', { name: 'Next words by another author' }).click()
			await expect(card).toHaveText(deleted, { timeout: 500 })
		}).toPass({ intervals: [100] })
		await expect(card).toBeVisible()
		await expect(france.page.locator('[aria-live="polite"]').first()).toContainText(
			'Deleted by UA: “fire” of Base text'
		)
		const [shown, foot] = [await card.boundingBox(), await panel.boundingBox()]
		expect(shown?.x).toBeGreaterThanOrEqual(0)
		expect((shown?.x ?? 0) + (shown?.width ?? 0)).toBeLessThanOrEqual(390)
		expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThanOrEqual(foot?.y ?? 0)
	}
})

test('[W129] the slower one of two who delete the same words brings them back as their author’s', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.page.keyboard.type(' at once')
	await ukraine.whenSent()
	await expect.poll(() => france.read(1)).toContain('cease fire at once')
	await france.clickBehind(1, 'at once')
	await france.loseLine()
	await france.page.keyboard.press('Control+Backspace')
	await expect.poll(() => france.read(1)).not.toContain('once')
	await ukraine.clickBehind(1, 'at once')
	await ukraine.page.keyboard.press('Control+Backspace')
	await ukraine.whenSent()
	await expect.poll(() => ukraine.read(1)).not.toContain('once')
	await france.context.setOffline(false)
	await france.whenSent()

	await france.page.keyboard.press('Control+z')
	await expect.poll(() => france.read(1)).toContain('cease fire at once')
	await france.whenSent()
	await expect.poll(() => ukraine.read(1)).toContain('cease fire at once')
	await ukraine.page.getByRole('button', { name: /^You are/ }).click()
	await ukraine.page.getByRole('menuitem', { name: 'Who wrote what' }).click()
	const panel = ukraine.page.getByRole('region', { name: 'Who wrote what' })
	await expect(panel).toContainText('Ukraine')
	await expect(panel).toContainText(/France\s*0 %/)
	await expect(ukraine.clause(1).locator('.author-band[data-slot="1"]').first()).toBeVisible()
	await expect(ukraine.clause(1).locator('.author-band[data-slot="2"]')).toHaveCount(0)
})
