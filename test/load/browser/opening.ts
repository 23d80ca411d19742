import { type Browser, type BrowserContext, type Page, type Response } from '@playwright/test'
import { gzipSync } from 'node:zlib'
import { KEY_MARK, PROBE, watchKeys, watchOpening } from './inPage.ts'

/** A page that is to be opened, by somebody who has a seat. */
export interface Visit {
	/** Where the pages are, e.g. `http://127.0.0.1:4000`. */
	readonly url: string
	/** The path of the drafting room. */
	readonly path: string
	/** The session of that person. */
	readonly token: string
	/** Words that stand in the first clause. */
	readonly words: string
	/** How many times slower the page's threads are to be than this machine. */
	readonly slowness: number
}

/** What was seen while a page was opened for the first time. */
export interface OpeningFigures {
	/** Scripts, each compressed as the server does it, in bytes: until a clause could be edited, and later. */
	readonly scriptBytes: number
	readonly laterBytes: number
	readonly readableMs: number
	readonly editableMs: number
}

/** How long a page may take to open. */
const PATIENCE_MS = 60_000
/** How long a letter may take to be seen before it is pressed again. */
const PRESS_MS = 500

/** What comes by itself has come when no script has for so long. */
const QUIET_MS = 3_000

/** The browser rests when all its processes together had a core for no more than `IDLE_CPU_S` in so long. */
const IDLE_MS = 500
const IDLE_CPU_S = 0.02

/** A browser on this machine with one page that has nothing in its cache. */
export class Visitor {
	readonly page: Page
	readonly faults: string[] = []
	readonly #context: BrowserContext
	readonly #visit: Visit
	readonly #scripts: Response[] = []
	#editable: () => void = () => undefined

	private constructor(context: BrowserContext, page: Page, visit: Visit) {
		this.#context = context
		this.page = page
		this.#visit = visit
		page.on('response', (response) => {
			if (/javascript/.test(response.headers()['content-type'] ?? '')) this.#scripts.push(response)
		})
		page.on('pageerror', (error) => this.faults.push(error.message))
	}

	/** A new window; nothing is opened yet. */
	static async come(browser: Browser, visit: Visit): Promise<Visitor> {
		const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
		await context.addCookies([{ name: 'parley_session', value: visit.token, url: visit.url }])
		const page = await context.newPage()
		const visitor = new Visitor(context, page, visit)
		await page.exposeFunction('parleyEditable', () => {
			visitor.#editable()
		})
		await page.addInitScript(watchKeys, { keyMark: KEY_MARK })
		await page.addInitScript(watchOpening, { words: visit.words, probe: PROBE })
		await untilAtRest(browser)
		if (visit.slowness !== 1) {
			const session = await context.newCDPSession(page)
			await session.send('Emulation.setCPUThrottlingRate', { rate: visit.slowness })
		}
		return visitor
	}

	/** Opens the drafting room until a letter that was pressed stands in its text. */
	async open(): Promise<OpeningFigures> {
		const isEditable = new Promise<void>((resolve) => {
			this.#editable = resolve
		})
		await this.page.goto(`${this.#visit.url}${this.#visit.path}`, { waitUntil: 'commit' })
		await isEditable
		const times = await this.#pressUntilShown()
		const first = [...this.#scripts]
		await this.#whenQuiet()
		return {
			scriptBytes: await sizeOf(first),
			laterBytes: (await sizeOf(this.#scripts)) - (await sizeOf(first)),
			...times,
		}
	}

	async leave(): Promise<void> {
		await this.#context.close()
	}

	#whenQuiet(): Promise<void> {
		return new Promise((resolve) => {
			const done = (): void => {
				this.page.off('response', again)
				resolve()
			}
			let timer = setTimeout(done, QUIET_MS)
			const again = (): void => {
				clearTimeout(timer)
				timer = setTimeout(done, QUIET_MS)
			}
			this.page.on('response', again)
		})
	}

	async #pressUntilShown(): Promise<Pick<OpeningFigures, 'readableMs' | 'editableMs'>> {
		const end = performance.now() + PATIENCE_MS
		while (performance.now() < end) {
			await this.page.keyboard.press(PROBE)
			const shown = await this.page
				.waitForFunction(() => window.parleyNoted?.opening?.editableAt, null, { timeout: PRESS_MS })
				.catch(() => null)
			if (shown === null) continue
			const noted = await this.page.evaluate(() => window.parleyNoted?.opening)
			const { readableAt = null, editableAt = null } = noted ?? {}
			if (readableAt === null || editableAt === null) throw new Error('nothing was readable')
			return { readableMs: readableAt, editableMs: editableAt }
		}
		throw new Error('no letter that was pressed stands in the text')
	}
}

/**
 * Waits until the browser has nothing left to do. A window brings pages of the browser's own, which take more than a second of a core: whoever
 * follows a link has had it open before. Rejects where it never rests.
 */
async function untilAtRest(browser: Browser): Promise<void> {
	const session = await browser.newBrowserCDPSession()
	const spent = async (): Promise<ReadonlyMap<number, number>> => {
		const { processInfo } = await session.send('SystemInfo.getProcessInfo')
		return new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime]))
	}
	try {
		const end = performance.now() + PATIENCE_MS
		let before = await spent()
		while (performance.now() < end) {
			await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
			const after = await spent()
			const since = [...after].map(([id, cpuTime]) => cpuTime - (before.get(id) ?? 0))
			if (since.reduce((sum, one) => sum + one, 0) <= IDLE_CPU_S) return
			before = after
		}
		throw new Error('the browser never came to rest')
	} finally {
		await session.detach()
	}
}

/** Scripts compressed as the server compresses them, each address once. */
async function sizeOf(responses: readonly Response[]): Promise<number> {
	const sizes = new Map<string, number>()
	for (const response of responses) {
		sizes.set(response.url(), gzipSync(await response.body()).byteLength)
	}
	return [...sizes.values()].reduce((sum, size) => sum + size, 0)
}
