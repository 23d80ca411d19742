import { Hono } from 'hono'
import { cookieName } from '../credentials.ts'
import { type Operation } from '../operation.ts'
import { type Env, type HttpParts } from '../parts.ts'
import { openApiDocument } from '../reference/document.ts'

/** What the API is: `/openapi.json` for programs, `/reference` for people. */
export function referenceRoutes(
	{ publicUrl }: HttpParts,
	operations: ReadonlyMap<string, readonly Operation[]>
): Hono<Env> {
	const app = new Hono<Env>()

	app.get('/openapi.json', (c) => {
		c.header('cache-control', 'no-cache')
		return c.json(openApiDocument(operations, cookieName(publicUrl())))
	})

	return app
}
