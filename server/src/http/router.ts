import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ownPagesOnly } from './access.ts'
import { PAGE_POLICY } from './contentPolicy.ts'
import { countAddress } from './counting.ts'
import { isSecure } from './credentials.ts'
import { type Operation } from './operation.ts'
import { type Env, type HttpParts } from './parts.ts'
import { answerError, problemResponse, RequestProblem } from './problem.ts'
import { notFound, receiveBody } from './request.ts'
import { requestLog, routeOf } from './requestLog.ts'
import { type RouteGroup } from './routeGroup.ts'
import { alternativeRoutes } from './routes/alternatives.ts'
import { answerRoutes } from './routes/answers.ts'
import { bracketRoutes } from './routes/brackets.ts'
import { clauseRoutes } from './routes/clauses.ts'
import { deadlineRoutes } from './routes/deadline.ts'
import { documentTokenRoutes } from './routes/documentTokens.ts'
import { negotiationListRoutes, roomRoutes } from './routes/negotiations.ts'
import { noteRoutes } from './routes/notes.ts'
import { pageRoutes } from './routes/pages.ts'
import { peopleRoutes } from './routes/people.ts'
import { referenceRoutes } from './routes/reference.ts'
import { healthRoutes, keyRoutes } from './routes/service.ts'
import { placeholderRoutes } from './routes/placeholders.ts'
import { rightsRoutes } from './routes/rights.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { standingRoutes } from './routes/standing.ts'
import { snapshotRoutes } from './routes/snapshots.ts'
import { suggestionRoutes } from './routes/suggestions.ts'
import { withholdingRoutes } from './routes/withholdings.ts'

/** The routes of the server, and what the reference says of them. */
export interface Router {
	readonly app: Hono<Env>
	/** By whole path, as the router matches it. */
	readonly operations: ReadonlyMap<string, readonly Operation[]>
}

/** Everything that is answered over HTTP: who may pass is decided here, what is done in the use cases that the routes call. */
export function createRouter(parts: HttpParts): Router {
	const { log, publicUrl } = parts
	const app = new Hono<Env>()
	app.use(requestLog(log, parts.onAnswered), safeHeaders(publicUrl))
	app.use(
		'/api/v1/*',
		countAddress(parts),
		neverStored,
		ownPagesOnly(parts),
		receiveBody(parts.frames)
	)
	const operations = new Map<string, Operation[]>()
	for (const [base, groups] of GROUPS) {
		for (const group of groups) {
			const routes = group(parts)
			app.route(base, routes.app)
			for (const operation of routes.operations) {
				const path = `${base}${operation.path}`.replace(/(?<=.)\/$/, '').replace('//', '/')
				operations.set(path, [...(operations.get(path) ?? []), operation])
			}
		}
	}
	app.route('/', referenceRoutes(parts, operations))
	app.route('/', pageRoutes(parts))
	app.notFound((c) => {
		const methods = methodsOf(app, c.req.path)
		if (methods.length === 0) return problemResponse(notFound())
		const allow = methods.join(', ')
		if (c.req.method === 'OPTIONS') return c.body(null, 204, { allow })
		const detail = `Here only ${allow} can be done.`
		const headers = { allow }
		return problemResponse(new RequestProblem('method-not-allowed', detail, { headers }))
	})
	app.onError((error, c) => {
		const asked = { reference: c.get('reference'), method: c.req.method, route: routeOf(c) }
		return answerError(error, asked, log)
	})
	return { app, operations }
}

/** Every group of routes by where it is mounted. A new one goes in here. */
const GROUPS: readonly (readonly [string, readonly ((parts: HttpParts) => RouteGroup)[]])[] = [
	['', [healthRoutes]],
	['/api/v1', [sessionRoutes]],
	['/api/v1/keys', [keyRoutes]],
	['/api/v1/negotiations', [negotiationListRoutes]],
	[
		'/api/v1/negotiations/:negotiation',
		[
			roomRoutes,
			clauseRoutes,
			standingRoutes,
			bracketRoutes,
			alternativeRoutes,
			suggestionRoutes,
			answerRoutes,
			placeholderRoutes,
			peopleRoutes,
			rightsRoutes,
			deadlineRoutes,
			documentTokenRoutes,
			withholdingRoutes,
			noteRoutes,
			snapshotRoutes,
		],
	],
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The methods that are answered at `path`; none where no route other than the pages' is. */
function methodsOf(app: Hono<Env>, path: string): readonly string[] {
	const methods = METHODS.filter((method) =>
		app.router
			.match(method, path)[0]
			.some(([[, route]]) => route.method !== 'ALL' && !route.path.endsWith('*'))
	)
	if (methods.length === 0) return []
	return [...methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : method)), 'OPTIONS']
}

const neverStored = createMiddleware(async (c, next) => {
	c.header('cache-control', 'no-store')
	await next()
})

/** Features of browsers that no page of ours has a use for. */
const NO_FEATURES = ['camera', 'microphone', 'geolocation', 'display-capture', 'payment', 'usb']
	.map((feature) => `${feature}=()`)
	.join(', ')

/** Headers that go with every answer. */
function safeHeaders(publicUrl: () => string) {
	return createMiddleware<Env>(async (c, next) => {
		await next()
		const headers = c.res.headers
		if (!headers.has('content-security-policy')) headers.set('content-security-policy', PAGE_POLICY)
		headers.set('x-content-type-options', 'nosniff')
		headers.set('referrer-policy', 'no-referrer')
		headers.set('cross-origin-opener-policy', 'same-origin')
		headers.set('cross-origin-resource-policy', 'same-origin')
		headers.set('permissions-policy', NO_FEATURES)
		if (isSecure(publicUrl())) headers.set('strict-transport-security', 'max-age=31536000')
	})
}
