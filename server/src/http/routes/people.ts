import { InvitationJson, PeopleJson, SeatJson, type PersonJson } from '@parley/protocol'
import * as z from 'zod/mini'
import { invite, joiningLink, type FreshInvitation } from '../../people/invite.ts'
import { readPeople } from '../../people/people.ts'
import { revokeInvitation, revokeSeat } from '../../people/revoke.ts'
import { allow } from '../access.ts'
import { countTry } from '../counting.ts'
import { json } from '../operation.ts'
import { foreignCursor, pageOf } from '../paging.ts'
import { type HttpParts } from '../parts.ts'
import { RequestProblem } from '../problem.ts'
import { notFound } from '../request.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toSeatJson } from '../views.ts'

/** Seats and the links to them, for those who run the room. */
export function peopleRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock, live, publicUrl } = parts
	const routes = new RouteGroup(parts, 'People', 'seat')

	routes.addList(
		{
			path: '/people',
			id: 'listPeople',
			summary: 'The seats with their sessions, connections and open links',
			words: 'For those who run the room.',
			list: PeopleJson,
			order: 'The seats in the order in which they were made.',
			mark: z.string(),
			problems: ['not-allowed'],
		},
		async (c, { limit, after }) => {
			const place = c.get('place')
			allow(place, 'invite')
			const { negotiation, delegations } = place.room
			const seats = await storage.seats.seats(negotiation.id)
			const before = after === null ? -1 : seats.findIndex(({ id }) => id === after)
			if (after !== null && before === -1) throw foreignCursor()
			const { rows, next } = pageOf(seats.slice(before + 1), limit, ({ id }): string => id)
			const read = await readPeople(storage, negotiation.id, rows, clock.now())
			const people: PersonJson[] = read.map(({ seat, sessions, openInvitation }) => ({
				seat: toSeatJson(seat, delegations),
				sessions,
				connections: live.connections(seat.id),
				openInvitation:
					openInvitation === null
						? null
						: { id: openInvitation.id, expiresAt: openInvitation.expiresAt },
			}))
			return { body: { people }, next }
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/seats/:seat/invitations',
			id: 'inviteSeat',
			summary: 'Make a link to a seat',
			words:
				'Links that were made before stay good. The code in the link is told in this answer and nowhere else.',
			answers: { 201: json(InvitationJson, 'The fresh link.') },
			problems: ['not-allowed', 'seat-revoked'],
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'invite')
			await countTry(c, parts)
			const { room } = place
			const { seats } = storage
			const seat = (await seats.seats(room.negotiation.id)).find(
				({ id }) => id === c.req.param('seat')
			)
			if (seat === undefined) throw notFound('There is no such seat.')
			const answerTo = ({ invitation, code }: FreshInvitation): InvitationJson => {
				const { id, expiresAt } = invitation
				return { id, url: joiningLink(publicUrl(), code), expiresAt }
			}
			const { at } = room.phase.deadline
			const made = await invite(parts, room.negotiation.id, seat.id, at, (fresh) =>
				c.get('keyed')?.settle(201, answerTo(fresh))
			)
			if (made.kind === 'refused') {
				throw made.reason === 'seat-revoked'
					? new RequestProblem('seat-revoked', 'This seat was taken away, so it gets no link.')
					: notFound('There is no such seat.')
			}
			room.tell({ kind: 'people-changed' })
			return c.json(answerTo(made), 201)
		}
	)

	routes.add(
		{
			method: 'delete',
			path: '/invitations/:invitation',
			id: 'revokeInvitation',
			summary: 'Take back a link that was not used yet',
			answers: { 204: { words: 'The link opens nothing any more.', bodies: {} } },
			problems: ['not-allowed'],
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'invite')
			const { room } = place
			const done = await revokeInvitation(
				parts,
				room.negotiation.id,
				c.req.param('invitation'),
				c.get('keyed')?.settle(204)
			)
			if (!done) throw notFound('There is no such link, or it is not open any more.')
			room.tell({ kind: 'people-changed' })
			return c.body(null, 204)
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/seats/:seat/revocation',
			id: 'revokeSeat',
			summary: 'Take a seat away',
			words:
				'Its links, sessions and connections end within a second; its words stay in the record. Nobody takes away their own.',
			answers: { 200: json(SeatJson, 'The seat, taken away.') },
			problems: ['not-allowed'],
		},
		async (c) => {
			const place = c.get('place')
			allow(place, 'revoke')
			const { room, seat: own } = place
			if (c.req.param('seat') === own.id) {
				const detail = 'Nobody takes away their own seat. Ask another who runs the room.'
				throw new RequestProblem('not-allowed', detail)
			}
			const seat = await revokeSeat(parts, room.negotiation.id, c.req.param('seat'))
			if (seat === null) throw notFound('There is no such seat.')
			room.tell({ kind: 'seat-revoked', seat: seat.id })
			room.tell({ kind: 'people-changed' })
			return c.json(toSeatJson(seat, room.delegations))
		}
	)

	return routes
}
