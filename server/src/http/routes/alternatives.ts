import {
	parseAlternativeId,
	parseDelegationId,
	parseGroupId,
	type Alternative,
	type AlternativeGroup,
	type AlternativeId,
	type ClauseId,
	type DelegationId,
	type GroupId,
} from '@parley/domain'
import {
	AlternativesAnswer,
	AlternativesList,
	AlternativeTextJson,
	ChooseAlternativeRequest,
	MergeAlternativesRequest,
	OfferAlternativeRequest,
	OpenAlternativesRequest,
	ParkAlternativesRequest,
	StanceRequest,
	toAlternativesJson,
} from '@parley/protocol'
import { alternativeOf, plainText, type OfferedText } from '@parley/schema'
import * as z from 'zod/mini'
import {
	type AlternativeDecision,
	type AlternativesDecided,
	type DecidedAlternatives,
} from '../../negotiation/alternativeRoom.ts'
import { type Room } from '../../negotiation/room.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { readSlowly } from '../counting.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { pageOf } from '../paging.ts'
import { denied, notNow, RequestProblem } from '../problem.ts'
import { isUnsafe, notFound, positionAt } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { clauseOf } from './clauses.ts'

const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'] as const
const DECIDED = ['alternatives-closed', 'alternatives-changed'] as const
const TOLD = 'Everybody in the room is told at once.'
const FOR_WHOM =
	'For those who may edit the clause, for their own delegation; those who run the room do it for any or for none.'

