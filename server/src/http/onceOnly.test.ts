import { InvitationJson, NoteJson, NoteList, PhaseAnswer, SessionAnswer } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { FaultyStorage } from '../negotiation/faultyStorage.ts'
import { HOUR_MS } from '../negotiation/testRoom.ts'
import { type Storage, type StoredAnswer } from '../storage/ports.ts'
import { openTestApp, STORAGES, type Answer, type TestApp } from './testApp.ts'

const KEY = '4f9f1d7e-9c0a-4a53-8f0f-6f4b5a0d1c2e'
const OTHER_KEY = 'a-key-of-another-command'
const SESSIONS = '/api/v1/sessions'

const under = (key: string) => ({ 'idempotency-key': key })

function takeNote(t: TestApp, as: string, text: string, key = KEY): Promise<Answer> {
	const body = { clause: t.framework.clauses[0]?.id, seen: 1, text }
	return t.ask('POST', t.at('/notes'), { as, body, headers: under(key) })
}

async function notes(t: TestApp, as: string): Promise<readonly string[]> {
	const { json } = await t.ask('GET', t.at('/notes'), { as })
	return NoteList.parse(json).notes.map(({ text }) => text)
}

const isReplayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true'

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H24] a note that is sent again is one note, and another seat’s under the same key is another', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france] = [await t.signIn('Advisor 1'), await t.signIn('Advisor 3')]
		const first = await takeNote(t, ukraine, 'Once.')
		const again = await takeNote(t, ukraine, 'Once.', `"${KEY}"`)
		expect([first.status, again.status, isReplayed(first), isReplayed(again)]).toEqual([
			...[201, 201, false, true],
		])
		expect(NoteJson.parse(again.json)).toEqual(NoteJson.parse(first.json))
		expect(isReplayed(await takeNote(t, france, 'Once.'))).toBe(false)
		// The same person through another link has another session.
		expect(isReplayed(await takeNote(t, await t.signIn('Advisor 3'), 'Once.'))).toBe(false)
		expect(await notes(t, france)).toHaveLength(3)
	})

	test('[H24] of many at once one is carried out', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		const answers = await Promise.all(Array.from({ length: 8 }, () => takeNote(t, as, 'Once.')))
		expect(answers.filter((one) => one.status === 201 && !isReplayed(one))).toHaveLength(1)
		const others = answers.filter(({ status }) => status !== 201)
		expect(others.every(({ code }) => code === 'key-in-use')).toBe(true)
		expect(await notes(t, as)).toEqual(['Once.'])
	})

	test('[H27] a link that is redeemed again with its key opens the same session, and with another key nothing', async () => {
		const t = await openTestApp({ storage })
		const code = await t.code('Advisor 3')
		const redeem = (key: string, kind = 'token') =>
			t.ask('POST', SESSIONS, { body: { code, kind }, headers: under(key) })
		const first = SessionAnswer.parse((await redeem(KEY)).json)
		const again = await redeem(KEY)
		expect([isReplayed(again), SessionAnswer.parse(again.json)]).toEqual([true, first])
		const as = first.token ?? ''
		expect((await t.ask('GET', `${SESSIONS}/current`, { as })).status).toBe(200)
		expect((await redeem(OTHER_KEY)).code).toBe('link-used')
		expect((await redeem(KEY, 'browser')).code).toBe('key-reused')
	})

	test('[H27] a browser gets its cookie again, also where it came although the answer did not', async () => {
		const t = await openTestApp({ storage })
		const code = await t.code('Advisor 3')
		const redeem = (cookie: string | null) =>
			t.ask('POST', SESSIONS, {
				body: { code },
				headers: { ...under(KEY), ...(cookie !== null && { cookie, origin: t.url }) },
			})
		const first = await redeem(null)
		const [cookie = ''] = first.headers.getSetCookie()
		expect(cookie).toMatch(/^parley_session=.{43};.*HttpOnly/)
		for (const sent of [null, cookie.split(';')[0] ?? '']) {
			const again = await redeem(sent)
			expect([isReplayed(again), again.text]).toEqual([true, first.text])
			expect(again.headers.getSetCookie()).toEqual([cookie])
		}
	})

	test('[H24] answers are kept for a day, counted by the server’s clock', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		await takeNote(t, as, 'Once.')
		t.clock.step(24 * HOUR_MS - 1)
		expect(isReplayed(await takeNote(t, as, 'Once.'))).toBe(true)
		t.clock.step(1)
		expect(isReplayed(await takeNote(t, as, 'Once.'))).toBe(false)
		expect(isReplayed(await takeNote(t, as, 'Once.'))).toBe(true)
		expect(await notes(t, as)).toHaveLength(2)
	})
})

