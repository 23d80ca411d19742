import { Deliveries } from './deliveries.ts'
import { Person } from './person.ts'
import { type MeasuredServer } from './servers/start.ts'
import { readServerTexts } from './serverText.ts'

/** People of a server that is going to be killed. */
const PEOPLE = 10
const EVERY_MS = 20

/**
 * Lets people type on `server`, each in a document of its own, kills it after `seconds`, and counts how many of the characters that it had
 * acknowledged the next process does not have.
 */
export async function runKill(
	server: MeasuredServer,
	restart: () => Promise<MeasuredServer>,
	seconds: number
): Promise<{ readonly acknowledged: number; readonly lost: number }> {
	const people = Array.from(
		{ length: PEOPLE },
		(_, index) => new Person(server, index, new Deliveries())
	)
	const places = people.map((person, index) => ({
		person,
		document: server.documents[index % server.documents.length] ?? '',
	}))
	await Promise.all(people.map((person) => person.enter(server.documents)))
	const before = new Map(
		places.map(({ person, document }) => [document, person.textOf(document).length])
	)
	// Stock Hocuspocus acknowledges the opening of each document, too.
	await new Promise((resolve) => setTimeout(resolve, 500))
	for (const person of people) person.taken = 0
	const timer = setInterval(() => {
		for (const { person, document } of places) person.type(document)
	}, EVERY_MS)
	await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
	await server.kill()
	clearInterval(timer)
	await Promise.all(people.map((person) => person.leave()))

	const next = await restart()
	const kept = await readServerTexts(next)
	await next.close()
	const acknowledged = people.reduce((sum, { taken }) => sum + taken, 0)
	let lost = 0
	for (const [document, length] of before) {
		const told = places.reduce(
			(sum, place) => sum + (place.document === document ? place.person.taken : 0),
			0
		)
		const has = (kept.get(document)?.length ?? 0) - length
		lost += Math.max(0, told - has)
	}
	return { acknowledged, lost }
}
