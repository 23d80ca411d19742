import { Deliveries } from './deliveries.ts'
import { Person } from './person.ts'
import { type MeasuredServer } from './servers/start.ts'
import { readServerTexts } from './serverText.ts'

/** A room in which people type. */
export interface TypingOptions {
	readonly people: number
	/** The first so many of them type, each in one document, spread over all of them. */
	readonly typists: number
	readonly perSecond: number
	readonly seconds: number
	/** Seconds of typing before anything is counted. */
	readonly warmUpSeconds: number
}

/** What was counted while people typed. A delivery is one character of one person at one other person. */
export interface TypingFigures {
	readonly p50Ms: number
	readonly p99Ms: number
	readonly deliveries: number
	/** The server's time for 1,000 deliveries. */
	readonly cpuMsPerThousand: number
	/** Write calls for 1,000 deliveries; null where the system does not count them. */
	readonly writesPerThousand: number | null
	readonly bytesPerDelivery: number
	/** Messages at the clients for each delivery, and how many of them carry cursors. */
	readonly messagesPerDelivery: number
	readonly cursorsPerDelivery: number
	readonly rssMiB: number
	/** How busy the server's process was, and the clients' one: beyond 0.9 that is what was measured. */
	readonly serverLoad: number
	readonly clientLoad: number
	/** What must hold, in words; empty where all of it does. */
	readonly faults: readonly string[]
}

/** How long everything may take to arrive once nobody types. */
const SETTLE_MS = 20_000

/** Lets people type on `server` and counts what arrives; then checks that all have the same text and every update its answer. */
export async function runTyping(
	server: MeasuredServer,
	{ people, typists, perSecond, seconds, warmUpSeconds }: TypingOptions
): Promise<TypingFigures> {
	const deliveries = new Deliveries()
	const everybody = Array.from(
		{ length: people },
		(_, index) => new Person(server, index, deliveries)
	)
	try {
		// A few at a time: how many can come at once is another scenario.
		for (let from = 0; from < people; from += 10) {
			await Promise.all(
				everybody.slice(from, from + 10).map((person) => person.enter(server.documents))
			)
		}
		const typing = new Typing(everybody.slice(0, typists), server.documents, perSecond)
		typing.start()
		await after(warmUpSeconds * 1000)

		deliveries.restart()
		const before = { at: performance.now(), ...count(everybody), own: process.cpuUsage() }
		const usedBefore = await server.usage()
		await after(seconds * 1000)
		typing.stop()
		await settle(server, everybody, typing, deliveries)
		const usedAfter = await server.usage()
		const own = process.cpuUsage(before.own)
		const elapsedMs = performance.now() - before.at
		const total = count(everybody)

		const thousands = deliveries.count / 1000
		const cpuMs = usedAfter.cpuMs - usedBefore.cpuMs
		return {
			p50Ms: deliveries.percentile(50),
			p99Ms: deliveries.percentile(99),
			deliveries: deliveries.count,
			cpuMsPerThousand: cpuMs / thousands,
			writesPerThousand:
				usedAfter.writeCalls === null || usedBefore.writeCalls === null
					? null
					: (usedAfter.writeCalls - usedBefore.writeCalls) / thousands,
			bytesPerDelivery: (total.bytes - before.bytes) / deliveries.count,
			messagesPerDelivery: (total.messages - before.messages) / deliveries.count,
			cursorsPerDelivery: (total.cursors - before.cursors) / deliveries.count,
			rssMiB: usedAfter.rssBytes / 2 ** 20,
			serverLoad: cpuMs / elapsedMs,
			clientLoad: (own.user + own.system) / 1000 / elapsedMs,
			faults: await faultsOf(server, everybody, typing),
		}
	} finally {
		await Promise.all(everybody.map((person) => person.leave()))
	}
}

/** People who type, each at an even pace that begins at a moment of their own. */
class Typing {
	readonly #people: readonly Person[]
	readonly #documents: readonly string[]
	readonly #everyMs: number
	readonly #timers = new Map<Person, NodeJS.Timeout>()
	/** Characters typed so far. */
	typed = 0

	constructor(people: readonly Person[], documents: readonly string[], perSecond: number) {
		this.#people = people
		this.#documents = documents
		this.#everyMs = 1000 / perSecond
	}

	start(): void {
		const begin = performance.now()
		for (const [index, person] of this.#people.entries()) {
			const document = this.#documents[index % this.#documents.length]
			// By the golden ratio: evenly spread, and never two at one moment.
			const first = begin + ((index * 0.618034) % 1) * this.#everyMs
			if (document !== undefined) this.#next(person, document, first)
		}
	}

	stop(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer)
		this.#timers.clear()
	}

	#next(person: Person, document: string, at: number): void {
		const timer = setTimeout(
			() => {
				this.typed++
				this.#next(person, document, at + this.#everyMs)
				person.type(document)
			},
			Math.max(0, at - performance.now())
		)
		this.#timers.set(person, timer)
	}
}

function count(people: readonly Person[]): {
	readonly bytes: number
	readonly messages: number
	readonly cursors: number
} {
	const sum = (of: (person: Person) => number): number =>
		people.reduce((total, person) => total + of(person), 0)
	return {
		bytes: sum(({ bytesRead }) => bytesRead),
		messages: sum(({ messages }) => messages),
		cursors: sum(({ cursors }) => cursors),
	}
}

/** Waits until everything typed has reached everybody and every update is answered, for a while at most. */
async function settle(
	server: MeasuredServer,
	people: readonly Person[],
	{ typed }: Typing,
	deliveries: Deliveries
): Promise<void> {
	const end = performance.now() + SETTLE_MS
	const isOver = (): boolean =>
		deliveries.total >= typed * (people.length - 1) &&
		(server.kind !== 'parley' || people.every((person) => person.unanswered.size === 0))
	while (!isOver() && performance.now() < end) await after(20)
}

async function faultsOf(
	server: MeasuredServer,
	people: readonly Person[],
	{ typed }: Typing
): Promise<readonly string[]> {
	const faults: string[] = []
	const closes = people.flatMap((person) => person.closes)
	if (closes.length > 0) faults.push(`${closes.length} sockets were closed (${closes[0] ?? ''})`)
	const kept = server.kind === 'relay' ? null : await readServerTexts(server)
	for (const document of server.documents) {
		const texts = new Set(people.map((person) => person.textOf(document)))
		if (kept !== null) texts.add(kept.get(document) ?? '')
		if (texts.size > 1) faults.push(`${texts.size} different texts of ${document}`)
	}
	const taken = people.reduce((sum, person) => sum + person.taken, 0)
	// Stock Hocuspocus also acknowledges the SyncStep2 with which each document was opened.
	const expected = server.kind === 'stock' ? typed + people.length * server.documents.length : typed
	const answers = server.kind === 'parley' || server.kind === 'stock'
	if (answers && taken !== expected)
		faults.push(`${taken} of ${expected} updates were acknowledged`)
	return faults
}

function after(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms))
}
