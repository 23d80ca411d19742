import {
	closeSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { clauseDocument } from '@parley/protocol'
import { parseClauseId, parseNegotiationId } from '@parley/domain'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { freshFolder, run, type Ran } from './testCommand.ts'

const MadeJson = z.object({
	negotiation: z.object({ id: z.string(), title: z.string() }),
	deadline: z.object({ at: z.string(), zone: z.string() }),
	roomDocument: z.string(),
	clauses: z.array(z.object({ id: z.string(), heading: z.string(), document: z.string() })),
	seats: z.array(
		z.object({ name: z.string(), delegation: z.string().nullable(), link: z.string() })
	),
})

const URL_ENV = { PARLEY_PUBLIC_URL: 'https://parley.example' }

/** One sentence on standard error, nothing on standard output, and no stack trace. */
function expectSentence(ran: Ran, pattern: RegExp, what = ''): void {
	expect(ran.err, what).toMatch(pattern)
	expect(ran.err.trimEnd().split('\n'), what).toHaveLength(1)
	expect(ran.err, what).not.toMatch(/\n\s+at |node:internal/)
	expect([ran.out, ran.code === 0], what).toEqual(['', false])
}

describe('create', () => {
	const folder = freshFolder()
	const text = join(folder, 'text.md')
	writeFileSync(
		text,
		'# A treaty\n\nThe Parties,\n\n## Article 1 Scope\n\nAll of it.\n\n## Article 2 End\n\nNever.\n'
	)
	const data = join(folder, 'data')
	const environment = { PARLEY_DATA: data, ...URL_ENV }
	const args = ['create', '--text', text, '--delegations', 'UA:Ukraine,GB:United Kingdom']
	const deadline = ['--deadline', '2099-12-09T18:00', '--zone', 'Europe/London']

	test('shows the split and stores nothing', async () => {
		const ran = await run([...args, '--dry-run'], environment)
		expect(ran).toMatchObject({ code: 0, err: '' })
		expect(ran.out).toContain('Article 1  Scope')
		expect(() => statSync(data)).toThrow()
	})

	test('[K73] [B7] [I29] brackets of the text are those of the room, and what stayed text is said with its place', async () => {
		const drafted = join(folder, 'draft.md')
		writeFileSync(
			drafted,
			'## Article 1 Scope\n\nThey [UA: shall] [should] agree] by [ ].\n\n## Article 2 End\n\n[Never.]\n'
		)
		const parties = ['--delegations', 'UA:Ukraine,GB:United Kingdom']
		const draftArgs = ['create', '--text', drafted, '--title', 'T', ...parties]
		const said = [
			'3 brackets placed; 1 of them names its holders.',
			'3 square brackets stayed text:',
			'  Article 1 Scope, paragraph 1: has no counterpart: …A: shall] [should] agree] by [ ].…',
			'  Article 1 Scope, paragraph 1: has no words: to be filled in: …all] [should] agree] by [ ].…',
		].join('\n')
		const dry = await run([...draftArgs, '--dry-run'], environment)
		expect(dry).toMatchObject({ code: 0, err: '' })
		expect(dry.out).toContain(said)

		const own = { ...environment, PARLEY_DATA: join(folder, 'bracketed') }
		const made = await run([...draftArgs, ...deadline, '--json'], own)
		expect(JSON.parse(made.out)).toMatchObject({
			brackets: { placed: 3, held: 1, flagged: { unpaired: 1, empty: 2 } },
		})
		const exported = await run(['export', '--format', 'txt'], own)
		expect(exported.out).toContain('    They [shall – UA] [should] agree] by [ ].\n')
		expect(exported.out).toContain('    [Never.]\n')
		expect(await run(['log', 'check'], own)).toMatchObject({ code: 0 })
	})

	test('[K73] [I42] [I43] options of the text are alternatives of the room, and what stayed text is said with its place', async () => {
		const drafted = join(folder, 'options.md')
		writeFileSync(
			drafted,
			'## Article 1 Scope\n\nOption 1: They shall.\n\nOption 2: [They may.]\n\n## Article 2 End\n\nOption A: Never.\n'
		)
		const parties = ['--delegations', 'UA:Ukraine,GB:United Kingdom']
		const draftArgs = ['create', '--text', drafted, '--title', 'T', ...parties]
		const said = [
			'2 options became alternatives, in 1 place.',
			'1 option stayed text:',
			'  Article 2 End, paragraph 1: 1 option, there is no other beside it: Option A: Never.',
		].join('\n')
		expect((await run([...draftArgs, '--dry-run'], environment)).out).toContain(said)
		const own = { ...environment, PARLEY_DATA: join(folder, 'optioned') }
		const made = await run([...draftArgs, ...deadline, '--json'], own)
		expect(JSON.parse(made.out)).toMatchObject({
			brackets: { placed: 1 },
			options: { groups: 1, alternatives: 2, places: [{ why: 'alone' }] },
		})
		const exported = await run(['export', '--format', 'txt'], own)
		expect(exported.out).toContain('    Alternative A:\n\n    Option 1: They shall.\n')
		expect(exported.out).toContain('    Alternative B:\n\n    Option 2: [They may.]\n')
		expect(await run(['log', 'check'], own)).toMatchObject({ code: 0 })
	})

	test('[K4] [K2] refuses what cannot be, in one sentence, and stores nothing', async () => {
		const file = (name: string, content: string | Uint8Array): string => {
			writeFileSync(join(folder, name), content)
			return join(folder, name)
		}
		const huge = join(folder, 'huge.txt')
		const handle = openSync(huge, 'w')
		ftruncateSync(handle, 50_000_000)
		closeSync(handle)
		const withText = (path: string): string[] => [
			'create',
			'--text',
			path,
			...args.slice(3),
			...deadline,
		]
		const cases: readonly [readonly string[], RegExp][] = [
			[withText(join(folder, 'none.txt')), /none\.txt cannot be read: there is no such file\.$/m],
			[withText(folder), /cannot be read: it is a folder\.$/m],
			[withText(file('latin.txt', new Uint8Array([0x41, 0xe9, 0x42]))), /latin\.txt: .*not UTF-8/],
			[withText(file('empty.txt', '')), /empty\.txt: the file is empty\.$/m],
			[withText(huge), /huge\.txt cannot be read: it has 50\.0 MB/],
			[
				[...args, ...deadline.slice(0, 2), '--zone', 'Mars/Base'],
				/There is no time zone "Mars\/Base"/,
			],
			[
				[...args, '--deadline', '2020-01-01T00:00'],
				/The deadline Wednesday 1 January 2020, 00:00 \(UTC\) has passed\.$/m,
			],
			[[...args, '--deadline', 'soon'], /"soon" is not a date and time/],
			[[...args], /Say when the text freezes/],
			[[...args, ...deadline, '--seats', 'advisor:UA'], /Nobody could run the room/],
			[[...args, ...deadline, '--language', '???'], /There is no language/],
			[[...args, ...deadline, '--title', '\u202e'], /needs a title/],
			[['create', ...deadline], /required option '--text <file>'/],
			[[...args, ...deadline, '--nonsense'], /unknown option '--nonsense'/],
		]
		for (const [argv, pattern] of cases) {
			expectSentence(await run(argv, environment), pattern, argv.join(' '))
		}
		const logs = await run(['log', 'check'], environment)
		expect(logs).toEqual({ code: 0, out: '', err: '' })
	})

	test('[K5] prints ids, document names and links as JSON where they were asked for', async () => {
		const seats = ['--seats', 'advisor:UA:Legal advisor,secretariat']
		const ran = await run([...args, ...deadline, ...seats, '--json'], environment)
		expect(ran).toMatchObject({ code: 0, err: '' })
		const made = MadeJson.parse(JSON.parse(ran.out))
		expect(made.negotiation.title).toBe('A treaty')
		expect(made.deadline).toEqual({ at: '2099-12-09T18:00:00.000Z', zone: 'Europe/London' })
		expect(made.clauses.map(({ heading }) => heading)).toContain('Scope')
		for (const { id, document } of made.clauses) {
			const negotiation = parseNegotiationId(made.negotiation.id)
			expect(document).toBe(clauseDocument(negotiation, 1, parseClauseId(id)))
		}
		expect(made.seats.map(({ name, delegation }) => [name, delegation])).toEqual([
			['Legal advisor', 'UA'],
			['Secretariat', null],
		])
		for (const { link } of made.seats) {
			expect(link).toMatch(/^https:\/\/parley\.example\/enter#[\w-]{22}$/)
		}
	})

	test('[K5] puts links nowhere but into a file of mode 0600 where nobody asked for them', async () => {
		const ran = await run([...args, ...deadline, '--title', 'Second'], environment)
		expect(ran.code).toBe(0)
		expect(ran.out).toContain('Second')
		expect(ran.out).not.toContain('#')
		const file = join(data, 'links.txt')
		expect(ran.out).toContain(file)
		expect(statSync(file).mode & 0o777).toBe(0o600)
		expect(readFileSync(file, 'utf8')).toMatch(
			/^They are good until \w+ \d+ \w+ \d{4}, \d\d:\d\d \(.+\)\.$/m
		)
	})

	test('[K5] a link to a seat is made by its name or id, and mistakes are explained', async () => {
		const seat = 'gb/advisor 1'
		const ran = await run(['link', seat], environment)
		expect(ran.out).toMatch(/^https:\/\/parley\.example\/enter#[\w-]{22}\n$/)
		const onTerminal = await run(['link', seat], environment, [])
		expect(onTerminal.out).toMatch(
			/#[\w-]{22}\nIt lets one person in, once, until \w+ \d+ \w+ \d{4}, /
		)
		expectSentence(
			await run(['link', 'FR/Advisor 1'], environment),
			/There is no seat "FR\/Advisor 1"\. There are: UA\/Legal advisor, Secretariat, UA\/Advisor 1, GB\/Advisor 1/
		)
		expectSentence(
			await run(['link', 'Secretariat'], environment),
			/2 negotiations have a seat Secretariat: add --negotiation/
		)
		expectSentence(
			await run(['link', seat, '--negotiation', 'ng_0'], environment),
			/There is no negotiation "ng_0"\. There are: ng_/
		)
	})
})

describe('the record', () => {
	const environment = { PARLEY_DATA: freshFolder(), ...URL_ENV }

	test('[K9] is checked, and a changed entry or checkpoint is found', async () => {
		const { out } = await run(['sample', '--json'], environment)
		const { id } = MadeJson.parse(JSON.parse(out)).negotiation
		const good = await run(['log', 'check'], environment)
		expect(good).toMatchObject({ code: 0, err: '' })
		const [, entries = ''] = /shared: (\d+) entries and 1 checkpoint,/.exec(good.out) ?? []
		expect(good.out.startsWith(`${id}/shared: ${entries} `)).toBe(true)
		const last = Number(entries)

		const database = new Database(join(environment.PARLEY_DATA, 'parley.sqlite'))
		database.exec('DROP TRIGGER IF EXISTS entry_update')
		const triggers = z
			.array(z.object({ name: z.string() }))
			.parse(database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all())
		for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`)
		const change = (sql: string): void => {
			database.prepare(sql).run()
		}
		change('UPDATE entry SET received_at = received_at + 1 WHERE position = 7')
		expect((await run(['log', 'check'], environment)).out).toMatch(
			new RegExp(`NOT as it was written, at position ${entries}: the chain`)
		)
		change('UPDATE entry SET received_at = received_at - 1 WHERE position = 7')
		change(`UPDATE checkpoint SET note = replace(note, '${last}', '${last - 1}')`)
		const forged = await run(['log', 'check'], environment)
		expect(forged.code).toBe(1)
		expect(forged.out).toMatch(/signature of its checkpoint does not hold|cannot be read/)
		change('DELETE FROM entry WHERE position = 5')
		expect((await run(['log', 'check'], environment)).out).toMatch(
			/at position 5: an entry is missing/
		)
		database.close()
	})

	test('the key is printed as `verify` takes it', async () => {
		const ran = await run(['key'], environment)
		expect(ran.out).toMatch(/^parley-key-1:[0-9a-f]{64}\nFingerprint: (?:[0-9a-f]{4} ?){8}\n$/)
	})
})

describe('[K4] a data folder that cannot be used', () => {
	test('is named in one sentence', async () => {
		const folder = freshFolder()
		writeFileSync(join(folder, 'file'), '')
		const below = { PARLEY_DATA: join(folder, 'file/data'), ...URL_ENV }
		for (const command of ['serve', 'sample', 'key']) {
			expectSentence(await run([command], below), /The data folder .* cannot be written to/)
		}
		const newer = join(folder, 'newer')
		mkdirSync(newer)
		await run(['sample'], { PARLEY_DATA: newer, ...URL_ENV })
		const database = new Database(join(newer, 'parley.sqlite'))
		database.pragma('user_version = 99')
		database.close()
		expectSentence(await run(['serve'], { PARLEY_DATA: newer }), /newer version of Parley/)
		const foreign = join(folder, 'foreign')
		mkdirSync(foreign)
		writeFileSync(
			join(foreign, 'parley.sqlite'),
			'not a database at all, but long enough to be read as one'.repeat(20)
		)
		expectSentence(await run(['serve'], { PARLEY_DATA: foreign }), /damaged|not one of Parley/)
	})

	test('and so is a port in use, with nothing made meanwhile', async () => {
		const server = createServer().listen(0, '127.0.0.1')
		await once(server, 'listening')
		const address = server.address()
		const port = String(typeof address === 'object' ? address?.port : '')
		const data = freshFolder()
		const ran = await run(['serve'], { PARLEY_DATA: data, PORT: port })
		server.close()
		expectSentence(ran, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is used by another program`))
		expect(readdirSync(data)).not.toContain('links.txt')
		expect((await run(['log', 'check'], { PARLEY_DATA: data })).out).toBe('')
		expectSentence(
			await run(['serve'], { PARLEY_DATA: data, HOST: '192.0.2.1' }),
			/cannot listen on 192\.0\.2\.1/
		)
		expectSentence(
			await run(['serve'], { PARLEY_DATA: data, PORT: 'x' }),
			/^PORT must be a whole number/
		)
	})
})

describe('verify', () => {
	const folder = freshFolder()

	test('[K4] [K8] says what it cannot read, with a code of its own', async () => {
		const missing = await run(['verify', 'missing'], {})
		expectSentence(missing, /^The file missing cannot be read: there is no such file\.$/m)
		expect(missing.code).toBe(2)
		writeFileSync(join(folder, 'nokey'), 'hello')
		const args = ['verify', join(folder, 'nokey'), '--key']
		expectSentence(await run([...args, join(folder, 'nokey')], {}), /holds no key/)
		for (const given of ['foo', 'parley-key-1:00']) {
			const refused = await run([...args, given], {})
			expectSentence(refused, new RegExp(`^“${given}” is neither a key nor a file: expected`))
			expect(refused.code).toBe(2)
		}
	})

	test('[K8] a file that is none is not valid', async () => {
		writeFileSync(join(folder, 'text'), '{"a": 1}')
		expect(await run(['verify', join(folder, 'text')], {})).toMatchObject({ code: 1, err: '' })
	})
})
