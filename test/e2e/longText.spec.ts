import { expect } from '@playwright/test'
import { test } from './party.ts'
import { SEATS } from './venue.ts'

/** More than any machine draws before the first paint. */
const POINTS = 400
const TEXT = Array.from(
	{ length: POINTS },
	(_, index) => `## ${index + 1}. Point\n\nThe parties meet for the ${index + 1}th time.\n`
).join('\n')

declare global {
	interface Window {
		/** Frames that were asked for and are kept back; null once they are let go. */
		keptFrames: FrameRequestCallback[] | null
	}
}

/** In the page: no frame that is asked for comes. */
function keepFrames(): void {
	const request = window.requestAnimationFrame.bind(window)
	window.keptFrames = []
	window.requestAnimationFrame = (callback) =>
		window.keptFrames === null ? request(callback) : window.keptFrames.push(callback)
}

/** In the page: all frames come. */
function letFramesGo(): void {
	const kept = window.keptFrames ?? []
	window.keptFrames = null
	for (const callback of kept) requestAnimationFrame(callback)
}

test('[W157] a long text is painted before all of it is drawn; the rest comes by itself, or where somebody goes there', async ({
	venue,
}) => {
	const place = await venue({ text: TEXT })
	const ukraine = await place.newcomer('ukraine')
	const france = await place.newcomer('france')
	for (const [person, seat] of [
		[ukraine, SEATS.ukraine],
		[france, SEATS.france],
	] as const) {
		await person.page.addInitScript(keepFrames)
		await person.enterByPage(place.link(seat))
		await expect(person.clause(1)).toBeInViewport()
		expect(await person.page.getByRole('article').count()).toBeLessThan(POINTS)
		await expect(person.row(POINTS)).toBeAttached()
	}
	await ukraine.row(POINTS).click()
	await expect(ukraine.clause(POINTS)).toBeInViewport()
	await expect(ukraine.clause(POINTS)).toBeFocused()
	await expect(ukraine.page.getByRole('article')).toHaveCount(POINTS)
	await france.page.evaluate(letFramesGo)
	await expect(france.page.getByRole('article')).toHaveCount(POINTS)
	expect(await france.read(POINTS)).toBe(`The parties meet for the ${POINTS}th time.`)
})

test('[W158] whoever opens a room again has it and its text asked for with the page, and once', async ({
	venue,
}) => {
	const place = await venue()
	const person = await place.newcomer('ukraine')
	await person.enterByPage(place.link(SEATS.ukraine))
	const asked: { readonly path: string; readonly isBeforeScripts: boolean }[] = []
	let haveScriptsRun = false
	person.page.on('request', (request) => {
		const { pathname } = new URL(request.url())
		if (/\/negotiations\/[^/]+(?:\/text)?$/.test(pathname)) {
			asked.push({ path: pathname, isBeforeScripts: !haveScriptsRun })
		}
	})
	// the page's scripts come when what it asks for with them has
	await person.page.route('**/assets/index-*.js', async (route) => {
		await expect.poll(() => asked.length).toBe(2)
		haveScriptsRun = true
		await route.continue()
	})
	await person.page.reload()
	await expect(person.clause(1)).toBeVisible()
	await expect.poll(() => person.read(1)).not.toBe('')
	const room = `/api/v1/negotiations/${place.prepared.negotiation.id}`
	expect(asked).toEqual([
		{ path: room, isBeforeScripts: true },
		{ path: `${room}/text`, isBeforeScripts: true },
	])
})
