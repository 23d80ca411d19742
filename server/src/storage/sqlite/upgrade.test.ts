import { createId } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dump } from '../fixtures/dump.ts'
import { FORMAT } from './migrations.ts'
import { openSqliteStorage } from './openSqliteStorage.ts'

const CHILD = fileURLToPath(new URL('./appendChild.ts', import.meta.url))
const FIXTURE = fileURLToPath(new URL('../fixtures/v1/', import.meta.url))
const BEFORE = 'parley.sqlite.before-2'
/** Makes the fixture so large that copying it takes a while. */
const BULK = 30_000_000

let folder: string
let file: string
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'parley-upgrade-'))
	file = join(folder, 'parley.sqlite')
	cpSync(join(FIXTURE, 'parley.sqlite'), file)
})
afterEach(() => {
	rmSync(folder, { recursive: true })
})

function formatOf(path: string): unknown {
	const database = new Database(path, { readonly: true })
	try {
		expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
		return database.pragma('user_version', { simple: true })
	} finally {
		database.close()
	}
}

function makeLarge(): void {
	const database = new Database(file)
	database
		.prepare('INSERT INTO state_cache (document, position, state) VALUES (?, 1, zeroblob(?))')
		.run('bulk', BULK)
	database.close()
}

/** Opens the folder in a process of its own; gives what it says. `onDraft` is called while the copy is being written. */
async function openElsewhere({
	blocks,
	onDraft,
}: { blocks?: number; onDraft?: (kill: () => void) => void } = {}): Promise<string> {
	const log = sharedLog(createId('negotiation', Math.random))
	const command = [process.execPath, CHILD, folder, log, '0']
	const child =
		blocks === undefined
			? spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
			: spawn('/bin/sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', ...command], {
					stdio: ['ignore', 'pipe', 'inherit'],
				})
	const ended = once(child, 'close')
	let said = ''
	child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
	if (onDraft !== undefined) {
		const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null
		while (!isOver() && !readdirSync(folder).includes(`${BEFORE}.part`)) await turn()
		onDraft(() => child.kill('SIGKILL'))
	}
	await ended
	return said
}

function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve))
}

async function contents(): Promise<unknown> {
	const storage = await openSqliteStorage({ folder, role: 'server' })
	try {
		return await dump(storage)
	} finally {
		await storage.close()
	}
}

const EXPECTED: unknown = {
	...(JSON.parse(readFileSync(join(FIXTURE, 'contents.json'), 'utf8')) as object),
	erasures: [],
	answer: null,
}

describe('an older folder', () => {
	test('[S44] is brought to the newest format, with a copy of what it was beside it', async () => {
		expect(await contents()).toEqual(EXPECTED)
		expect(formatOf(file)).toBe(FORMAT)
		expect(formatOf(join(folder, BEFORE))).toBe(1)
		expect(statSync(join(folder, BEFORE)).mode & 0o777).toBe(0o600)
		expect(await contents()).toEqual(EXPECTED)
		expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([BEFORE])
	})

	test('[S44] killed while it is copied it is what it was, and is migrated the next time', async () => {
		makeLarge()
		let kills = 0
		for (let round = 0; round < 3; round++) {
			const said = await openElsewhere({
				onDraft: (kill) => {
					kills++
					kill()
				},
			})
			expect(said).toBe('')
			expect(existsSync(join(folder, BEFORE))).toBe(false)
			expect(formatOf(file)).toBe(1)
		}
		expect(kills).toBe(3)
		expect(await openElsewhere()).toContain('open')
		expect(formatOf(file)).toBe(FORMAT)
		expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([])
	})

	test('[S44] killed at any moment it is whole, old or new', async () => {
		for (let round = 0; round < 5; round++) {
			rmSync(folder, { recursive: true })
			cpSync(join(FIXTURE, 'parley.sqlite'), file)
			const log = sharedLog(createId('negotiation', Math.random))
			const child = spawn(process.execPath, [CHILD, folder, log, '0'], { stdio: 'ignore' })
			const ended = once(child, 'close')
			// From the moment at which the copy stands, on through the steps and what comes after.
			while (child.exitCode === null && !existsSync(join(folder, BEFORE))) await turn()
			for (let turns = 0; turns < round * 60; turns++) await turn()
			child.kill('SIGKILL')
			await ended
			expect([1, FORMAT]).toContain(formatOf(file))
			expect(formatOf(join(folder, BEFORE))).toBe(1)
			expect(await contents()).toEqual(EXPECTED)
		}
	})

	test('[S44] without room for the copy it stays what it was and says so; with room it is migrated', async () => {
		makeLarge()
		// The database is there already, and its copy would be the first file to reach the limit.
		const said = await openElsewhere({ blocks: 20_000 })
		expect(said).toContain('failed disk-full')
		expect(formatOf(file)).toBe(1)
		expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([])
		expect(await openElsewhere()).toContain('open')
		expect(formatOf(file)).toBe(FORMAT)
	})

	test('[S31] what an older version makes of the new format is one sentence, and the copy is there for it', async () => {
		await contents()
		const database = new Database(file)
		database.pragma(`user_version = ${FORMAT + 1}`)
		database.close()
		const refused: unknown = await contents().catch((error: unknown) => error)
		expect(String(refused)).toMatch(
			new RegExp(
				`^ParleyError: The data folder .* was written by a newer version of Parley \\(format ${FORMAT + 1}, this one knows ${FORMAT}\\)\\.$`
			)
		)
		expect(formatOf(join(folder, BEFORE))).toBe(1)
	})
})
