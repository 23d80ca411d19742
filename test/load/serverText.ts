import { Deliveries } from './deliveries.ts'
import { Person } from './person.ts'
import { type MeasuredServer } from './servers/start.ts'

/** The text of each document as `server` gives it to somebody who comes in now. */
export async function readServerTexts(
	server: MeasuredServer
): Promise<ReadonlyMap<string, string>> {
	const reader = new Person(server, 0, new Deliveries())
	await reader.enter(server.documents)
	const texts = new Map(server.documents.map((document) => [document, reader.textOf(document)]))
	await reader.leave()
	return texts
}
