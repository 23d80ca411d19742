import { type RoomJson } from '@parley/protocol'
import { endingSide } from '../../../negotiation/bracketRights.ts'
import { type BracketChange } from '../../../negotiation/brackets.ts'
import { seatName } from '../../../negotiation/rights.ts'
import { capital, namesOf } from '../bracketWords.ts'

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
