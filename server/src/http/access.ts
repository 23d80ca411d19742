import { actorOf, can, type Action } from '@parley/domain'
import { createMiddleware } from 'hono/factory'
import { findSession, seatIn } from '../people/sessions.ts'
import { isOwnOrigin, readCredential, type Credential } from './credentials.ts'
import { countedAs } from './proxies.ts'
import { type Env, type HttpParts, type Place, type RequestContext } from './parts.ts'
import { denied, RequestProblem } from './problem.ts'
import { isUnsafe, notFound } from './request.ts'

/** The credential that a request carries. */
export function credentialOf(c: RequestContext, { publicUrl }: HttpParts): Credential {
	return readCredential(c.req.header('authorization'), c.req.header('cookie'), publicUrl())
}

/** The address, or network, of whoever asks, for rate limits. */
export function addressOf(c: RequestContext, parts: HttpParts): string {
	return countedAs(c.env.incoming, parts.addressOf)
}

/** Refuses requests that change something and come from a page of another site, or from one that hides where it comes from. */
export function ownPagesOnly(parts: HttpParts) {
	return createMiddleware<Env>(async (c, next) => {
		if (isUnsafe(c.req.method)) {
			const origin = c.req.header('origin')
			const isHidden = origin === undefined && credentialOf(c, parts)?.kind === 'cookie'
			if (isHidden || !isOwnOrigin(origin, c.req.header('host'), parts.publicUrl())) {
				const detail = 'This request comes from a page of another site, so nothing was done.'
				throw new RequestProblem('foreign-origin', detail)
			}
		}
		await next()
	})
}

/** Lets in whoever holds a session that stands. */
export function signedIn(parts: HttpParts) {
	return createMiddleware<Env>(async (c, next) => {
		const credential = credentialOf(c, parts)
		const session =
			credential === null ? null : await findSession(parts.storage, parts.clock, credential.token)
		if (session === null) throw notSignedIn()
		c.set('session', session)
		await next()
	})
}

/** The problem of a request without a session that stands. */
export function notSignedIn(): RequestProblem {
	const detail =
		'You are not signed in, or your session has ended. Open your link again, or ask the secretariat for a new one.'
	return new RequestProblem('not-signed-in', detail, { headers: { 'www-authenticate': 'Bearer' } })
}

/** Lets in whoever holds a seat in the negotiation of the path. Any other one looks as if there were none. */
export function seatedHere(parts: HttpParts) {
	return createMiddleware<Env>(async (c, next) => {
		const session = c.get('session')
		const id = c.req.param('negotiation') ?? ''
		const held = await seatIn(parts.storage, session, id)
		const room = held === null ? null : await parts.rooms.room(held.negotiation)
		if (held === null || room === null) {
			throw notFound('There is no such negotiation, or you have no seat in it.')
		}
		c.set('place', { room, seat: held.seat, session })
		await next()
	})
}

/** Throws the problem that says why not, unless the seat may do `action` now. */
export function allow({ room, seat }: Place, action: Action): void {
	const verdict = can(actorOf(seat, room.rights), action, { phase: room.phase.kind })
	if (!verdict.allowed) throw denied(verdict.reason)
}
