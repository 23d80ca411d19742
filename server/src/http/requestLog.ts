import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { type Logger } from 'pino'
import { type Answered } from './answered.ts'
import { type Env, type RequestContext } from './parts.ts'

/** The header that names a request: whoever reports a failure can say it, and the log has it. */
export const REFERENCE_HEADER = 'x-request-id'

/**
 * Gives each request a reference, and logs a line about how it ended: never an address as it was typed, a query, a header or a body. Hands the
 * same on to whoever counts.
 */
export function requestLog(log: Logger, onAnswered: (answered: Answered) => void) {
	return createMiddleware<Env>(async (c, next) => {
		const startedAt = performance.now()
		const reference = randomBytes(5).toString('hex')
		c.set('reference', reference)
		await next()
		c.res.headers.set(REFERENCE_HEADER, reference)
		const ms = performance.now() - startedAt
		const { method } = c.req
		const { status } = c.res
		const route = routeOf(c)
		onAnswered({ method, route, status, seconds: ms / 1000 })
		log.info({ reference, method, route, status, ms: Math.round(ms) }, 'answered')
	})
}

/** The template of the route that a request has met; that of the pages, which takes every address, is the last to count. */
export function routeOf(c: RequestContext): string {
	const met = matchedRoutes(c).filter(({ method }) => method !== 'ALL')
	return (met.find(({ path }) => !path.endsWith('*')) ?? met.at(-1))?.path ?? 'none'
}
