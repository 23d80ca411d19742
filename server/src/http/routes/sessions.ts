import {
	CodeRequest,
	SessionRequest,
	type CurrentSession,
	type InvitationPreview,
	type SessionAnswer,
} from '@parley/protocol'
import { Hono } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { openLink, redeem, type LinkRefusal } from '../../people/redeem.ts'
import { findSession, heldSeats, signOut } from '../../people/sessions.ts'
import { addressOf, credentialOf, signedIn } from '../access.ts'
import { cookieName, isSecure } from '../credentials.ts'
import { type Env, type HttpParts, type RequestContext } from '../parts.ts'
import { notFound, readJson } from '../request.ts'
import { RequestProblem } from '../problem.ts'
import { toSeatJson } from '../views.ts'

/** Links looked at and redeemed, and the sessions that come of them. */
export function sessionRoutes(parts: HttpParts): Hono<Env> {
	const { storage, clock, rooms, live, limits, publicUrl } = parts
	const app = new Hono<Env>()

	app.post('/invitations/preview', async (c) => {
		const address = addressOf(c, parts)
		await limits.attempt(address)
		const { code } = readJson(c, CodeRequest)
		const link = await openLink(parts, code)
		if (link.kind === 'refused') throw await linkProblem(link.reason, address)
		const room = await rooms.room(link.negotiation)
		if (room === null) throw notFound()
		const { id, title, notice, round } = room.negotiation
		const preview: InvitationPreview = {
			negotiation: { id, title, notice, round },
			phase: room.phase,
			seat: toSeatJson(link.seat, room.delegations),
			now: clock.now(),
		}
		return c.json(preview)
	})

	app.post('/sessions', async (c) => {
		const address = addressOf(c, parts)
		await limits.attempt(address)
		const { code, kind = 'browser' } = readJson(c, SessionRequest)
		const credential = credentialOf(c, parts)
		// A cookie is never turned into a token that a script could read.
		const usable =
			credential?.kind === (kind === 'browser' ? 'cookie' : 'bearer') ? credential : null
		const current = usable === null ? null : await findSession(storage, clock, usable.token)
		const redeemed = await redeem(parts, code, current)
		if (redeemed.kind === 'refused') throw await linkProblem(redeemed.reason, address)
		if (redeemed.givenUp !== null) live.closeSession(redeemed.session.id)
		const room = await rooms.room(redeemed.negotiation)
		if (room === null) throw notFound()
		room.tell({ kind: 'people-changed' })
		const token = redeemed.token ?? usable?.token ?? ''
		const { expiresAt } = redeemed.session
		if (kind === 'browser') keepInCookie(c, token, expiresAt)
		const answer: SessionAnswer = {
			negotiation: redeemed.negotiation,
			seat: toSeatJson(redeemed.seat, room.delegations),
			...(kind === 'token' ? { token } : {}),
			expiresAt,
		}
		return c.json(answer, 201)
	})

	app.get('/sessions/current', signedIn(parts), async (c) => {
		const session = c.get('session')
		const seats: CurrentSession['seats'] = []
		for (const { negotiation, seat } of await heldSeats(storage, session)) {
			const delegations = (await rooms.room(negotiation))?.delegations ?? []
			seats.push({ negotiation, seat: toSeatJson(seat, delegations) })
		}
		const answer: CurrentSession = { expiresAt: session.expiresAt, seats, now: clock.now() }
		return c.json(answer)
	})

	app.delete('/sessions/current', async (c) => {
		const credential = credentialOf(c, parts)
		const session = credential && (await findSession(storage, clock, credential.token))
		if (session !== null) {
			await signOut(storage, clock, session)
			live.closeSession(session.id)
			for (const { negotiation } of await heldSeats(storage, session)) {
				;(await rooms.room(negotiation))?.tell({ kind: 'people-changed' })
			}
		}
		deleteCookie(c, cookieName(publicUrl()), { path: '/', secure: isSecure(publicUrl()) })
		return c.body(null, 204)
	})

	function keepInCookie(c: RequestContext, token: string, expiresAt: number): void {
		setCookie(c, cookieName(publicUrl()), token, {
			httpOnly: true,
			sameSite: 'Strict',
			path: '/',
			secure: isSecure(publicUrl()),
			expires: new Date(expiresAt),
		})
	}

	async function linkProblem(reason: LinkRefusal, address: string): Promise<RequestProblem> {
		if (reason === 'link-unknown') await limits.failure(address)
		return new RequestProblem(reason, LINK_SENTENCES[reason])
	}

	return app
}

const LINK_SENTENCES: Record<LinkRefusal, string> = {
	'link-unknown':
		'This link is not known here. Check that it was copied whole, or ask the secretariat for a new one.',
	'link-used': 'This link was used already. Ask the secretariat for a new one.',
	'link-expired': 'This link has run out. Ask the secretariat for a new one.',
	'link-revoked': 'This link was taken back. Ask the secretariat for a new one.',
	'link-seat-revoked':
		'Your seat was taken away by the secretariat. Your words are kept in the record.',
}
