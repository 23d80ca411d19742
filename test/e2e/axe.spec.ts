import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { isLong } from '../support/scale.ts'
import { faultsOf, faultsOfSpacing, hiddenFocus } from './facts.ts'
import { test } from './party.ts'
import { tour } from './tour.ts'
import { COLOURS, show, showAsBefore, sizesOf, type Way } from './ways.ts'

/** The states that are looked at in every width and colour; the others at the short scale at one width each, in turn. */
const EVERYWHERE = new Set([
	'room',
	'room-empty',
	'room-loading',
	'room-offline',
	'room-frozen',
	'room-no-access',
	'room-error',
])

const FORCED = COLOURS.indexOf('forced')

/** 1280 px at 400 %: a window of 320 by 256. */
const ENLARGED = { width: 320, height: 256 } as const

test('[W11] [W40] [L2] [L3] [L5] [L6] on every screen the rules of accessibility hold at every width, in every colour', async ({
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
			if (way.isAsked) wrong.push(...(await axe(page, way)))
			if (EVERYWHERE.has(name)) wrong.push(...(await hiddenFocus(page)))
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

/** A way in which a state is looked at, and whether axe is asked there. */
interface Look extends Way {
	readonly isAsked: boolean
}

/**
 * The ways in which a state is looked at: every one at the long scale. Else a state of `EVERYWHERE` at every width, any other at one
 * of them, and what is there at one width only in two colours; the colours go round, so that every width comes with every colour. Axe looks
 * at states of `EVERYWHERE` each time and at others once; it does not look at the system's colours, so that a state which is seen in these
 * is seen in others as well.
 */
function waysOf(name: string, stop: number): readonly Look[] {
	const sizes = sizesOf(name)
	const isWhole = isLong || EVERYWHERE.has(name)
	const shown =
		isWhole || sizes.length === 1 ? sizes : sizes.filter((_, at) => at === stop % sizes.length)
	const ways = shown.flatMap((size, at) => {
		const first = (stop + at) % COLOURS.length
		const round = [...COLOURS.slice(first), ...COLOURS.slice(0, first)]
		const least = sizes.length === 1 || (!isWhole && first === FORCED) ? 2 : 1
		const colours = isLong ? COLOURS : round.slice(0, least)
		return colours.map((colour): Way => ({ size, colours: colour, touch: size.width < 1000 }))
	})
	const first = ways.find(({ colours }) => colours !== 'forced')
	return ways.map((way) => ({
		...way,
		isAsked: way === first || (isWhole && way.colours !== 'forced'),
	}))
}

/** What axe finds; where a state is seen in every way, by the rule that looks at colours alone in dark ones. */
async function axe(page: Page, { colours }: Way): Promise<readonly string[]> {
	// no frames here: the way that opens no second page for what it found
	const builder = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
	if (isLong && colours === 'dark') builder.withRules('color-contrast')
	const { violations } = await builder.analyze()
	return violations.map(({ id, help, nodes }) => {
		const places = nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 120)}`)
		return `${id}: ${help}: ${places.slice(0, 3).join(' | ')}`
	})
}
