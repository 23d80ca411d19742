import { expect, test } from 'vitest'
import { openTestApp, type TestApp } from './testApp.ts'

interface Route {
	readonly method: string
	/** After the negotiation's path; `CLAUSE`, `SEAT` and `OTHER` stand for ids of its own. */
	readonly path: string
	readonly body?: unknown
	/** Seats that may; everybody where it is left out. */
	readonly only?: readonly string[]
}

const RUNNERS = ['Secretariat', 'Chair'] as const
const EVERYBODY = ['Advisor 1', 'Note-taker', 'Secretariat', 'Chair', 'Observer'] as const

const ROUTES: readonly Route[] = [
	{ method: 'GET', path: '' },
	{ method: 'GET', path: '/text' },
	{ method: 'GET', path: '/clauses' },
	{ method: 'GET', path: '/clauses/CLAUSE' },
	{ method: 'GET', path: '/changes?since=1' },
	{ method: 'GET', path: '/notes' },
	{ method: 'GET', path: '/late' },
	{ method: 'GET', path: '/snapshots' },
	{ method: 'POST', path: '/notes', body: { clause: 'CLAUSE', seen: 1, text: 'Said.' } },
	{ method: 'PATCH', path: '/clauses/CLAUSE', body: { status: 'bracketed' }, only: RUNNERS },
	{ method: 'GET', path: '/people', only: RUNNERS },
	{ method: 'POST', path: '/seats/SEAT/invitations', only: RUNNERS },
	{ method: 'PUT', path: '/contact', body: { contact: '+44 20 7946 0000' }, only: RUNNERS },
	{
		method: 'PUT',
		path: '/deadline',
		body: { at: '2025-12-09T20:00', reason: 'More time.' },
		only: RUNNERS,
	},
	{ method: 'POST', path: '/seats/OTHER/revocation', only: RUNNERS },
]

/** Fills in ids, the body's included. */
function filled(t: TestApp, value: string): string {
	const [clause] = t.framework.clauses
	return value
		.replaceAll('CLAUSE', clause?.id ?? '')
		.replaceAll('SEAT', t.seat('Advisor 3').id)
		.replaceAll('OTHER', t.seat('Advisor 2').id)
}

function asking(t: TestApp, { body }: Route, as?: string) {
	return {
		...(body !== undefined && { body: filled(t, JSON.stringify(body)) }),
		...(as !== undefined && { as }),
	}
}

test('[H5] each route answers the seats that may, and says no to the others', async () => {
	const t = await openTestApp()
	for (const name of EVERYBODY) {
		const as = await t.signIn(name)
		for (const route of ROUTES) {
			const answer = await t.ask(route.method, t.at(filled(t, route.path)), asking(t, route, as))
			const may = route.only?.includes(name) ?? true
			const what = `${name}: ${route.method} ${route.path} ${answer.text}`
			expect(may ? answer.status < 300 : answer.code === 'not-allowed', what).toBe(true)
		}
	}
})

test('[H2] without a session, and in a room of others, there is nothing to see', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	for (const route of ROUTES) {
		const path = filled(t, route.path)
		const none = await t.ask(route.method, t.at(path), asking(t, route))
		expect([none.status, none.code]).toEqual([401, 'not-signed-in'])
		expect(none.headers.get('www-authenticate')).toBe('Bearer')
		const forged = await t.ask(route.method, t.at(path), asking(t, route, 'x'.repeat(43)))
		expect(forged.text).toBe(none.text)
		const answers = new Set<string>()
		for (const id of [t.other.negotiation.id, 'ng_000000000000', 'ng_0', 'x'.repeat(300)]) {
			const answer = await t.ask(
				route.method,
				`/api/v1/negotiations/${id}${path}`,
				asking(t, route, as)
			)
			answers.add(`${answer.status} ${answer.text}`)
		}
		expect([...answers]).toHaveLength(1)
		expect([...answers][0]).toMatch(/^404 .*no such negotiation/)
	}
})

