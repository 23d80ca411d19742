import { Deliveries } from './deliveries.ts'
import { Person } from './person.ts'
import { type MeasuredServer } from './servers/start.ts'

/** What it took until everybody had everything. */
export interface JoinFigures {
	/** From the first socket to the last text. */
	readonly timeMs: number
	readonly cpuMs: number
	readonly megabytes: number
	readonly rssMiB: number
	readonly faults: readonly string[]
}

/** What every document holds when people come: about a paragraph. */
const WORDS = 'The parties shall settle the matter by agreement. '.repeat(8)

/** `people` open all documents of `server` at the same moment; each holds a paragraph. */
export async function runJoinStorm(server: MeasuredServer, people: number): Promise<JoinFigures> {
	const everybody = Array.from(
		{ length: people },
		(_, index) => new Person(server, index, new Deliveries())
	)
	await fill(server)
	const before = await server.usage()
	const began = performance.now()
	try {
		await Promise.all(everybody.map((person) => person.enter(server.documents)))
		const timeMs = performance.now() - began
		const after = await server.usage()
		const texts = new Set(
			everybody.map((person) => server.documents.map((name) => person.textOf(name)).join('\n'))
		)
		return {
			timeMs,
			cpuMs: after.cpuMs - before.cpuMs,
			megabytes: everybody.reduce((sum, { bytesRead }) => sum + bytesRead, 0) / 1e6,
			rssMiB: after.rssBytes / 2 ** 20,
			faults: texts.size === 1 ? [] : [`${texts.size} different texts`],
		}
	} finally {
		await Promise.all(everybody.map((person) => person.leave()))
	}
}

/** Puts a paragraph into each document, and waits until it is taken and, where that is later, stored. */
async function fill(server: MeasuredServer): Promise<void> {
	const writer = new Person(server, 0, new Deliveries())
	await writer.enter(server.documents)
	for (const document of server.documents) writer.type(document, WORDS)
	await new Promise((resolve) => setTimeout(resolve, 3000))
	await writer.leave()
}
