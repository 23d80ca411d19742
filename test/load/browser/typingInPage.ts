import { type Browser, type Page } from '@playwright/test'
import { type KeyTimes } from './inPage.ts'
import { KeyTrace } from './keyTrace.ts'

/** What keys cost that were pressed in a page, in ms. */
export interface KeyFigures {
	readonly keys: number
	/** Of the main thread, while it had a core: see `KeyTrace`. */
	readonly keyP50Ms: number
	readonly keyP95Ms: number
	readonly keyMaxMs: number
	/** By the clock, with what is done behind the task and with waiting for a core: see `watchKeys`. */
	readonly wallP50Ms: number
	readonly wallP95Ms: number
	readonly paintP95Ms: number
}

/** Where in a paragraph is typed. */
export type TypingPlace = 'end' | 'within'

/** Between two keys: ten a second, as a fast typist. */
const KEY_MS = 100
/** Keys that are not counted: what runs for the first time is compiled then. */
const MOST_WARM_UP = 20
const WORDS = 'the parties shall refrain from any measure that would delay the consultations '

/**
 * Presses `count` keys in the paragraph in the middle of the first clause, ten a second: at its end, or among its words.
 *
 * @param isOver says that the others have stopped: nothing is pressed then
 */
export async function typeInPage(
	browser: Browser,
	page: Page,
	count: number,
	isOver: () => boolean,
	where: TypingPlace = 'end'
): Promise<KeyFigures> {
	const paragraphs = page
		.locator('article[data-clause]')
		.first()
		.locator('[contenteditable="true"] p')
	await paragraphs.nth(Math.floor((await paragraphs.count()) / 2)).click()
	// a click goes among the words in the middle of a paragraph
	if (where === 'end') await page.keyboard.press('End')
	const warmUp = Math.min(MOST_WARM_UP, count)
	let pressed = 0
	const press = async (): Promise<void> => {
		const next = performance.now() + KEY_MS
		await page.keyboard.press(WORDS.charAt(pressed % WORDS.length) || ' ')
		pressed++
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())))
	}
	while (pressed < warmUp) await press()
	await page.waitForFunction((keys) => (window.parleyNoted?.keys?.length ?? 0) >= keys, warmUp)
	await page.evaluate(() => {
		if (window.parleyNoted) window.parleyNoted.keys?.splice(0)
	})
	const trace = await KeyTrace.start(browser)
	const last = warmUp + count
	while (pressed < last && !isOver()) await press()
	const counted = pressed - warmUp
	await page.waitForFunction((keys) => (window.parleyNoted?.keys?.length ?? 0) >= keys, counted)
	const tasks = await trace.stop()
	if (tasks.length !== counted)
		throw new Error(`${counted} keys were pressed, and ${tasks.length} are in the trace`)
	return figuresOf(tasks, await page.evaluate(() => window.parleyNoted?.keys ?? []))
}

function figuresOf(tasks: readonly number[], keys: readonly KeyTimes[]): KeyFigures {
	const work = Float64Array.from(tasks).sort()
	const wall = Float64Array.from(keys, ({ workMs }) => workMs).sort()
	const paint = Float64Array.from(keys, ({ paintMs }) => paintMs).sort()
	return {
		keys: tasks.length,
		keyP50Ms: at(work, 50),
		keyP95Ms: at(work, 95),
		keyMaxMs: work.at(-1) ?? Number.NaN,
		wallP50Ms: at(wall, 50),
		wallP95Ms: at(wall, 95),
		paintP95Ms: at(paint, 95),
	}
}

function at(sorted: Float64Array, percent: number): number {
	return (
		sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN
	)
}
