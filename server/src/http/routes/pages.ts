import { Hono } from 'hono'
import { policyOf } from '../contentPolicy.ts'
import { readCredential } from '../credentials.ts'
import { type Env, type HttpParts, type RequestContext } from '../parts.ts'
import { notFound } from '../request.ts'
import { type StaticFile } from '../staticFiles.ts'

/** Addresses under which no page of the client lies: an unknown one there is a mistake, and gets a problem. */
const NO_PAGES = /^\/(?:api|assets|collaboration|yjs)(?:\/|$)/

/** Documents: sent by the address of a page, and under no name of their own. */
const DOCUMENTS = ['/index.html', '/room.html']

/** The address of a drafting room, e.g. `/n/ng_0v3k9m2p7q1x`. */
const ROOM = /^\/n\/([^/]+)\/?$/

/** What a negotiation is called there: nothing else is put into a header. */
const NEGOTIATION = /^ng_[0-9a-z]{12}$/

/** The client and the verifier. Every address of the client's own gets its one page; that of a room names what the room needs as well. */
export function pageRoutes({
	files,
	publicUrl,
}: Pick<HttpParts, 'files' | 'publicUrl'>): Hono<Env> {
	const { client, verifier } = files
	const app = new Hono<Env>()
	// The verifier is one file: its own scripts run, and nothing is fetched.
	const page = verifier === null ? '' : new TextDecoder().decode(verifier.bytes)
	const policy = policyOf(page, { 'img-src': 'data:' })

	app.get('/verify.html', (c) => {
		if (verifier === null) throw notFound('The verifier was not built. Run: pnpm build')
		c.header('content-security-policy', policy)
		return send(c, verifier, 'no-cache')
	})

	app.get('*', (c) => {
		const file = client.get(c.req.path)
		if (file !== undefined && !DOCUMENTS.includes(c.req.path)) {
			const isHashed = c.req.path.startsWith('/assets/')
			return send(c, file, isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
		}
		const lastPart = c.req.path.slice(c.req.path.lastIndexOf('/'))
		if (NO_PAGES.test(c.req.path) || lastPart.includes('.')) return c.notFound()
		const negotiation = ROOM.exec(c.req.path)?.[1]
		const room = negotiation === undefined ? undefined : client.get('/room.html')
		const page = room ?? client.get('/index.html')
		if (page === undefined) throw notFound('The pages were not built. Run: pnpm build')
		if (negotiation !== undefined) preload(c, negotiation, publicUrl())
		return send(c, page, 'no-store')
	})

	return app
}

/**
 * Has a browser ask for the room and its text with the page, before any script has come: what `firstAnswers.ts` of the client takes. Whoever is not
 * signed in would be refused both.
 */
function preload(c: RequestContext, negotiation: string, publicUrl: string): void {
	const isSignedIn = readCredential(null, c.req.header('cookie'), publicUrl) !== null
	if (!isSignedIn || !NEGOTIATION.test(negotiation)) return
	const room = `/api/v1/negotiations/${negotiation}`
	const wanted = [room, `${room}/text`]
	c.header('link', wanted.map((path) => `<${path}>; rel=preload; as=fetch; crossorigin`).join(', '))
}

function send(c: RequestContext, file: StaticFile, cacheControl: string): Response {
	c.header('cache-control', cacheControl)
	c.header('etag', file.etag)
	c.header('vary', 'accept-encoding')
	if (c.req.header('if-none-match') === file.etag) return c.body(null, 304)
	c.header('content-type', file.type)
	const takesGzip = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
	if (file.gzip === null || !takesGzip) return c.body(file.bytes)
	c.header('content-encoding', 'gzip')
	return c.body(file.gzip)
}
