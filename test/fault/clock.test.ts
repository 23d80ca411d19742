import { RoomJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { connect, isSealed, signIn, type, whenPhase } from './people.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'

const HOUR_MS = 3_600_000
const MADE = Date.UTC(2025, 11, 9, 17)

/** How long before the bell the server wakes up. */
const NEAR_MS = 1_500

/** A negotiation whose deadline is an hour away, and its server. */
async function anHourBeforeTheBell(): Promise<{ prepared: Prepared; server: ServerProcess }> {
	const prepared = await prepare({ advisors: 1, clauses: 1, now: MADE, deadlineInMs: HOUR_MS })
	const server = await startServer({ folder: prepared.folder, startMs: MADE })
	return { prepared, server }
}

for (const [way, ms] of [
	['on', HOUR_MS],
	['back', -HOUR_MS],
] as const) {
	test(`[F1] the wall clock is stepped ${way} by an hour: the freeze comes at its instant`, async () => {
		const { prepared, server } = await anHourBeforeTheBell()
		const api = await signIn(prepared, server, 0)
		const client = await connect(prepared, server, api)
		server.stepWall(ms)
		type(client, prepared, 0, ' After the step.')
		await client.whenSent()
		const { phase, now } = await api.json('', RoomJson)
		expect(phase.kind).toBe('drafting')
		expect(Math.abs(now - MADE)).toBeLessThan(HOUR_MS / 2)
		server.sleep(MADE + HOUR_MS - now - NEAR_MS)
		const frozen = await whenPhase(api, isSealed)
		expect(frozen).toMatchObject({ at: MADE + HOUR_MS })
		expect(client.receipts.map(({ receipt }) => receipt.type)).not.toContain('late')
		client.close()
		await server.kill()
		await prepared.remove()
	})
}

test('[F6] the server is down over the deadline: nothing is taken until the secretariat decides, and nothing is lost', async () => {
	const prepared = await prepare({ advisors: 1, clauses: 1, now: MADE, deadlineInMs: HOUR_MS })
	const before = await startServer({ folder: prepared.folder, startMs: MADE + 1000 })
	const api = await signIn(prepared, before, 0)
	const secretariat = await signIn(prepared, before, -1)
	const client = await connect(prepared, before, api)
	type(client, prepared, 0, ' In time.')
	await client.whenSent()
	await before.kill()
	type(client, prepared, 0, ' Meanwhile.')

	const port = Number(new URL(before.url).port)
	const after = await startServer({ folder: prepared.folder, port, startMs: MADE + 2 * HOUR_MS })
	await client.whenReceipt(({ receipt }) => receipt.type === 'waiting')
	expect(await whenPhase(api, () => true)).toMatchObject({ kind: 'awaiting-chair' })
	const answer = await secretariat.fetch('/freeze', { method: 'POST', body: {} })
	expect(answer.status).toBeLessThan(300)
	expect(await whenPhase(api, isSealed)).toMatchObject({ at: MADE + HOUR_MS })
	client.cut()
	await client.reconnect()
	await client.whenReceipt(({ receipt }) => receipt.type === 'late')
	expect(client.outbox()).toEqual([])
	const text = await (await api.fetch('/text')).text()
	expect(text).toContain('In time.')
	expect(text).not.toContain('Meanwhile.')
	client.close()
	await after.kill()
	await prepared.remove()
})
