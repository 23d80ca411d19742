import { type Clause, type LogPosition } from '@parley/domain'
import { parseShown, type TextView } from '@parley/formats'
import { AuthorshipJson, ChangesJson, ClauseList, ClauseTextJson, TextJson } from '@parley/protocol'
import { accepts } from 'hono/accepts'
import { setImmediate } from 'node:timers/promises'
import * as z from 'zod/mini'
import { type ClauseText, type Room } from '../../negotiation/room.ts'
import { outgoingOf, type StoredText } from '../../negotiation/storedText.ts'
import { readStoredText } from '../../negotiation/textState.ts'
import { Work } from '../../negotiation/work.ts'
import { allow } from '../access.ts'
import { readDearly, readSlowly } from '../counting.ts'
import { assertNoFreezeNear, FORMAT, sendText, TEXT_FILE_JSON, TEXT_FILES } from '../downloads.ts'
import { json, type Described } from '../operation.ts'
import { linkToNext, PAGE_QUERY, pageOf, readCursor, toCursor } from '../paging.ts'
import { type HttpParts } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { rowsOf, toAuthorshipPage } from '../authorshipView.ts'
import { AT, notFound, positionAt, wholeText } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toClauseJson, toClauseTextJson, toViewedTextJson } from '../views.ts'

/** The text, as a whole and by clause, now and at any position of the log. */
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
				'The text comes as a whole and not by pages, since it is one state. Everything up to `at`, and nothing after it: a text at a position stays as it is. With `format` as a file that says which state of the text it is, with the statuses and the deadline of that moment; from the freeze on, the frozen text. A `view` shows the same state otherwise, and says so; it is counted by the time that it takes.',
			query: { at: AT, format: FORMAT, view: VIEW, attributed: ATTRIBUTED },
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
			const view = viewOf(room, query)
			if (query.format !== undefined) {
				assertNoFreezeNear(parts)
				const read = async () => {
					const text = await readStoredText(storage, room.negotiation, position, view)
					if (text === null) throw notNow('freezing')
					return text
				}
				return sendText(c, parts, room.negotiation, query.format, read)
			}
			if (view !== undefined) {
				const clauses = await readSlowly(c, parts, async () => {
					const text = await readStoredText(storage, room.negotiation, position, view)
					if (text === null) throw notNow('freezing')
					return readInView(room, text, position)
				})
				return c.json({ position, clauses })
			}
			const read = async () => {
				const work = new Work()
				const toJson = (text: ClauseText) => toClauseTextJson(text, room.negotiation)
				const clauses = [...(await room.readText(position, toJson, work))]
				return { clauses, workMs: work.ms }
			}
			// as it is now everybody reads it who comes; as it was before it counts
			const isOld = position < room.position
			const { clauses } = isOld ? await readDearly(c, parts, read) : await read()
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
			const clause = clauseOf(room, c.req.param('clause'))
			const isOld = query.at !== undefined && position < room.position
			const readAt = () => readText(room, clause, position)
			const read = isOld ? await readSlowly(c, parts, readAt) : await readAt()
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
			const after = positionAt(since, room.position, 'since')
			const { position, clauses } = await readDearly(c, parts, () => room.changes(after))
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
				'Computed from the log: by the seat that sent an edit. Undo and moving change nobody’s authorship, and what is pasted is by whoever pasted it. Neighbouring words of one seat within one minute are one row; words that stand elsewhere now are not among the deletions. Rows come by pages, first those of what was written and then those of what was deleted, and a cursor stays at the position of its first page. Counted by the time that it takes.',
			query: { at: AT, ...PAGE_QUERY },
			answers: { 200: json(AuthorshipJson, 'The rows in the order of the text.') },
			tagged: true,
			compressed: true,
			paged: true,
		},
		async (c, { query: { at, limit, cursor } }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const { path } = c.req
			const [atOfCursor, after] =
				cursor === undefined ? [at, 0] : readCursor(cursor, path, AUTHORSHIP_MARK)
			const asked = positionAt(atOfCursor, room.position)
			const clause = clauseOf(room, c.req.param('clause'))
			const { rows, position } = await readDearly(c, parts, async () => {
				const read = await room.readAuthorship(clause.id, asked)
				if (read === null) throw notFound('This clause did not exist yet at that position.')
				const work = new Work()
				const rows = await rowsOf(read.text, work)
				return { rows, position: read.position, workMs: read.workMs + work.ms }
			})
			const seats = await storage.seats.seats(room.negotiation.id)
			const of = { clause: clause.id, position, seats, delegations: room.delegations }
			const page = toAuthorshipPage(rows, { after, limit }, of)
			const next = page.next === null ? null : toCursor(path, [position, page.next])
			if (next !== null) c.header('link', linkToNext(path, limit, next))
			return c.json({ ...page.body, next })
		}
	)

	return routes
}

/** The position of the first page, and how many rows come before. */
const AUTHORSHIP_MARK = z.tuple([z.int().check(z.gte(1)), z.int().check(z.gte(0))])

const VIEW: Described<string | undefined> = {
	schema: z.optional(z.string().check(z.regex(/^(?:marked|clean|agreed|delegation:[A-Z]{2,3})$/))),
	words:
		'How the text is looked at: `marked` with all suggestions and brackets, as where it is left out; `clean` as if all suggestions were accepted, without brackets; `agreed` each clause as it stood when its status was last set to one that counts as agreed; `delegation:UA` with the suggestions and brackets of that delegation alone. None but the first is the text of record.',
}

const ATTRIBUTED: Described<'true' | 'false' | undefined> = {
	schema: z.optional(z.enum(['true', 'false'])),
	words: 'With `false` it is not said who holds a bracket or made a suggestion.',
}

/** The view that was asked for; undefined where that is the text as it is. Throws the problem that there is no such delegation. */
function viewOf(
	{ delegations }: Room,
	asked: { readonly view?: string | undefined; readonly attributed?: string | undefined }
): TextView | undefined {
	const shown = parseShown(asked.view ?? 'marked')
	const attributed = asked.attributed !== 'false'
	if (shown.kind === 'marked' && attributed) return undefined
	if (shown.kind === 'delegation' && delegations.every(({ code }) => code !== shown.code)) {
		const detail = `No delegation of this negotiation has the code ${shown.code}.`
		throw new RequestProblem('bad-request', detail, { at: 'view' })
	}
	return { shown, attributed }
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

/** The clauses of a text that is looked at in some way, made one after the other: others have their turn between two. */
async function readInView(
	room: Room,
	stored: StoredText,
	position: LogPosition
): Promise<ClauseTextJson[]> {
	const texts: ClauseTextJson[] = []
	const pieces =
		stored.kind === 'frozen'
			? [stored]
			: stored.clauses.map((clause) => ({ ...stored, clauses: [clause] }))
	for (const piece of pieces) {
		for (const clause of outgoingOf(piece, true).clauses)
			texts.push(toViewedTextJson({ ...clause, order: texts.length }, position, room.negotiation))
		await setImmediate()
	}
	return texts
}

async function readText(room: Room, clause: Clause, at: LogPosition): Promise<ClauseTextJson> {
	const read = await room.readClause(clause.id, at)
	if (read === null) throw notFound('This clause did not exist yet at that position.')
	return toClauseTextJson(read, room.negotiation)
}
