import { type Negotiation } from '@parley/domain'
import {
	ContactRequest,
	NegotiationList,
	roomDocument,
	RoomJson,
	toRightsJson,
	toStandingJson,
	type NegotiationRow,
} from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import * as z from 'zod/mini'
import { heldSeats } from '../../people/sessions.ts'
import { parseLine } from '../../words.ts'
import { allow } from '../access.ts'
import { json } from '../operation.ts'
import { pageOf } from '../paging.ts'
import { type HttpParts } from '../parts.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toClauseJson, toSeatJson } from '../views.ts'

/** The negotiations in which a session holds a seat. */
export function negotiationListRoutes(parts: HttpParts): RouteGroup {
	const { storage, rooms, live, clock } = parts
	const routes = new RouteGroup(parts, 'Negotiations', 'session')

	routes.addList(
		{
			path: '/',
			id: 'listNegotiations',
			summary: 'The negotiations in which this session holds a seat',
			list: NegotiationList,
			order: 'The negotiations, in the order in which they were made.',
			mark: z.tuple([z.int(), z.string()]),
		},
		async (c, { limit, after }) => {
			const held = new Map(
				(await heldSeats(storage, c.get('session'))).map(({ negotiation, seat }) => [
					negotiation,
					seat,
				])
			)
			const behind = (await storage.negotiations.list())
				.filter((one) => held.has(one.id) && (after === null || compare(markOf(one), after) > 0))
				.toSorted((a, b) => compare(markOf(a), markOf(b)))
			const page = pageOf(behind, limit, markOf)
			const negotiations: NegotiationRow[] = []
			for (const { id } of page.rows) {
				const seat = held.get(id)
				const room = await rooms.room(id)
				if (room === null || seat === undefined) continue
				const { title, notice, round } = room.negotiation
				const seats = await storage.seats.seats(id)
				negotiations.push({
					id,
					title,
					notice,
					round,
					phase: room.phase,
					me: toSeatJson(seat, room.delegations),
					present: seats.filter((each) => live.connections(each.id) > 0).length,
				})
			}
			return { body: { negotiations, now: clock.now() }, next: page.next }
		}
	)
	return routes
}

/** When a negotiation was made, and its id where two were made at once. */
type Made = [number, string]

function markOf({ createdAt, id }: Negotiation): Made {
	return [createdAt, id]
}

function compare(a: Made, b: Made): number {
	return a[0] - b[0] || (a[1] < b[1] ? -1 : Number(a[1] > b[1]))
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
			words: 'As a whole and not by pages: seats and clauses are of one state.',
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
				rights: toRightsJson(room.rights),
				standing: toStandingJson(room.standing),
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
			const answer = { contact: line }
			await place.room.setContact(line, c.get('keyed')?.settle(200, answer))
			return c.json(answer)
		}
	)

	return routes
}
