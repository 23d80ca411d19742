import { parseLogPosition, type LogPosition } from '@parley/domain'
import { createMiddleware } from 'hono/factory'
import { type Frames } from '../negotiation/frames.ts'
import { type Env, type RequestContext } from './parts.ts'
import { RequestProblem } from './problem.ts'

/** The largest body of a request. */
export const MAX_BODY_BYTES = 64 * 1024

/** The part of a zod schema that reading needs; `zod` and `zod/mini` both have it. */
export interface BodySchema<T> {
	safeParse(
		value: unknown
	):
		| { readonly success: true; readonly data: T }
		| { readonly success: false; readonly error: { readonly issues: readonly Issue[] } }
}

interface Issue {
	readonly path: readonly PropertyKey[]
	readonly message: string
}

/**
 * Stamps a request that records an act at the moment its last byte was read (rule F2), and lets go of the stamp once it was
 * answered: a freeze waits for what came before it.
 */
export function stampWhenRead(frames: Frames) {
	return createMiddleware<Env>(async (c, next) => {
		await c.req.text()
		const stamp = frames.receive()
		c.set('stamp', stamp)
		try {
			await next()
		} finally {
			stamp.done()
		}
	})
}

/**
 * Reads the JSON body of a request by `schema`; no body at all counts as `{}`. Throws a problem that says what is wrong and where.
 */
export async function readJson<T>(c: RequestContext, schema: BodySchema<T>): Promise<T> {
	const text = (await c.req.text()) || '{}'
	const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
	if (type !== 'application/json' && text !== '{}') {
		throw new RequestProblem(
			'not-json',
			'Send the request as JSON, with content-type application/json.'
		)
	}
	const parsed = schema.safeParse(parseJson(text))
	if (parsed.success) return parsed.data
	const [issue] = parsed.error.issues
	const at = issue?.path.map(String).join('.') ?? ''
	const where = at === '' ? 'The request' : `The member ${at}`
	const detail = `${where} is not as it must be: ${issue?.message ?? 'it cannot be read'}.`
	throw new RequestProblem('bad-request', detail, at === '' ? {} : { at })
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error
		throw new RequestProblem('bad-request', 'The body of the request is not JSON.')
	}
}

/**
 * The log position that `?at=` names, between 1 and `newest`; undefined where it is left out. Throws a problem on anything else.
 */
export function readPosition(c: RequestContext, newest: LogPosition): LogPosition | undefined {
	const at = c.req.query('at')
	if (at === undefined) return undefined
	const position = /^\d{1,15}$/.test(at) ? Number(at) : 0
	if (position < 1 || position > newest) {
		const detail = `at must be a log position from 1 to ${newest}.`
		throw new RequestProblem('bad-request', detail, { at: 'at' })
	}
	return parseLogPosition(position)
}

/** The problem of a thing that is not there, or not for this seat. */
export function notFound(what = 'There is nothing at this address.'): RequestProblem {
	return new RequestProblem('not-found', what)
}
