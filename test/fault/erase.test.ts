import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { runParley } from '../support/parley.ts'
import { prepare } from '../support/server/negotiation.ts'
import { startServer } from '../support/server/process.ts'
import { connect, signIn, type } from './people.ts'

const WORDS = 'Unwiederbringliches'

test('[K16] [C50] erased while people write: they are sent away for good, and not one of their words stays in the folder', async () => {
	const prepared = await prepare({ advisors: 3, clauses: 3, deadlineInMs: 86_400_000 })
	const { folder, negotiation } = prepared
	const server = await startServer({ folder })
	const apis = await Promise.all([0, 1, 2].map((index) => signIn(prepared, server, index)))
	const [writer, reader, other] = await Promise.all(
		apis.map((api) => connect(prepared, server, api))
	)
	if (writer === undefined || reader === undefined || other === undefined) throw new Error('three')
	const sample = await runParley(folder, ['sample', '--json'])
	const kept = (JSON.parse(sample.out) as { seats: { link: string }[] }).seats[0]?.link ?? ''
	const neighbour = await ApiClient.redeem(server.url, kept.split('#')[1] ?? '')

	// Enough that pages split and the write-ahead log is folded in now and then.
	for (let round = 0; round < 40; round++) {
		type(writer, prepared, round % 3, ` ${WORDS} ${round}`.repeat(60))
		await writer.whenSent()
	}
	expect(filesWith(folder, WORDS)).not.toEqual([])
	const typing = { goesOn: true }
	const typed = keepTyping(writer, typing, () => {
		type(writer, prepared, 0, ` ${WORDS} to the end`)
	})
	const erased = await runParley(folder, ['erase', negotiation.id, '--yes'])
	expect([erased.code, erased.err]).toEqual([0, ''])

	expect(await reader.whenClosed()).toBe(4410)
	expect(await other.whenClosed()).toBe(4410)
	await writer.until(
		() => writer.closes.includes(4410) || writer.denied.size > 0,
		'the writer to be sent away'
	)
	typing.goesOn = false
	await typed
	expect(filesWith(folder, WORDS)).toEqual([])
	for (const api of apis) expect((await api.fetch('')).status).toBe(401)
	expect((await neighbour.fetch('/text')).status).toBe(200)
	expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
	for (const client of [writer, reader, other]) client.close()
	await server.kill()
	expect(filesWith(folder, WORDS)).toEqual([])
	expect(await runParley(folder, ['log', 'check'])).toMatchObject({ code: 0 })
	await prepared.remove()
})

/** Types on with at most a few words under way. */
async function keepTyping(
	client: { outbox(): readonly unknown[] },
	typing: { readonly goesOn: boolean },
	typeOne: () => void
): Promise<void> {
	while (typing.goesOn) {
		if (client.outbox().length < 5) typeOne()
		await new Promise((resolve) => setImmediate(resolve))
	}
}

function filesWith(folder: string, words: string): readonly string[] {
	return readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(words))
}
