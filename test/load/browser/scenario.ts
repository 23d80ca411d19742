import { chromium, type Browser } from '@playwright/test'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BROWSER_ARGS, findWholeBrowser } from '../../support/findBrowser.ts'
import { enter, PARLEY, type Entrant } from '../contenders.ts'
import { type Plan } from '../plan.ts'
import { Results, type Run } from '../results.ts'
import { pagesOf, type MeasuredServer } from '../servers/start.ts'
import { openDelayProxy } from './delayProxy.ts'
import { Visitor, type OpeningFigures, type Visit } from './opening.ts'
import { openPlayer } from './player.ts'
import { record, type Recording } from './recording.ts'
import { followRegister } from './register.ts'
import { typeInPage, type KeyFigures, type TypingPlace } from './typingInPage.ts'

/** A room that is opened in a browser. */
export interface BrowserRoom {
	readonly clauses: number
	/** Words of each clause; null for the text full of brackets, which has its own. */
	readonly words: number | null
	/** Others who are there while somebody types in the page. */
	readonly present: number
	readonly keys: number
	/** How long the others are recorded; no key is pressed after that. */
	readonly recordedSeconds: number
	/** From the page to the server and back, in ms. */
	readonly roundTripMs: number
}

/** How fast the page's machine is, by the name in the table. */
export const MACHINES = { plain: 'Chromium', mid: 'Chromium, a quarter as fast' } as const
const SLOWNESS: Readonly<Record<keyof typeof MACHINES, number>> = { plain: 1, mid: 4 }

/** The drafting room in a browser: how much script, how soon it can be read and written in, what a key costs. */
export async function browser(
	{ keys, repetitions }: Plan,
	progress: (what: string) => void
): Promise<Results> {
	const room: BrowserRoom = {
		clauses: 40,
		words: 120,
		present: 60,
		keys,
		recordedSeconds: 10 + keys / 5,
		roundTripMs: 40,
	}
	const results = new Results('Browser', describe(room), [
		{ figure: 'scriptKb', title: 'script kB' },
		{ figure: 'laterKb', title: 'later kB' },
		{ figure: 'readableMs', title: 'readable ms' },
		{ figure: 'editableMs', title: 'editable ms' },
		{ figure: 'keyP50Ms', title: 'key p50 ms' },
		{ figure: 'keyP95Ms', title: 'key p95 ms' },
		{ figure: 'keyMaxMs', title: 'key max ms' },
		{ figure: 'wallP50Ms', title: 'wall p50 ms' },
		{ figure: 'wallP95Ms', title: 'wall p95 ms' },
		{ figure: 'paintP95Ms', title: 'painted p95 ms' },
		{ figure: 'keys', title: 'keys' },
	])
	const stage = await BrowserStage.open(room)
	try {
		progress('browser: recording the others')
		await stage.record()
		for (let turn = 1; turn <= repetitions; turn++) {
			for (const machine of ['plain', 'mid'] as const) {
				progress(`browser ${turn} of ${repetitions}: ${MACHINES[machine]}`)
				results.add(MACHINES[machine], await stage.run(SLOWNESS[machine]))
			}
		}
	} finally {
		await stage.close()
	}
	return results
}

/** A server's folder with one room, a browser, and what others did there once. */
export class BrowserStage {
	readonly #room: BrowserRoom
	readonly #entrant: Entrant
	readonly #kept: string
	readonly #browser: Browser
	#recording: Recording | null = null

	private constructor(room: BrowserRoom, entrant: Entrant, kept: string, chromium: Browser) {
		this.#room = room
		this.#entrant = entrant
		this.#kept = kept
		this.#browser = chromium
	}

	/** Makes the room and starts a browser. Rejects where the pages were not built. */
	static async open(room: BrowserRoom): Promise<BrowserStage> {
		const { present, clauses, words } = room
		const text = words === null ? { isBracketed: true } : { words }
		const entrant = await enter(PARLEY, { people: present + 1, clauses, ...text, hasPages: true })
		const kept = await mkdtemp(join(tmpdir(), 'parley-bench-kept-'))
		try {
			const executablePath = findWholeBrowser()
			const started = await chromium.launch({
				args: [...BROWSER_ARGS],
				...(executablePath !== undefined && { executablePath }),
			})
			await entrant.server.close()
			await cp(entrant.folder, kept, { recursive: true })
			return new BrowserStage(room, entrant, kept, started)
		} catch (error) {
			await entrant.close()
			await rm(kept, { recursive: true, force: true })
			throw error
		}
	}

