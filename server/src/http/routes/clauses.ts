import { type Clause, type LogPosition } from '@parley/domain'
import {
	AuthorshipJson,
	ChangesJson,
	ClauseJson,
	ClauseList,
	ClauseTextJson,
	StatusRequest,
	TextJson,
} from '@parley/protocol'
import { accepts } from 'hono/accepts'
import * as z from 'zod/mini'
import { type Room } from '../../negotiation/room.ts'
import { readTextState } from '../../negotiation/textState.ts'
import { allow } from '../access.ts'
import { assertNoFreezeNear, FORMAT, sendText, TEXT_FILE_JSON, TEXT_FILES } from '../downloads.ts'
import { json, type Described } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { type HttpParts } from '../parts.ts'
import { notNow } from '../problem.ts'
import { toAuthorshipJson } from '../authorshipView.ts'
import { AT, notFound, positionAt, wholeText } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toClauseJson, toClauseTextJson } from '../views.ts'

/** The text, as a whole and by clause, now and at any position of the log; and the status of a clause. */
export function clauseRoutes(parts: HttpParts): RouteGroup {
	const { storage } = parts
	const routes = new RouteGroup(parts, 'Text', 'seat')

	routes.add(
		{
			method: 'get',
			path: '/text',
			id: 'readText',
			summary: 'The text of all clauses at one position',
			words:
				'The text comes as a whole and not by pages, since it is one state. Everything up to `at`, and nothing after it: a text at a position stays as it is. With `format` as a file that says which state of the text it is, with the statuses and the deadline of that moment; from the freeze on, the frozen text.',
			query: { at: AT, format: FORMAT },
			answers: {
				200: {
					words: 'The clauses in their order, with their text; or the file.',
					bodies: { 'application/json': z.union([TextJson, TEXT_FILE_JSON]), ...TEXT_FILES },
				},
			},
			problems: ['freezing', 'freeze-near'],
			tagged: true,
			compressed: true,
		},
		async (c, { query }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const position = positionAt(query.at, room.position)
			if (query.format !== undefined) {
				assertNoFreezeNear(parts)
				const text = await readTextState(storage, room.negotiation, position)
				if (text === null) throw notNow('freezing')
				return sendText(c, room.negotiation, text, query.format)
			}
			const clauses: ClauseTextJson[] = []
			for (const clause of room.clauses) clauses.push(await readText(room, clause, position))
			return c.json({ position, clauses })
		}
	)

	routes.addList(
		{
			path: '/clauses',
			id: 'listClauses',
			summary: 'The clauses, without their text',
			list: ClauseList,
			order: 'The clauses in the order of the text.',
			mark: z.int(),
		},
		(c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { negotiation, clauses } = place.room
			const behind = clauses.filter(({ order }) => after === null || order > after)
			const { rows, next } = pageOf(behind, limit, ({ order }) => order)
			return { body: { clauses: rows.map((clause) => toClauseJson(clause, negotiation)) }, next }
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause',
			id: 'readClause',
			summary: 'The text of one clause',
			words: 'As JSON, or as plain text where `Accept` prefers `text/plain`.',
			query: { at: AT },
			answers: {
				200: {
					words: 'The clause and its text.',
					bodies: { 'application/json': ClauseTextJson, 'text/plain': z.string() },
				},
			},
			tagged: true,
		},
		async (c, { query }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const position = positionAt(query.at, room.position)
			const read = await readText(room, clauseOf(room, c.req.param('clause')), position)
			const supports = ['application/json', 'text/plain']
			const type = accepts(c, { header: 'Accept', supports, default: 'application/json' })
			c.header('vary', 'accept')
			return type === 'text/plain' ? c.text(read.text) : c.json(read)
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/changes',
			id: 'readChanges',
			summary: 'Who changed which clauses how often since a position',
			words:
				'For whoever comes back: no words, only counts. Edits of one seat to one clause within two seconds of each other are one change, and each new status is one. Late edits are none, since they changed nobody’s text.',
			query: { since: SINCE },
			answers: { 200: json(ChangesJson, 'The clauses that were changed.') },
		},
		async (c, { query: { since } }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const { position, clauses } = await room.changes(positionAt(since, room.position, 'since'))
			return c.json({
				position,
				clauses: clauses.map(({ clause, by }) => ({ clause, by: [...by] })),
			})
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/clauses/:clause/authorship',
			id: 'readAuthorship',
			summary: 'Who wrote what in a clause, and who deleted what',
			words:
				'Computed from the log: by the seat that sent an edit. Undo and moving change nobody’s authorship, and what is pasted is by whoever pasted it. Neighbouring words of one seat within one minute are one row. Of the deletions the newest 1,000 are given; words that stand elsewhere now are not among them.',
			query: { at: AT },
			answers: { 200: json(AuthorshipJson, 'The words in the order of the text.') },
			tagged: true,
			compressed: true,
		},
		async (c, { query }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const position = positionAt(query.at, room.position)
			const clause = clauseOf(room, c.req.param('clause'))
			const read = await room.readAuthorship(clause.id, position)
			if (read === null) throw notFound('This clause did not exist yet at that position.')
			const seats = await storage.seats.seats(room.negotiation.id)
			return c.json(toAuthorshipJson(clause.id, read, seats, room.delegations))
		}
	)

	routes.add(
		{
			method: 'patch',
			path: '/clauses/:clause',
			id: 'setStatus',
			summary: 'Set the status of a clause',
			words: 'For those who run the room, while the text is drafted.',
			body: StatusRequest,
			answers: { 200: json(ClauseJson, 'The clause with its new status.') },
			problems: ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'],
		},
		async (c, { body: { status } }) => {
			const place = c.get('place')
			const { room, seat } = place
			const clause = clauseOf(room, c.req.param('clause'))
			allow(place, 'set-status')
			const act = { kind: 'status-set', clause: clause.id, status } as const
			const { receivedAt } = c.get('stamp')
			const changed = toClauseJson({ ...clause, status }, room.negotiation)
			const answer = () => c.get('keyed')?.settle(200, changed)
			const recorded = await room.record({ act, seat: seat.id, receivedAt, answer })
			if (recorded.kind === 'refused') throw notNow(recorded.reason)
			return c.json(changed)
		}
	)

	return routes
}

const SINCE: Described<number> = {
	schema: wholeText(1),
	words: 'The newest log position that is known already: what stands behind it is counted.',
}

/** The clause of the round with this id. Throws the problem that there is none. */
export function clauseOf(room: Room, id: string): Clause {
	const clause = room.clauses.find((candidate) => candidate.id === id)
	if (clause === undefined) throw notFound('There is no such clause in this round.')
	return clause
}

async function readText(room: Room, clause: Clause, at: LogPosition): Promise<ClauseTextJson> {
	const read = await room.readClause(clause.id, at)
	if (read === null) throw notFound('This clause did not exist yet at that position.')
	return toClauseTextJson(read, room.negotiation)
}
