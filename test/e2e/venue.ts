import { type Browser } from '@playwright/test'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { joiningLink } from '@parley/server/src/people/invite.ts'
import { prepare, type Prepared, type Preparation } from '../support/server/negotiation.ts'
import { freePort, startServer, type ServerProcess } from '../support/server/process.ts'
import { Person } from './person.ts'
import { TEXT } from './text.ts'
import { watchFaults } from './watch.ts'

/** A window in London, in light colours and without motion. */
export const WINDOW = {
	viewport: { width: 1440, height: 900 },
	locale: 'en-GB',
	timezoneId: 'Europe/London',
	colorScheme: 'light',
	reducedMotion: 'reduce',
} as const

/**
 * The seats of a negotiation, by their place: the advisors of Ukraine and France, the secretariat, the note-taker, an
 * observer for programs that look at the server themselves.
 */
export const SEATS = { ukraine: 0, france: 1, secretariat: 2, noteTaker: 3, observer: 4 } as const

const HOUR_MS = 3_600_000
/** How long before the deadline the server wakes up from its sleep. */
const NEAR_MS = 1_500

/** A server process, as far as every kind of it can be spoken to. */
export interface Running {
	readonly url: string
	kill(): Promise<void>
}

/** How a server is started on a data folder. */
export type Start<Server extends Running> = (folder: string, port: number) => Promise<Server>

/** A server with one negotiation in which nobody is yet. */
export class Venue<Server extends Running = ServerProcess> {
	readonly prepared: Prepared
	readonly port: number
	readonly #browser: Browser
	readonly #people: Person[] = []
	readonly #faults: (readonly string[])[] = []
	/** The server; another one after a restart. */
	server: Server

	constructor(browser: Browser, prepared: Prepared, port: number, server: Server) {
		this.#browser = browser
		this.prepared = prepared
		this.port = port
		this.server = server
	}

	/** Where the pages are. */
	get url(): string {
		return this.server.url
	}

	/** The path of the drafting room. */
	get room(): string {
		return `/n/${this.prepared.negotiation.id}`
	}

	/** What no page may do and some did. */
	get faults(): readonly string[] {
		return this.#faults.flat()
	}

	/** The joining link of a seat, by its place among the seats. */
	link(seat: number): string {
		const code = this.prepared.seats[seat]?.code
		if (code === undefined) throw new RangeError(`no seat ${seat}`)
		return joiningLink(this.url, code)
	}

	/** The document of a point. */
	document(number: number): DocumentName {
		const clause = this.prepared.clauses.find((one) => one.number === String(number))
		if (clause === undefined) throw new RangeError(`no point ${number}`)
		return clauseDocument(this.prepared.negotiation.id, 1, clause.id)
	}

	/** Someone at a browser of their own, on no page yet. Whatever their pages do wrong is written down. */
	async newcomer(who: string): Promise<Person> {
		const context = await this.#browser.newContext({ ...WINDOW, baseURL: this.url })
		this.#faults.push(watchFaults(context, who))
		const person = new Person(context, await context.newPage())
		this.#people.push(person)
		return person
	}

	async close(): Promise<void> {
		await Promise.all(this.#people.map(({ context }) => context.close()))
		await this.server.kill()
		await this.prepared.remove()
	}
}

/** Makes a negotiation and starts a server on it. */
export async function openVenue<Server extends Running>(
	browser: Browser,
	start: Start<Server>,
	preparation: Partial<Preparation> = {}
): Promise<Venue<Server>> {
	const prepared = await prepare({
		advisors: 2,
		clauses: 0,
		text: TEXT,
		contact: 'The secretariat, telephone 100',
		others: [
			{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
			{ role: 'observer', name: 'Observer', delegationCode: null },
		],
		deadlineInMs: 2 * HOUR_MS,
		...preparation,
	})
	const port = await freePort()
	return new Venue(browser, prepared, port, await start(prepared.folder, port))
}

/** A server with the built pages, whose time a test can move. */
export function startTimed(folder: string, port: number): Promise<ServerProcess> {
	return startServer({ folder, port, hasPages: true })
}

/** Lets the server sleep until just before the deadline, which then passes by itself. */
export function approachDeadline({ prepared, server }: Venue): void {
	server.sleep(prepared.deadline.at - Date.now() - NEAR_MS)
}
