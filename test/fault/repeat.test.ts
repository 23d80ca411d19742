import { NegotiationList, NoteList, PhaseAnswer, SessionAnswer } from '@parley/protocol'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { startServer } from '../support/server/process.ts'
import { isSealed, signIn, whenPhase } from './people.ts'

const KEY = '"0d9f1d7e-9c0a-4a53-8f0f-6f4b5a0d1c2e"'
const HOUR_MS = 3_600_000

function open(): Promise<Prepared> {
	return prepare({ advisors: 1, clauses: 1, deadlineInMs: HOUR_MS })
}

/** Sends a command under the key; null where no answer came. */
async function send(
	url: string,
	path: string,
	body: unknown,
	token?: string
): Promise<Response | null> {
	try {
		return await fetch(`${url}/api/v1${path}`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'idempotency-key': KEY,
				...(token !== undefined && { authorization: `Bearer ${token}` }),
			},
			body: JSON.stringify(body),
		})
	} catch {
		return null
	}
}

test('[H24] killed between a note and its answer, the server answers the next try from what it stored', async () => {
	const prepared = await open()
	const { folder, negotiation, clauses } = prepared
	const path = `/negotiations/${negotiation.id}/notes`
	const note = { clause: clauses[0]?.id, seen: 1, text: 'Once.' }
	const first = await startServer({ folder, killOnceStored: 'note' })
	const api = await signIn(prepared, first, 0)
	expect(await send(first.url, path, note, api.token)).toBeNull()
	await first.gone

	const second = await startServer({ folder })
	const again = await send(second.url, path, note, api.token)
	expect([again?.status, again?.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
	const { notes } = await api.at(second.url).json('/notes', NoteList)
	expect(notes).toEqual([await again?.json()])
	await second.kill()
	await prepared.remove()
})

test('[H27] killed between a redeemed link and its answer, the link still opens the session for whoever has the key', async () => {
	const prepared = await open()
	const { folder, negotiation, seats } = prepared
	const body = { code: seats[0]?.code, kind: 'token' }
	const first = await startServer({ folder, killOnceStored: 'session' })
	expect(await send(first.url, '/sessions', body)).toBeNull()
	await first.gone

	const second = await startServer({ folder })
	await expect(ApiClient.redeem(second.url, seats[0]?.code ?? '')).rejects.toThrow('link-used')
	const again = await send(second.url, '/sessions', body)
	expect([again?.status, again?.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
	const { token = '' } = SessionAnswer.parse(await again?.json())
	const mine = await fetch(`${second.url}/api/v1/negotiations`, {
		headers: { authorization: `Bearer ${token}` },
	})
	const { negotiations } = NegotiationList.parse(await mine.json())
	expect(negotiations.map(({ id }) => id)).toEqual([negotiation.id])
	await second.kill()
	await prepared.remove()
})

test('[H24] killed between a freeze and its snapshot, the next try is told of the freeze', async () => {
	const prepared = await open()
	const { folder, negotiation } = prepared
	const path = `/negotiations/${negotiation.id}/freeze`
	const first = await startServer({ folder, killAfter: 'entry-stored' })
	const api = await signIn(prepared, first, -1)
	expect(await send(first.url, path, {}, api.token)).toBeNull()
	await first.gone

	const second = await startServer({ folder })
	const stands = await whenPhase(api.at(second.url), isSealed)
	const again = await send(second.url, path, {}, api.token)
	expect([again?.status, again?.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
	const { phase } = PhaseAnswer.parse(await again?.json())
	expect(phase).toEqual({ ...stands, snapshot: null })
	await second.kill()
	await prepared.remove()
})
