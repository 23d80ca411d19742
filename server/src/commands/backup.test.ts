import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openSigner } from '../freeze/signer.ts'
import { writeBackup } from '../storage/sqlite/backupFile.ts'
import { freshFolder, run, start, type Ran } from './testCommand.ts'
import { layRoom, ROOM_KEY } from './testFixture.ts'

const folder = freshFolder()
const data = join(folder, 'data')
const environment = { PARLEY_DATA: data, PARLEY_PUBLIC_URL: 'https://parley.example' }
const file = join(folder, 'parley.backup')
await run(['sample'], environment)
await run(['backup', file], environment)

function expectSentence(ran: Ran, pattern: RegExp, what = ''): void {
	expect(ran.err, what).toMatch(pattern)
	expect(ran.err.trimEnd().split('\n'), what).toHaveLength(1)
	expect([ran.out, ran.code], what).toEqual(['', 1])
}

/** Everything in a folder, by name. */
function filesIn(path: string): readonly string[] {
	return existsSync(path) ? readdirSync(path) : ['(no folder)']
}

/** Restores `from` into a folder that is not there, which must not be there afterwards either where it is refused. */
async function refused(from: string, pattern: RegExp, what = ''): Promise<void> {
	const into = join(folder, 'refused')
	expectSentence(await run(['restore', from, '--data', into], {}), pattern, what)
	expect(filesIn(into), what).toEqual(['(no folder)'])
}

describe('backup', () => {
	test('[K11] is one file for its owner alone, says what it holds, and that the key is in it', async () => {
		expect(statSync(file).mode & 0o777).toBe(0o600)
		const ran = await run(['backup', join(folder, 'other')], environment)
		expect(ran).toMatchObject({ code: 0, err: '' })
		expect(ran.out).toMatch(/1 negotiation as of .*Z/)
		expect(ran.out).toContain('IT HOLDS THE SIGNING KEY')
		expect(filesIn(folder).filter((name) => name.endsWith('.part'))).toEqual([])
	})

	test('[K11] does not replace a file unasked', async () => {
		const mine = join(folder, 'mine.txt')
		writeFileSync(mine, 'mine')
		expectSentence(await run(['backup', mine], environment), /There is a file .*mine\.txt already/)
		expect(readFileSync(mine, 'utf8')).toBe('mine')
		expect(await run(['backup', mine, '--force'], environment)).toMatchObject({ code: 0 })
		expect(readFileSync(mine, 'latin1').startsWith('SQLite format 3')).toBe(true)
	})

	test('[K11] of nothing, or to where nothing can be, makes nothing', async () => {
		const none = join(folder, 'none')
		const ran = await run(['backup', join(folder, 'x')], { PARLEY_DATA: none })
		expectSentence(ran, /There is nothing to back up in .*none\.$/m)
		expect(existsSync(none)).toBe(false)
		const nowhere = await run(['backup', join(folder, 'no', 'x')], environment)
		expectSentence(nowhere, /cannot be written: there is no such folder\.$/m)
	})

	test('[K13] no byte of it can change, be missing or be added', async () => {
		const bytes = readFileSync(file)
		const damaged = join(folder, 'damaged')
		const places = [0, 20, 100, bytes.length >> 1, bytes.length - 400, bytes.length - 100]
		const closing = [bytes.length - 90, bytes.length - 50, bytes.length - 2, bytes.length - 1]
		for (const at of [...places, ...closing, ...Array.from({ length: 20 }, (_, n) => n * 9001)]) {
			const changed = Buffer.from(bytes)
			changed[at] = (changed[at] ?? 0) ^ 1
			writeFileSync(damaged, changed)
			await refused(damaged, /The (file|backup) \S*damaged (is|was) .*\.$/m, `byte ${at}`)
		}
		for (const length of [0, 1, 95, 4096, bytes.length >> 1, bytes.length - 1]) {
			writeFileSync(damaged, bytes.subarray(0, length))
			await refused(damaged, /The file \S*damaged (is no|was cut off)/, `cut at ${length}`)
		}
		writeFileSync(damaged, Buffer.concat([bytes, Buffer.from('\n')]))
		await refused(damaged, /cut off or damaged at its end\.$/m)
		writeFileSync(damaged, 'Dear colleagues')
		await refused(damaged, /is no backup of Parley/)
	})

	test('[K13] what is not there, or a folder, is said so', async () => {
		await refused(join(folder, 'missing'), /cannot be read: there is no such file\.$/m)
		await refused(folder, /is no file\.$/m)
	})
})

