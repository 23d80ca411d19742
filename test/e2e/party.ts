import { expect, test as base, type BrowserContextOptions } from '@playwright/test'
import { type Preparation } from '../support/server/negotiation.ts'
import { type Person } from './person.ts'
import { openVenue, SEATS, startTimed, type Running, type Venue } from './venue.ts'

/** The four in the room, each with the seat of their link. */
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

/** The four by what they are called in tests. */
type Name = keyof Omit<Party, 'all'>

const EVERYBODY: readonly Name[] = ['ukraine', 'france', 'noteTaker', 'secretariat']

/**
 * Brings the four in, or those of them who are needed: each is a browser that takes its part of the machine, of one kind of `device`.
 *
 * @param way whether they come by the page of their link, which takes a third of what the room itself does, or with the seat of it at once
 */
export async function gather(venue: Venue<Running>): Promise<Party>
export async function gather<N extends Name>(
	venue: Venue<Running>,
	who: readonly N[],
	device?: BrowserContextOptions,
	way?: 'enter' | 'enterByPage'
): Promise<Pick<Party, N | 'all'>>
export async function gather(
	venue: Venue<Running>,
	who: readonly Name[] = EVERYBODY,
	device: BrowserContextOptions = {},
	way: 'enter' | 'enterByPage' = 'enter'
): Promise<Partial<Party>> {
	const come = async (one: Name): Promise<readonly [Name, Person]> => {
		const person = await venue.newcomer(one, venue.url, device)
		await person[way](venue.link(SEATS[one]))
		return [one, person]
	}
	const people: (readonly [Name, Person])[] = []
	for (const one of who) people.push(await come(one))
	return { ...Object.fromEntries(people), all: people.map(([, person]) => person) }
}

/**
 * Waits until a point reads as it is to be for all of them: these words, or some that match and are the same for all. What they agree on must be
 * named: as long as nothing has come to any of them, they agree on what stood there before.
 */
export async function agreeOn(
	people: readonly Person[],
	number: number,
	words: string | RegExp
): Promise<void> {
	const readings = async (): Promise<readonly string[]> => [
		...new Set(await Promise.all(people.map((one) => one.read(number)))),
	]
	const read = typeof words === 'string' ? words : (expect.stringMatching(words) as unknown)
	await expect.poll(readings).toEqual([read])
}
