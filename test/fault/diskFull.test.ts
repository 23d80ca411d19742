import { parseLogPosition } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { openSqliteStorage } from '@parley/server/src/storage/sqlite/openSqliteStorage.ts'
import { expect, test } from 'vitest'
import { digestOf } from '../support/outbox.ts'
import { type TestClient } from '../support/client.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { connect, signIn, type } from './people.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'

/** A little more than a data folder with one negotiation takes. */
const PAGES = 60
const BLOCKS_OF_512 = 1200

const WAYS: readonly {
	readonly name: string
	readonly start: (prepared: Prepared) => Promise<ServerProcess>
}[] = [
	{
		name: 'the database may have no more pages',
		start: ({ folder }) => startServer({ folder, maxPages: PAGES }),
	},
	{
		name: 'a file may not grow any more',
		start: ({ folder }) => startServer({ folder }, BLOCKS_OF_512),
	},
]

for (const { name, start } of WAYS) {
	test(`[L3] ${name}: no false receipt, and everything is taken once there is room`, async () => {
		const prepared = await prepare({ advisors: 2, clauses: 2, deadlineInMs: 86_400_000 })
		const full = await start(prepared)
		const ua = await connect(prepared, full, await signIn(prepared, full, 0))
		const fr = await connect(prepared, full, await signIn(prepared, full, 1))
		await typeUntilFull([ua, fr], prepared)
		const ready = await fetch(`${full.url}/readyz`)
		expect(ready.status).toBe(503)
		await full.kill()
		const stored = await storedDigests(prepared)
		for (const client of [ua, fr]) {
			for (const { receipt } of client.receipts) {
				if (receipt.type === 'saved') expect(stored).toContain(receipt.digest)
			}
		}
		expect(ua.outbox().length + fr.outbox().length).toBeGreaterThan(0)
		const port = Number(new URL(full.url).port)
		const roomy = await startServer({ folder: prepared.folder, port })
		await ua.whenSent()
		await fr.whenSent()
		expect((await fetch(`${roomy.url}/readyz`)).status).toBe(200)
		ua.close()
		fr.close()
		await roomy.kill()
		await prepared.remove()
	})
}

/** Types until a socket is closed because a commit failed. */
async function typeUntilFull(clients: readonly TestClient[], prepared: Prepared): Promise<void> {
	const isFull = (): boolean => clients.some(({ closes }) => closes.includes(4500))
	for (let i = 0; i < 400 && !isFull(); i++) {
		for (const client of clients) {
			type(client, prepared, i % 2, 'These words fill the disk. '.repeat(40))
			await client.until(() => isFull() || client.outbox().length < 3, 'a receipt, or the end')
		}
	}
	expect(isFull()).toBe(true)
}

async function storedDigests({ folder, negotiation }: Prepared): Promise<readonly string[]> {
	const storage = await openSqliteStorage({ folder, role: 'visitor' })
	const log = sharedLog(negotiation.id)
	const last = await storage.log.last(log)
	const digests: string[] = []
	if (last === null) throw new Error('the log is empty')
	const range = { after: parseLogPosition(0), until: last.checkpoint.position }
	for await (const { payload } of storage.log.read(log, range)) {
		if (payload.kind === 'update') digests.push(digestOf(payload.bytes))
	}
	await storage.close()
	return digests
}
