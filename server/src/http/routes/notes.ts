import { actorOf, can, createId, parseLogPosition } from '@parley/domain'
import {
	LateLane,
	NoteJson,
	NoteList,
	NoteRequest,
	ReleasedEdits,
	ReleaseRequest,
	type LateEditJson,
} from '@parley/protocol'
import * as z from 'zod/mini'
import { type Entry } from '../../storage/ports.ts'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { type HttpParts, type Place } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toLateEditJson, toNoteJson } from '../views.ts'

/** Notes pinned to clauses, and the edits that came after the freeze. */
export function noteRoutes(parts: HttpParts): RouteGroup {
	const { storage, random } = parts
	const routes = new RouteGroup(parts, 'Notes and late edits', 'seat')

	routes.addList(
		{
			path: '/notes',
			id: 'listNotes',
			summary: 'The notes that were taken',
			list: NoteList,
			order: 'The notes, oldest first.',
			mark: POSITION,
		},
		async (c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const { room } = place
			const seats = await storage.seats.seats(room.negotiation.id)
			const entries = await room.notes(parseLogPosition(after ?? 0), limit + 1)
			const { rows, next } = pageOf(entries, limit, ({ position }): number => position)
			const notes = rows.map((entry) => toNoteJson(entry, seats, room.delegations))
			return { body: { notes: notes.filter((note) => note !== null) }, next }
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/notes',
			id: 'takeNote',
			summary: 'Take a note on a clause',
			words:
				'The server stamps it with its receive time and the seat; everybody in the room can read it. Notes can be taken after the freeze, too.',
			body: NoteRequest,
			answers: { 201: json(NoteJson, 'The note as it was recorded.') },
		},
		async (c, { body: request }) => {
			const place = c.get('place')
			const { room, seat } = place
			allow(place, 'take-note')
			const text = parseProse(request.text)
			const clause = room.clauses.find(({ id }) => id === request.clause)
			if (clause === undefined) {
				throw new RequestProblem('bad-request', 'There is no such clause in this round.', {
					at: 'clause',
				})
			}
			if (text === '') throw new RequestProblem('bad-request', 'The note is empty.', { at: 'text' })
			if (request.seen > room.position) {
				const detail = `The log has come to position ${room.position} only.`
				throw new RequestProblem('bad-request', detail, { at: 'seen' })
			}
			const act = {
				kind: 'note-taken',
				note: createId('note', random),
				clause: clause.id,
				seen: parseLogPosition(request.seen),
				text,
			} as const
			const { receivedAt } = c.get('stamp')
			const answerTo = (entry: Entry) => toNoteJson(entry, [seat], room.delegations)
			const recorded = await room.record({
				act,
				seat: seat.id,
				receivedAt,
				answer: (entry) => c.get('keyed')?.settle(201, answerTo(entry)),
			})
			if (recorded.kind === 'refused') throw notNow(recorded.reason)
			return c.json(answerTo(recorded.entry), 201)
		}
	)

	routes.addList(
		{
			path: '/late',
			id: 'listLateEdits',
			summary: 'The edits that came after the freeze',
			words:
				'With their words for the delegation of their author, for those who run the room with the words of what was kept for the next round, and none of them for others.',
			list: LateLane,
			order: 'The late edits that this seat may know of, oldest first.',
			mark: POSITION,
		},
		async (c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'read')
			const edits = await lateEditsFor(place)
			const behind = edits.filter(({ position }) => position > (after ?? 0))
			const { rows, next } = pageOf(behind, limit, ({ position }) => position)
			return { body: { edits: [...rows] }, next }
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/late/releases',
			id: 'releaseLateEdits',
			summary: 'Keep late edits for the next round',
			words:
				'By their own delegation alone. Those who run the room can read their words from then on. Doing so twice is one act.',
			body: ReleaseRequest,
			answers: { 200: json(ReleasedEdits, 'Those edits as they stand now, oldest first.') },
			problems: ['not-allowed'],
		},
		async (c, { body: request }) => {
			const place = c.get('place')
			allow(place, 'release-late')
			const known = (await lateEditsFor(place)).filter(({ whose }) => whose !== 'theirs')
			const missing = request.edits.find((edit) => !known.some(({ position }) => position === edit))
			if (missing !== undefined) {
				const detail = `Your delegation has no late edit at position ${missing}.`
				throw new RequestProblem('bad-request', detail, { at: 'edits' })
			}
			// What was kept already stays so since then: asking twice is one act.
			const edits = known
				.filter(({ position, releasedAt }) => {
					return releasedAt === null && request.edits.includes(position)
				})
				.map(({ position }) => parseLogPosition(position))
			if (edits.length > 0) {
				const act = { kind: 'late-released', edits } as const
				const { receivedAt } = c.get('stamp')
				const recorded = await place.room.record({ act, seat: place.seat.id, receivedAt })
				if (recorded.kind === 'refused') throw notNow(recorded.reason)
			}
			const now = await lateEditsFor(place)
			return c.json({ edits: now.filter(({ position }) => request.edits.includes(position)) })
		}
	)

	/** The late edits that whoever asks may know of, oldest first. */
	async function lateEditsFor({ room, seat }: Place): Promise<readonly LateEditJson[]> {
		const runsTheRoom = can(actorOf(seat, room.rights), 'see-late-lane', {
			phase: room.phase.kind,
		}).allowed
		const seats = await storage.seats.seats(room.negotiation.id)
		const edits = (await room.lateLane()).map((edit) =>
			toLateEditJson(edit, seat, runsTheRoom, seats, room.delegations)
		)
		return edits.filter((edit) => edit !== null)
	}

	return routes
}

/** Where an entry stands in the log. */
const POSITION = z.int().check(z.gte(0))
