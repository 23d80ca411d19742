import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { isLong } from '../support/scale.ts'
import { faultsOf, faultsOfSpacing, hiddenFocus } from './facts.ts'
import { tour } from './tour.ts'
import { COLOURS, show, showAsBefore, sizesOf, WIDTHS, type Colours, type Way } from './ways.ts'

/** The states that are walked in every way; the others at the short scale on a desk and a telephone only. */
const EVERYWHERE = new Set([
	'room',
	'room-empty',
	'room-loading',
	'room-offline',
	'room-frozen',
	'room-no-access',
	'room-error',
])

const DESK = WIDTHS[0]
const PHONE = WIDTHS[3]
/** 1280 px at 400 %: a window of 320 by 256. */
const ENLARGED = { width: 320, height: 256 } as const

test('[W11] [W40] on every screen the rules of accessibility hold at every width, in every colour', async ({
	browser,
}) => {
	test.setTimeout(isLong ? 3_600_000 : 900_000)
	const found: string[] = []
	const seen: string[] = []
	const faults = await tour(browser, async (name, page) => {
		seen.push(name)
		for (const way of waysOf(name, seen.length)) {
			await show(page, way)
			const { size, colours } = way
			const wrong = [...(await faultsOf(page, way))]
			if (isAsked(name, way, seen.length)) wrong.push(...(await axe(page, way)))
			if (colours === 'light' && EVERYWHERE.has(name)) wrong.push(...(await hiddenFocus(page)))
			found.push(...wrong.map((one) => `${name}, ${size.width}, ${colours}: ${one}`))
		}
		const enlarged: Way = { size: ENLARGED, colours: 'light', touch: false }
		await show(page, enlarged)
		const wrong = [...(await faultsOf(page, enlarged)), ...(await faultsOfSpacing(page))]
		found.push(...wrong.map((one) => `${name}, at 400 %: ${one}`))
		await showAsBefore(page)
	})
	expect(found).toEqual([])
	expect(faults).toEqual([])
	expect(seen).toEqual(expect.arrayContaining([...EVERYWHERE, 'frozen', 'verify-valid']))
})

/**
 * The ways in which a state is looked at: every one at the long scale. Else those of `EVERYWHERE` at every width; the others on a desk,
 * a telephone and one of the widths between, in turn, and each third in dark colours.
 */
function waysOf(name: string, stop: number): readonly Way[] {
	const way = (size: Way['size'], colours: Colours): Way => ({
		size,
		colours,
		touch: size.width < 1000,
	})
	const sizes = sizesOf(name)
	if (isLong) return sizes.flatMap((size) => COLOURS.map((colours) => way(size, colours)))
	if (EVERYWHERE.has(name)) {
		return [
			...sizes.map((size) => way(size, 'light')),
			way(DESK, 'dark'),
			...sizes.map((size) => way(size, 'forced')),
		]
	}
	const between = stop % 2 === 0 ? WIDTHS[1] : WIDTHS[2]
	return [
		...sizes
			.filter((size) => size === DESK || size === PHONE || size === between)
			.map((size) => way(size, 'light')),
		...(stop % 3 === 0 ? [way(sizes[0] ?? DESK, 'dark')] : []),
		way(PHONE, 'forced'),
	]
}

/** Whether axe is asked: at the short scale on a desk and a telephone, for states that are not in `EVERYWHERE` in turn. */
function isAsked(name: string, { size, colours }: Way, stop: number): boolean {
	if (isLong || colours === 'dark') return true
	if (EVERYWHERE.has(name)) return size === DESK || size === PHONE
	return size === (stop % 2 === 0 && !name.startsWith('phone-') ? DESK : PHONE)
}

/** What axe finds: by all rules in light colours, by the one that looks at colours in dark ones; the system's own are not looked at. */
async function axe(page: Page, { colours }: Way): Promise<readonly string[]> {
	if (colours === 'forced') return []
	// no frames here: the way that opens no second page for what it found
	const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
	if (colours === 'dark') builder.withRules('color-contrast')
	const { violations } = await builder.analyze()
	return violations.map(({ id, help, nodes }) => {
		const places = nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`)
		return `${id}: ${help}: ${places.slice(0, 3).join(' | ')}`
	})
}
