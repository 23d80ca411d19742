import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { seatedHere, signedIn } from './access.ts'
import { countSession } from './counting.ts'
import { answerTagged } from './entityTag.ts'
import { type Access, type Declaration, type Operation, type Tag } from './operation.ts'
import { type Env, type HttpParts } from './parts.ts'
import { readJson, readQuery } from './request.ts'

/** What a request brought, read by the route's declaration. */
export interface Asked<Body, Query> {
	readonly body: Body
	readonly query: Query
}

/**
 * Routes that are mounted together. A route is declared once, with `add`: the same declaration lets people in, reads the request and
 * stands in `/openapi.json`, so that none of the three can be forgotten.
 */
export class RouteGroup {
	readonly app = new Hono<Env>()
	readonly operations: Operation[] = []
	readonly #parts: HttpParts
	readonly #tag: Tag
	readonly #access: Access

	constructor(parts: HttpParts, tag: Tag, access: Access) {
		this.#parts = parts
		this.#tag = tag
		this.#access = access
	}

	/** Declares a route and what it does. The handler runs for those it is meant for, with a request that is as it must be. */
	add<const Path extends string, Body = undefined, Query = unknown>(
		declaration: Declaration<Path, Body, Query>,
		handle: (c: Context<Env, Path>, asked: Asked<Body, Query>) => Response | Promise<Response>
	): void {
		const { method, access = this.#access, query, body } = declaration
		this.operations.push({ ...declaration, access, tag: this.#tag })
		const guards = [...this.#guards(access), ...(declaration.compressed ? [compress()] : [])]
		this.app.on(
			[method.toUpperCase()],
			[declaration.path],
			...guards,
			async (c: Context<Env, Path>) => {
				const asked = {
					query: readQuery(c, query),
					body: body === undefined ? undefined : readJson(c, body),
				} as Asked<Body, Query>
				const answer = await handle(c, asked)
				return declaration.tagged === true ? answerTagged(c, answer) : answer
			}
		)
	}

	#guards(access: Access): MiddlewareHandler<Env>[] {
		switch (access) {
			case 'anybody':
				return []
			case 'session':
				return [signedIn(this.#parts), countSession(this.#parts)]
			case 'seat':
				return [...this.#guards('session'), seatedHere(this.#parts)]
		}
	}
}
