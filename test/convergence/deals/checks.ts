import {
	DEFAULT_LADDER,
	parseLogPosition,
	standingOf,
	type AlternativeGroup,
	type ClauseId,
} from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { auditSnapshot } from '@parley/server/src/freeze/audit.ts'
import { expect } from 'vitest'
import { type CollabServer } from '../../support/collabServer.ts'
import { verifiedTwice } from '../../support/verify.ts'
import { expectConverged, expectTrueReceipts, readEntries, type Participant } from '../checks.ts'
import { type Writer } from '../rightsRun.ts'
import { type KnownGroup } from './alternativeRules.ts'
import { Referee, type Ruled } from './referee.ts'
import { type FinishedDeals } from './run.ts'
import { type KnownStanding } from './standingRules.ts'
import { alternativesIn, bracketsIn, placeholdersIn } from './units.ts'

/** What a run came to. */
export interface DealCounts {
	/** Updates that were refused, and what the referee looked at. */
	readonly refused: number
	readonly edits: number
	readonly acts: number
	/** Blocks that became others because that was suggested and accepted. */
	readonly restyled: number
	/** What stands in the texts in the end, open. */
	readonly open: number
	readonly groups: number
}

/** Everything that must hold when a run is over. */
export async function expectDealsKept(run: FinishedDeals): Promise<DealCounts> {
	const { server, writers, documents } = run
	const participant = ({ seatIndex }: Writer, client: Participant['client']): Participant => {
		return { client, seat: server.seat(seatIndex).id, wasRefused: true }
	}
	const last = writers.map((writer) => participant(writer, writer.client))
	await expectConverged(server, last, documents)
	const entries = await readEntries(server)
	const { phase } = server.room
	const until = phase.kind === 'frozen' ? phase.position : Infinity
	const all = writers.flatMap((writer) =>
		writer.clients.map((client) => participant(writer, client))
	)
	expectTrueReceipts(entries, all, until)
	const referee = new Referee(server.seats, server.clauses, DEFAULT_LADDER)
	for (const entry of entries.values()) {
		if (entry.position < until) referee.add(entry)
		else if (entry.payload.kind === 'act') expect(entry.payload.act.kind).toBe('frozen')
	}
	await expectRegisters(server, referee)
	if (phase.kind === 'frozen') await expectFrozen(server, referee, phase.position)
	const texts = [...referee.clauses.values()]
	const groups = texts.flatMap(({ alternatives }) => [...alternatives.groups.values()])
	return {
		...referee.counts,
		refused: writers
			.flatMap(({ clients }) => clients.flatMap(({ receipts }) => receipts))
			.filter(({ receipt }) => receipt.type === 'refused').length,
		open: texts.reduce((sum, { units, suggestions }) => sum + suggestions.openIn(units).length, 0),
		groups: groups.filter(({ closed }) => !closed).length,
	}
}

/** What the room says was decided is what the log says, and what it says stands in the texts stands there. */
async function expectRegisters({ room }: CollabServer, referee: Referee): Promise<void> {
	for (const { id, status } of room.clauses) {
		const ruled = ruledOf(referee, id)
		expect(suggestionsOf(room, id)).toEqual(
			[...ruled.suggestions.known].map(([suggestion, one]) => ({ suggestion, ...one }))
		)
		const placeholders = [...room.placeholders].filter(([, { clause }]) => clause === id)
		expect(
			placeholders.map(([placeholder, { words, owner, due, filled }]) => {
				return [placeholder, { words, owner, due, filled: filled !== null }]
			})
		).toEqual([...ruled.placeholders.known])
		expect(await room.standingPlaceholders(id)).toEqual(placeholdersIn(ruled.units))
		const groups = [...room.alternatives].filter(([, { clause }]) => clause === id)
		expect(groups.map(([group, known]) => [group, groupOf(known)])).toEqual(
			[...ruled.alternatives.groups].map(([group, known]) => [group, saidOf(known)])
		)
		expect(status).toBe(referee.standing.clauses.get(id)?.status)
		expect(standingIn(room, id)).toEqual(referee.standing.clauses.get(id))
	}
	expect(room.standing.ladder).toEqual(referee.standing.ladder)
	expect(
		[...room.standing.packages].map(([id, { clauses, ended }]) => {
			return [id, { clauses, ended: ended?.how ?? null }]
		})
	).toEqual([...referee.standing.packages])
	const open = [...room.brackets].flatMap(([id, { ended }]) => (ended === null ? [id] : []))
	expect(open).toEqual(referee.brackets.open)
	for (const id of open)
		expect(room.brackets.get(id)?.holders).toEqual(referee.brackets.holders(id))
}

