import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { SnapshotList, TextJson } from '@parley/protocol'
import { digestOfText, isSnapshot, verifyFile, type Snapshot } from '@parley/snapshot'
import { openBackup } from '@parley/server/src/storage/sqlite/backupFile.ts'
import { afterAll, expect, test } from 'vitest'
import { type ApiClient } from '../support/api.ts'
import { type TestClient } from '../support/client.ts'
import { runParley } from '../support/parley.ts'
import { programOf } from '../support/programs.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { scaled } from '../support/scale.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { startServer, type ServerProcess } from '../support/server/process.ts'
import { connect, isSealed, signIn, type, whenPhase } from './people.ts'

const PEOPLE = 20
const CLAUSES = 5
const BACKUPS = scaled(3, 40)
const KILLS = scaled(3, 40)
/** Words that are under way to the server at once, of each person: how much is written while a backup is taken, and so restored. */
const AHEAD = scaled(2, 5)
const MAIN = programOf('server/src/main.ts')

let place: string
const servers: ServerProcess[] = []
afterAll(async () => {
	for (const server of servers) await server.kill()
	await rm(place, { recursive: true, force: true })
})

async function serve(folder: string): Promise<ServerProcess> {
	const server = await startServer({ folder })
	servers.push(server)
	return server
}

/** Somebody who types numbered words as fast as receipts come, and knows how many were acknowledged. */
class Typist {
	readonly client: TestClient
	readonly #name: number
	readonly #prepared: Prepared
	readonly #digests: string[] = []

	constructor(client: TestClient, name: number, prepared: Prepared) {
		this.client = client
		this.#name = name
		this.#prepared = prepared
	}

	async keepTyping(typing: { readonly goesOn: boolean }): Promise<void> {
		const { client } = this
		while (typing.goesOn) {
			await client.until(() => !typing.goesOn || client.outbox().length < AHEAD, 'a receipt')
			const before = client.outbox().length
			type(client, this.#prepared, this.#digests.length % CLAUSES, this.#word(this.#digests.length))
			const update = client.outbox()[before]
			if (update !== undefined) this.#digests.push(update.digest)
			await new Promise((resolve) => setImmediate(resolve))
		}
	}

	/** The words that are acknowledged now. */
	get acknowledged(): readonly string[] {
		const unsent = new Set(this.client.outbox().map(({ digest }) => digest))
		return this.#digests.flatMap((digest, index) => (unsent.has(digest) ? [] : [this.#word(index)]))
	}

	#word(index: number): string {
		return `⟦${this.#name}.${index}⟧`
	}
}

/** The text of each clause, as it is or at a position. */
async function textsOf(api: ApiClient, at?: number): Promise<readonly string[]> {
	const text = await api.text(`/text${at === undefined ? '' : `?at=${at}`}`)
	return TextJson.parse(JSON.parse(text)).clauses.map((clause) => clause.text)
}

/** The frozen text that is stored, verified. */
async function frozenText(api: ApiClient): Promise<Snapshot> {
	const { snapshots } = await api.json('/snapshots', SnapshotList)
	const [first] = snapshots
	if (first === undefined) throw new RangeError('nothing is frozen')
	const answer = await api.fetch(`/snapshots/${first.id}`)
	const result = verifyFile(new Uint8Array(await answer.arrayBuffer()))
	if (result.kind === 'invalid' || !isSnapshot(result.document)) {
		throw new RangeError('a frozen text does not verify')
	}
	return result.document
}

