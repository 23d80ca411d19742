import { Announcement } from '@parley/protocol'
import { Deliveries } from '../deliveries.ts'
import { Person } from '../person.ts'
import { type MeasuredServer } from '../servers/start.ts'
import { hocuspocus } from '../wire.ts'

/** Something that a page hears of others. */
export interface Moment {
	/** From the beginning of the recording; what stood there before is at 0. */
	readonly atMs: number
	readonly message: Uint8Array
}

/** Everything that a page hears of others while they work, in order. */
export interface Recording {
	readonly people: number
	readonly lengthMs: number
	readonly moments: readonly Moment[]
}

/** As many clauses as a page follows at once. */
const FOLLOWED = 8
/** Four in five type, five characters a second. */
const TYPISTS = 0.8
const KEY_MS = 200
/** After so many keys a person goes to the next clause. */
const STAY = 30

/**
 * Lets `people` work on `server` and keeps what the server tells one more, who has the first eight clauses open and only listens. Each has
 * the eight clauses around its own open, as a page has; four in five type there five characters a second, and go to the next clause
 * after every 30; the others go there and read.
 */
export async function record(
	server: MeasuredServer,
	people: number,
	seconds: number
): Promise<Recording> {
	const moments: Moment[] = []
	let begin: number | null = null
	const deliveries = new Deliveries()
	const crowd = Array.from({ length: people }, (_, index) => new Person(server, index, deliveries))
	const listener = new Person(server, people, deliveries, (message) => {
		if (!isOfOthers(message)) return
		const atMs = begin === null ? 0 : performance.now() - begin
		moments.push({ atMs, message: new Uint8Array(message) })
	})
	try {
		await enterAll(server, crowd)
		await listener.enter(ownClauses(server.documents, 0))
		begin = performance.now()
		await Promise.all(crowd.map((person, index) => work(person, index, performance.now())))
		return { people, lengthMs: seconds * 1000, moments }
	} finally {
		await Promise.all([...crowd, listener].map((person) => person.leave()))
	}

	async function work(person: Person, index: number, from: number): Promise<void> {
		const own = ownClauses(server.documents, index)
		const isTypist = index % 5 < TYPISTS * 5
		const first = ((index * 0.618034) % 1) * KEY_MS
		for (let key = 0; first + key * KEY_MS < seconds * 1000; key++) {
			await until(from + first + key * KEY_MS)
			const document = own[Math.floor(key / STAY) % own.length] ?? ''
			if (key % STAY === 0) person.goTo(document.split('/').at(-1) ?? null)
			if (isTypist) person.type(document)
		}
	}
}

/** Whether a message tells of others and not of the one who hears it: their words, carets and places, and which clauses they changed. */
function isOfOthers(message: Uint8Array): boolean {
	const heard = hocuspocus.read(message, '')
	if (heard.kind !== 'said') return heard.kind === 'update' || heard.kind === 'cursors'
	const said = Announcement.safeParse(JSON.parse(heard.payload))
	return said.success && said.data.type === 'text-changed'
}

async function enterAll(server: MeasuredServer, crowd: readonly Person[]): Promise<void> {
	for (let from = 0; from < crowd.length; from += 10) {
		await Promise.all(
			crowd
				.slice(from, from + 10)
				.map((person, index) => person.enter(ownClauses(server.documents, from + index)))
		)
	}
}

/** The clauses that a person has open, its own first. */
function ownClauses(documents: readonly string[], person: number): readonly string[] {
	const count = Math.min(FOLLOWED, documents.length)
	return Array.from(
		{ length: count },
		(_, index) => documents[(person + index) % documents.length] ?? ''
	)
}

function until(at: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))
}
