import { parseInstant, type Bracket } from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { isAsked } from '../../../negotiation/bracketRights.ts'
import { ownDelegation } from '../../../negotiation/rights.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { mayWithSuggestion } from '../../../negotiation/suggestionRights.ts'
import { openInput } from '../../../open/openInput.ts'
import { openItems, type OpenInput, type OpenItem } from '../../../open/openItems.ts'
import { sayProposed } from '../bracketWords.ts'
import { readDigestIn } from './readDigestIn.ts'

/** Something that is open in the room. */
export interface RoomOpenItem extends OpenItem {
	/** Whether my seat is to answer, decide or say something about it. */
	readonly waitsForMe: boolean
}

/** A point of which something is open. */
export interface OpenPoint {
	readonly clause: ClauseJson
	readonly items: readonly RoomOpenItem[]
}

/** What is open in a room as this page knows it, point after point. */
export function openInRoom(room: Room): readonly OpenPoint[] {
	return room.clauses.flatMap((clause) => {
		const items = openItems(inputOf(room, clause)).map((item) => ({
			...item,
			waitsForMe: waitsForMe(room, clause, item),
		}))
		return items.length === 0 ? [] : [{ clause, items }]
	})
}

function inputOf(room: Room, clause: ClauseJson): OpenInput {
	const { info, standing, rights } = room
	const decided = {
		...{ standing, rights, delegations: info.delegations, alternatives: room.alternatives.groups },
		zone: room.phase.deadline.zone,
		now: parseInstant(Math.round(room.clock.now())),
	}
	const here = {
		brackets: room.brackets
			.in(clause.id)
			.map((one) => ({ ...one, proposed: sayProposed(one.bracket, room) })),
		suggestions: room.suggestions.in(clause.id),
		placeholders: missingIn(room, clause.id),
		readDigest: () => readDigestIn(room, clause),
	}
	return openInput(clause.id, here, decided)
}

/** What is missing in a clause. To read a text for that takes a while: not where nothing was ever placed. */
function missingIn(room: Room, clause: string): ReturnType<Room['placeholders']['in']> {
	return room.placeholders.all.size === 0 ? [] : room.placeholders.in(room.shownText(clause) ?? [])
}

function waitsForMe(room: Room, clause: ClauseJson, { kind, id, of, waitsFor }: OpenItem): boolean {
	if (room.phase.kind !== 'drafting') return false
	const mine = room.info.me.delegation?.code
	if (kind === 'suggestion') {
		const one = room.suggestions.one(clause.id, id)
		const isOthers = one !== undefined && (mine === undefined || !of.includes(mine))
		return (
			isOthers &&
			one.by !== room.info.me.id &&
			mayWithSuggestion(room, 'answer-suggestion', clause, one)
		)
	}
	if (ownDelegation(room.info) === null || mine === undefined || !waitsFor.includes(mine))
		return false
	if (kind !== 'bracket') return true
	const all: ReadonlyMap<string, Bracket> = room.brackets.open
	const bracket = all.get(id)
	return bracket !== undefined && isAsked(room, bracket)
}
