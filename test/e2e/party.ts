import { expect, test as base, type BrowserContextOptions } from '@playwright/test'
import { makeFolder, removeFolder, type Preparation } from '../support/server/negotiation.ts'
import { type Person } from './person.ts'
import {
	House,
	openOwnVenue,
	openVenue,
	SEATS,
	startTimed,
	type OwnVenue,
	type Venue,
} from './venue.ts'

/** The four in the room, each with the seat of their link. */
export interface Party {
	readonly ukraine: Person
	readonly france: Person
	readonly noteTaker: Person
	readonly secretariat: Person
	readonly all: readonly Person[]
}

interface Fixtures {
	/** Makes a negotiation on the server that the tests of a worker share, one after the other; a page that misbehaved fails the test. */
	readonly venue: (preparation?: Partial<Preparation>) => Promise<Venue>
	/** The same with a server of its own, for tests that end it, hold it up, move its time, look at its files or say how it is to be; it is gone after the test. */
	readonly ownVenue: (preparation?: Partial<Preparation>) => Promise<OwnVenue>
}

interface WorkerFixtures {
	/** The server that the tests of a worker share. */
	readonly house: House
}

/** A test with a `venue`. Any uncaught error, breach of the policy on content or complaint on a console fails it. */
export const test = base.extend<Fixtures, WorkerFixtures>({
	house: [
		// Playwright reads from the braces what a fixture needs.
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			const folder = await makeFolder()
			const house = await House.open(folder, startTimed)
			await use(house)
			await house.close()
			await removeFolder(folder)
		},
		{ scope: 'worker' },
	],
	venue: async ({ browser, house }, use) => {
		await lend((preparation) => openVenue(browser, house, preparation), use)
	},
	ownVenue: async ({ browser }, use) => {
		await lend((preparation) => openOwnVenue(browser, startTimed, preparation), use)
	},
})

/** Lets a test open venues, closes them after it, and holds their pages to what no page may do. */
async function lend<V extends Venue>(
	open: (preparation?: Partial<Preparation>) => Promise<V>,
	use: (open: (preparation?: Partial<Preparation>) => Promise<V>) => Promise<void>
): Promise<void> {
	const venues: V[] = []
	await use(async (preparation) => {
		const venue = await open(preparation)
		venues.push(venue)
		return venue
	})
	for (const venue of venues) await venue.close()
	expect(venues.flatMap(({ faults }) => faults)).toEqual([])
}

/** The four by what they are called in tests. */
type Name = keyof Omit<Party, 'all'>

const EVERYBODY: readonly Name[] = ['ukraine', 'france', 'noteTaker', 'secretariat']

/**
 * Brings the four in, or those of them who are needed: each is a browser that takes its part of the machine, of one kind of `device`.
 *
 * @param way whether they come by the page of their link, which takes a third of what the room itself does, or with the seat of it at once
 */
export async function gather(venue: Venue): Promise<Party>
export async function gather<N extends Name>(
	venue: Venue,
	who: readonly N[],
	device?: BrowserContextOptions,
	way?: 'enter' | 'enterByPage'
): Promise<Pick<Party, N | 'all'>>
export async function gather(
	venue: Venue,
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
