import { unansweredBy, type Bracket, type BracketEnding } from '@parley/domain'
import { type DelegationJson, type RoomJson } from '@parley/protocol'
import { seatName, whyStill, type OwnRights } from '../../negotiation/rights.ts'

/** `1 bracket open`, `4 brackets open`. */
export function countBrackets(count: number): string {
	return count === 1 ? '1 bracket open' : `${count} brackets open`
}

/** The delegations among `all` whose ids are `ids`, in the order of `all`. */
export function delegationsOf(
	ids: Iterable<string>,
	all: readonly DelegationJson[]
): readonly DelegationJson[] {
	const wanted = new Set(ids)
	return all.filter(({ id }) => wanted.has(id))
}

/** The names of delegations: `Ukraine, France`. */
export function namesOf(ids: Iterable<string>, all: readonly DelegationJson[]): string {
	return delegationsOf(ids, all)
		.map(({ name }) => name)
		.join(', ')
}

/** What becomes of the words: `lift the bracket, the words stay`. */
export function sayEnding(ending: BracketEnding): string {
	return ending === 'lift' ? 'lift the bracket, the words stay' : 'strike its words, they go'
}

/** Whose a bracket is: `Bracket of Ukraine, France`. */
export function sayBracket({ holders }: Bracket, { delegations }: RoomJson): string {
	return holders.size === 0
		? 'Bracket that nobody holds'
		: `Bracket of ${namesOf(holders, delegations)}`
}

/** What the words about a bracket are taken from. */
export interface BracketSaying extends Pick<OwnRights, 'rights' | 'standing'> {
	readonly info: Pick<RoomJson, 'delegations' | 'seats'>
}

/** What is proposed about a bracket and who is to answer, or why nobody is, or what was declined; empty where nothing is. */
export function sayProposed(bracket: Bracket, room: BracketSaying): string {
	const { proposed, declined } = bracket
	const { delegations, seats } = room.info
	if (proposed !== null) {
		const by = proposed.by === null ? 'The server' : capital(seatName(proposed.by, seats))
		const asked = namesOf(unansweredBy(bracket), delegations)
		const consented = namesOf(proposed.consents, delegations)
		const still = whyStill(room, bracket.clause).map((reason) => STANDS_STILL[reason])
		return [
			`${by} proposes: ${sayEnding(proposed.ending)}.`,
			...(consented === '' ? [] : [`Consented: ${consented}.`]),
			...(still.length > 0 || asked === '' ? still : [`Asked: ${asked}.`]),
		].join(' ')
	}
	if (declined === null) return ''
	return `${namesOf([declined.by], delegations)} declined to ${declined.ending} it.`
}

/** Why an ending that is proposed asks nobody. */
const STANDS_STILL = {
	'capitals-confirmed': 'It stands still: capitals have confirmed this point.',
	held: 'Nobody can answer while this point is held.',
} as const

/** `words` as a sentence begins. */
export function capital(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}