test('[H1] what is not there, or cannot be done there, is a problem', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const cases: readonly [string, string, number, string][] = [
		['GET', '/api', 404, 'not-found'],
		['GET', '/api/v1/nothing', 404, 'not-found'],
		['GET', '/api/v2/keys', 404, 'not-found'],
		['DELETE', '/somewhere', 404, 'not-found'],
		['GET', '/assets/none.js', 404, 'not-found'],
		['GET', '/%zz', 404, 'not-found'],
		['GET', t.at('/nothing'), 404, 'not-found'],
		['GET', t.at('/clauses/cl_000000000000'), 404, 'not-found'],
		['GET', t.at('/snapshots/sn_000000000000'), 404, 'not-found'],
		['GET', t.at('/snapshots/sn_000000000000/protocol'), 404, 'not-found'],
		['DELETE', t.at('/invitations/in_000000000000'), 404, 'not-found'],
		['POST', t.at('/seats/st_000000000000/invitations'), 404, 'not-found'],
		['POST', t.at('/seats/st_000000000000/revocation'), 404, 'not-found'],
		['GET', '/api/v1/sessions', 405, 'method-not-allowed'],
		['DELETE', '/api/v1/keys', 405, 'method-not-allowed'],
		['PUT', t.at('/notes'), 405, 'method-not-allowed'],
	]
	for (const [method, path, status, code] of cases) {
		const answer = await t.ask(method, path, { as })
		expect([answer.status, answer.code], `${method} ${path}`).toEqual([status, code])
	}
	const answer = await t.ask('PUT', t.at('/notes'), { as })
	expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
})

test('[H30] OPTIONS says what can be done at an address, and asks for nobody', async () => {
	const t = await openTestApp()
	const cases: readonly [string, string][] = [
		[t.at('/notes'), 'GET, HEAD, POST, OPTIONS'],
		[t.at('/deadline'), 'PUT, OPTIONS'],
		[t.at('/clauses/CLAUSE'), 'GET, HEAD, PATCH, OPTIONS'],
		['/api/v1/sessions/current', 'GET, HEAD, DELETE, OPTIONS'],
		['/openapi.json', 'GET, HEAD, OPTIONS'],
	]
	for (const [path, allow] of cases) {
		const { status, text, headers } = await t.ask('OPTIONS', path)
		expect([path, status, text, headers.get('allow')]).toEqual([path, 204, '', allow])
		expect(headers.get('access-control-allow-origin')).toBeNull()
	}
	expect((await t.ask('OPTIONS', '/api/v1/nothing')).code).toBe('not-found')
	expect((await t.ask('OPTIONS', t.at('/nothing'))).code).toBe('not-found')
})

test('[H1] a body that cannot be read says what is wrong with it, and where', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const path = t.at('/notes')
	const [clause] = t.framework.clauses
	const note = { clause: clause?.id, seen: 1, text: 'x' }
	const cases: readonly [unknown, string | null][] = [
		['{', null],
		['[]', null],
		['null', null],
		['', 'clause'],
		[{ ...note, text: 7 }, 'text'],
		[{ ...note, text: '' }, 'text'],
		[{ ...note, text: ' \u0000\n ' }, 'text'],
		[{ ...note, text: 'x'.repeat(2001) }, 'text'],
		[{ ...note, seen: -1 }, 'seen'],
		[{ ...note, seen: 1.5 }, 'seen'],
		[{ ...note, seen: 10_000 }, 'seen'],
		[{ ...note, clause: 'cl_000000000000' }, 'clause'],
		[{ ...note, clause: null }, 'clause'],
	]
	for (const [body, at] of cases) {
		const answer = await t.ask('POST', path, { as, body })
		expect(answer.status, JSON.stringify(body)).toBe(400)
		expect(answer.json, JSON.stringify(body)).toMatchObject({
			code: 'bad-request',
			...(at !== null && { at }),
		})
	}
	const headers = { 'content-type': 'text/plain' }
	const plain = await t.ask('POST', path, { as, body: note, headers })
	expect([plain.status, plain.code]).toEqual([415, 'not-json'])
	const bytes = await fetch(new URL(path, t.url), {
		method: 'POST',
		headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
		body: new Uint8Array([0x22, 0xff, 0x22]),
	})
	expect([bytes.status, await bytes.text()]).toMatchObject([400, expect.stringContaining('UTF-8')])
})

test('[H4] no body is larger than 64 KiB, announced or not', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const large = await t.ask('POST', t.at('/notes'), { as, body: 'x'.repeat(65_537) })
	expect([large.status, large.code]).toEqual([413, 'too-large'])
	const stream = new ReadableStream<Uint8Array>({
		pull(controller) {
			controller.enqueue(new Uint8Array(8192).fill(0x20))
		},
	})
	const response = await fetch(new URL(t.at('/notes'), t.url), {
		method: 'POST',
		headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
		body: stream,
		duplex: 'half',
	})
	expect([response.status, await response.text()]).toMatchObject([
		413,
		expect.stringContaining('too-large'),
	])
})

