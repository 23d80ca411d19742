import {
	CurrentSession,
	InvitationJson,
	InvitationPreview,
	PeopleJson,
	SeatJson,
	SessionAnswer,
} from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

const DAY_MS = 24 * 3_600_000

function preview(t: TestApp, code: string) {
	return t.ask('POST', '/api/v1/invitations/preview', { body: { code } })
}

function redeem(t: TestApp, code: string, headers: Record<string, string> = {}, kind?: string) {
	return t.ask('POST', '/api/v1/sessions', { body: { code, kind }, headers })
}

function cookieOf(headers: Headers): string {
	return headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[J2] looking at a link says where it leads and changes nothing; redeeming it works once', async () => {
		const t = await openTestApp({ storage })
		const code = await t.code('Advisor 1')
		for (let look = 0; look < 3; look++) {
			const seen = InvitationPreview.parse((await preview(t, code)).json)
			expect(seen).toMatchObject({
				negotiation: { title: 'Framework', notice: 'Illustration', round: 1 },
				phase: { kind: 'drafting' },
				seat: { name: 'Advisor 1', delegation: { code: 'UA' } },
			})
		}
		const [first, second] = await Promise.all([redeem(t, code), redeem(t, code)])
		expect([first.status, second.status].toSorted()).toEqual([201, 410])
		const again = await redeem(t, code)
		expect(again.json).toMatchObject({
			code: 'link-used',
			detail: 'This link was used already. Ask the secretariat for a new one.',
		})
		expect((await preview(t, code)).code).toBe('link-used')
	})

	test('[J4] a link that opens nothing says why', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		expect((await preview(t, 'A'.repeat(22))).code).toBe('link-unknown')
		expect((await redeem(t, '\u0000')).code).toBe('link-unknown')

		const expired = await t.code('Advisor 1')
		const revoked = await t.code('Advisor 3')
		const people = PeopleJson.parse((await t.ask('GET', t.at('/people'), { as })).json).people
		const open = people.find(({ seat }) => seat.name === 'Advisor 3')?.openInvitation
		expect((await t.ask('DELETE', t.at(`/invitations/${open?.id}`), { as })).status).toBe(204)
		expect((await t.ask('DELETE', t.at(`/invitations/${open?.id}`), { as })).status).toBe(404)
		expect((await redeem(t, revoked)).code).toBe('link-revoked')

		t.clock.step(14 * DAY_MS - 1)
		expect((await preview(t, expired)).status).toBe(200)
		t.clock.step(1)
		expect((await preview(t, expired)).code).toBe('link-expired')
		expect((await redeem(t, expired)).code).toBe('link-expired')
	})

	test('[J6] a browser gets a cookie that scripts and other sites cannot use, and never a token', async () => {
		const t = await openTestApp({ storage })
		const answer = await redeem(t, await t.code('Advisor 1'))
		const cookie = answer.headers.get('set-cookie') ?? ''
		expect(cookie).toMatch(
			/^parley_session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/
		)
		expect(SessionAnswer.parse(answer.json).token).toBeUndefined()
		const room = await t.ask('GET', t.at(), { headers: { cookie: cookieOf(answer.headers) } })
		expect(room.status).toBe(200)
	})

	test('[J6] under https the cookie is bound to the host and to https', async () => {
		const t = await openTestApp({ storage, publicUrl: 'https://parley.example' })
		const headers = { origin: 'https://parley.example' }
		const answer = await redeem(t, await t.code('Advisor 1'), headers)
		const cookie = answer.headers.get('set-cookie') ?? ''
		expect(cookie).toMatch(/^__Host-parley_session=/)
		expect(cookie).toMatch(/; Secure/)
		expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000')
		const plain = cookieOf(answer.headers).replace('__Host-', '')
		expect((await t.ask('GET', t.at(), { headers: { cookie: plain } })).status).toBe(401)
		expect(
			(await t.ask('GET', t.at(), { headers: { cookie: cookieOf(answer.headers) } })).status
		).toBe(200)
		const link = await t.ask('POST', t.at(`/seats/${t.seat('Advisor 3').id}/invitations`), {
			as: await t.signIn('Secretariat'),
		})
		expect(InvitationJson.parse(link.json).url).toMatch(
			/^https:\/\/parley\.example\/enter#[\w-]{22}$/
		)
	})

	test('[J5] one session holds seats in several rooms, and one in each', async () => {
		const t = await openTestApp({ storage })
		const first = await redeem(t, await t.code('Advisor 1'))
		const cookie = cookieOf(first.headers)
		const headers = { cookie, origin: t.url }
		const second = await redeem(t, await t.code('Advisor 3'), headers)
		expect(second.status).toBe(201)
		expect(cookieOf(second.headers)).toBe(cookie)
		const current = CurrentSession.parse(
			(await t.ask('GET', '/api/v1/sessions/current', { headers })).json
		)
		expect(current.seats.map(({ seat }) => seat.name)).toEqual(['Advisor 3'])
		await redeem(t, await t.code('Chair', t.other), headers)
		const list = await t.ask('GET', '/api/v1/negotiations', { headers })
		expect(list.json).toMatchObject({
			negotiations: [
				{ title: 'Framework', me: { name: 'Advisor 3' }, present: 0 },
				{ title: 'Other', me: { name: 'Chair' } },
			],
		})
	})

	test('[J6] a cookie is not turned into a token', async () => {
		const t = await openTestApp({ storage })
		const browser = await redeem(t, await t.code('Advisor 1'))
		const headers = { cookie: cookieOf(browser.headers), origin: t.url }
		const answer = SessionAnswer.parse(
			(await redeem(t, await t.code('Advisor 3'), headers, 'token')).json
		)
		expect(cookieOf(browser.headers)).not.toContain(answer.token)
		const current = await t.ask('GET', '/api/v1/sessions/current', { headers })
		expect(current.json).toMatchObject({ seats: [{ seat: { name: 'Advisor 1' } }] })
	})

	test('[J7] a session ends when it signs out, and after thirty days', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		const other = await t.signIn('Advisor 1')
		expect((await t.ask('GET', '/api/v1/sessions/current', { as })).status).toBe(200)
		expect((await t.ask('DELETE', '/api/v1/sessions/current', { as })).status).toBe(204)
		expect((await t.ask('DELETE', '/api/v1/sessions/current', { as })).status).toBe(204)
		expect((await t.ask('GET', '/api/v1/sessions/current', { as })).status).toBe(401)
		t.clock.step(30 * DAY_MS - 1)
		expect((await t.ask('GET', t.at(), { as: other })).status).toBe(200)
		t.clock.step(1)
		expect((await t.ask('GET', t.at(), { as: other })).status).toBe(401)
	})

	test('[J8] a seat that is taken away is gone from its sessions, and its links open nothing', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		const france = await t.signIn('Advisor 3')
		const link = await t.code('Advisor 3')
		const used = await t.code('Advisor 3')
		expect((await redeem(t, used)).status).toBe(201)
		const path = t.at(`/seats/${t.seat('Advisor 3').id}`)
		const answer = await t.ask('POST', `${path}/revocation`, { as })
		expect(SeatJson.parse(answer.json)).toMatchObject({ name: 'Advisor 3', revoked: true })
		expect((await t.ask('POST', `${path}/revocation`, { as })).status).toBe(200)
		expect((await t.ask('GET', t.at(), { as: france })).status).toBe(404)
		expect((await preview(t, link)).code).toBe('link-seat-revoked')
		expect((await redeem(t, link)).code).toBe('link-seat-revoked')
		expect((await redeem(t, used)).code).toBe('link-seat-revoked')
		expect((await t.ask('POST', `${path}/invitations`, { as })).code).toBe('seat-revoked')
		const own = t.at(`/seats/${t.seat('Secretariat').id}/revocation`)
		expect((await t.ask('POST', own, { as })).code).toBe('not-allowed')
		const room = await t.ask('GET', t.at(), { as })
		expect(room.text).toContain('"name":"Advisor 3"')
	})

	test('[J5] the secretariat sees sessions and open links, and makes new ones', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		await t.signIn('Advisor 1')
		await t.signIn('Advisor 1')
		const seat = t.seat('Advisor 1').id
		const made = InvitationJson.parse(
			(await t.ask('POST', t.at(`/seats/${seat}/invitations`), { as })).json
		)
		const { people } = PeopleJson.parse((await t.ask('GET', t.at('/people'), { as })).json)
		const ukraine = people.find((person) => person.seat.id === seat)
		expect(ukraine).toMatchObject({ sessions: 2, connections: 0 })
		expect(ukraine?.openInvitation?.id).toBe(made.id)
		const code = made.url.split('#')[1] ?? ''
		expect((await redeem(t, code)).status).toBe(201)
	})

	test('[H12] whoever tries codes is told to wait', async () => {
		const t = await openTestApp({
			storage,
			rates: { attemptsPerMinute: 1000, failuresPerTenMinutes: 5 },
		})
		const good = await t.code('Advisor 1')
		for (let i = 0; i < 5; i++) expect((await preview(t, `guess${i}`)).code).toBe('link-unknown')
		const blocked = await preview(t, 'guess5')
		expect([blocked.status, blocked.code]).toEqual([429, 'too-many-requests'])
		expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
		expect((await redeem(t, 'guess6')).code).toBe('too-many-requests')
		// Others behind the same address come in, and make links, as before.
		expect((await preview(t, good)).status).toBe(200)
		expect((await redeem(t, good)).status).toBe(201)
	})

	test('[H12] the address is the proxy’s word only where there is one', async () => {
		const rates = { attemptsPerMinute: 2, failuresPerTenMinutes: 100 }
		const from = (t: TestApp, address: string) =>
			t.ask('POST', '/api/v1/invitations/preview', {
				body: { code: 'guess' },
				headers: { 'x-forwarded-for': `10.0.0.1, ${address}` },
			})
		const direct = await openTestApp({ storage, rates })
		for (const address of ['1.1.1.1', '2.2.2.2']) await from(direct, address)
		expect((await from(direct, '3.3.3.3')).status).toBe(429)
		const behind = await openTestApp({
			storage,
			rates,
			publicUrl: 'https://parley.example',
			trustedProxies: ['127.0.0.1'],
		})
		for (const address of ['1.1.1.1', '2.2.2.2']) await from(behind, address)
		expect((await from(behind, '3.3.3.3')).status).toBe(404)
	})

	test('[H15] codes and tokens are not logged', async () => {
		const t = await openTestApp({ storage })
		const code = await t.code('Advisor 1')
		const { token } = SessionAnswer.parse((await redeem(t, code, {}, 'token')).json)
		await t.ask('GET', `${t.at()}?token=${token}`, { as: token ?? '' })
		const log = t.logged.join('')
		expect(log).toContain('"route":"/api/v1/sessions"')
		expect(log).not.toContain(code)
		expect(log).not.toContain(token)
	})
})