test('[H25] what was refused uses up no key', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	expect((await takeNote(t, as, ' ')).code).toBe('bad-request')
	expect((await takeNote(t, as, 'Said.')).status).toBe(201)
	expect((await takeNote(t, as, 'Said otherwise.')).code).toBe('key-reused')
	expect(await notes(t, as)).toEqual(['Said.'])
})

test('[H24] what was stored although its commit was reported as failed is found by the next try', async () => {
	const faults = new FaultyStorage()
	const t = await openTestApp({ fault: faults.fault })
	const as = await t.signIn('Advisor 1')
	faults.silent = 1
	expect((await takeNote(t, as, 'Once.')).code).toBe('not-stored')
	const again = await takeNote(t, as, 'Once.')
	expect([isReplayed(again), NoteJson.parse(again.json).text]).toEqual([true, 'Once.'])
	expect(await notes(t, as)).toEqual(['Once.'])
})

test('[H24] a freeze that is sent again tells of its snapshot', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Chair')
	const freeze = () => t.ask('POST', t.at('/freeze'), { as, body: {}, headers: under(KEY) })
	const [first, again] = [await freeze(), await freeze()]
	expect([isReplayed(again), again.text]).toEqual([true, first.text])
	expect(PhaseAnswer.parse(again.json).phase).toMatchObject({ kind: 'frozen' })
	expect(again.text).toContain('"snapshot":"sn_')
})

test('[H24] an answer that cannot be kept is given all the same', async () => {
	const fail = () => Promise.reject(new Error('no room'))
	const t = await openTestApp({
		fault: (storage) => ({ ...storage, answers: { ...storage.answers, keep: fail } }),
	})
	const as = await t.signIn('Chair')
	const path = t.at(`/seats/${t.seat('Advisor 2').id}/revocation`)
	const revoke = () => t.ask('POST', path, { as, headers: under(KEY) })
	const [first, again] = [await revoke(), await revoke()]
	expect([first.status, again.status, isReplayed(again)]).toEqual([200, 200, false])
	expect(again.text).toBe(first.text)
	expect(t.logged.join('')).toContain('an answer was not kept')
})

test('[H28] what is stored of an answer tells neither codes nor tokens nor keys nor words', async () => {
	const kept: StoredAnswer[] = []
	const seen = (answer: StoredAnswer | undefined) => {
		if (answer !== undefined) kept.push(answer)
	}
	const t = await openTestApp({
		fault: ({ seats, log, ...storage }: Storage) => ({
			...storage,
			log: {
				...log,
				append: (commit) => {
					commit.answers?.forEach(seen)
					return log.append(commit)
				},
			},
			seats: {
				...seats,
				invite: (invitation, answer) => {
					seen(answer)
					return seats.invite(invitation, answer)
				},
				redeem: (id, session, at, answer) => {
					seen(answer)
					return seats.redeem(id, session, at, answer)
				},
			},
		}),
	})
	const as = await t.signIn('Chair')
	const headers = under(KEY)
	const invited = await t.ask('POST', t.at(`/seats/${t.seat('Advisor 3').id}/invitations`), {
		as,
		headers,
	})
	const code = InvitationJson.parse(invited.json).url.split('#')[1] ?? ''
	const body = { code, kind: 'token' }
	const { token = '' } = SessionAnswer.parse(
		(await t.ask('POST', SESSIONS, { body, headers })).json
	)
	await takeNote(t, as, 'Not for everybody.', OTHER_KEY)
	expect(kept).toHaveLength(3)
	for (const { sealed, ...row } of kept) {
		for (const secret of [code, token, KEY, 'Not for everybody']) {
			expect(secret).not.toBe('')
			expect(Buffer.from(sealed).includes(secret)).toBe(false)
			expect(JSON.stringify(row)).not.toContain(secret)
		}
	}
})

test('[H26] a key that is too short, too long or none at all is refused', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	const wrong = [
		'1',
		'"short"',
		`"${'x'.repeat(129)}"`,
		`"${KEY}`,
		`${KEY}, ${KEY}`,
		`"${KEY}";a=1`,
	]
	for (const key of [...wrong, '"sixteen \\characters"', `"${KEY}", "${KEY}"`]) {
		const answer = await takeNote(t, as, 'Said.', key)
		expect(answer.json, key).toMatchObject({ code: 'bad-request', at: 'Idempotency-Key' })
	}
	expect(await notes(t, as)).toEqual([])
	expect((await takeNote(t, as, 'Said.', '"sixteen \\"characters\\""')).status).toBe(201)
})
