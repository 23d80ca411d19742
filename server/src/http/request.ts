import { parseLogPosition, type LogPosition } from '@parley/domain'
import { createMiddleware } from 'hono/factory'
import * as z from 'zod/mini'
import { type Frames } from '../negotiation/frames.ts'
import { placeOf, sayIssue } from './issueWords.ts'
import { type Described } from './operation.ts'
import { type Env, type RequestContext } from './parts.ts'
import { RequestProblem } from './problem.ts'

/** The largest body of a request. */
export const MAX_BODY_BYTES = 64 * 1024

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
export function readJson<T>(c: RequestContext, schema: z.ZodMiniType<T>): T {
	const text = c.get('body') || '{}'
	const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
	if (type !== 'application/json' && text !== '{}') {
		throw new RequestProblem(
			'not-json',
			'Send the request as JSON, with content-type application/json.'
		)
	}
	const sent = parseJson(text)
	const parsed = schema.safeParse(sent)
	if (parsed.success) return parsed.data
	const [issue] = parsed.error.issues
	const at = issue === undefined ? '' : placeOf(issue)
	throw new RequestProblem('bad-request', sayIssue(issue, sent), at === '' ? {} : { at })
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
 * Reads what `?name=` carries, for each name in `declared`. Throws a problem that names the first one that is wrong; others are passed
 * over.
 */
export function readQuery<Query>(
	c: RequestContext,
	declared: { readonly [Name in keyof Query]: Described<Query[Name]> } | undefined
): Query {
	const read: Partial<Query> = {}
	for (const name in declared) {
		const { schema, words } = declared[name]
		const parsed = schema.safeParse(c.req.query(name))
		if (!parsed.success) {
			const detail = `The parameter ${name} is not as it must be. ${words}`
			throw new RequestProblem('bad-request', detail, { at: name })
		}
		read[name] = parsed.data
	}
	return read as Query
}

/** A whole number in decimal digits, as parameters carry it, between `least` and `most`. */
export function wholeText(least: number, most = Number.MAX_SAFE_INTEGER) {
	const digits = z.string().check(z.regex(/^\d{1,15}$/))
	const whole = z.int().check(z.gte(least), z.lte(most))
	return z.pipe(z.pipe(digits, z.transform(Number)), whole)
}

/** The parameter `at` of whatever reads the text. */
export const AT: Described<number | undefined> = {
	schema: z.optional(wholeText(1)),
	words:
		'The log position at which to read, from 1 to the newest; what is committed now where it is left out.',
}

/** The log position that the parameter `name` names, or the newest. Throws a problem where the log has not come that far. */
export function positionAt(
	at: number | undefined,
	newest: LogPosition,
	name: 'at' | 'since' = 'at'
): LogPosition {
	if (at === undefined) return newest
	if (at <= newest) return parseLogPosition(at)
	const detail = `${name} must be a log position from 1 to ${newest}.`
	throw new RequestProblem('bad-request', detail, { at: name })
}

/** The problem of a thing that is not there, or not for this seat. */
export function notFound(what = 'There is nothing at this address.'): RequestProblem {
	return new RequestProblem('not-found', what)
}
