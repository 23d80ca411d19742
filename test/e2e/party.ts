import { expect, test as base } from '@playwright/test'
import { type Preparation } from '../support/server/negotiation.ts'
import { type Person } from './person.ts'
import { openVenue, SEATS, startTimed, type Running, type Venue } from './venue.ts'

/** The four in the room: each came through their link. */
export interface Party {
	readonly ukraine: Person
	readonly france: Person
	readonly noteTaker: Person
	readonly secretariat: Person
	readonly all: readonly Person[]
}

interface Fixtures {
	/** Makes a negotiation with a server of its own; both are gone after the test, which fails where a page misbehaved. */
	readonly venue: (preparation?: Partial<Preparation>) => Promise<Venue>
}

/** A test with a `venue`. Any uncaught error, breach of the policy on content or complaint on a console fails it. */
export const test = base.extend<Fixtures>({
	venue: async ({ browser }, use) => {
		const venues: Venue[] = []
		await use(async (preparation) => {
			const venue = await openVenue(browser, startTimed, preparation)
			venues.push(venue)
			return venue
		})
		for (const venue of venues) await venue.close()
		expect(venues.flatMap(({ faults }) => faults)).toEqual([])
	},
})

/** Brings the four in, each through their link. */
export async function gather(venue: Venue<Running>): Promise<Party> {
	const come = async (who: keyof Omit<Party, 'all'>): Promise<Person> => {
		const person = await venue.newcomer(who)
		await person.enter(venue.link(SEATS[who]))
		return person
	}
	const ukraine = await come('ukraine')
	const france = await come('france')
	const noteTaker = await come('noteTaker')
	const secretariat = await come('secretariat')
	return {
		ukraine,
		france,
		noteTaker,
		secretariat,
		all: [ukraine, france, noteTaker, secretariat],
	}
}

/** Waits until a point reads the same for all of them, and gives what it reads. */
export async function agreeOn(people: readonly Person[], number: number): Promise<string> {
	const [first] = people
	if (first === undefined) throw new RangeError('nobody is here')
	await expect
		.poll(async () => new Set(await Promise.all(people.map((one) => one.read(number)))).size)
		.toBe(1)
	return first.read(number)
}