	/** Lets the others work on the server once, and keeps what a page hears of them. */
	async record(): Promise<Recording> {
		const { present, recordedSeconds } = this.#room
		const server = await this.#startAnew()
		this.#recording = await record(server, present, recordedSeconds)
		await server.close()
		return this.#recording
	}

	/** Opens the room in a page that is `slowness` times slower than this machine; then again, and types there while it hears what was recorded. */
	async run(slowness: number, where?: TypingPlace): Promise<Run> {
		const opening = await this.#open(slowness)
		const { figures, faults } = await this.#type(slowness, where)
		const { scriptBytes, laterBytes, readableMs, editableMs } = opening
		return {
			scriptKb: scriptBytes / 1000,
			laterKb: laterBytes / 1000,
			readableMs,
			editableMs,
			...figures,
			faults,
		}
	}

	/** Opens the room in a page with the register of brackets, and has some lifted: how long each took to be gone there. */
	async follow(count: number): Promise<Run> {
		const server = await this.#startAnew()
		const visitor = await Visitor.come(this.#browser, this.#visit(server, pagesOf(server), 1))
		try {
			await visitor.open()
			return { ...(await followRegister(visitor.page, server, count)), faults: visitor.faults }
		} finally {
			await visitor.leave()
			await server.close()
		}
	}

	async close(): Promise<void> {
		await this.#browser.close()
		await this.#entrant.close()
		await rm(this.#kept, { recursive: true, force: true })
	}

	/** Alone in the room, with the way to the server as long as it is to be. */
	async #open(slowness: number): Promise<OpeningFigures> {
		const server = await this.#startAnew()
		const proxy = await openDelayProxy(pagesOf(server), this.#room.roundTripMs / 2)
		const visitor = await Visitor.come(this.#browser, this.#visit(server, proxy.url, slowness))
		try {
			return await visitor.open()
		} finally {
			await visitor.leave()
			await proxy.close()
			await server.close()
		}
	}

	async #type(
		slowness: number,
		where?: TypingPlace
	): Promise<{ readonly figures: KeyFigures; readonly faults: readonly string[] }> {
		if (this.#recording === null) throw new RangeError('the others were not recorded')
		const server = await this.#startAnew()
		const player = await openPlayer(pagesOf(server), this.#recording)
		const visitor = await Visitor.come(this.#browser, this.#visit(server, player.url, slowness))
		try {
			await visitor.open()
			player.play()
			const { keys, present } = this.#room
			await visitor.page.getByText(`${present + 1} people`).waitFor()
			const figures = await typeInPage(
				this.#browser,
				visitor.page,
				keys,
				() => player.isOver,
				where
			)
			return { figures, faults: visitor.faults }
		} finally {
			await visitor.leave()
			await player.close()
			await server.close()
		}
	}

	/** Starts the server on the folder as it was when the room was made. */
	async #startAnew(): Promise<MeasuredServer> {
		await rm(this.#entrant.folder, { recursive: true, force: true })
		await cp(this.#kept, this.#entrant.folder, { recursive: true })
		return this.#entrant.restart()
	}

	#visit(server: MeasuredServer, url: string, slowness: number): Visit {
		const negotiation = server.room?.split('/')[0] ?? ''
		const token = server.tokens.at(-1) ?? ''
		return { url, path: `/n/${negotiation}`, token, words: 'Words of clause', slowness }
	}
}

/** What is said of a room in a browser. */
export function describe({ clauses, words, present, keys, roundTripMs }: BrowserRoom): string {
	return [
		`The built pages from our server, ${clauses} clauses of ${words ?? 'many'} words, 1440 × 900, nothing in the cache, the browser at rest before.`,
		`Script: JavaScript that came before a clause could be edited, compressed by gzip; later: what came after it by itself.`,
		`Readable and editable: from the start of the navigation until the text, and a letter pressed in it, were painted; ${roundTripMs} ms to the server and back, nobody else in the room.`,
		`Key: time that the main thread had a core, from keydown to the end of the DOM update, by Chromium's trace: ${keys} keys, ten a second, while the page hears what ${present} others were recorded doing (four in five type).`,
		`Wall: the same by the clock with what is done behind it, waiting for a core included; painted: until the frame behind it.`,
	].join(' ')
}
