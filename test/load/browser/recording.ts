import { Deliveries } from '../deliveries.ts'
import { Person, type Sent } from '../person.ts'
import { type MeasuredServer } from '../servers/start.ts'

/** Something that a person once sent. */
interface Moment {
	/** From the beginning of the recording. */
	readonly atMs: number
	readonly person: number
	readonly document: string
	readonly message: Uint8Array
}

/** Everything that people sent while they worked, in order. */
export interface Recording {
	readonly people: number
	readonly lengthMs: number
	readonly moments: readonly Moment[]
}

/** A recording that is being played. */
export interface Replay {
	readonly isOver: boolean
	/** How many messages were sent so far. */
	readonly sent: number
	/** Lets everybody leave. */
	close(): Promise<void>
}

/** As many clauses as a page follows at once. */
const FOLLOWED = 8
/** Four in five type, five characters a second. */
const TYPISTS = 0.8
const KEY_MS = 200
/** After so many keys a person goes to the next clause. */
const STAY = 30

/**
 * Lets `people` work on `server` and keeps what they send. Each has the eight clauses around its own open, as a page has; four in five
 * type there five characters a second, and go to the next clause after every 30; the others go there and read.
 */
export async function record(
	server: MeasuredServer,
	people: number,
	seconds: number
): Promise<Recording> {
	const moments: Moment[] = []
	let begin = Number.NaN
	const crowd = await enterAll(server, people, (person) => (document, message) => {
		if (Number.isNaN(begin)) return
		moments.push({ atMs: performance.now() - begin, person, document, message })
	})
	try {
		begin = performance.now()
		await Promise.all(crowd.map((person, index) => work(person, index)))
		return { people, lengthMs: seconds * 1000, moments }
	} finally {
		await Promise.all(crowd.map((person) => person.leave()))
	}

	async function work(person: Person, index: number): Promise<void> {
		const own = ownClauses(server.documents, index)
		const isTypist = index % 5 < TYPISTS * 5
		const first = ((index * 0.618034) % 1) * KEY_MS
		for (let key = 0; first + key * KEY_MS < seconds * 1000; key++) {
			await until(begin + first + key * KEY_MS)
			const document = own[Math.floor(key / STAY) % own.length] ?? ''
			if (key % STAY === 0) person.goTo(document.split('/').at(-1) ?? null)
			if (isTypist) person.type(document)
		}
	}
}

/** Plays a recording on a server whose folder is as it was before it was made. Resolves when everybody is there. */
export async function replay(server: MeasuredServer, recording: Recording): Promise<Replay> {
	const crowd = await enterAll(server, recording.people, () => null)
	const { moments } = recording
	const begin = performance.now()
	let sent = 0
	let timer: NodeJS.Timeout | null = null
	const next = (): void => {
		const elapsed = performance.now() - begin
		for (let moment = moments[sent]; moment !== undefined; moment = moments[sent]) {
			if (moment.atMs > elapsed) {
				timer = setTimeout(next, moment.atMs - elapsed)
				return
			}
			crowd[moment.person]?.sendAgain(moment.document, moment.message)
			sent++
		}
		timer = null
	}
	next()
	return {
		get isOver() {
			return sent === moments.length
		},
		get sent() {
			return sent
		},
		async close() {
			if (timer !== null) clearTimeout(timer)
			await Promise.all(crowd.map((person) => person.leave()))
		},
	}
}

async function enterAll(
	server: MeasuredServer,
	people: number,
	sent: (person: number) => Sent | null
): Promise<readonly Person[]> {
	const deliveries = new Deliveries()
	const crowd = Array.from(
		{ length: people },
		(_, index) => new Person(server, index, deliveries, sent(index))
	)
	for (let from = 0; from < people; from += 10) {
		await Promise.all(
			crowd
				.slice(from, from + 10)
				.map((person, index) => person.enter(ownClauses(server.documents, from + index)))
		)
	}
	return crowd
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
