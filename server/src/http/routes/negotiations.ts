import { ContactRequest, roomDocument, type NegotiationRow, type RoomJson } from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import { Hono } from 'hono'
import { heldSeats } from '../../people/sessions.ts'
import { parseLine } from '../../words.ts'
import { allow } from '../access.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { readJson } from '../request.ts'
import { toClauseJson, toSeatJson } from '../views.ts'

/** The negotiations in which a session holds a seat. */
export function negotiationListRoutes({ storage, rooms, live, clock }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()
	app.get('/', async (c) => {
		const rows: NegotiationRow[] = []
		for (const held of await heldSeats(storage, c.get('session'))) {
			const room = await rooms.room(held.negotiation)
			if (room === null) continue
			const { id, title, notice, round } = room.negotiation
			const seats = await storage.seats.seats(held.negotiation)
			rows.push({
				id,
				title,
				notice,
				round,
				phase: room.phase,
				me: toSeatJson(held.seat, room.delegations),
				present: seats.filter((seat) => live.connections(seat.id) > 0).length,
			})
		}
		return c.json({ negotiations: rows, now: clock.now() })
	})
	return app
}

/** What a room is, but its text, and whom to call when something fails. */
export function roomRoutes({ storage, clock }: HttpParts): Hono<Env> {
	const app = new Hono<Env>()
	const model = modelDigest()

	app.get('/', async (c) => {
		const place = c.get('place')
		allow(place, 'read')
		const { room, seat } = place
		const { id, title, notice, round, language, contact } = room.negotiation
		const seats = await storage.seats.seats(id)
		const answer: RoomJson = {
			id,
			title,
			notice,
			round,
			language,
			contact,
			phase: room.phase,
			me: toSeatJson(seat, room.delegations),
			delegations: [...room.delegations],
			seats: seats.map((each) => toSeatJson(each, room.delegations)),
			clauses: room.clauses.map((clause) => toClauseJson(clause, room.negotiation)),
			roomDocument: roomDocument(id, round),
			position: room.position,
			model,
			now: clock.now(),
		}
		return c.json(answer)
	})

	app.put('/contact', async (c) => {
		const place = c.get('place')
		const { contact } = readJson(c, ContactRequest)
		allow(place, 'set-contact')
		const line = parseLine(contact)
		await place.room.setContact(line)
		return c.json({ contact: line })
	})

	return app
}
