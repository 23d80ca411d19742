import { Hono } from 'hono'
import { cookieName } from '../credentials.ts'
import { policyOf } from '../contentPolicy.ts'
import { type Operation } from '../operation.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { openApiDocument } from '../reference/document.ts'
import { referencePage } from '../reference/page.ts'
import { type StaticFiles } from '../staticFiles.ts'

/** Both forms of the reference, for one name of our cookie. */
interface Made {
	readonly cookie: string
	readonly document: string
	readonly page: string
	/** What the page may show: its own style, and the client's. */
	readonly policy: string
}

/** What the API is: `/openapi.json` for programs, `/reference` for people. */
export function referenceRoutes(
	{ publicUrl, files }: HttpParts,
	operations: ReadonlyMap<string, readonly Operation[]>
): Hono<Env> {
	const app = new Hono<Env>()
	const stylesheet = stylesheetOf(files)
	let made: Made | null = null

	/** Both take ten milliseconds to make and whoever asks for them is not counted, so they are made once for an address of ours. */
	async function reference(): Promise<Made> {
		const cookie = cookieName(publicUrl())
		if (made?.cookie === cookie) return made
		const document = openApiDocument(operations, cookie)
		const page = String(await referencePage(document, stylesheet))
		const policy = policyOf(page, {
			'style-src': "'self'",
			'font-src': "'self'",
			'img-src': "'self'",
		})
		made = { cookie, document: JSON.stringify(document), page, policy }
		return made
	}

	app.get('/openapi.json', async (c) => {
		const { document } = await reference()
		return c.body(document, 200, {
			'cache-control': 'no-cache',
			'content-type': 'application/json',
		})
	})

	app.get('/reference', async (c) => {
		const { page, policy } = await reference()
		c.header('content-security-policy', policy)
		c.header('cache-control', 'no-cache')
		return c.html(page)
	})

	return app
}

/** The stylesheet that the client's page names: its name changes with each build. */
function stylesheetOf({ client }: StaticFiles): string | null {
	const page = client.get('/index.html')
	if (page === undefined) return null
	const text = new TextDecoder().decode(page.bytes)
	return /<link rel="stylesheet"[^>]* href="(\/assets\/[\w.-]+\.css)"/.exec(text)?.[1] ?? null
}
