import { can, createId, parseLogPosition } from '@parley/domain'
import { NoteRequest } from '@parley/protocol'
import { Hono } from 'hono'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { notNow, RequestProblem } from '../problem.ts'
import { readJson } from '../request.ts'
import { toLateEditJson, toNoteJson } from '../views.ts'

/** Notes pinned to clauses, and the edits that came after the freeze. */
export function noteRoutes({ storage, random }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()

	app.get('/notes', async (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { room } = place
		const seats = await storage.seats.seats(room.negotiation.id)
		const entries = await room.notes()
		const notes = entries.map((entry) => toNoteJson(entry, seats, room.delegations))
		return c.json({ notes: notes.filter((note) => note !== null) })
	})

	app.post('/notes', async (c) => {
		const place = c.get('place')
		const request = readJson(c, NoteRequest)
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
		const recorded = await room.record({ act, seat: seat.id, receivedAt })
		if (recorded.kind === 'refused') throw notNow(recorded.reason)
		const note = toNoteJson(recorded.entry, [seat], room.delegations)
		return c.json(note, 201)
	})

	app.get('/late', async (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { room, seat } = place
		const runsTheRoom = can(seat, 'see-late-lane', room.phase.kind).allowed
		const seats = await storage.seats.seats(room.negotiation.id)
		const late = await room.lateLane()
		const edits = late.map((edit) =>
			toLateEditJson(edit, seat, runsTheRoom, seats, room.delegations)
		)
		return c.json({ edits: edits.filter((edit) => edit !== null) })
	})

	return app
}
