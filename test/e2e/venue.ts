import { type Browser, type BrowserContextOptions } from '@playwright/test'
import { clauseDocument, type DocumentName } from '@parley/protocol'
import { joiningLink } from '@parley/server/src/people/invite.ts'
import { prepare, type Prepared, type Preparation } from '../support/server/negotiation.ts'
import { freePort, startServer, type ServerProcess } from '../support/server/process.ts'
import { openFront, type Front } from './front.ts'
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

/** A server, as far as every kind of it can be spoken to. */
export interface Running {
	/** Where it listens itself. */
	readonly url: string
}

/** A server that can be ended. */
export interface Ending extends Running {
	kill(): Promise<void>
}

/** How a server is started on a data folder, behind a proxy at `publicUrl` where that is not null. */
export type Start<Server extends Ending> = (
	folder: string,
	port: number,
	publicUrl: string | null
) => Promise<Server>

/** A server on a data folder, with what stands before it. */
export class House<Server extends Ending = Ending> {
	readonly folder: string
	readonly port: number
	/** The proxy before it; null where there is none. */
	readonly front: Front | null
	readonly #start: Start<Server>
	/** The server; another one after a restart. */
	server: Server

	private constructor(
		{ folder, port, front }: Pick<House, 'folder' | 'port' | 'front'>,
		start: Start<Server>,
		server: Server
	) {
		this.folder = folder
		this.port = port
		this.front = front
		this.#start = start
		this.server = server
	}

	/** Starts a server on `folder`. */
	static async open<Server extends Ending>(
		folder: string,
		start: Start<Server>
	): Promise<House<Server>> {
		const port = await freePort()
		const front = await openFront(port)
		const server = await start(folder, port, front?.url ?? null)
		return new House({ folder, port, front }, start, server)
	}

	/** Starts a server again where the last one was, which has ended. */
	async startAgain(): Promise<void> {
		this.server = await this.#start(this.folder, this.port, this.front?.url ?? null)
	}

	async close(): Promise<void> {
		await this.server.kill()
		await this.front?.close()
	}
}

/** A negotiation in which nobody is yet, on a server: one that others may be on, unless it is said to be of another kind. */
export class Venue<Server extends Running = Running> {
	readonly prepared: Prepared
	readonly #browser: Browser
	readonly #house: Pick<House, 'front'> & { readonly server: Server }
	readonly #people: Person[] = []
	readonly #faults: (readonly string[])[] = []

	constructor(
		browser: Browser,
		prepared: Prepared,
		house: Pick<House, 'front'> & { readonly server: Server }
	) {
		this.#browser = browser
		this.prepared = prepared
		this.#house = house
	}

	/** The server that the negotiation is on. */
	get server(): Server {
		return this.#house.server
	}

	/** Where the pages are for people: the proxy in front, if there is one. */
	get url(): string {
		return this.#house.front?.url ?? this.server.url
	}

	/** The path of the drafting room. */
	get room(): string {
		return `/n/${this.prepared.negotiation.id}`
	}

	/** What no page may do and some did. */
	get faults(): readonly string[] {
		return this.#faults.flat()
	}

	/** The joining link of a seat, by its place among the seats; `url` where somebody comes another way. */
	link(seat: number, url = this.url): string {
		const code = this.prepared.seats[seat]?.code
		if (code === undefined) throw new RangeError(`no seat ${seat}`)
		return joiningLink(url, code)
	}

	/** Where the pages are for somebody who comes through `proxy`, which leads to `url`. */
	through({ port }: { readonly port: number }): string {
		const url = new URL(this.url)
		url.port = String(port)
		return url.origin
	}

	/** The document of a point. */
	document(number: number): DocumentName {
		const clause = this.prepared.clauses.find((one) => one.number === String(number))
		if (clause === undefined) throw new RangeError(`no point ${number}`)
		return clauseDocument(this.prepared.negotiation.id, 1, clause.id)
	}

	/**
	 * Someone at a browser of their own, on no page yet, who opens pages at `url`. Whatever their pages do wrong is written down.
	 *
	 * @param device what they sit at, where it is not a window on a desk
	 */
	async newcomer(who: string, url = this.url, device: BrowserContextOptions = {}): Promise<Person> {
		const context = await this.#browser.newContext({
			...WINDOW,
			...device,
			baseURL: url,
			// The proxy's certificate signs itself.
			ignoreHTTPSErrors: this.#house.front !== null,
		})
		this.#faults.push(watchFaults(context, who))
		const person = new Person(context, await context.newPage())
		this.#people.push(person)
		return person
	}

	/** Closes what people have open. */
	async close(): Promise<void> {
		await Promise.all(this.#people.map(({ context }) => context.close()))
	}
}

/** A negotiation with a server of its own, which may be ended, held up, or be told another time. */
export class OwnVenue<Server extends Ending = ServerProcess> extends Venue<Server> {
	readonly #own: House<Server>

	constructor(browser: Browser, prepared: Prepared, house: House<Server>) {
		super(browser, prepared, house)
		this.#own = house
	}

	/** Starts a server again where the last one was, which has ended. */
	startAgain(): Promise<void> {
		return this.#own.startAgain()
	}

	/** Closes what people have open, and ends the server. */
	override async close(): Promise<void> {
		await super.close()
		await this.#own.close()
		await this.prepared.remove()
	}
}

/** Makes a negotiation on a server that others are on, too. */
export async function openVenue(
	browser: Browser,
	house: House,
	preparation: Partial<Preparation> = {}
): Promise<Venue> {
	return new Venue(browser, await prepare(whole(preparation), house.folder), house)
}

/** Makes a negotiation and starts a server on it. */
export async function openOwnVenue<Server extends Ending>(
	browser: Browser,
	start: Start<Server>,
	preparation: Partial<Preparation> = {}
): Promise<OwnVenue<Server>> {
	const prepared = await prepare(whole(preparation))
	return new OwnVenue(browser, prepared, await House.open(prepared.folder, start))
}

/** What a negotiation is like where nothing else is said. */
function whole(preparation: Partial<Preparation>): Preparation {
	return {
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
	}
}

/** A server with the built pages, whose time a test can move. */
export function startTimed(
	folder: string,
	port: number,
	publicUrl: string | null
): Promise<ServerProcess> {
	return startServer({ folder, port, publicUrl, hasPages: true })
}

/** Lets the server sleep until just before the deadline, which then passes by itself. */
export function approachDeadline({ prepared, server }: Venue<ServerProcess>): void {
	server.sleep(prepared.deadline.at - Date.now() - NEAR_MS)
}
