import { type InvitationJson, type PersonJson } from '@parley/protocol'
import { Hono } from 'hono'
import { invite, joiningLink } from '../../people/invite.ts'
import { readPeople } from '../../people/people.ts'
import { revokeInvitation, revokeSeat } from '../../people/revoke.ts'
import { addressOf, allow } from '../access.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { RequestProblem } from '../problem.ts'
import { notFound } from '../request.ts'
import { toSeatJson } from '../views.ts'

/** Seats and the links to them, for those who run the room. */
export function peopleRoutes(parts: HttpParts): Hono<Env> {
	const { storage, clock, live, limits, publicUrl } = parts
	const app = new Hono<Env>()

	app.get('/people', async (c) => {
		const place = c.get('place')
		allow(place, 'invite')
		const { negotiation, delegations } = place.room
		const read = await readPeople(storage, negotiation.id, clock.now())
		const people: PersonJson[] = read.map(({ seat, sessions, openInvitation }) => ({
			seat: toSeatJson(seat, delegations),
			sessions,
			connections: live.connections(seat.id),
			openInvitation:
				openInvitation === null
					? null
					: { id: openInvitation.id, expiresAt: openInvitation.expiresAt },
		}))
		return c.json({ people })
	})

	app.post('/seats/:seat/invitations', async (c) => {
		const place = c.get('place')
		allow(place, 'invite')
		await limits.attempt(addressOf(c, parts))
		const { room } = place
		const { seats } = storage
		const seat = (await seats.seats(room.negotiation.id)).find(
			({ id }) => id === c.req.param('seat')
		)
		if (seat === undefined) throw notFound('There is no such seat.')
		const made = await invite(parts, room.negotiation.id, seat.id, room.phase.deadline.at)
		if (made.kind === 'refused') {
			throw made.reason === 'seat-revoked'
				? new RequestProblem('seat-revoked', 'This seat was taken away, so it gets no link.')
				: notFound('There is no such seat.')
		}
		room.tell({ kind: 'people-changed' })
		const { id, expiresAt } = made.invitation
		const answer: InvitationJson = { id, url: joiningLink(publicUrl(), made.code), expiresAt }
		return c.json(answer, 201)
	})

	app.delete('/invitations/:invitation', async (c) => {
		const place = c.get('place')
		allow(place, 'invite')
		const { room } = place
		const done = await revokeInvitation(parts, room.negotiation.id, c.req.param('invitation'))
		if (!done) throw notFound('There is no such link, or it is not open any more.')
		room.tell({ kind: 'people-changed' })
		return c.body(null, 204)
	})

	app.post('/seats/:seat/revocation', async (c) => {
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
	})

	return app
}
