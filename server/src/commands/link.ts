import { ParleyError, toIso, type Negotiation, type Seat } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { sayDeadline } from '../deadline.ts'
import { readHead } from '../negotiation/readHead.ts'
import { invite, joiningLink } from '../people/invite.ts'
import { systemRandom } from '../random.ts'
import { type Storage } from '../storage/ports.ts'
import { configOf, type Console } from './console.ts'
import { seatLabel } from './links.ts'
import { linkAddress, withData } from './openData.ts'

/** `parley link` as typed. */
export interface LinkOptions {
	/** The id of a negotiation, where the seat's name stands in several. */
	readonly negotiation?: string
	readonly json?: boolean
}

/** Prints a fresh link to a seat, which is named by its id or as `UA/Advisor 1`. Works while a server runs. */
export async function link(console: Console, seat: string, options: LinkOptions): Promise<void> {
	const config = configOf(console)
	const address = await linkAddress(config)
	await withData(config, async ({ storage, clock }) => {
		const found = choose(await readPlaces(storage), seat, options.negotiation)
		const { head } = await readHead(storage.log, sharedLog(found.negotiation.id))
		const parts = { storage, clock, random: systemRandom }
		const made = await invite(parts, found.negotiation.id, found.seat.id, head.deadline.at)
		if (made.kind === 'refused')
			throw wrong(`The seat ${found.label} was taken away, so it gets no link.`)
		const url = joiningLink(address, made.code)
		const { expiresAt } = made.invitation
		if (options.json === true) {
			const { id } = found.negotiation
			const answer = {
				negotiation: id,
				seat: found.seat.id,
				link: url,
				linkExpiresAt: toIso(expiresAt),
			}
			console.say(JSON.stringify(answer, null, '\t'))
			return
		}
		console.say(url)
		// Whoever pipes it gets the link alone.
		if (!console.isTerminal) return
		console.say(
			`It lets one person in, once, until ${sayDeadline({ ...head.deadline, at: expiresAt })}.`
		)
	})
}

/** A seat of a negotiation, and its name on the command line. */
export interface PlaceAtTable {
	readonly negotiation: Negotiation
	readonly seat: Seat
	readonly label: string
}

/** Every seat of every negotiation, also those that were taken away. */
export async function readPlaces(storage: Storage): Promise<readonly PlaceAtTable[]> {
	const places: PlaceAtTable[] = []
	for (const negotiation of await storage.negotiations.list()) {
		const delegations = await storage.negotiations.delegations(negotiation.id)
		for (const seat of await storage.seats.seats(negotiation.id)) {
			const code = delegations.find(({ id }) => id === seat.delegation)?.code ?? null
			places.push({ negotiation, seat, label: seatLabel(code, seat.name) })
		}
	}
	return places
}

function choose(
	all: readonly PlaceAtTable[],
	wanted: string,
	negotiation: string | undefined
): PlaceAtTable {
	if (all.length === 0) throw wrong('There is no negotiation yet: make one with create or sample.')
	const places = all.filter(
		(place) => (negotiation ?? place.negotiation.id) === place.negotiation.id
	)
	if (places.length === 0) {
		throw wrong(
			`There is no negotiation ${JSON.stringify(negotiation)}. There are: ${titles(all)}.`
		)
	}
	const found = places.filter(({ seat, label }) => seat.id === wanted || isSame(label, wanted))
	const [first, ...others] = found
	if (first === undefined) {
		const labels = [...new Set(places.map(({ label }) => label))].join(', ')
		throw wrong(`There is no seat ${JSON.stringify(wanted)}. There are: ${labels}.`)
	}
	if (others.length === 0) return first
	throw wrong(
		`${found.length} negotiations have a seat ${wanted}: add --negotiation with one of ${titles(found)}.`
	)
}

function titles(places: readonly PlaceAtTable[]): string {
	const lines = places.map(({ negotiation }) => `${negotiation.id} (${negotiation.title})`)
	return [...new Set(lines)].join(', ')
}

function isSame(label: string, wanted: string): boolean {
	const plain = (text: string): string =>
		text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
	return plain(label) === plain(wanted)
}

function wrong(message: string): ParleyError {
	return new ParleyError('not-found', message)
}
