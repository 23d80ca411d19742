import {
	parseDelegationId,
	parseInstant,
	parsePlaceholderId,
	type ClauseId,
	type DelegationId,
	type PlaceholderId,
} from '@parley/domain'
import {
	FillPlaceholderRequest,
	PlaceholderAnswer,
	PlaceholderList,
	PlacePlaceholderRequest,
	SetPlaceholderRequest,
	toPlaceholderJson,
} from '@parley/protocol'
import * as z from 'zod/mini'
import {
	type DecidedPlaceholder,
	type PlaceholderDecided,
} from '../../negotiation/placeholderRoom.ts'
import { type Room } from '../../negotiation/room.ts'
import { parseLine } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { pageOf } from '../paging.ts'
import { denied, notNow, RequestProblem } from '../problem.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { clauseOf } from './clauses.ts'

const PROBLEMS = ['not-allowed', 'frozen', 'freezing', 'awaiting-chair'] as const
const TOLD = 'Everybody in the room is told at once.'

/** Placeholders: what is missing from the text, who is to say it, and by when. */
export function placeholderRoutes(parts: HttpParts): RouteGroup {
	const { clock } = parts
	const routes = new RouteGroup(parts, 'Placeholders', 'seat')

	routes.addList(
		{
			path: '/placeholders',
			id: 'listPlaceholders',
			summary: 'What is missing from the text',
			words:
				'All that were placed in the round. One is open while it stands in the text of its clause, by an atom with its id: those that were filled or deleted are not, and can be again by an undo.',
			list: PlaceholderList,
			order: 'The placeholders, in the order in which they were placed.',
			mark: z.string(),
		},
		async (c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const { placeholders, placeholdersChangedAt: changedAt } = room
			const all = [...placeholders]
			const begin = all.findIndex(([id]) => id === after) + 1
			const { rows, next } = pageOf(all.slice(begin), limit, ([id]): string => id)
			const standing = await standingIn(room, new Set(rows.map(([, { clause }]) => clause)))
			const list = rows.map(([id, one]) => {
				return { ...toPlaceholderJson(id, one), open: standing.has(id) }
			})
			return { body: { placeholders: list, changedAt }, next }
		}
	)

	function answerOf({ id, placeholder, position }: DecidedPlaceholder): PlaceholderAnswer {
		return { placeholder: toPlaceholderJson(id, placeholder), position, now: clock.now() }
	}

	/** What is decided with an answer of `status`. */
	function decider(c: RequestContext, status: 200 | 201) {
		return {
			seat: c.get('place').seat,
			receivedAt: c.get('stamp').receivedAt,
			answer: (decided: DecidedPlaceholder) => c.get('keyed')?.settle(status, answerOf(decided)),
		}
	}

	function answer(c: RequestContext, decided: PlaceholderDecided, status: 200 | 201): Response {
		switch (decided.kind) {
			case 'decided':
				return c.json(answerOf(decided.decided), status)
			case 'denied':
				throw denied(decided.reason)
			case 'refused':
				throw refused(decided.reason)
		}
	}

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/placeholders',
			id: 'placePlaceholder',
			summary: 'Say that something is missing',
			words: `For those who may edit the clause. Where it is missing is named by the Yjs clientID and clock of the character, or of the marker of the paragraph, right before it, which must have been saved. ${TOLD}`,
			body: PlacePlaceholderRequest,
			answers: { 201: json(PlaceholderAnswer, 'The placeholder.') },
			problems: [...PROBLEMS, 'no-such-words'],
		},
		async (c, { body }) => {
			const place = c.get('place')
			allow(place, 'place-placeholder')
			const { room } = place
			const { behind, what, words, owner = null, due = null } = body
			const placement = {
				...{ clause: clauseOf(room, c.req.param('clause')).id, behind, what },
				words: said(words, 'words'),
				...{ owner: ownerIn(room, owner), due: due === null ? null : parseInstant(due) },
			}
			const decided = await room.placePlaceholder({ ...placement, ...decider(c, 201) })
			return answer(c, decided, 201)
		}
	)

	routes.add(
		{
			method: 'patch',
			path: '/clauses/:clause/placeholders/:placeholder',
			id: 'setPlaceholder',
			summary: 'Set what is missing, by whom and by when',
			words: `For those who run the room, and for advisors of the delegation that is to say it. What is left out stays as it is. ${TOLD}`,
			body: SetPlaceholderRequest,
			answers: { 200: json(PlaceholderAnswer, 'The placeholder as it stands now.') },
			problems: [...PROBLEMS],
		},
		async (c, { body: { words, owner, due } }) => {
			const { room } = c.get('place')
			const setting = {
				...named(c, room),
				...(words !== undefined && { words: said(words, 'words') }),
				...(owner !== undefined && { owner: ownerIn(room, owner) }),
				...(due !== undefined && { due: due === null ? null : parseInstant(due) }),
			}
			return answer(c, await room.setPlaceholder({ ...setting, ...decider(c, 200) }), 200)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/clauses/:clause/placeholders/:placeholder/filling',
			id: 'fillPlaceholder',
			summary: 'Say what was missing',
			words: `For those who may edit the clause. The text takes its place wherever it stands, as words of whoever fills it. ${TOLD}`,
			body: FillPlaceholderRequest,
			answers: { 200: json(PlaceholderAnswer, 'The placeholder as it stands now.') },
			problems: [...PROBLEMS, 'placeholder-gone'],
		},
		async (c, { body }) => {
			const { room } = c.get('place')
			const text = said(body.text, 'text')
			const filling = { ...named(c, room), text }
			return answer(c, await room.fillPlaceholder({ ...filling, ...decider(c, 200) }), 200)
		}
	)

	return routes
}

