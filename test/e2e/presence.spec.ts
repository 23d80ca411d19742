import { expect } from '@playwright/test'
import { gather, test } from './party.ts'

/** What the palette gives the first two slots: colour in light and dark, and the shape of the glyph. */
const SLOTS = {
	'1': { light: /rgb\(47, 99, 225\)/, dark: /rgb\(113, 143, 255\)/, glyph: /^circle/ },
	'2': { light: /rgb\(142, 103, 4\)/, dark: /rgb\(255, 208, 119\)/, glyph: /^inset/ },
} as const

test("[W3] a cursor shows its person's name, code, colour and glyph, in both themes", async ({
	venue,
}) => {
	const who = ['ukraine', 'france', 'secretariat'] as const
	const { ukraine, france, secretariat } = await gather(await venue(), who)
	await ukraine.clickBehind(3, 'All prisoners')
	await france.clickBehind(3, 'thirty days')
	const cases = [
		{ who: 'Advisor 1 (UA)', label: 'A1 UA', slot: '1' },
		{ who: 'Advisor 2 (FR)', label: 'A2 FR', slot: '2' },
	] as const
	for (const { who, label, slot } of cases) {
		const caret = secretariat.caret(3, who)
		await expect(caret).toHaveText(label)
		await expect(caret).toHaveAttribute('data-slot', slot)
		await expect(caret.locator('.remote-glyph')).toHaveCSS('clip-path', SLOTS[slot].glyph)
		for (const colorScheme of ['light', 'dark'] as const) {
			await secretariat.page.emulateMedia({ colorScheme })
			await expect(caret).toHaveCSS('background-image', SLOTS[slot][colorScheme])
			await expect(caret.locator('.remote-glyph')).toHaveCSS(
				'background-color',
				SLOTS[slot][colorScheme]
			)
		}
	}
	// The caret stands where hers does, and nobody is shown their own.
	const [hers, seen] = await Promise.all([
		ukraine.boxBehind(3, 'All prisoners'),
		secretariat.caret(3, 'Advisor 1 (UA)').boundingBox(),
	])
	expect(seen?.x).toBeCloseTo(hers.x, -1)
	expect((seen?.y ?? 0) + (seen?.height ?? 0) / 2).toBeCloseTo(hers.y, -1)
	await expect(ukraine.caret(3, 'Advisor 1 (UA)')).toHaveCount(0)
	// A caret moves no word: the text holds what it held.
	expect(await secretariat.read(3)).toBe('All prisoners are exchanged within thirty days.')
	// One that lies beyond the text until it is drawn anew, as after the window became narrower, widens no page.
	const widened = await secretariat.caret(3, 'Advisor 1 (UA)').evaluate((caret) => {
		caret.style.translate = '5000px 0px'
		const stage = document.querySelector('.stage')
		return stage === null ? null : stage.scrollWidth - stage.clientWidth
	})
	expect(widened).toBe(0)
	// With the tab it goes from every screen, and she from the outline.
	await ukraine.page.close()
	for (const { page } of [france, secretariat]) {
		await expect(page.locator('.remote-caret').filter({ hasText: 'A1 UA' })).toHaveCount(0)
	}
	for (const seer of [france, secretariat]) {
		await expect(seer.row(3)).not.toHaveAccessibleName(/Advisor 1, Ukraine/)
	}
})

test('[W4] the outline shows who is in which point, and leads there', async ({ venue }) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.row(12).click()
	await ukraine.clickBehind(12, 'meeting 12')
	const there = france.row(12).getByRole('button', { name: 'Go to Advisor 1, Ukraine' })
	await expect(there).toBeVisible()
	await expect(france.row(12)).toHaveAccessibleName(/Advisor 1, Ukraine is here/)
	await expect(france.clause(12)).not.toBeInViewport()
	await there.click()
	await expect(france.clause(12)).toBeInViewport()
	await expect(france.caret(12, 'Advisor 1 (UA)')).toBeInViewport()
	await ukraine.page.keyboard.type(' now')
	await expect(france.row(12)).toHaveAccessibleName(/Advisor 1, Ukraine types here/)
	await ukraine.row(1).click()
	await ukraine.clickBehind(1, 'cease fire')
	await expect(there).toHaveCount(0)
	await expect(france.row(1)).toHaveAccessibleName(/Advisor 1, Ukraine is here/)
})

test('[W49] who chose so has a caret and a place for their own delegation alone, and is in the room for all', async ({
	venue,
}) => {
	const { ukraine, france } = await gather(await venue(), ['ukraine', 'france'])
	await ukraine.clickBehind(3, 'All prisoners')
	await expect(france.caret(3, 'Advisor 1 (UA)')).toHaveCount(1)
	await ukraine.page.getByRole('button', { name: /^You are/ }).click()
	await ukraine.page.getByRole('menuitem', { name: 'Settings' }).click()
	const settings = ukraine.page.getByRole('dialog', { name: 'Settings' })
	await settings.getByRole('checkbox', { name: /^Only my delegation sees my caret/ }).check()
	await settings.getByRole('button', { name: 'Close' }).click()
	await expect(france.caret(3, 'Advisor 1 (UA)')).toHaveCount(0)
	await expect(france.row(3)).not.toHaveAccessibleName(/Advisor 1, Ukraine/)
	await ukraine.clickBehind(1, 'cease fire')
	await ukraine.page.keyboard.type(' now')
	await ukraine.whenSent()
	await expect.poll(() => france.read(1)).toContain('cease fire now')
	await expect(france.caret(1, 'Advisor 1 (UA)')).toHaveCount(0)
	await expect(france.row(1)).not.toHaveAccessibleName(/Advisor 1, Ukraine/)
	await france.page.getByRole('button', { name: /^Who is here/ }).click()
	// Here, and of no point.
	const here = france.page.getByRole('menuitem', { name: 'Ukraine Advisor 1', exact: true })
	await expect(here).toBeVisible()
})