test('[H3] a cookie counts on our own pages alone', async () => {
	const t = await openTestApp()
	const token = await t.signIn('Secretariat')
	const cookie = `parley_session=${token}`
	const own = t.url
	const body = { contact: 'The desk' }
	const put = (headers: Record<string, string>) => t.ask('PUT', t.at('/contact'), { body, headers })
	expect((await put({ cookie, origin: own })).status).toBe(200)
	expect((await put({ cookie })).code).toBe('foreign-origin')
	expect((await put({ cookie, origin: 'null' })).code).toBe('foreign-origin')
	expect((await put({ cookie, origin: 'https://evil.example' })).code).toBe('foreign-origin')
	expect((await put({ cookie, origin: `${own}.evil.example` })).code).toBe('foreign-origin')
	const bearer = { authorization: `Bearer ${token}` }
	expect((await put({ ...bearer, origin: 'https://evil.example' })).code).toBe('foreign-origin')
	expect((await put(bearer)).status).toBe(200)
	expect((await t.ask('GET', t.at(), { headers: { cookie } })).status).toBe(200)
})

test('[H41] the public address decides whose page asks; what is said to be forwarded does not', async () => {
	const t = await openTestApp({
		publicUrl: 'https://parley.example',
		trustedProxies: ['127.0.0.1'],
	})
	const cookie = `__Host-parley_session=${await t.signIn('Secretariat')}`
	const put = async (headers: Record<string, string>) => {
		const body = { contact: 'The desk' }
		const answer = await t.ask('PUT', t.at('/contact'), { body, headers: { cookie, ...headers } })
		return answer.status
	}
	const evil = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example;proto=http' }
	expect(await put({ origin: 'https://parley.example' })).toBe(200)
	expect(await put({ origin: 'https://parley.example', ...evil })).toBe(200)
	expect(await put({ origin: 'https://evil.example', ...evil })).toBe(403)
	// The same host in clear: whoever sits on the line can make that page.
	expect(await put({ origin: 'http://parley.example' })).toBe(403)
	expect(await put({ origin: 'http://parley.example', 'x-forwarded-proto': 'http' })).toBe(403)
	// Reached directly, past the proxy.
	expect(await put({ origin: t.url })).toBe(200)

	const body = { code: await t.code('Advisor 1') }
	const headers = { ...evil, origin: 'https://parley.example', 'x-forwarded-proto': 'http' }
	const entered = await t.ask('POST', '/api/v1/sessions', { body, headers })
	expect(entered.headers.get('set-cookie')).toMatch(/^__Host-parley_session=.*; Secure/)
	expect(entered.headers.get('strict-transport-security')).toBe('max-age=31536000')
	const path = t.at(`/seats/${t.seat('Advisor 3').id}/invitations`)
	const link = await t.ask('POST', path, { headers: { cookie, ...headers } })
	expect(link.text).toContain('https://parley.example/enter#')
})

test('[H1] our own failure has a reference, which the log has too, and nothing else', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	await t.storage.close()
	const answer = await t.ask('GET', t.at('/people'), { as })
	expect([answer.status, answer.code]).toEqual([500, 'internal'])
	expect(answer.text).not.toMatch(/storage|closed|stack/)
	const reference = /"reference":"(\w+)"/.exec(answer.text)?.[1]
	const lines = t.logged.filter((line) => line.includes(`"reference":"${reference}"`))
	expect(lines).toHaveLength(2)
	expect(lines.join('')).toMatch(/"route":"\/api\/v1\/negotiations\/:negotiation\/people"/)
})

test('[H43] each answer bears the reference that the log has it under, and the log no address as it was typed', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const secret = 'kept-between-us'
	const asked = [t.at(), t.at(`/clauses/${secret}`), `/n/${secret}`, `/assets/${secret}.js`]
	for (const path of [...asked, `/yjs/${secret}?token=${secret}`, `/api/v1/${secret}`]) {
		const answer = await t.ask('GET', `${path}?word=${secret}`, { as })
		const reference = answer.headers.get('x-request-id') ?? ''
		expect(reference).toMatch(/^[\da-f]{10}$/)
		const lines = t.logged.filter((line) => line.includes(reference))
		expect(lines, path).toHaveLength(1)
		expect(lines.join('')).toContain(`"status":${answer.status}`)
	}
	expect(t.logged.join('')).not.toContain(secret)
})