/** The placeholders that stand in the text of `clauses`. */
async function standingIn(
	room: Room,
	clauses: ReadonlySet<ClauseId>
): Promise<ReadonlySet<string>> {
	const found = new Set<string>()
	for (const clause of clauses)
		for (const id of await room.standingPlaceholders(clause)) found.add(id)
	return found
}

/** The clause and the placeholder that the path names, while the text is drafted. */
function named(
	c: RequestContext,
	room: Room
): { readonly clause: ClauseId; readonly placeholder: PlaceholderId } {
	if (room.phase.kind !== 'drafting') throw notNow(room.phase.kind)
	const clause = clauseOf(room, c.req.param('clause') ?? '').id
	const id = c.req.param('placeholder') ?? ''
	const found = [...room.placeholders].find(([known, one]) => known === id && one.clause === clause)
	if (found === undefined) throw notFound('There is no such placeholder in this point.')
	return { clause, placeholder: parsePlaceholderId(id) }
}

/** What a person typed, on one line, of which something must be left. */
function said(text: string, at: string): string {
	const line = parseLine(text)
	if (line !== '') return line
	throw new RequestProblem('bad-request', 'Write at least one word.', { at })
}

function ownerIn({ delegations }: Room, id: string | null): DelegationId | null {
	if (id === null) return null
	const found = delegations.find((one) => one.id === id)
	if (found !== undefined) return parseDelegationId(found.id)
	throw new RequestProblem('bad-request', 'There is no such delegation.', { at: 'owner' })
}

function refused(reason: Extract<PlaceholderDecided, { kind: 'refused' }>['reason']) {
	switch (reason) {
		case 'no-such-words':
			return new RequestProblem(
				reason,
				'This place is not in the point as it is now: what stood before it was deleted, or is not saved yet. Choose it again.'
			)
		case 'clause-full':
			return new RequestProblem('too-large', 'The point is as long as it can be.')
		case 'placeholder-gone':
		case 'not-stored':
		case 'capitals-confirmed':
		case 'too-many-requests':
			return notNow(reason)
	}
}
