import { createId } from '@parley/domain'
import { sharedLog, type LogId } from '@parley/protocol'
import Database from 'better-sqlite3'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collect, everyEntry } from '../contract/samples.ts'
import { markedCommit, markedEntry } from './markedCommit.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

const KILLS = process.env['PARLEY_SCALE'] === 'long' ? 100 : 10
const CHILD = fileURLToPath(new URL('./appendChild.ts', import.meta.url))

let folder: string
let log: LogId
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'parley-crash-'))
	log = sharedLog(createId('negotiation', Math.random))
})
afterEach(() => {
	rmSync(folder, { recursive: true })
})

/** Runs a child on the folder, and calls `onLine` with each line that it says and the lines so far; gives them all. */
async function runChild(
	command: string,
	args: readonly string[],
	onLine: (line: string, child: ChildProcess, count: number) => void = () => undefined
): Promise<string[]> {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
	const ended = once(child, 'exit')
	const lines: string[] = []
	for await (const line of createInterface({ input: child.stdout })) {
		lines.push(line)
		onLine(line, child, lines.length)
	}
	await ended
	return lines
}

function storedPositions(lines: readonly string[]): number[] {
	return lines.flatMap((line) => (line.startsWith('stored ') ? [Number(line.slice(7))] : []))
}

/** Opens the folder, checks all that must hold whatever happened, and gives the newest position. */
async function checkFolder(): Promise<number> {
	const storage = await openSqliteStorage({ folder, role: 'server' })
	const entries = await everyEntry(storage.log, log)
	const expected = entries.map((_, index) => markedEntry(log, index + 1))
	expect(entries.map(({ position }) => position)).toEqual(expected.map(({ position }) => position))
	for (const [index, entry] of entries.entries()) {
		expect(Buffer.compare(bytesOf(entry), bytesOf(expected[index]))).toBe(0)
	}
	const newest = entries.length
	expect((await storage.log.last(log))?.checkpoint.position ?? 0).toBe(newest)
	// Every commit is there with its checkpoint: their positions follow from the first one on.
	let position = 0
	for (const checkpoint of await collect(storage.log.checkpoints(log))) {
		position = markedCommit(log, position).checkpoint.position
		expect(checkpoint.position).toBe(position)
	}
	await storage.check()
	await storage.close()

	const database = new Database(join(folder, 'parley.sqlite'), { readonly: true })
	expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
	database.close()
	return newest
}

function bytesOf(entry: ReturnType<typeof markedEntry> | undefined): Uint8Array {
	return entry?.payload.kind === 'update' ? entry.payload.bytes : new Uint8Array()
}

describe('kill -9', () => {
	test('[S36] every acknowledged entry outlives being killed at any moment', async () => {
		let newest = 0
		let acknowledged = 0
		for (let kill = 0; kill < KILLS; kill++) {
			const after = 1 + Math.floor(Math.random() * 50)
			const lines = await runChild(
				process.execPath,
				[CHILD, folder, log, '100000'],
				(_, child, count) => {
					if (count >= after) child.kill('SIGKILL')
				}
			)
			expect(lines[0]).toBe('open')
			expect(lines).not.toContain('done')
			expect(lines.filter((line) => line.startsWith('failed'))).toEqual([])
			const stored = storedPositions(lines)
			acknowledged += stored.length
			const found = await checkFolder()
			expect(found).toBeGreaterThanOrEqual(Math.max(newest, ...stored))
			newest = found
		}
		expect(acknowledged).toBeGreaterThan(KILLS)
	})
})

describe('file size limit', () => {
	// Units of 512 bytes. Under the first limit the write-ahead log does not get as far as being folded in; under the second it does,
	// until the database is at the limit too.
	test.each([4096, 12_288])(
		'[S35] at %i blocks appends fail with disk-full, and nothing of them is stored',
		async (blocks) => {
			const lines = await runChild('/bin/sh', [
				'-c',
				`ulimit -f ${blocks}; exec "$@"`,
				'sh',
				process.execPath,
				...[CHILD, folder, log, '1600'],
			])
			const failures = new Set(lines.filter((line) => line.startsWith('failed')))
			// What follows a failed commit of the same batch does not fit any more.
			expect(failures).toContain('failed disk-full')
			failures.delete('failed disk-full')
			failures.delete('failed log-append-failed')
			expect([...failures]).toEqual([])
			expect(lines).toContain('done')

			const stored = storedPositions(lines)
			expect(stored.length).toBeGreaterThan(0)
			const newest = await checkFolder()
			expect(newest).toBe(Math.max(...stored))

			const storage = await openSqliteStorage({ folder, role: 'server' })
			await storage.log.append(markedCommit(log, newest))
			await storage.close()
			expect(await checkFolder()).toBeGreaterThan(newest)
		}
	)
})

describe('another process', () => {
	test('[S30] a folder is held against other processes until its server is gone', async () => {
		let refused: unknown
		const lines = await runChild(
			process.execPath,
			[CHILD, folder, log, '100000'],
			(line, child) => {
				if (line !== 'open') return
				openSqliteStorage({ folder, role: 'server' })
					.catch((error: unknown) => {
						refused = error
					})
					.finally(() => child.kill('SIGKILL'))
			}
		)
		expect(lines[0]).toBe('open')
		expect(refused).toMatchObject({ name: 'ParleyError', code: 'data-folder-in-use' })
		await checkFolder()
	})

	test('[S30] a visitor of the same process does not let go of its lock', async () => {
		const server = await openSqliteStorage({ folder, role: 'server' })
		const visitor = await openSqliteStorage({ folder, role: 'visitor' })
		await visitor.close()
		await expect(openSqliteStorage({ folder, role: 'server' })).rejects.toMatchObject({
			code: 'data-folder-in-use',
		})
		const lines = await runChild(process.execPath, [CHILD, folder, log, '4'])
		expect(lines).toEqual(['failed data-folder-in-use'])
		await server.close()
		expect(await runChild(process.execPath, [CHILD, folder, log, '4'])).toContain('done')
	})

	test('[S21] a server is told what another process wrote, and finds it', async () => {
		const server = await openSqliteStorage({ folder, role: 'server' })
		const visitor = await openSqliteStorage({ folder, role: 'visitor' })
		const told = Promise.withResolvers<undefined>()
		server.watch(() => {
			told.resolve(undefined)
		})
		const commit = markedCommit(log, 0)
		await visitor.log.append(commit)
		expect(await everyEntry(server.log, log)).toEqual(commit.entries)
		await told.promise
		await visitor.close()
		await server.close()
	})
})
