import { createMiddleware } from 'hono/factory'
import { addressOf } from './access.ts'
import { type PolicyName, type Quota } from './limits.ts'
import { type Env, type HttpParts, type RequestContext } from './parts.ts'
import { problemResponse, RequestProblem } from './problem.ts'

/**
 * Counts every request by its address, and says in each answer what is left of the quotas that it was counted in: `RateLimit` and
 * `RateLimit-Policy` as in draft-ietf-httpapi-ratelimit-headers-10.
 */
export function countAddress(parts: HttpParts) {
	return createMiddleware<Env>(async (c, next) => {
		const quota = await parts.limits.count('address', addressOf(c, parts))
		c.set('quotas', [quota])
		if (quota.exceeded) c.res = problemResponse(tooMany(quota))
		else await next()
		const quotas = c.get('quotas')
		c.res.headers.set('ratelimit-policy', quotas.map(policyItem).join(', '))
		c.res.headers.set('ratelimit', quotas.map(limitItem).join(', '))
	})
}

/** Counts every request of a session, so that one program cannot take the room of all those who share its address. */
export function countSession({ limits }: HttpParts) {
	return createMiddleware<Env>(async (c, next) => {
		take(c, await limits.count('session', c.get('session').id))
		await next()
	})
}

/** Counts a try of a link, or one that is made. */
export async function countTry(c: RequestContext, parts: HttpParts): Promise<void> {
	take(c, await parts.limits.count('links', addressOf(c, parts)))
}

/**
 * Counts a code that opened nothing because nobody has made it. Throws `too-many-requests` where there were too many from this address; who
 * shares it and has a good link is let in all the same.
 */
export async function countUnknownLink(c: RequestContext, parts: HttpParts): Promise<void> {
	take(c, await parts.limits.count('unknown-links', addressOf(c, parts)))
}

/** Counts what a seat does to take words out of the record. Throws `too-many-requests` where it was too much. */
export async function countSeat(
	c: RequestContext,
	parts: HttpParts,
	policy: 'withholdings' | 'word-searches'
): Promise<void> {
	take(c, await parts.limits.count(policy, c.get('place').seat.id))
}

/** What was read, and how long the server worked on it, in ms. */
export interface Worked {
	readonly workMs: number
}

/**
 * Reads what is dear to read: for one session one thing after the other, each counted by how long it took. Throws `too-many-requests` where
 * its session, or all who come from its address, have had more than their share of the last minute.
 */
export async function readDearly<T extends Worked>(
	c: RequestContext,
	parts: HttpParts,
	read: () => Promise<T>
): Promise<T> {
	const { limits } = parts
	const { id } = c.get('session')
	const address = addressOf(c, parts)
	const count = async (ms: number): Promise<readonly Quota[]> => [
		await limits.count('session-work', id, ms),
		await limits.count('address-work', address, ms),
	]
	const reading = limits.inTurn.take(id, async () => {
		const before = c.get('quotas')
		for (const quota of await count(0)) take(c, quota)
		const worked = await read()
		c.set('quotas', [...before, ...(await count(Math.ceil(worked.workMs)))])
		return worked
	})
	if (reading === null) throw tooMany(await limits.count('session-work', id, 0))
	return reading
}

/** As `readDearly` for what does not say how long it took: the time that it takes counts. */
export async function readSlowly<T>(
	c: RequestContext,
	parts: HttpParts,
	read: () => T | Promise<T>
): Promise<T> {
	const { value } = await readDearly(c, parts, async () => {
		const began = performance.now()
		const value = await read()
		return { value, workMs: performance.now() - began }
	})
	return value
}

function take(c: RequestContext, quota: Quota): void {
	c.set('quotas', [...c.get('quotas'), quota])
	if (quota.exceeded) throw tooMany(quota)
}

function policyItem({ policy, limit, windowSeconds }: Quota): string {
	return `"${policy}";q=${limit};w=${windowSeconds}`
}

function limitItem({ policy, left, resetSeconds }: Quota): string {
	return `"${policy}";r=${left};t=${resetSeconds}`
}

function tooMany({ policy, resetSeconds }: Quota): RequestProblem {
	const seconds = Math.max(1, resetSeconds)
	const [what, from] = COUNTED[policy]
	const wait = seconds > 120 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
	const detail = `Too many ${what} from ${from}. Wait ${wait}, then try again.`
	const headers = { 'retry-after': String(seconds) }
	return new RequestProblem('too-many-requests', detail, { headers })
}

/** What is counted by a policy, and from where it comes. */
const COUNTED: Readonly<Record<PolicyName, readonly [what: string, from: string]>> = {
	session: ['requests', 'this session'],
	address: ['requests', 'your network'],
	'session-work': ['requests that are dear to answer', 'this session'],
	'address-work': ['requests that are dear to answer', 'your network'],
	links: ['tries', 'your network'],
	'unknown-links': ['tries', 'your network'],
	withholdings: ['requests to take words out of the record', 'your seat within an hour'],
	'word-searches': ['searches for words', 'your seat within an hour'],
}
