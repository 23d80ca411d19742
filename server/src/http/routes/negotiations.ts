import {
	ContactRequest,
	NegotiationList,
	roomDocument,
	RoomJson,
	type NegotiationRow,
} from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import { heldSeats } from '../../people/sessions.ts'
import { parseLine } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { type HttpParts } from '../parts.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toClauseJson, toSeatJson } from '../views.ts'

/** The negotiations in which a session holds a seat. */
export function negotiationListRoutes(parts: HttpParts): RouteGroup {
	const { storage, rooms, live, clock } = parts
	const routes = new RouteGroup(parts, 'Negotiations', 'session')

	routes.add(
		{
			method: 'get',
			path: '/',
			id: 'listNegotiations',
			summary: 'The negotiations in which this session holds a seat',
			answers: {
				200: json(NegotiationList, 'The negotiations, in the order in which they were made.'),
			},
		},
		async (c) => {
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
		}
	)
	return routes
}

/** What a room is, but its text, and whom to call when something fails. */
export function roomRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock } = parts
	const routes = new RouteGroup(parts, 'Negotiations', 'seat')
	const model = modelDigest()

	routes.add(
		{
			method: 'get',
			path: '/',
			id: 'readNegotiation',
			summary: 'Everything that a room needs to start, but the text',
			answers: { 200: json(RoomJson, 'The room, its seats and its clauses.') },
		},
		async (c) => {
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
		}
	)

	routes.add(
		{
			method: 'put',
			path: '/contact',
			id: 'setContact',
			summary: 'Set whom to call when something fails',
			words: 'For those who run the room; everybody in it can read it.',
			body: ContactRequest,
			answers: { 200: json(ContactRequest, 'The contact as it is shown.') },
			problems: ['not-allowed'],
		},
		async (c, { body: { contact } }) => {
			const place = c.get('place')
			allow(place, 'set-contact')
			const line = parseLine(contact)
			await place.room.setContact(line)
			return c.json({ contact: line })
		}
	)

	return routes
}
