import { can, createId, parseLogPosition } from '@parley/domain'
import { NoteRequest, ReleaseRequest, type LateEditJson } from '@parley/protocol'
import { Hono } from 'hono'
import { parseProse } from '../../words.ts'
import { allow } from '../access.ts'
import { type Env, type HttpParts, type Place } from '../parts.ts'
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
		return c.json({ edits: await lateEditsFor(place) })
	})

	app.post('/late/releases', async (c) => {
		const place = c.get('place')
		const request = readJson(c, ReleaseRequest)
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
		return c.json({ edits: await lateEditsFor(place) })
	})

	/** The late edits that whoever asks may know of, oldest first. */
	async function lateEditsFor({ room, seat }: Place): Promise<readonly LateEditJson[]> {
		const runsTheRoom = can(seat, 'see-late-lane', room.phase.kind).allowed
		const seats = await storage.seats.seats(room.negotiation.id)
		const edits = (await room.lateLane()).map((edit) =>
			toLateEditJson(edit, seat, runsTheRoom, seats, room.delegations)
		)
		return edits.filter((edit) => edit !== null)
	}

	return app
}
