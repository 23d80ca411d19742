import {
	parseProposalId,
	parseSuggestionId,
	suggestionOf,
	type ClauseId,
	type Suggestion,
	type SuggestionId,
	type SuggestionName,
} from '@parley/domain'
import {
	AnswerSuggestionsRequest,
	CommentSuggestionRequest,
	ExplainSuggestionRequest,
	MakeProposalRequest,
	ProposalAnswer,
	ProposalList,
	SuggestionAnswer,
	SuggestionList,
	SuggestionWordsList,
	toProposalJson,
	toSuggestionJson,
	WithholdCommentRequest,
} from '@parley/protocol'
import * as z from 'zod/mini'
import {
	type DecidedSuggestions,
	type Room,
	type SuggestionDecided,
} from '../../negotiation/room.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { countSeat } from '../counting.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { denied, notNow, RequestProblem } from '../problem.ts'
import { pageOf } from '../paging.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { clauseOf } from './clauses.ts'
import { refusedWithholding } from './withholdings.ts'

const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'] as const
/** Where words would come into the text, or go from it. */
const CHANGES = ['bracket-inside', 'capitals-confirmed'] as const
const TOLD = 'Everybody in the room is told at once.'
const ID = z.string()

/** Suggestions: what would be changed, by whom, and what becomes of it. They are made in the text itself. */
export function suggestionRoutes(parts: HttpParts): RouteGroup {
	const { clock } = parts
	const routes = new RouteGroup(parts, 'Suggestions', 'seat')

	routes.addList(
		{
			path: '/suggestions',
			id: 'listSuggestions',
			summary: 'The suggestions that are open',
			words:
				'Whose each of them is, and what was said of it. What it would change stands in the text of its clause, by marks with its id; one without marks is open, too, for they can come back by an undo.',
			list: SuggestionList,
			order: 'The open suggestions by clause, and then in the order in which they were made.',
			mark: ID,
		},
		(c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { suggestionsChangedAt: changedAt } = place.room
			const all = [...suggestionsOf(place.room)]
			const begin = all.findIndex(([id, { clause }]) => markOf(id, clause) === after) + 1
			const open = all.slice(begin).filter(([, { answered }]) => answered === null)
			const { rows, next } = pageOf(open, limit, ([id, { clause }]): string => markOf(id, clause))
			const suggestions = rows.map(([id, suggestion]) => toSuggestionJson(id, suggestion))
			return { body: { suggestions, changedAt }, next }
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause/suggestions',
			id: 'readSuggestions',
			summary: 'What the open suggestions of a clause would do',
			words:
				'With the words that would come in, go, or be formatted otherwise, as they are on disk, and a digest that names what each is now: an answer says it.',
			answers: { 200: json(SuggestionWordsList, 'The suggestions that have marks in the text.') },
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const clause = clauseOf(room, c.req.param('clause'))
			const standing = await room.readSuggestions(clause.id)
			const ofClause =
				room.suggestions.clauses.get(clause.id) ?? new Map<SuggestionId, Suggestion>()
			const suggestions = [...(standing?.suggestions ?? [])].flatMap(([id, words]) => {
				const suggestion = ofClause.get(id)
				return suggestion === undefined
					? []
					: [{ suggestion: toSuggestionJson(id, suggestion), ...words }]
			})
			return c.json({ position: standing?.position ?? room.position, suggestions })
		}
	)

	routes.addList(
		{
			path: '/proposals',
			id: 'listProposals',
			summary: 'The proposals that were made',
			words: 'Suggestions of a delegation that it puts forward together, answered ones among them.',
			list: ProposalList,
			order: 'The proposals, in the order in which they were made.',
			mark: ID,
		},
		(c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { suggestions, suggestionsChangedAt: changedAt } = place.room
			const all = [...suggestions.proposals]
			const begin = all.findIndex(([id]) => id === after) + 1
			const { rows, next } = pageOf(all.slice(begin), limit, ([id]): string => id)
			return {
				body: { proposals: rows.map(([id, one]) => toProposalJson(id, one)), changedAt },
				next,
			}
		}
	)

	function answerOf({ suggestions, position }: DecidedSuggestions): SuggestionAnswer {
		const list = suggestions.map(([id, suggestion]) => toSuggestionJson(id, suggestion))
		return { suggestions: list, position, now: clock.now() }
	}

	function proposalOf(room: Room, { proposal, position }: DecidedSuggestions): ProposalAnswer {
		const made = proposal === null ? undefined : room.suggestions.proposals.get(proposal)
		if (proposal === null || made === undefined) throw new RangeError('no proposal was made')
		return { proposal: toProposalJson(parseProposalId(proposal), made), position, now: clock.now() }
	}

	/** What was decided, or the problem that says why nothing was. */
	function decided(outcome: SuggestionDecided): DecidedSuggestions {
		switch (outcome.kind) {
			case 'decided':
				return outcome.decided
			case 'denied':
				throw denied(outcome.reason)
			case 'refused':
				throw notNow(outcome.reason)
		}
	}

	/** What is decided with an answer of `status` that lists suggestions. */
	function decider(c: RequestContext, status: 200 | 201 = 200) {
		return {
			seat: c.get('place').seat,
			receivedAt: c.get('stamp').receivedAt,
			answer: (after: DecidedSuggestions) => c.get('keyed')?.settle(status, answerOf(after)),
		}
	}

	routes.add(
		{
			method: 'put',
			path: '/clauses/:clause/suggestions/:suggestion/reason',
			id: 'explainSuggestion',
			summary: 'Say why something is suggested, and in whose place',
			words: `For its author, while it is open. What was said before is said no more. Where a suggestion is offered in the place of another one and is accepted, the other is answered by that. ${TOLD}`,
			body: ExplainSuggestionRequest,
			answers: { 200: json(SuggestionAnswer, 'The suggestion as it stands now.') },
			problems: [...PROBLEMS, 'suggestion-answered', 'cannot-counter'],
		},
		async (c, { body }) => {
			const { room } = c.get('place')
			const clause = drafted(room, c.req.param('clause'))
			const suggestion = named(room, clause, c.req.param('suggestion'))
			const counters = body.counters == null ? null : named(room, clause, body.counters, 'counters')
			const reason = parseProse(body.reason ?? '')
			const explanation = { clause, suggestion, reason, counters, ...decider(c) }
			return c.json(answerOf(decided(await room.explainSuggestion(explanation))))
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/suggestions/:suggestion/comments',
			id: 'commentSuggestion',
			summary: 'Say something about a suggestion',
			words: `For advisors, the secretariat and the chair, while it is open. It stays with the suggestion, however that ends, and with a text that is frozen before; nobody changes it, and its words can be taken out of the record. ${TOLD}`,
			body: CommentSuggestionRequest,
			answers: { 201: json(SuggestionAnswer, 'The suggestion, with all that was said about it.') },
			problems: [...PROBLEMS, 'suggestion-answered', 'too-many-comments'],
		},
		async (c, { body }) => {
			const { room } = c.get('place')
			const clause = drafted(room, c.req.param('clause'))
			const suggestion = named(room, clause, c.req.param('suggestion'))
			const words = parseProse(body.words)
			if (words === '')
				throw new RequestProblem('bad-request', 'The comment is empty.', { at: 'words' })
			const commenting = { clause, suggestion, words, ...decider(c, 201) }
			return c.json(answerOf(decided(await room.commentSuggestion(commenting))), 201)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/suggestions/:suggestion/comments/:comment/withholding',
			id: 'withholdComment',
			summary: 'Take what was said about a suggestion out of the record',
			words: `By the seat that said it, or by those who run the room on its request, while the text is drafted, also where the suggestion was answered. Comments are counted from 0, in the order in which they were said. The words leave the log, the list of suggestions and what is made of them from then on; that something was said, by whom and when, stays, and who took it out. Who has read it has read it, and backups and archives that were made before still hold it. ${TOLD}`,
			body: WithholdCommentRequest,
			answers: { 201: json(SuggestionAnswer, 'The suggestion, without these words.') },
			problems: [...PROBLEMS, 'no-such-words'],
		},
		async (c, { body }) => {
			const { room, seat } = c.get('place')
			const clause = drafted(room, c.req.param('clause'))
			const suggestion = named(room, clause, c.req.param('suggestion'))
			const comment = /^\d{1,6}$/.test(c.req.param('comment')) ? Number(c.req.param('comment')) : -1
			await countSeat(c, parts, 'withholdings')
			const after = (): SuggestionAnswer => {
				const one = suggestionOf(room.suggestions, { clause, suggestion })
				if (one === undefined) throw new RangeError(`there is no suggestion ${suggestion}`)
				const suggestions = [toSuggestionJson(suggestion, one)]
				return { suggestions, position: room.position, now: clock.now() }
			}
			const done = await room.withholdComment({
				...{ clause, suggestion, comment, seat, receivedAt: c.get('stamp').receivedAt },
				reason: parseProse(body.reason ?? ''),
			})
			if (done.kind === 'refused') throw refusedWithholding(done.reason)
			return c.json(after(), 201)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/suggestions/answers',
			id: 'answerSuggestions',
			summary: 'Accept, decline or withdraw suggestions of a clause',
			words: `Accepting and declining are for those who may edit the clause, and in a clause that takes suggestions only for those who run the room; withdrawing for their author and advisors of the same delegation. Who accepts or declines names in \`expects\` the digest of what they saw of each: where one is another by now, nothing is done. All of them are answered, or none. What is accepted stays with the author who wrote it. ${TOLD}`,
			body: AnswerSuggestionsRequest,
			answers: { 200: json(SuggestionAnswer, 'The suggestions that were answered by that.') },
			problems: [...PROBLEMS, ...CHANGES, 'suggestion-answered', 'suggestion-changed'],
		},
		async (c, { body }) => {
			const { room } = c.get('place')
			const clause = drafted(room, c.req.param('clause'))
			const suggestions = body.suggestions.map(({ id, expects = null }) => {
				if (expects !== null || body.answer === 'withdrawn')
					return { id: named(room, clause, id, 'suggestions'), expects }
				const detail =
					'Name what you saw of each suggestion that you accept or decline: its digest, from the suggestions of the point.'
				throw new RequestProblem('bad-request', detail, { at: 'suggestions' })
			})
			const answering = { clause, suggestions, how: body.answer, ...decider(c) }
			return c.json(answerOf(decided(await room.answerSuggestions(answering))))
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/proposals',
			id: 'makeProposal',
			summary: 'Put suggestions of one’s delegation forward together',
			words: `For whoever speaks for the delegation, of any clauses, with a title. Those that were in another proposal leave it. ${TOLD}`,
			body: MakeProposalRequest,
			answers: { 201: json(ProposalAnswer, 'The proposal.') },
			problems: [...PROBLEMS, 'suggestion-answered', 'too-many-proposals'],
		},
		async (c, { body }) => {
			const { room, seat } = c.get('place')
			const suggestions = body.suggestions.map((name): SuggestionName => {
				const clause = drafted(room, name.clause)
				return { clause, suggestion: named(room, clause, name.suggestion, 'suggestions') }
			})
			const outcome = await room.makeProposal({
				title: parseProse(body.title),
				reason: parseProse(body.reason ?? ''),
				suggestions,
				seat,
				receivedAt: c.get('stamp').receivedAt,
				answer: (after) => c.get('keyed')?.settle(201, proposalOf(room, after)),
			})
			return c.json(proposalOf(room, decided(outcome)), 201)
		}
	)

	return routes
}

function* suggestionsOf({
	clauses,
	suggestions,
}: Room): Iterable<readonly [SuggestionId, Suggestion]> {
	for (const { id } of clauses) yield* suggestions.clauses.get(id) ?? []
}

/** Where a page of suggestions ends: an id is one of its clause alone. */
function markOf(id: SuggestionId, clause: ClauseId): string {
	return `${clause} ${id}`
}

/** The clause, while the text is drafted. */
function drafted(room: Room, id: string): ClauseId {
	if (room.phase.kind !== 'drafting') throw notNow(room.phase.kind)
	return clauseOf(room, id).id
}

/** The suggestion of that id in the clause; a problem where there is none, of the request where `at` says in which member it is named. */
function named({ suggestions }: Room, clause: ClauseId, id: string, at?: string): SuggestionId {
	const found = [...(suggestions.clauses.get(clause) ?? [])].some(([known]) => known === id)
	if (found) return parseSuggestionId(id)
	const detail = 'There is no such suggestion in this point.'
	throw at === undefined ? notFound(detail) : new RequestProblem('bad-request', detail, { at })
}
