import {
	CodeRequest,
	CurrentSession,
	InvitationPreview,
	SessionAnswer,
	SessionRequest,
} from '@parley/protocol'
import { deleteCookie, setCookie } from 'hono/cookie'
import { openLink, redeem, type LinkRefusal } from '../../people/redeem.ts'
import { findSession, heldSeats, signOut } from '../../people/sessions.ts'
import { credentialOf } from '../access.ts'
import { countTry, countUnknownLink } from '../counting.ts'
import { cookieName, isSecure } from '../credentials.ts'
import { json } from '../operation.ts'
import { type HttpParts, type RequestContext } from '../parts.ts'
import { notFound } from '../request.ts'
import { RequestProblem } from '../problem.ts'
import { RouteGroup } from '../routeGroup.ts'
import { toSeatJson } from '../views.ts'

/** Links looked at and redeemed, and the sessions that come of them. */
export function sessionRoutes(parts: HttpParts): RouteGroup {
	const { storage, clock, rooms, live, publicUrl } = parts
	const routes = new RouteGroup(parts, 'Sessions and links', 'anybody')

	routes.add(
		{
			method: 'post',
			path: '/invitations/preview',
			id: 'previewInvitation',
			summary: 'What a link opens',
			words: 'Uses nothing up, so that mail scanners and curious clicks change nothing.',
			body: CodeRequest,
			answers: { 200: json(InvitationPreview, 'The negotiation and the seat that it leads to.') },
			problems: LINK_PROBLEMS,
		},
		async (c, { body: { code } }) => {
			await countTry(c, parts)
			const link = await openLink(parts, code)
			if (link.kind === 'refused') throw await linkProblem(c, link.reason)
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
		}
	)

	routes.add(
		{
			method: 'post',
			path: '/sessions',
			id: 'redeemInvitation',
			summary: 'Redeem a link for a seat',
			words:
				'A browser gets a cookie that scripts cannot read; a program asks for `kind: "token"` and sends the token as `Authorization: Bearer …` from then on. A session that asks takes the seat beside those it holds in other negotiations.',
			body: SessionRequest,
			answers: { 201: json(SessionAnswer, 'The seat, and until when the session stands.') },
			problems: LINK_PROBLEMS,
		},
		async (c, { body: { code, kind = 'browser' } }) => {
			await countTry(c, parts)
			const credential = credentialOf(c, parts)
			// A cookie is never turned into a token that a script could read.
			const usable =
				credential?.kind === (kind === 'browser' ? 'cookie' : 'bearer') ? credential : null
			const current = usable === null ? null : await findSession(storage, clock, usable.token)
			const redeemed = await redeem(parts, code, current)
			if (redeemed.kind === 'refused') throw await linkProblem(c, redeemed.reason)
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
		}
	)

	routes.add(
		{
			method: 'get',
			path: '/sessions/current',
			id: 'readSession',
			summary: 'This session and the seats it holds',
			access: 'session',
			answers: { 200: json(CurrentSession, 'The session, with one seat in each negotiation.') },
		},
		async (c) => {
			const session = c.get('session')
			const seats: CurrentSession['seats'] = []
			for (const { negotiation, seat } of await heldSeats(storage, session)) {
				const delegations = (await rooms.room(negotiation))?.delegations ?? []
				seats.push({ negotiation, seat: toSeatJson(seat, delegations) })
			}
			const answer: CurrentSession = { expiresAt: session.expiresAt, seats, now: clock.now() }
			return c.json(answer)
		}
	)

	routes.add(
		{
			method: 'delete',
			path: '/sessions/current',
			id: 'signOut',
			summary: 'End this session',
			words:
				'With its connections; its seats are left, not lost. Where there is no session, nothing is to be done.',
			answers: { 204: { words: 'There is no session any more.', bodies: {} } },
		},
		async (c) => {
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
		}
	)

	function keepInCookie(c: RequestContext, token: string, expiresAt: number): void {
		setCookie(c, cookieName(publicUrl()), token, {
			httpOnly: true,
			sameSite: 'Strict',
			path: '/',
			secure: isSecure(publicUrl()),
			expires: new Date(expiresAt),
		})
	}

	async function linkProblem(c: RequestContext, reason: LinkRefusal): Promise<RequestProblem> {
		if (reason === 'link-unknown') await countUnknownLink(c, parts)
		return new RequestProblem(reason, LINK_SENTENCES[reason])
	}

	return routes
}

const LINK_PROBLEMS: readonly LinkRefusal[] = [
	'link-unknown',
	'link-used',
	'link-expired',
	'link-revoked',
	'link-seat-revoked',
]

const LINK_SENTENCES: Record<LinkRefusal, string> = {
	'link-unknown':
		'This link is not known here. Check that it was copied whole, or ask the secretariat for a new one.',
	'link-used': 'This link was used already. Ask the secretariat for a new one.',
	'link-expired': 'This link has run out. Ask the secretariat for a new one.',
	'link-revoked': 'This link was taken back. Ask the secretariat for a new one.',
	'link-seat-revoked':
		'Your seat was taken away by the secretariat. Your words are kept in the record.',
}
