import { Hono } from 'hono'
import { cookieName } from '../credentials.ts'
import { type Operation } from '../operation.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { openApiDocument } from '../reference/document.ts'
import { referencePage } from '../reference/page.ts'
import { type StaticFiles } from '../staticFiles.ts'

/** What the API is: `/openapi.json` for programs, `/reference` for people. */
export function referenceRoutes(
	{ publicUrl, files }: HttpParts,
	operations: ReadonlyMap<string, readonly Operation[]>
): Hono<Env> {
	const app = new Hono<Env>()
	const document = () => openApiDocument(operations, cookieName(publicUrl()))
	const stylesheet = stylesheetOf(files)

	app.get('/openapi.json', (c) => {
		c.header('cache-control', 'no-cache')
		return c.json(document())
	})

	app.get('/reference', (c) => {
		c.header('cache-control', 'no-cache')
		return c.html(referencePage(document(), stylesheet))
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
