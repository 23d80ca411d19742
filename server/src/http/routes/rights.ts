import { type ClauseId, type Level, type RightsAct, type RightsSubject } from '@parley/domain'
import {
	HoldRequest,
	LevelRequest,
	ReleaseClauseRequest,
	RightsAnswer,
	toRightsJson,
} from '@parley/protocol'
import { type Room } from '../../negotiation/room.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'

const TOLD = 'Everybody in the room is told at once, with the reason.'
const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'rights-changed'] as const
const ANSWERS = { 200: json(RightsAnswer, 'All that is set now.') }

/** Who may write where: levels of seats, delegations and clauses, and clauses that are held. */
export function rightsRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock } = parts
	const routes = new RouteGroup(parts, 'Rights', 'seat')

	function answerOf(room: Room): RightsAnswer {
		return { rights: toRightsJson(room.rights), position: room.position, now: clock.now() }
	}

	async function decide(
		c: RequestContext,
		act: RightsAct,
		expectsLevel?: Level | null
	): Promise<Response> {
		const { room, seat } = c.get('place')
		const recorded = await room.record({
			act,
			seat: seat.id,
			receivedAt: c.get('stamp').receivedAt,
			expectsLevel,
			answer: ({ position }) => c.get('keyed')?.settle(200, { ...answerOf(room), position }),
		})
		if (recorded.kind === 'refused') throw notNow(recorded.reason)
		return c.json(answerOf(room))
	}

	/** Sets what the request says for `subject`. */
	function setLevel(
		c: RequestContext,
		subject: RightsSubject,
		{ level, reason, expects }: LevelRequest
	): Promise<Response> {
		const act = { kind: 'rights-set', subject, level, reason: parseProse(reason ?? '') } as const
		if ((level === 'read' || level === 'suggest') && act.reason === '') {
			const why = level === 'read' ? 'for reading only' : 'for suggesting only'
			throw new RequestProblem('bad-request', `Say why it is ${why}.`, { at: 'reason' })
		}
		return decide(c, act, expects)
	}

	routes.add(
		{
			method: 'get',
			path: '/rights',
			id: 'readRights',
			summary: 'What is set about who may write where',
			answers: ANSWERS,
		},
		(c) => {
			const place = c.get('place')
			allow(place, 'read')
			return c.json(answerOf(place.room))
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/seats/:seat/level',
			id: 'setSeatLevel',
			summary: 'Let a person edit, suggest or only read',
			words: `For those who run the room, until the freeze. It goes before what is set for the delegation of the seat. ${TOLD}`,
			body: LevelRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		async (c, { body }) => {
			const place = c.get('place')
			allow(place, 'set-rights')
			const seats = await storage.seats.seats(place.room.negotiation.id)
			const seat = seats.find(({ id }) => id === c.req.param('seat'))
			if (seat === undefined) throw notFound('There is no such seat.')
			return setLevel(c, { kind: 'seat', seat: seat.id }, body)
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/delegations/:delegation/level',
			id: 'setDelegationLevel',
			summary: 'Let a delegation edit, suggest or only read',
			words: `For those who run the room, until the freeze. What is set for one of its seats goes before it. ${TOLD}`,
			body: LevelRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		(c, { body }) => {
			const place = c.get('place')
			allow(place, 'set-rights')
			const { delegations } = place.room
			const delegation = delegations.find(({ id }) => id === c.req.param('delegation'))
			if (delegation === undefined) throw notFound('There is no such delegation.')
			return setLevel(c, { kind: 'delegation', delegation: delegation.id }, body)
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/clauses/:clause/level',
			id: 'setClauseLevel',
			summary: 'Let a clause be edited, or only read',
			words: `For those who run the room, until the freeze; it goes for everybody. ${TOLD}`,
			body: LevelRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		(c, { body }) => {
			const place = c.get('place')
			allow(place, 'set-rights')
			return setLevel(
				c,
				{ kind: 'clause', clause: clauseIn(place.room, c.req.param('clause')) },
				body
			)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/hold',
			id: 'holdClause',
			summary: 'Hold a clause',
			words: `For those who run the room, until the freeze. Nobody writes in it until it is released, whoever holds it included. ${TOLD}`,
			body: HoldRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		(c, { body }) => {
			const place = c.get('place')
			allow(place, 'hold-clause')
			const clause = clauseIn(place.room, c.req.param('clause'))
			const reason = parseProse(body.reason)
			if (reason === '') {
				throw new RequestProblem('bad-request', 'Say why the clause is held.', { at: 'reason' })
			}
			return decide(c, { kind: 'clause-held', clause, reason })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/release',
			id: 'releaseClause',
			summary: 'Release a clause that is held',
			words: `For those who run the room, whoever holds it. ${TOLD}`,
			body: ReleaseClauseRequest,
			answers: ANSWERS,
			problems: PROBLEMS,
		},
		(c, { body: { reason = '' } }) => {
			const place = c.get('place')
			allow(place, 'hold-clause')
			const clause = clauseIn(place.room, c.req.param('clause'))
			return decide(c, { kind: 'clause-released', clause, reason: parseProse(reason) })
		}
	)

	return routes
}

function clauseIn(room: Room, id: string): ClauseId {
	const clause = room.clauses.find((candidate) => candidate.id === id)
	if (clause === undefined) throw notFound('There is no such clause in this round.')
	return clause.id
}