/** Alternatives: which texts are offered for one place, who thinks what of them, and what becomes of them. */
export function alternativeRoutes(parts: HttpParts): RouteGroup {
	const { clock } = parts
	const routes = new RouteGroup(parts, 'Alternatives', 'seat')

	function answerOf({ id, group, position }: DecidedAlternatives): AlternativesAnswer {
		return { group: toAlternativesJson(id, group), position, now: clock.now() }
	}

	/** What is decided with an answer of `status`. */
	function decider(c: RequestContext, status: 200 | 201) {
		return {
			seat: c.get('place').seat,
			receivedAt: c.get('stamp').receivedAt,
			answer: (decided: DecidedAlternatives) => c.get('keyed')?.settle(status, answerOf(decided)),
		}
	}

	function answer(c: RequestContext, decided: AlternativesDecided, status: 200 | 201): Response {
		switch (decided.kind) {
			case 'decided':
				return c.json(answerOf(decided.decided), status)
			case 'denied':
				throw denied(decided.reason)
			case 'refused':
				throw refused(decided.reason)
		}
	}

	async function decide(c: RequestContext, act: AlternativeDecision['act']): Promise<Response> {
		const { room } = c.get('place')
		return answer(c, await room.decideAlternatives({ act, ...decider(c, 200) }), 200)
	}

	routes.addList(
		{
			path: '/alternatives',
			id: 'listAlternatives',
			summary: 'The alternatives of the round',
			words:
				'For each group what is offered, by whom, and what delegations think of it; those that were decided are there, too. The words stand in the text of the clause, in containers with their ids.',
			list: AlternativesList,
			order: 'The groups, in the order in which they were opened.',
			mark: z.string(),
		},
		(c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { alternatives, alternativesChangedAt: changedAt } = place.room
			const all = [...alternatives]
			const begin = all.findIndex(([id]) => id === after) + 1
			const { rows, next } = pageOf(all.slice(begin), limit, ([id]): string => id)
			const groups = rows.map(([id, group]) => toAlternativesJson(id, group))
			return { body: { groups, changedAt }, next }
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause/alternatives/:group/:alternative/text',
			id: 'readAlternative',
			summary: 'The words of one alternative',
			words:
				'As they stand; of one that was passed over, put together with another or withdrawn, as they stood right before that. They stay in the record.',
			answers: { 200: json(AlternativeTextJson, 'Its words.') },
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const { clause, one } = oneOf(c, room)
			const position = positionAt(
				one.endedAt === null ? room.position : one.endedAt - 1,
				room.position
			)
			const readAt = () => room.readClause(clause, position)
			const read = one.endedAt === null ? await readAt() : await readSlowly(c, parts, readAt)
			const blocks = (read?.blocks ?? []).filter(
				(block) => alternativeOf(block.in)?.alternative === one.id
			)
			return c.json({ alternative: one.id, position, text: plainText(blocks) })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives',
			id: 'openAlternatives',
			summary: 'Let other texts be offered for blocks of a clause',
			words: `They become alternative A, and stay where they are. ${FOR_WHOM} The blocks are named by the Yjs clientID and clock of a character, or of a marker, in the first and in the last one. Of a list whole items go along. ${TOLD}`,
			body: OpenAlternativesRequest,
			answers: { 201: json(AlternativesAnswer, 'The group.') },
			problems: [...PROBLEMS, 'no-such-words'],
		},
		async (c, { body: { first, last, for: by } }) => {
			const place = c.get('place')
			allow(place, 'offer-alternative')
			const { room } = place
			const clause = draftedClause(c, room)
			const opening = { clause, first, last, by: delegationIn(room, by), ...decider(c, 201) }
			return answer(c, await room.openAlternatives(opening), 201)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives/:group/offers',
			id: 'offerAlternative',
			summary: 'Offer another text for the same place',
			words: `It gets the next letter, and its words stand behind the others. ${FOR_WHOM} ${TOLD}`,
			body: OfferAlternativeRequest,
			answers: { 201: json(AlternativesAnswer, 'The group as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED, 'no-such-words', 'too-large'],
		},
		async (c, { body }) => {
			const place = c.get('place')
			allow(place, 'offer-alternative')
			const { room } = place
			const { clause, id: group } = groupOf(c, room)
			const text = offeredText(body.text)
			const by = delegationIn(room, body.for)
			const offer = { clause, group, text, by, ...decider(c, 201) }
			return answer(c, await room.offerAlternative(offer), 201)
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/clauses/:clause/alternatives/:group/:alternative/stance',
			id: 'takeStance',
			summary: 'Say what one’s delegation thinks of an alternative',
			words: `For advisors, for their own delegation: it takes the place of what they said of it before, and touches nothing that others say. ${TOLD}`,
			body: StanceRequest,
			answers: { 200: json(AlternativesAnswer, 'The group as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED],
		},
		(c, { body: { stance } }) => {
			const { room, seat } = c.get('place')
			const { clause, id: group, one } = oneOf(c, room)
			const { delegation } = seat
			if (delegation === null) {
				const detail = 'This is for delegations; your seat speaks for none.'
				throw new RequestProblem('not-allowed', detail)
			}
			const about = { clause, group, alternative: one.id }
			return decide(c, { kind: 'stance-taken', ...about, delegation, stance })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives/:group/:alternative/withdrawal',
			id: 'withdrawAlternative',
			summary: 'Offer an alternative no more',
			words: `For advisors of the delegation that offered it; for those who run the room where nobody did. Its words go; where it is A, and the last one, they stay as the text. ${TOLD}`,
			answers: { 200: json(AlternativesAnswer, 'The group as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED, 'bracket-inside', 'capitals-confirmed'],
		},
		(c) => {
			const { clause, id: group, one } = oneOf(c, c.get('place').room)
			return decide(c, { kind: 'alternative-withdrawn', clause, group, alternative: one.id })
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives/:group/parking',
			id: 'parkAlternatives',
			summary: 'Set alternatives aside, or take them up again',
			words: `For those who run the room. While they are parked nothing is offered, put together or chosen. ${TOLD}`,
			body: ParkAlternativesRequest,
			answers: { 200: json(AlternativesAnswer, 'The group as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED],
		},
		(c, { body: { parked, reason = '' } }) => {
			const { clause, id: group } = groupOf(c, c.get('place').room)
			const about = { clause, group }
			return decide(
				c,
				parked
					? { kind: 'alternatives-parked', ...about, reason: parseProse(reason) }
					: { kind: 'alternatives-taken-up', ...about }
			)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives/:group/merger',
			id: 'mergeAlternatives',
			summary: 'Put one alternative in the place of two',
			words: `It has the words of both and the next letter. For those who run the room, and for advisors of the delegation that offered both. ${TOLD}`,
			body: MergeAlternativesRequest,
			answers: { 200: json(AlternativesAnswer, 'The group as it stands now.') },
			problems: [...PROBLEMS, ...DECIDED, 'capitals-confirmed'],
		},
		async (c, { body: { merged } }) => {
			const { room } = c.get('place')
			const { clause, id: group, known } = groupOf(c, room)
			const [one, other] = [alternativeIn(known, merged[0]).id, alternativeIn(known, merged[1]).id]
			const merger = { clause, group, merged: [one, other] as const, ...decider(c, 200) }
			return answer(c, await room.mergeAlternatives(merger), 200)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/alternatives/:group/choice',
			id: 'chooseAlternative',
			summary: 'Make one alternative the text',
			words: `For those who run the room. The words of the others go, and stay in the record. Where a delegation holds a bracket in those, it ends first. ${TOLD}`,
			body: ChooseAlternativeRequest,
			answers: { 200: json(AlternativesAnswer, 'The group, which is closed now.') },
			problems: [...PROBLEMS, ...DECIDED, 'bracket-inside', 'capitals-confirmed'],
		},
		(c, { body }) => {
			const { clause, id: group, known } = groupOf(c, c.get('place').room)
			const alternative = alternativeIn(known, body.alternative).id
			return decide(c, { kind: 'alternative-chosen', clause, group, alternative })
		}
	)

	return routes
}

/** The clause that the path names, while the text is drafted. */
function draftedClause(c: RequestContext, room: Room): ClauseId {
	if (room.phase.kind !== 'drafting') throw notNow(room.phase.kind)
	return clauseOf(room, c.req.param('clause') ?? '').id
}

interface Named {
	readonly clause: ClauseId
	readonly id: GroupId
	readonly known: AlternativeGroup
}

/** The group that the path names, and its clause; where something is to be decided, while the text is drafted. */
function groupOf(c: RequestContext, room: Room): Named {
	const clause = isUnsafe(c.req.method)
		? draftedClause(c, room)
		: clauseOf(room, c.req.param('clause') ?? '').id
	const asked = c.req.param('group') ?? ''
	const found = [...room.alternatives].find(
		([id, group]) => id === asked && group.clause === clause
	)
	if (found === undefined) throw notFound('There are no such alternatives in this point.')
	return { clause, id: parseGroupId(found[0]), known: found[1] }
}

/** The alternative that the path names, beside its group. */
function oneOf(c: RequestContext, room: Room): Named & { readonly one: Alternative } {
	const named = groupOf(c, room)
	return { ...named, one: alternativeIn(named.known, c.req.param('alternative') ?? '') }
}

function alternativeIn(
	{ alternatives }: AlternativeGroup,
	id: string
): Alternative & {
	readonly id: AlternativeId
} {
	const found = alternatives.find((one) => one.id === id)
	if (found === undefined) throw notFound('There is no such alternative among these.')
	return { ...found, id: parseAlternativeId(found.id) }
}

/** The delegation that a request names, as it was given where it names none. */
function delegationIn(room: Room, id: string | null | undefined): DelegationId | null | undefined {
	if (id === null || id === undefined) return id
	const found = room.delegations.find((one) => one.id === id)
	if (found !== undefined) return parseDelegationId(found.id)
	throw new RequestProblem('bad-request', 'There is no such delegation.', { at: 'for' })
}

/** What was offered, each line of words a paragraph. Throws the problem where there are no words. */
function offeredText(
	text: OfferAlternativeRequest['text']
): OfferedText | { readonly kind: 'none' } {
	if (text.kind !== 'words') return text
	const paragraphs = text.paragraphs
		.flatMap((words) => parseProse(words).split('\n'))
		.filter((words) => words.trim() !== '')
	if (paragraphs.length > 0) return { kind: 'words', paragraphs }
	throw new RequestProblem('bad-request', 'There are no words in it.', { at: 'text' })
}

function refused(reason: Extract<AlternativesDecided, { kind: 'refused' }>['reason']): Error {
	switch (reason) {
		case 'no-such-words':
			return new RequestProblem(
				reason,
				'These words do not stand in this point as it is now, or stand among alternatives already. Look at it again.'
			)
		case 'clause-full':
			return new RequestProblem('too-large', 'The point is as long as it can be.')
		case 'alternatives-closed':
		case 'alternatives-changed':
		case 'bracket-inside':
		case 'not-stored':
		case 'capitals-confirmed':
		case 'too-many-requests':
			return notNow(reason)
	}
}