function suggestionsOf(room: CollabServer['room'], clause: ClauseId) {
	return [...(room.suggestions.clauses.get(clause) ?? [])].map(([suggestion, one]) => {
		const { by, delegation, answered, reason, counters } = one
		const comments = one.comments.map((said) => `${String(said.by)} ${said.words}`)
		return {
			suggestion,
			by,
			delegation,
			answer: answered?.answer ?? null,
			reason,
			counters,
			comments,
		}
	})
}

function groupOf({ alternatives, stances, parked, closed }: AlternativeGroup) {
	return {
		parked: parked !== null,
		closed: closed !== null,
		alternatives: alternatives.map(({ id, by, state }) => {
			return { id, by, state, stances: [...(stances.get(id) ?? [])].toSorted() }
		}),
	}
}

function saidOf({ alternatives, parked, closed }: KnownGroup): ReturnType<typeof groupOf> {
	return {
		...{ parked, closed },
		alternatives: [...alternatives].map(([id, { by, state, stances }]) => {
			return { id, by, state, stances: [...stances].toSorted() }
		}) as ReturnType<typeof groupOf>['alternatives'],
	}
}

function standingIn(room: CollabServer['room'], id: ClauseId): KnownStanding {
	const { reservations, ledgers, force } = standingOf(room.standing, id)
	const ledger = ledgers.find(({ leftAt }) => leftAt === null)
	return {
		status: room.clauses.find((clause) => clause.id === id)?.status ?? '',
		reservations: new Set(reservations.map(({ delegation, kind }) => `${delegation} ${kind}`)),
		ledger:
			ledger === undefined
				? null
				: {
						status: ledger.status,
						confirmBy: ledger.confirmBy,
						late: new Map([...ledger.confirmed].map(([who, { late }]) => [who, late])),
						read: new Map(
							[...ledger.confirmed].map(([who, { readDigest }]) => [who, readDigest ?? ''])
						),
					},
		force: force === null ? null : JSON.stringify(force.force),
	}
}

/** The frozen text verifies with both verifiers, its audit finds nothing, and it names what the referee knows to be open, and no more. */
async function expectFrozen(
	server: CollabServer,
	referee: Referee,
	position: number
): Promise<void> {
	const { storage, negotiation, room } = server
	const [stored] = await storage.snapshots.list(negotiation.id)
	if (stored === undefined) throw new Error('there is no snapshot')
	const snapshot = await verifiedTwice(stored.file)
	const log = sharedLog(negotiation.id)
	const at = parseLogPosition(position)
	expect(await auditSnapshot(storage.log, log, snapshot, at, room.delegations)).toEqual({
		kind: 'equal',
	})
	const codes = new Map<string, string>(room.delegations.map(({ id, code }) => [id, code]))
	for (const clause of snapshot.clauses) {
		const { units, suggestions, alternatives } = ruledOf(referee, clause.id)
		const standing = referee.standing.clauses.get(clause.id)
		expect(clause.status).toBe(standing?.status)
		const { openSuggestions = [], placeholders = [], openBrackets } = clause
		expect(idsOf(openSuggestions)).toEqual(suggestions.openIn(units))
		expect(idsOf(placeholders)).toEqual([...placeholdersIn(units)].toSorted())
		const open = [...bracketsIn(units).all].filter((id) => referee.brackets.isOpen(id))
		expect(idsOf(openBrackets)).toEqual(open.toSorted())
		// a group of which something stands there, with all that were offered and not withdrawn
		const inText = alternativesIn(units)
		const offered = [...alternatives.groups.values()].flatMap((group) => {
			const stand = [...group.alternatives].filter(([, { state }]) => state === 'standing')
			const isThere = !group.closed && stand.some(([id]) => inText.has(id))
			return isThere ? stand.map(([id]) => id) : []
		})
		const named = (clause.alternatives ?? []).flatMap((group) => group.alternatives)
		expect(idsOf(named)).toEqual(offered.toSorted())
		expect(
			new Set(
				clause.reservations.map(({ delegation, kind }) => {
					const [id] = [...codes].find(([, code]) => code === delegation) ?? []
					return `${id ?? ''} ${kind}`
				})
			)
		).toEqual(standing?.reservations)
		const confirmed = clause.confirmations?.delegations.filter((one) => one.confirmedAt !== null)
		expect(new Map(confirmed?.map(({ delegation, late }) => [delegation, late]))).toEqual(
			new Map([...(standing?.ledger?.late ?? [])].map(([id, late]) => [codes.get(id), late]))
		)
		expect(clause.legalForce === null).toBe(standing?.force === null)
	}
}

function idsOf(list: readonly { readonly id: string }[]): readonly string[] {
	return list.map(({ id }) => id).toSorted()
}

function ruledOf(referee: Referee, id: string): Ruled {
	const ruled = referee.clauses.get(id)
	if (ruled === undefined) throw new Error(`there is no clause ${id}`)
	return ruled
}
