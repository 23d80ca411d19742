import Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { everyEntry, Samples } from '../contract/samples.ts'
import type { Storage } from '../ports.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

let parent: string
let folder: string
let file: string
let opened: Storage[]
beforeEach(() => {
	parent = mkdtempSync(join(tmpdir(), 'parley-folder-'))
	folder = join(parent, 'a', 'data')
	file = join(folder, 'parley.sqlite')
	opened = []
})
afterEach(async () => {
	for (const storage of opened) await storage.close()
	rmSync(parent, { recursive: true })
})

async function open(role: 'server' | 'visitor' = 'server', maxPages?: number): Promise<Storage> {
	const storage = await openSqliteStorage({
		...{ folder, role },
		...(maxPages === undefined ? {} : { maxPages }),
	})
	opened.push(storage)
	return storage
}

async function makeFolder(): Promise<void> {
	await (await open()).close()
}

/** Opens, expecting `code`, and that neither this nor the sentence leaves out the folder or changes the database. */
async function expectRefused(code: string): Promise<void> {
	const digest = (): string => createHash('sha256').update(readFileSync(file)).digest('hex')
	const before = digest()
	const error: unknown = await open().catch((cause: unknown) => cause)
	expect(error).toMatchObject({ name: 'ParleyError', code })
	expect(String(error)).toContain(folder)
	expect(digest()).toBe(before)
}

describe('data folder', () => {
	test('[S39] what it holds is for its owner alone', async () => {
		await open()
		const mode = (path: string): number => statSync(path).mode & 0o777
		expect(mode(folder)).toBe(0o700)
		for (const name of ['parley.sqlite', 'parley.sqlite-wal', 'server.lock']) {
			expect([name, mode(join(folder, name))]).toEqual([name, 0o600])
		}
	})

	test('[S30] a second server is refused, visitors are not, and the folder is free afterwards', async () => {
		const first = await open()
		await expect(open()).rejects.toMatchObject({ code: 'data-folder-in-use' })
		const visitor = await open('visitor')
		const samples = new Samples()
		const creation = samples.creation()
		await visitor.negotiations.create(creation)
		expect(await first.negotiations.list()).toEqual([creation.negotiation])
		await first.close()
		const second = await open()
		expect(await second.negotiations.list()).toEqual([creation.negotiation])
	})

	test('[S31] a folder of a newer format is refused and left alone', async () => {
		await makeFolder()
		const database = new Database(file)
		database.pragma('user_version = 99')
		database.close()
		await expectRefused('data-folder-newer')
		await expect(open('visitor')).rejects.toMatchObject({ code: 'data-folder-newer' })
	})

	test('[S32] a folder that cannot be made is refused', async () => {
		writeFileSync(join(parent, 'a'), 'a file, not a folder')
		const error: unknown = await open().catch((cause: unknown) => cause)
		expect(error).toMatchObject({ name: 'ParleyError', code: 'data-folder-unwritable' })
		expect(String(error)).toContain(folder)
	})

	test.skipIf(process.getuid?.() === 0)(
		'[S32] a folder without the right to write is refused (not shown to root, who may write anywhere)',
		async () => {
			await makeFolder()
			chmodSync(file, 0o400)
			await expectRefused('data-folder-unwritable')
		}
	)

	test('[S33] what is no database is refused and left alone', async () => {
		await makeFolder()
		writeFileSync(file, 'Dear colleagues, please find attached the draft.\n'.repeat(100))
		await expectRefused('log-corrupt')
	})

	test('[S33] a database of another program is refused and left alone', async () => {
		await makeFolder()
		rmSync(file)
		const database = new Database(file)
		database.exec('CREATE TABLE recipe (name TEXT)')
		database.close()
		await expectRefused('log-corrupt')
	})

	test('[S33] a damaged database says so', async () => {
		const samples = new Samples()
		const commit = samples.commit(samples.log(), 0, [samples.update(samples.document(), 500_000)])
		const storage = await open()
		await storage.log.append(commit)
		await storage.close()
		const bytes = readFileSync(file)
		writeFileSync(file, bytes.fill(0xff, 4096 * 4))
		const read = open().then((damaged) => everyEntry(damaged.log, commit.log))
		await expect(read).rejects.toMatchObject({ name: 'ParleyError', code: 'log-corrupt' })
	})
})

describe('page limit', () => {
	test('[S34] a full database takes nothing of a commit, and takes it once there is room', async () => {
		const samples = new Samples()
		const document = samples.document()
		const log = samples.log()
		const storage = await open('server', 300)
		const first = samples.commit(log, 0, [samples.update(document)])
		await storage.log.append(first)
		await storage.check()
		await storage.caches.put(document, {
			position: first.checkpoint.position,
			state: samples.bytes(500_000),
		})

		const large = samples.commit(log, 1, [
			samples.update(document),
			samples.update(document, 600_000),
			samples.update(samples.document()),
		])
		const writers = large.entries.map(({ position, seat }) => ({
			...{ document, clientId: position, seat, position },
		}))
		for (let tries = 0; tries < 3; tries++) {
			await expect(storage.log.append({ ...large, writers })).rejects.toMatchObject({
				name: 'ParleyError',
				code: 'disk-full',
			})
		}
		expect(await everyEntry(storage.log, log)).toEqual(first.entries)
		expect(await storage.log.writers(document)).toEqual([])
		expect((await storage.log.last(log))?.checkpoint).toEqual(first.checkpoint)

		const database = new Database(file)
		database.exec('DELETE FROM state_cache')
		database.close()
		await storage.log.append({ ...large, writers })
		expect(await everyEntry(storage.log, log)).toEqual([...first.entries, ...large.entries])
	})

	test('[S34] a full database says that it would not take a write, and names the folder', async () => {
		const samples = new Samples()
		const storage = await open('server', 80)
		const position = samples.checkpoint(1).position
		const put = (): Promise<void> =>
			storage.caches.put(samples.document(), { position, state: samples.bytes(20_000) })
		const full: unknown = await (async () => {
			for (let count = 0; count < 100; count++) await put()
		})().catch((cause: unknown) => cause)
		expect(full).toMatchObject({ code: 'disk-full' })
		expect(String(full)).toContain(folder)
		await expect(storage.check()).rejects.toMatchObject({ code: 'disk-full' })
		await storage.close()
		await (await open()).check()
	})

	test('[S11] a negotiation that the disk has no room for leaves nothing behind', async () => {
		const samples = new Samples()
		const storage = await open('server', 100)
		const creation = samples.creation()
		const payloads = [samples.note(), samples.update(samples.document(), 600_000)]
		const opening = samples.commit(creation.opening.log, 0, payloads)
		await expect(storage.negotiations.create({ ...creation, opening })).rejects.toMatchObject({
			code: 'disk-full',
		})
		expect(await storage.negotiations.list()).toEqual([])
		expect(await storage.log.logs()).toEqual([])
		await storage.negotiations.create(creation)
		expect(await storage.negotiations.list()).toEqual([creation.negotiation])
	})
})
