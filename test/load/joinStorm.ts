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

/** `people` open all documents of `server` at the same moment. */
export async function runJoinStorm(server: MeasuredServer, people: number): Promise<JoinFigures> {
	const everybody = Array.from(
		{ length: people },
		(_, index) => new Person(server, index, new Deliveries())
	)
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
