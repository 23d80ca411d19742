import { parseClauseId } from '@parley/domain'
import {
	clauseDocument,
	PeopleJson,
	RoomJson,
	roomDocument,
	type DocumentName,
} from '@parley/protocol'
import { openTestApp, type TestApp } from '@parley/server/src/http/testApp.ts'
import { expect, test } from 'vitest'
import { closingAfterEach } from '../support/cleanup.ts'
import { RawClient } from '../support/rawClient.ts'

const closing = closingAfterEach()

function socketUrl(t: TestApp): string {
	return `${t.url.replace('http', 'ws')}/collaboration`
}

function firstDocument({ framework: { negotiation, clauses } }: TestApp): DocumentName {
	const [clause] = clauses
	if (clause === undefined) throw new RangeError('a text without clauses')
	return clauseDocument(negotiation.id, 1, clause.id)
}

/** A socket that is let in under `token`. */
async function enter(t: TestApp, token: string): Promise<RawClient> {
	const client = closing(await RawClient.open(socketUrl(t)))
	await client.enter(firstDocument(t), token)
	return client
}

/** The close code, and that it came because of what was asked: half a minute of silence would have ended it, too. */
async function closedBy(
	client: RawClient,
	ask: () => Promise<{ status: number }>
): Promise<number> {
	const askedAt = performance.now()
	const answer = await ask()
	expect(answer.status).toBeLessThan(300)
	const code = await client.whenClosed()
	expect(performance.now() - askedAt).toBeLessThan(20_000)
	return code
}

test('[J6] a cookie opens documents on our own pages alone, a token anywhere', async () => {
	const t = await openTestApp()
	const token = await t.signIn('Advisor 1')
	const cookie = `parley_session=${token}`
	const own = closing(await RawClient.open(socketUrl(t), { headers: { cookie, origin: t.url } }))
	await own.enter(firstDocument(t), '')
	for (const origin of ['https://evil.example', 'null']) {
		const foreign = RawClient.open(socketUrl(t), { headers: { cookie, origin } })
		await expect(foreign).rejects.toThrow('the upgrade was refused')
	}
	await enter(t, token)
})

test('[H2] a forged token, a room of others and a document that is none get the same answer', async () => {
	const t = await openTestApp()
	const token = await t.signIn('Advisor 1')
	const document = firstDocument(t)
	const other = roomDocument(t.other.negotiation.id, 1)
	const attempts: readonly [DocumentName, string][] = [
		[document, 'x'.repeat(43)],
		[document, ''],
		[other, token],
		[clauseDocument(t.other.negotiation.id, 1, parseClauseId('cl_000000000000')), token],
	]
	const answers = new Set<string>()
	for (const [name, as] of attempts) {
		const client = closing(await RawClient.open(socketUrl(t)))
		await expect(client.enter(name, as)).rejects.toThrow('was denied')
		answers.add(
			client
				.of(name, 2)
				.map(({ body }) => Buffer.from(body).toString('hex'))
				.join()
		)
	}
	expect(answers.size).toBe(1)
})

test('[J8] taking a seat away cuts its sockets within a second, and nobody else’s', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const france = await t.signIn('Advisor 3')
	const first = await enter(t, france)
	const second = await enter(t, await t.signIn('Advisor 3'))
	const ukraine = await enter(t, await t.signIn('Advisor 1'))
	const people = PeopleJson.parse((await t.ask('GET', t.at('/people'), { as })).json).people
	expect(people.find(({ seat }) => seat.name === 'Advisor 3')?.connections).toBe(2)
	const path = t.at(`/seats/${t.seat('Advisor 3').id}/revocation`)
	expect(await closedBy(first, () => t.ask('POST', path, { as }))).toBe(4401)
	expect(await second.whenClosed()).toBe(4401)
	expect(ukraine.closed).toBeNull()
	const back = closing(await RawClient.open(socketUrl(t)))
	await expect(back.enter(firstDocument(t), france)).rejects.toThrow('was denied')
	expect(RoomJson.parse((await t.ask('GET', t.at(), { as })).json).phase.kind).toBe('drafting')
})

test('[J7] signing out cuts the sockets of that session alone', async () => {
	const t = await openTestApp()
	const token = await t.signIn('Advisor 1')
	const client = await enter(t, token)
	const other = await enter(t, await t.signIn('Advisor 1'))
	const out = () => t.ask('DELETE', '/api/v1/sessions/current', { as: token })
	expect(await closedBy(client, out)).toBe(4401)
	expect(other.closed).toBeNull()
})

test('[J5] a session that takes another seat of the room leaves the first one with its sockets', async () => {
	const t = await openTestApp()
	const token = await t.signIn('Advisor 1')
	const client = await enter(t, token)
	const code = await t.code('Advisor 3')
	const take = () => t.ask('POST', '/api/v1/sessions', { as: token, body: { code, kind: 'token' } })
	expect(await closedBy(client, take)).toBe(4401)
	await enter(t, token)
})

test('[J7] a session that runs out is cut off', async () => {
	const t = await openTestApp()
	const client = await enter(t, await t.signIn('Advisor 1'))
	t.clock.step(30 * 24 * 3_600_000)
	expect(await client.whenClosed()).toBe(4401)
})

test('[K7] a server that stops sends everybody away for a while', async () => {
	const t = await openTestApp()
	const client = await enter(t, await t.signIn('Advisor 1'))
	await t.app.close()
	expect(await client.whenClosed()).toBe(1012)
	await t.app.close()
})