test(`[L3] [K15] of ${BACKUPS} backups taken while twenty people type, each restores to the text of its moment`, async () => {
	place = await mkdtemp(join(tmpdir(), 'parley-backup-'))
	const others = [{ role: 'secretariat' as const, name: 'Secretariat 2', delegationCode: null }]
	const prepared = await prepare({
		...{ advisors: PEOPLE, clauses: CLAUSES, deadlineInMs: 86_400_000, others },
	})
	const server = await serve(prepared.folder)
	const secretariat = await signIn(prepared, server, PEOPLE)
	const advisors = await Promise.all(
		prepared.seats.slice(0, PEOPLE).map((_, index) => signIn(prepared, server, index))
	)
	const typists = await Promise.all(
		advisors.map(
			async (advisor, index) =>
				new Typist(await connect(prepared, server, advisor), index, prepared)
		)
	)
	const typing = { goesOn: true }
	const typed = Promise.all(typists.map((typist) => typist.keepTyping(typing)))
	const taken: { file: string; acknowledged: readonly string[] }[] = []
	let largestLog = 0
	for (let count = 0; count < BACKUPS; count++) {
		const received = (): number =>
			typists.reduce((sum, { client }) => sum + client.receipts.length, 0)
		const enough = received() + 200
		await Promise.race(
			typists.map(({ client }) => client.until(() => received() >= enough, 'receipts'))
		)
		const acknowledged = typists.flatMap((typist) => typist.acknowledged)
		const file = join(place, `backup-${count}`)
		expect(await runParley(prepared.folder, ['backup', file])).toMatchObject({ code: 0, err: '' })
		largestLog = Math.max(largestLog, statSync(join(prepared.folder, 'parley.sqlite-wal')).size)
		taken.push({ file, acknowledged })
	}
	typing.goesOn = false
	await typed
	for (const { client } of typists) await client.whenSent()
	// Killed while it writes: nothing stands under the name, or all of it.
	let killed = 0
	for (let kill = 0; kill < KILLS; kill++) {
		const file = join(place, `killed-${kill}`)
		await killWhileWriting(prepared.folder, file)
		if (!readdirSync(place).includes(`killed-${kill}`)) killed++
		else await (await openBackup(file)).close()
	}
	expect(killed).toBeGreaterThan(0)

	for (const [index, { file, acknowledged }] of taken.entries()) {
		const folder = join(place, `restored-${index}`)
		const restored = await runParley(folder, ['restore', file, '--data', folder])
		expect(restored).toMatchObject({ code: 0, err: '' })
		expect(restored.out).toContain('Every log and every frozen text is as it was signed.')
		const again = await serve(folder)
		const api = secretariat.at(again.url)
		const room = (await (await api.fetch('')).json()) as { position: number }
		const texts = await textsOf(api)
		const all = texts.join('\n')
		expect(acknowledged.filter((word) => !all.includes(word))).toEqual([])
		// an old text is dear to read, and each session has its share of a minute
		const there = await textsOf(advisors[index % PEOPLE] ?? secretariat, room.position)
		expect(texts).toEqual(there)
		// A freeze there gives the digests of what the original's text is at that position.
		expect((await api.fetch('/freeze', { method: 'POST', body: { reason: 'a drill' } })).ok).toBe(
			true
		)
		await whenPhase(api, isSealed)
		const frozen = await frozenText(api)
		expect(frozen.clauses.map(({ textDigest }) => textDigest)).toEqual(there.map(digestOfText))
		expect((await runParley(folder, ['log', 'check'])).code).toBe(0)
		await again.kill()
	}

	expect((await secretariat.fetch('/freeze', { method: 'POST' })).ok).toBe(true)
	await whenPhase(secretariat, isSealed)
	const last = join(place, 'frozen')
	expect(await runParley(prepared.folder, ['backup', last])).toMatchObject({ code: 0 })
	const folder = join(place, 'restored-frozen')
	expect((await runParley(folder, ['restore', last, '--data', folder])).out).toContain(
		'1 frozen text'
	)
	const again = await serve(folder)
	expect(await frozenText(secretariat.at(again.url))).toEqual(await frozenText(secretariat))
	const words = typists.reduce((sum, typist) => sum + typist.acknowledged.length, 0)
	console.log(`${words} words, write-ahead log at most ${largestLog} bytes after a backup`)
	for (const { client } of typists) client.close()
	await prepared.remove()
})

/** Starts a backup and kills it as soon as its draft is there, or the whole of it where that was there before it was looked for. */
async function killWhileWriting(data: string, file: string): Promise<void> {
	const child = spawn(process.execPath, [MAIN, 'backup', file], {
		env: { ...process.env, PARLEY_DATA: data },
		stdio: 'ignore',
	})
	const ended = once(child, 'exit')
	const draft = `.${basename(file)}.`
	const end = performance.now() + PATIENCE_MS
	// Without a turn in between: the next look would come when all is over.
	const isThere = (name: string): boolean => name.startsWith(draft) || name === basename(file)
	while (!readdirSync(place).some(isThere)) {
		if (performance.now() > end) throw new Error('the backup does not begin')
	}
	child.kill('SIGKILL')
	await ended
}
