import { expect, test } from 'vitest'
import { DEFAULT_RATES } from './limits.ts'
import { openTestApp } from './testApp.ts'

/** What one of the two fields says, by policy: `{ session: { r: 2, t: 60 } }`. */
function read(field: string | null): Record<string, Record<string, number>> {
	const read: Record<string, Record<string, number>> = {}
	for (const item of (field ?? '').split(', ')) {
		const [, policy = '', parameters = ''] = /^"([\w-]+)"((?:;[a-z]=\d+)+)$/.exec(item) ?? []
		const pairs = [...parameters.matchAll(/;([a-z])=(\d+)/g)]
		read[policy] = Object.fromEntries(
			pairs.map(([, name = '', value]) => [name, Number(value)] as const)
		)
	}
	return read
}

test('[H20] a session that asks too often is told to wait, and others of its address are not', async () => {
	const t = await openTestApp({ rates: { sessionPerMinute: 3 } })
	const greedy = await t.signIn('Advisor 1')
	const modest = await t.signIn('Advisor 2')
	for (const left of [2, 1, 0]) {
		const { headers, status } = await t.ask('GET', t.at(), { as: greedy })
		expect(status).toBe(200)
		expect(read(headers.get('ratelimit'))['session']).toMatchObject({ r: left })
		expect(read(headers.get('ratelimit-policy'))['session']).toEqual({ q: 3, w: 60 })
	}
	const over = await t.ask('GET', t.at(), { as: greedy })
	expect([over.status, over.code]).toEqual([429, 'too-many-requests'])
	const wait = Number(over.headers.get('retry-after'))
	expect(wait).toBeGreaterThan(50)
	expect(read(over.headers.get('ratelimit'))['session']).toEqual({ r: 0, t: wait })
	expect((await t.ask('GET', t.at(), { as: modest })).status).toBe(200)
})

test('[H20] an address that asks too often is told to wait, whoever asks', async () => {
	const t = await openTestApp({ rates: { addressPerMinute: 2 } })
	for (const left of [1, 0]) {
		const { headers } = await t.ask('GET', '/api/v1/keys')
		expect(read(headers.get('ratelimit'))['address']).toMatchObject({ r: left })
		expect(read(headers.get('ratelimit-policy'))['address']).toEqual({ q: 2, w: 60 })
	}
	expect((await t.ask('GET', '/api/v1/keys')).code).toBe('too-many-requests')
	expect((await t.ask('GET', t.at())).code).toBe('too-many-requests')
	expect((await t.ask('GET', '/healthz')).status).toBe(200)
})

test('[H20] sixty people behind one address who each read twenty clauses as others write meet no quota', () => {
	// a page gets the text of what changed every two seconds, one request for each clause
	const eachPerMinute = (20 * 60) / 2
	expect(DEFAULT_RATES.sessionPerMinute).toBeGreaterThan(2 * eachPerMinute)
	expect(DEFAULT_RATES.addressPerMinute).toBeGreaterThan(60 * eachPerMinute)
	expect(DEFAULT_RATES.attemptsPerMinute).toBeGreaterThanOrEqual(60 * 2)
})
