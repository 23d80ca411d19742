import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { compress } from 'hono/compress'
import { seatedHere, signedIn } from './access.ts'
import { countSession, countTry } from './counting.ts'
import { answerTagged } from './entityTag.ts'
import {
	json,
	type Access,
	type Declaration,
	type ListDeclaration,
	type Operation,
	type Tag,
} from './operation.ts'
import { linkToNext, PAGE_QUERY, readCursor, toCursor, type PageAsked } from './paging.ts'
import { type Env, type HttpParts } from './parts.ts'
import { OnceOnly, type Asker } from './onceOnly.ts'
import { isUnsafe, readJson, readQuery } from './request.ts'

/** What a request brought, read by the route's declaration. */
export interface Asked<Body, Query> {
	readonly body: Body
	readonly query: Query
}

/** What was read of a list: the answer but for its cursor, and the mark that this is made of. */
export interface Found<List, Mark> {
	readonly body: Omit<List, 'next'>
	readonly next: Mark | null
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
	readonly #onceOnly: OnceOnly

	constructor(parts: HttpParts, tag: Tag, access: Access) {
		this.#parts = parts
		this.#tag = tag
		this.#access = access
		this.#onceOnly = new OnceOnly(parts)
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
				if (declaration.triesLink === true) await countTry(c, this.#parts)
				const answer = isUnsafe(c.req.method)
					? await this.#onceOnly.answer(c, await this.#asker(c, declaration, asked.body), () =>
							handle(c, asked)
						)
					: await handle(c, asked)
				return declaration.tagged === true ? answerTagged(c, answer) : answer
			}
		)
	}

	/**
	 * Declares a list, which is read by pages, and what reads one. Cursors go by where rows stand in the order of the list and not by how many
	 * come before: what is added meanwhile is neither left out nor given twice.
	 */
	addList<const Path extends string, List extends { readonly next: string | null }, Mark>(
		{ list, order, mark, ...declaration }: ListDeclaration<Path, List, Mark>,
		read: (
			c: Context<Env, Path>,
			asked: PageAsked<Mark>
		) => Found<List, Mark> | Promise<Found<List, Mark>>
	): void {
		const answers = { 200: json(list, order) }
		this.add(
			{ ...declaration, method: 'get', query: PAGE_QUERY, answers, paged: true },
			async (c, { query: { limit, cursor } }) => {
				const { path } = c.req
				const after = cursor === undefined ? null : readCursor(cursor, path, mark)
				const page = await read(c, { limit, after })
				const next = page.next === null ? null : toCursor(path, page.next)
				if (next !== null) c.header('link', linkToNext(path, limit, next))
				return c.json({ ...page.body, next })
			}
		)
	}

	/** Who asks, by ids and hashes: an idempotency key counts for them alone. */
	async #asker<Path extends string, Body, Query>(
		c: Context<Env, Path>,
		declaration: Declaration<Path, Body, Query>,
		body: Body
	): Promise<Asker> {
		switch (declaration.access ?? this.#access) {
			case 'anybody':
				return { holders: (await declaration.askers?.(c, body)) ?? [], negotiation: null }
			case 'session':
				return { holders: [c.get('session').id], negotiation: null }
			case 'seat': {
				const { room, seat, session } = c.get('place')
				return { holders: [`${session.id}/${seat.id}`], negotiation: room.negotiation.id }
			}
		}
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
