import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { tour } from './tour.ts'

test('[W11] the rules of accessibility hold on every screen, in both themes', async ({
	browser,
}) => {
	test.slow()
	const found: string[] = []
	const seen: string[] = []
	const faults = await tour(browser, async (name, page) => {
		seen.push(name)
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme })
			const axe = new AxeBuilder({ page })
			// Of all its rules one alone looks at colours.
			if (colorScheme === 'dark') axe.withRules('color-contrast')
			const { violations } = await axe.analyze()
			for (const { id, help, nodes } of violations) {
				const places = nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`)
				found.push(`${name}, ${colorScheme}: ${id}: ${help}: ${places.slice(0, 3).join(' | ')}`)
			}
		}
		await page.emulateMedia({ colorScheme: 'light' })
	})
	expect(found).toEqual([])
	expect(faults).toEqual([])
	expect(seen).toContain('room-frozen')
})
