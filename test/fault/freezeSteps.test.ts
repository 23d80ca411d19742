import { SnapshotList } from '@parley/protocol'
import { type FreezeStep } from '@parley/server/src/freeze/freezeHost.ts'
import { verifyFile, verifySnapshot } from '@parley/snapshot'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ApiClient } from '../support/api.ts'
import { prepare } from '../support/server/negotiation.ts'
import { connect, isSealed, signIn, type, whenPhase } from './people.ts'
import { startServer } from '../support/server/process.ts'

const STEPS: readonly FreezeStep[] = [
	'entry-stored',
	'told',
	'text-read',
	'snapshot-stored',
	'announced',
	'audited',
]

/** When the negotiation is made; its deadline is a minute later, and servers start shortly before that. */
const MADE = Date.UTC(2025, 11, 9, 17, 59)
const SHORTLY_BEFORE = MADE + 54_000

test('[F5] killed after any step of the freeze and started again: one snapshot, with the same digest everywhere', async () => {
	const prepared = await prepare({ advisors: 1, clauses: 3, now: MADE, deadlineInMs: 60_000 })
	const first = await startServer({ folder: prepared.folder, startMs: MADE + 1000 })
	const api = await signIn(prepared, first, 0)
	const client = await connect(prepared, first, api)
	type(client, prepared, 1, ' The last words before the bell.')
	await client.whenSent()
	client.close()
	await first.kill()

	const texts = await Promise.all(STEPS.map((step) => endAndGoOn(prepared.folder, api, step)))
	expect(texts).toEqual(STEPS.map(() => texts[0]))
	await prepared.remove()
})

/**
 * Lets a server on a copy of `folder` end after `step`, then two others go on from what it left, each on its own copy. Gives the
 * digests of the text that they froze, which are the same.
 */
async function endAndGoOn(
	folder: string,
	api: ApiClient,
	step: FreezeStep
): Promise<readonly string[]> {
	const ended = await copyOf(folder)
	const killed = await startServer({
		folder: ended,
		startMs: SHORTLY_BEFORE,
		killAfter: step,
	})
	await killed.gone
	const other = await copyOf(ended)
	const [one, two] = [await goOn(ended, api), await goOn(other, api)]
	// The whole digest differs from one ended process to another: how long it waited stands in the log that is chained.
	expect(one).toEqual(two)
	await rm(ended, { recursive: true, force: true })
	await rm(other, { recursive: true, force: true })
	return one.clauses
}

async function goOn(
	folder: string,
	api: ApiClient
): Promise<{ digest: string; clauses: readonly string[] }> {
	const server = await startServer({ folder, startMs: MADE + 120_000 })
	const reader = api.at(server.url)
	await whenPhase(reader, isSealed)
	const { snapshots } = await reader.json('/snapshots', SnapshotList)
	expect(snapshots).toHaveLength(1)
	const [snapshot] = snapshots
	if (snapshot === undefined) throw new Error('there is no snapshot')
	const verified = verifySnapshot(await bytesOf(await reader.fetch(`/snapshots/${snapshot.id}`)))
	if (verified.kind === 'invalid') throw new Error(`the snapshot is ${verified.reason}`)
	expect(verified.digest).toBe(snapshot.digest)
	const { clauses } = verified.document
	expect(JSON.stringify(clauses)).toContain('The last words before the bell.')
	const protocol = await bytesOf(await reader.fetch(`/snapshots/${snapshot.id}/protocol`))
	expect(verifyFile(protocol).kind).toBe('consistent')
	expect(new TextDecoder().decode(protocol)).toContain('"replay":"equal"')
	await server.kill()
	return {
		digest: snapshot.digest,
		clauses: clauses.map(({ contentDigest }) => contentDigest),
	}
}

async function copyOf(folder: string): Promise<string> {
	const copy = await mkdtemp(join(tmpdir(), 'parley-step-'))
	await cp(folder, copy, { recursive: true })
	return copy
}

async function bytesOf(answer: Response): Promise<Uint8Array> {
	expect(answer.status).toBe(200)
	return new Uint8Array(await answer.arrayBuffer())
}