describe('restore', () => {
	test('[K12] makes a folder that has all that it had, keys and links among it', async () => {
		const into = join(folder, 'restored')
		const ran = await run(['restore', file, '--data', into], {})
		expect(ran).toMatchObject({ code: 0, err: '' })
		expect(ran.out).toMatch(/ng_\w+ London, 20-point framework: 74 entries, 0 frozen texts/)
		expect(ran.out).toContain('Every log and every frozen text is as it was signed.')
		for (const name of ['parley.sqlite', 'signing-key.pem']) {
			expect(statSync(join(into, name)).mode & 0o777).toBe(0o600)
		}
		expect(statSync(into).mode & 0o777).toBe(0o700)
		expect(readFileSync(join(into, 'signing-key.pem'))).toEqual(
			readFileSync(join(data, 'signing-key.pem'))
		)
		expect(await run(['log', 'check'], { PARLEY_DATA: into })).toMatchObject({ code: 0 })
	})

	test('[K12] into a folder that holds anything is refused, and so is one that a server has', async () => {
		expectSentence(await run(['restore', file], environment), /is not empty/)
		const into = join(folder, 'held')
		mkdirSync(into)
		const database = new Database(join(into, 'server.lock'))
		database.exec('BEGIN EXCLUSIVE')
		expectSentence(await run(['restore', file, '--data', into], {}), /in use by another/)
		database.close()
		expect(await run(['restore', file, '--data', into], {})).toMatchObject({ code: 0 })
	})

	test('[K12] what was interrupted is not served, and is done again', async () => {
		const into = join(folder, 'interrupted')
		mkdirSync(join(into, '.restoring'), { recursive: true })
		writeFileSync(join(into, '.restoring', 'parley.sqlite'), 'half')
		writeFileSync(join(into, 'signing-key.pem'), 'half', { mode: 0o600 })
		const served = await run(['serve'], { PARLEY_DATA: into })
		expectSentence(served, /Restoring a backup into .* was interrupted: do it again first\.$/m)
		expect(await run(['restore', file, '--data', into], {})).toMatchObject({ code: 0 })
		expect([...filesIn(into)].sort()).toEqual(['parley.sqlite', 'server.lock', 'signing-key.pem'])
	})

	test('[K14] without the key it restores for nobody but who has that key', async () => {
		const bare = join(folder, 'bare')
		const made = await run(['backup', bare, '--without-key'], environment)
		expect(made.out).toContain('It does not hold the signing key')
		expect(readFileSync(bare, 'latin1')).not.toContain('PRIVATE KEY')
		const into = join(folder, 'keyless')
		const ran = await run(['restore', bare, '--data', into], {})
		expect(ran.out).toContain('THE SIGNING KEY IS MISSING')
		const served = await run(['serve'], { PARLEY_DATA: into })
		expectSentence(served, /signing-key\.pem is missing, and another would not belong/)
		expect(filesIn(into)).not.toContain('signing-key.pem')

		const other = join(folder, 'other-data')
		await openSigner(mkdirp(other))
		cpSync(join(other, 'signing-key.pem'), join(into, 'signing-key.pem'))
		const wrong = await run(['log', 'check'], { PARLEY_DATA: into })
		expectSentence(wrong, /is not the one that the record here was signed with/)
		const key = ['--key', join(other, 'signing-key.pem')]
		const given = await run(['restore', bare, '--data', join(folder, 'k'), ...key], {})
		expectSentence(given, /is not the one that this backup was signed with\.$/m)

		const right = ['--key', join(data, 'signing-key.pem')]
		const whole = join(folder, 'whole')
		expect(await run(['restore', bare, '--data', whole, ...right], {})).toMatchObject({ code: 0 })
		expect(await run(['log', 'check'], { PARLEY_DATA: whole })).toMatchObject({ code: 0 })
	})

	test('[K12] a backup of an older format is brought to this one, of a newer one it is refused', async () => {
		const home = join(folder, 'v1')
		layRoom(home)
		const { keyText } = await openSigner(home)
		const facts = { madeAt: '2026-11-26T00:00:00.000Z', publicKey: keyText, signingKey: ROOM_KEY }
		const database = join(home, 'parley.sqlite')
		await writeBackup(database, join(home, 'older'), facts, false)
		const into = join(folder, 'upgraded')
		const ran = await run(['restore', join(home, 'older'), '--data', into], {})
		expect(ran).toMatchObject({ code: 0, err: '' })
		expect(ran.out).toContain('Framework, format 1: 19 entries, 1 frozen text')
		expect([...filesIn(into)].sort()).toEqual(['parley.sqlite', 'server.lock', 'signing-key.pem'])

		const opened = new Database(database)
		opened.pragma('user_version = 99')
		opened.close()
		await writeBackup(database, join(home, 'newer'), facts, false)
		await refused(
			join(home, 'newer'),
			/was made by a newer version of Parley: restore it with that one\.$/m
		)
	})

	test('[K12] a record that is not as it was signed is restored only where that is asked for', async () => {
		const home = mkdirp(join(folder, 'tampered'))
		cpSync(data, home, { recursive: true })
		rmSync(join(home, 'server.lock'))
		const database = new Database(join(home, 'parley.sqlite'))
		database.exec('DROP TRIGGER entry_changes; UPDATE entry SET received_at = 5 WHERE position = 3')
		database.close()
		const bent = join(folder, 'bent')
		expect(await run(['backup', bent], { PARLEY_DATA: home })).toMatchObject({ code: 0 })
		await refused(bent, /is not as it was written, at position .*Nothing was restored/)
		const into = join(folder, 'bent-data')
		const ran = await run(['restore', bent, '--data', into, '--accept-faults'], {})
		expect(ran.code).toBe(0)
		expect(ran.err).toContain('NOT as it was written')
		expect(await run(['log', 'check'], { PARLEY_DATA: into })).toMatchObject({ code: 1 })
	})

	test('[K12] sessions and links are as they were, or all ended', async () => {
		const server = start(['serve'], { PARLEY_DATA: data })
		const url = /runs at (\S+)/.exec(await server.printed(/runs at \S+/))?.[1] ?? ''
		const link = await run(['link', 'UA/Advisor 1'], environment)
		const code = link.out.trim().split('#')[1] ?? ''
		const open = (await run(['link', 'UA/Advisor 2'], environment)).out.trim().split('#')[1] ?? ''
		const token = await redeem(url, code)
		const kept = join(folder, 'kept')
		expect(await run(['backup', kept], environment)).toMatchObject({ code: 0 })
		server.process.kill('SIGTERM')
		await server.ended
		for (const [name, options, status, redeemed] of [
			['as-they-were', [], 200, 201],
			['all-ended', ['--end-sessions'], 401, 410],
		] as const) {
			const into = join(folder, name)
			await run(['restore', kept, '--data', into, ...options], {})
			const restored = start(['serve'], { PARLEY_DATA: into })
			const at = /runs at (\S+)/.exec(await restored.printed(/runs at \S+/))?.[1] ?? ''
			const session = await fetch(`${at}/api/v1/sessions/current`, {
				headers: { authorization: `Bearer ${token}` },
			})
			expect([name, session.status]).toEqual([name, status])
			expect([name, (await post(at, open)).status]).toEqual([name, redeemed])
			restored.process.kill('SIGTERM')
			await restored.ended
		}
	})
})

function mkdirp(path: string): string {
	mkdirSync(path, { recursive: true })
	return path
}

function post(url: string, code: string): Promise<Response> {
	return fetch(`${url}/api/v1/sessions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code, kind: 'token' }),
	})
}

async function redeem(url: string, code: string): Promise<string> {
	const answer: unknown = await (await post(url, code)).json()
	return (answer as { token: string }).token
}
