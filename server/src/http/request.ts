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
 * Reads the body of a request that changes something and stamps it at the moment its last byte was read (rule F2). The stamp is let go
 * once the request is answered: a freeze waits for what came before it.
 */
export function receiveBody(frames: Frames) {
	return createMiddleware<Env>(async (c, next) => {
		if (!isUnsafe(c.req.method)) {
			await next()
			return
		}
		c.set('body', await readBody(c))
		const stamp = frames.receive()
		c.set('stamp', stamp)
		try {
			await next()
		} finally {
			stamp.done()
		}
	})
}

/** Whether requests with this method change something. */
export function isUnsafe(method: string): boolean {
	return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

async function readBody(c: RequestContext): Promise<string> {
	const { incoming } = c.env
	const tooLarge = new RequestProblem('too-large', 'The request has more than 64 KiB.', {
		headers: { connection: 'close' },
	})
	if (Number(c.req.header('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge
	const chunks: Uint8Array[] = []
	let size = 0
	try {
		// Without this, leaving the loop cuts the connection before the answer is sent.
		for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
			if (!(chunk instanceof Uint8Array)) continue
			size += chunk.length
			if (size > MAX_BODY_BYTES) throw tooLarge
			chunks.push(chunk)
		}
		return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
	} catch (error) {
		if (error === tooLarge) throw error
		const what = incoming.complete ? 'is not UTF-8' : 'did not come to its end'
		throw new RequestProblem('bad-request', `The body of the request ${what}.`)
	}
}

/**
 * Reads the JSON body of a request by `schema`; no body at all counts as `{}`. Throws a problem that says what is wrong and where.
 */
export function readJson<T>(c: RequestContext, schema: BodySchema<T>): T {
	const text = c.get('body') || '{}'
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
