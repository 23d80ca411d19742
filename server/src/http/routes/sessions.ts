import { actorOf } from '@parley/domain'
import {
	CodeRequest,
	CurrentSession,
	InvitationPreview,
	SessionAnswer,
	SessionRequest,
} from '@parley/protocol'
import { deleteCookie, generateCookie } from 'hono/cookie'
import { openLink, redeem, type LinkRefusal, type Redeemed } from '../../people/redeem.ts'
import { hashSecret } from '../../people/secret.ts'
import { findSession, heldSeats, signOut } from '../../people/sessions.ts'
import { type Session } from '../../storage/ports.ts'
import { credentialOf } from '../access.ts'
import { countUnknownLink } from '../counting.ts'
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
			triesLink: true,
			askers: (_, { code }) => [holderOf(code)],
			answers: { 200: json(InvitationPreview, 'The negotiation and the seat that it leads to.') },
			problems: LINK_PROBLEMS,
		},
		async (c, { body: { code } }) => {
			const link = await openLink(parts, code)
			if (link.kind === 'refused') throw await linkProblem(c, link.reason)
			const room = await rooms.room(link.negotiation)
			if (room === null) throw notFound()
			const { keyed } = c.var
			if (keyed !== undefined) keyed.negotiation = link.negotiation
			const { id, title, notice, round } = room.negotiation
			const { levels } = actorOf(link.seat, room.rights)
			const preview: InvitationPreview = {
				negotiation: { id, title, notice, round },
				phase: room.phase,
				seat: toSeatJson(link.seat, room.delegations),
				level: levels.seat ?? levels.delegation,
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
			triesLink: true,
			async askers(c, { code, kind = 'browser' }) {
				const current = await standing(c, kind)
				// An answer can be lost after its cookie has come: then this session was made by the same request.
				const own = current === null ? [] : [`${holderOf(code)}/${current.session.id}`]
				return [...own, holderOf(code)]
			},
			answers: { 201: json(SessionAnswer, 'The seat, and until when the session stands.') },
			problems: LINK_PROBLEMS,
		},
		async (c, { body: { code, kind = 'browser' } }) => {
			const current = await standing(c, kind)
			const redeemed = await redeem(parts, code, current?.session ?? null, async (fresh) => {
				const { keyed } = c.var
				if (keyed === undefined) return undefined
				keyed.negotiation = fresh.negotiation
				const { answer, cookies } = await toAnswer(fresh, kind, current?.token ?? '')
				return keyed.settle(201, answer, cookies)
			})
			if (redeemed.kind === 'refused') throw await linkProblem(c, redeemed.reason)
			if (redeemed.givenUp !== null) live.closeSession(redeemed.session.id)
			const { answer, cookies } = await toAnswer(redeemed, kind, current?.token ?? '')
			;(await rooms.room(redeemed.negotiation))?.tell({ kind: 'people-changed' })
			for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
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
			askers(c) {
				const credential = credentialOf(c, parts)
				return credential === null ? [] : [`token ${hashSecret(credential.token)}`]
			},
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

	/** The session that a redeemed seat goes to, if one stands. A cookie is never turned into a token that a script could read. */
	async function standing(
		c: RequestContext,
		kind: 'browser' | 'token'
	): Promise<{ readonly session: Session; readonly token: string } | null> {
		const credential = credentialOf(c, parts)
		if (credential?.kind !== (kind === 'browser' ? 'cookie' : 'bearer')) return null
		const { token } = credential
		const session = await findSession(storage, clock, token)
		return session === null ? null : { session, token }
	}

	/** @param before the token of the session that took the seat, where that is not a new one */
	async function toAnswer(
		{ negotiation, seat, session, token: fresh }: Redeemed,
		kind: 'browser' | 'token',
		before: string
	): Promise<{ readonly answer: SessionAnswer; readonly cookies: readonly string[] }> {
		const room = await rooms.room(negotiation)
		if (room === null) throw notFound()
		const { expiresAt } = session
		const token = fresh ?? before
		const answer: SessionAnswer = {
			negotiation,
			seat: toSeatJson(seat, room.delegations),
			...(kind === 'token' ? { token } : {}),
			expiresAt,
		}
		return { answer, cookies: kind === 'browser' ? [cookieOf(token, expiresAt)] : [] }
	}

	function cookieOf(token: string, expiresAt: number): string {
		return generateCookie(cookieName(publicUrl()), token, {
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

/** Whoever has the code of a link, by what is stored of it. */
function holderOf(code: string): string {
	return `code ${hashSecret(code)}`
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
