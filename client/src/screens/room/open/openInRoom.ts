import {
	openLedger,
	parseClauseId,
	parseInstant,
	standingIn,
	standingOf,
	unansweredBy,
	type Bracket,
	type DelegationId,
} from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { sayMoment } from '../../../app/when.ts'
import { isAsked } from '../../../negotiation/bracketRights.ts'
import { ownDelegation } from '../../../negotiation/rights.ts'
import { type Room } from '../../../negotiation/room.svelte.ts'
import { mayWithSuggestion } from '../../../negotiation/suggestionRights.ts'
import { deviceZone } from '../../../negotiation/zones.ts'
import { openItems, type OpenInput, type OpenItem } from '../../../open/openItems.ts'
import { suggestedWords } from '../../../open/openWords.ts'
import { sayProposed } from '../bracketWords.ts'
import { sayDue } from '../placeholders/due.ts'

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
	const { info } = room
	const code = (id: DelegationId | string | null): string =>
		info.delegations.find((one) => one.id === id)?.code ?? ''
	const codes = (ids: Iterable<DelegationId>): readonly string[] => [...ids].map(code)
	const stood = standingOf(room.standing, parseClauseId(clause.id))
	const ledger = openLedger(stood)
	const { zone } = room.phase.deadline
	const now = parseInstant(Math.round(room.clock.now()))
	return {
		delegations: info.delegations.map((one) => one.code),
		brackets: room.brackets.in(clause.id).map(({ id, words, bracket }) => ({
			...{ id, words, holders: codes(bracket.holders), asked: codes(unansweredBy(bracket)) },
			facts: [bracket.reason, sayProposed(bracket, info)].filter((one) => one !== ''),
		})),
		alternatives: room.alternatives.openIn(clause.id).map(([id, group]) => ({
			...{ id, parked: group.parked !== null },
			alternatives: standingIn(group).map(({ id: of, label, by, noText }) => {
				const stances = [...(group.stances.get(of) ?? [])]
				const who = (stance: string): readonly string[] =>
					codes(stances.filter(([, one]) => one === stance).map(([whose]) => whose))
				const taken = {
					...{ support: who('support'), oppose: who('oppose'), flexible: who('flexible') },
				}
				return { ...taken, id: of, label, by: by === null ? null : code(by), noText }
			}),
		})),
		suggestions: room.suggestions.in(clause.id).map(({ id, suggestion, ...extent }) => ({
			...{ id, by: suggestion.delegation === null ? null : code(suggestion.delegation) },
			words: suggestedWords(extent),
			facts: [
				...(suggestion.proposal === null ? [] : ['part of a proposal']),
				...(suggestion.reason === '' ? [] : [suggestion.reason]),
			],
		})),
		placeholders: missingIn(room, clause.id).map(([id, one]) => ({
			...{ id, what: one.what, words: one.words },
			owner: one.owner === null ? null : code(one.owner),
			due: sayDue(one, now, { room: zone, mine: deviceZone() }),
		})),
		reservations: stood.reservations.map(({ delegation, kind, words }) => ({
			...{ delegation: code(delegation), kind, words },
		})),
		confirmations: ledger && {
			by: sayMoment(ledger.confirmBy, zone, now),
			missing: info.delegations
				.filter(({ id }) => ![...ledger.confirmed.keys()].some((one) => one === id))
				.map((one) => one.code),
			confirmed: codes(ledger.confirmed.keys()),
		},
		force: stood.force?.force ?? null,
	}
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
