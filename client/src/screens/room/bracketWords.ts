import { unansweredBy, type Bracket, type BracketEnding } from '@parley/domain'
import { type DelegationJson, type RoomJson } from '@parley/protocol'
import { endingSide } from '../../negotiation/bracketRights.ts'
import { type BracketChange } from '../../negotiation/brackets.ts'
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

/**
 * What is said to the whole room of a decision; null where nobody needs to hear of it: what is asked is told to those who are asked.
 *
 * @param place how the point is called, e.g. `point 7`
 * @param mine my delegation, or null
 */
export function bracketNews(
	{ act, by, before }: BracketChange,
	place: string,
	mine: string | null,
	info: Pick<RoomJson, 'me' | 'delegations' | 'seats'>
): string | null {
	const { delegations, seats } = info
	switch (act.kind) {
		case 'bracket-ended': {
			const held = before?.holders.size ?? 0
			const how =
				act.ending === 'lift' ? 'is lifted: its words stay' : 'is struck: its words are gone'
			const agreed = held > 1 ? 'Text agreed by all holders. ' : ''
			return `${agreed}A bracket in ${place} ${how}.`
		}
		case 'bracket-answered': {
			const isHolder = mine !== null && [...(before?.holders ?? [])].some((id) => id === mine)
			const isProposed = before?.proposed ? endingSide(before.proposed, info) !== 'others' : false
			if (act.consents || !(isHolder || isProposed) || act.delegation === mine) return null
			return `${namesOf([act.delegation], delegations)} declined to ${act.ending} a bracket in ${place}.`
		}
		case 'bracket-placed': {
			const held = namesOf(act.holders, delegations)
			const who = by === null ? 'The server' : capital(seatName(by, seats))
			return `${who} put words of ${place} into a bracket${held === '' ? '' : ` of ${held}`}.`
		}
		case 'bracket-ending-withdrawn': {
			const isHolder = mine !== null && [...(before?.holders ?? [])].some((id) => id === mine)
			if (!isHolder || before?.proposed?.delegation === mine) return null
			const who = by === null ? 'The server' : capital(seatName(by, seats))
			return `${who} proposes no more to ${act.ending} a bracket in ${place}.`
		}
		case 'bracket-joined':
		case 'bracket-left':
		case 'bracket-ending-proposed':
			return null
	}
}

function capital(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1)
}
