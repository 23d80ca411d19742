import {
	consentOf,
	parseBracketId,
	parseDelegationId,
	type BracketAct,
	type DelegationId,
} from '@parley/domain'
import {
	BracketAnswer,
	BracketAnswerRequest,
	BracketEndingRequest,
	BracketList,
	JoinBracketRequest,
	OfferWordsAnswer,
	OfferWordsRequest,
	PlaceBracketRequest,
	toBracketJson,
} from '@parley/protocol'
import {
	type BracketDecided,
	type BracketDecision,
	type DecidedBracket,
	type OfferedBrackets,
	type Room,
} from '../../negotiation/room.ts'
import * as z from 'zod/mini'
import { parseLine, parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { denied, notNow, RequestProblem } from '../problem.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { clauseOf } from './clauses.ts'

const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'] as const
const DECIDED = ['bracket-ended', 'bracket-changed'] as const
/** Why a bracket does not end, where everybody consents. */
const CHANGES = ['bracket-inside', 'capitals-confirmed'] as const
const TOLD = 'Everybody in the room is told at once.'

/** Brackets: who disputes which words, and how they come to an end. */
export function bracketRoutes(parts: HttpParts): RouteGroup {
	const { clock } = parts
	const routes = new RouteGroup(parts, 'Brackets', 'seat')

	routes.addList(
		{
			path: '/brackets',
			id: 'listBrackets',
			summary: 'The brackets that are open',
			words:
				'Who holds each of them, and what is proposed. Which words it is around stands in the text of its clause, by marks with its id; one without words is open, too, for they can come back by an undo.',
			list: BracketList,
			order: 'The open brackets, in the order in which they were placed.',
			mark: ID,
		},
		(c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { brackets, bracketsChangedAt: changedAt } = place.room
			const all = [...brackets]
			const begin = all.findIndex(([id]) => id === after) + 1
			const open = all.slice(begin).filter(([, { ended }]) => ended === null)
			const { rows, next } = pageOf(open, limit, ([id]): string => id)
			const list = rows.map(([id, bracket]) => toBracketJson(id, bracket))
			return { body: { brackets: list, changedAt }, next }
		}
	)

	function answerOf({ id, bracket, position }: DecidedBracket): BracketAnswer {
		return { bracket: toBracketJson(id, bracket), position, now: clock.now() }
	}

	/** What is decided with an answer of `status`. */
	function decider(c: RequestContext, status: 200 | 201) {
		return {
			seat: c.get('place').seat,
			receivedAt: c.get('stamp').receivedAt,
			answer: (decided: DecidedBracket) => c.get('keyed')?.settle(status, answerOf(decided)),
		}
	}

	function answer(c: RequestContext, decided: BracketDecided, status: 200 | 201): Response {
		if (decided.kind !== 'decided') throw stopped(decided)
		return c.json(answerOf(decided.decided), status)
	}

	function offeredOf({ standing, offered }: OfferedBrackets): OfferWordsAnswer {
		return {
			standing: toBracketJson(standing.id, standing.bracket),
			offered: toBracketJson(offered.id, offered.bracket),
			...{ position: offered.position, now: clock.now() },
		}
	}

	async function decide(c: RequestContext, act: BracketDecision['act']): Promise<Response> {
		const { room } = c.get('place')
		return answer(c, await room.decideBracket({ act, ...decider(c, 200) }), 200)
	}

	/** The clause and the bracket that the path names, while the text is drafted. */
	function named(c: RequestContext): Pick<BracketAct, 'clause' | 'bracket'> {
		const { room } = c.get('place')
		if (room.phase.kind !== 'drafting') throw notNow(room.phase.kind)
		const clause = clauseOf(room, c.req.param('clause') ?? '').id
		const id = c.req.param('bracket') ?? ''
		const found = [...room.brackets].find(([known, one]) => known === id && one.clause === clause)
		if (found === undefined) throw notFound('There is no such bracket in this point.')
		return { clause, bracket: parseBracketId(id) }
	}

	/** One's own delegation, which what is asked for is about. */
	function ownDelegation(c: RequestContext): DelegationId {
		const { delegation } = c.get('place').seat
		if (delegation !== null) return delegation
		throw new RequestProblem('not-allowed', 'This is for delegations; your seat speaks for none.')
	}

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets',
			id: 'placeBracket',
			summary: 'Put words into a bracket',
			words: `For those who may edit the clause, for their own delegation; those who run the room name the holders. The words are named by the Yjs clientID and clock of the first and the last character, and must have been saved. ${TOLD}`,
			body: PlaceBracketRequest,
			answers: { 201: json(BracketAnswer, 'The bracket.') },
			problems: [...PROBLEMS, 'no-such-words', 'too-many-brackets'],
		},
		async (c, { body }) => {
			const { room } = c.get('place')
			const decided = await room.placeBracket({ ...placement(c, body), ...decider(c, 201) })
			return answer(c, decided, 201)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/choices',
			id: 'offerWords',
			summary: 'Offer other words, both in brackets',
			words: `As placeBracket, around the words that stand there; the others are written right behind them, behind a space, into a bracket of the same holders. Either all of it is done or nothing. ${TOLD}`,
			body: OfferWordsRequest,
			answers: { 201: json(OfferWordsAnswer, 'The two brackets.') },
			problems: [...PROBLEMS, 'no-such-words', 'too-many-brackets'],
		},
		async (c, { body }) => {
			const { room, seat } = c.get('place')
			const placing = placement(c, body)
			const words = parseLine(body.words)
			if (words === '') {
				throw new RequestProblem('bad-request', 'Write at least one word.', { at: 'words' })
			}
			const decided = await room.offerWords({
				...{ ...placing, words, seat, receivedAt: c.get('stamp').receivedAt },
				answer: (done) => c.get('keyed')?.settle(201, offeredOf(done)),
			})
			if (decided.kind !== 'decided') throw stopped(decided)
			return c.json(offeredOf(decided.decided), 201)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/:bracket/holders',
			id: 'joinBracket',
			summary: 'Hold a bracket, too',
			words: `For advisors, for their own delegation, and for those who run the room, who name one. Where an ending is proposed, the consent of the new holder is wanted as well; what is ownerless still ends only as those who run the room propose. ${TOLD}`,
			body: JoinBracketRequest,
			answers: { 200: json(BracketAnswer, 'The bracket as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED],
		},
		(c, { body }) => {
			const { room } = c.get('place')
			const delegation =
				body.delegation === undefined ? ownDelegation(c) : delegationIn(room, body.delegation)
			return decide(c, { kind: 'bracket-joined', ...named(c), delegation })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/:bracket/departure',
			id: 'leaveBracket',
			summary: 'Hold a bracket no more',
			words: `For advisors of a delegation that holds it with others; the last holder lifts it, or leaves what is ownerless while no ending is proposed. Where all the others have consented to an ending, it is carried out. ${TOLD}`,
			answers: { 200: json(BracketAnswer, 'The bracket as it stands now.') },
			problems: [...PROBLEMS, ...CHANGES, 'bracket-ended', 'last-holder'],
		},
		(c) => decide(c, { kind: 'bracket-left', ...named(c), delegation: ownDelegation(c) })
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/:bracket/ending',
			id: 'proposeBracketEnding',
			summary: 'Propose that a bracket is lifted, or its words struck',
			words: `For those who run the room, and for advisors of a holder, who consent by that; what is ownerless for those who run the room alone. It is carried out once every holder has consented: at once where only the proposer holds it, or nobody does. What was proposed before is no more. ${TOLD}`,
			body: BracketEndingRequest,
			answers: { 200: json(BracketAnswer, 'The bracket as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED, ...CHANGES],
		},
		(c, { body: { ending } }) => {
			const { seat } = c.get('place')
			const about = named(c)
			const own = consentOf(seat)
			const consents = own === null ? [] : [own]
			return decide(c, { kind: 'bracket-ending-proposed', ...about, ending, consents })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/:bracket/answers',
			id: 'answerBracketEnding',
			summary: 'Consent to the ending of a bracket, or decline',
			words: `For advisors of a delegation that holds it. The last consent carries the ending out; who declines ends the proposal. ${TOLD}`,
			body: BracketAnswerRequest,
			answers: { 200: json(BracketAnswer, 'The bracket as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED, ...CHANGES],
		},
		(c, { body: { ending, consents } }) =>
			decide(c, {
				kind: 'bracket-answered',
				...named(c),
				ending,
				delegation: ownDelegation(c),
				consents,
			})
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/brackets/:bracket/ending/withdrawal',
			id: 'withdrawBracketEnding',
			summary: 'Propose no more how a bracket ends',
			words: `For whoever proposed it, and for others of the same delegation; those who run the room do so for each other. The bracket stays as it is. ${TOLD}`,
			body: BracketEndingRequest,
			answers: { 200: json(BracketAnswer, 'The bracket as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED],
		},
		(c, { body: { ending } }) =>
			decide(c, { kind: 'bracket-ending-withdrawn', ...named(c), ending })
	)

	return routes
}

const ID = z.string()

/** What a bracket is placed with, for those who may: by their own delegation where the request names none. */
function placement(c: RequestContext, body: PlaceBracketRequest) {
	const place = c.get('place')
	allow(place, 'place-bracket')
	const { room, seat } = place
	const clause = clauseOf(room, c.req.param('clause') ?? '').id
	const holders = body.holders?.map((id) => delegationIn(room, id)) ?? null
	if (holders === null && seat.delegation === null) {
		const detail = 'Say which delegations hold the bracket.'
		throw new RequestProblem('bad-request', detail, { at: 'holders' })
	}
	const { first, last, reason = '' } = body
	return { clause, first, last, holders, reason: parseProse(reason) }
}

function stopped(decided: Exclude<BracketDecided, { kind: 'decided' }>): RequestProblem {
	if (decided.kind === 'denied') return denied(decided.reason)
	switch (decided.reason) {
		case 'no-such-words':
			return new RequestProblem(
				decided.reason,
				'These words do not stand in this point as it is now: some of them were deleted, or are not saved yet. Select them again.'
			)
		case 'clause-full':
			return new RequestProblem('too-large', 'The point is as long as it can be.')
		case 'bracket-changed':
		case 'bracket-ended':
		case 'bracket-inside':
		case 'capitals-confirmed':
		case 'last-holder':
		case 'not-stored':
		case 'too-many-brackets':
		case 'too-many-requests':
			return notNow(decided.reason)
	}
}

function delegationIn({ delegations }: Room, id: string): DelegationId {
	const found = delegations.find((one) => one.id === id)
	if (found !== undefined) return parseDelegationId(found.id)
	throw new RequestProblem('bad-request', 'There is no such delegation.', { at: 'holders' })
}
