import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addMs, parseInstant, parseNegotiationId } from '@parley/domain'
import { importMarkdown } from '@parley/formats'
import { describe, expect, test } from 'vitest'
import { openSigner } from '../freeze/signer.ts'
import { createNegotiation } from '../negotiation/createNegotiation.ts'
import { systemRandom } from '../random.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { withoutLinks } from './clearBeside.ts'
import { freshFolder, run, type Ran } from './testCommand.ts'

const data = freshFolder()
const environment = { PARLEY_DATA: data, PARLEY_PUBLIC_URL: 'https://parley.example' }
const text = join(data, 'text.md')
writeFileSync(text, '# A treaty\n\n## 1. Scope\n\nDiese Wörter verschwinden.\n')

async function create(title: string, deadline = '2099-12-09T18:00'): Promise<string> {
	const args = ['--text', text, '--title', title, '--delegations', 'UA:Ukraine']
	const more = ['--seats', 'advisor:UA,secretariat', '--deadline', deadline]
	expect(await run(['create', ...args, ...more], environment)).toMatchObject({ code: 0, err: '' })
	const links = readFileSync(join(data, 'links.txt'), 'utf8')
	return [...links.matchAll(/\((ng_\w{12})\), made/g)].at(-1)?.[1] ?? ''
}

/** The files of the data folder in which `words` stand. */
function filesWith(words: string): readonly string[] {
	return readdirSync(data).filter(
		(name) => name !== 'text.md' && readFileSync(join(data, name)).includes(words)
	)
}

function expectSentence(ran: Ran, pattern: RegExp): void {
	expect(ran.err).toMatch(pattern)
	expect(ran.err.trimEnd().split('\n')).toHaveLength(1)
	expect(ran.code).toBe(1)
}

describe('erase', () => {
	test('[K16] asks for the title, and leaves nothing of it in the folder but the record', async () => {
		const gone = await create('Vertrag zum Verschwinden')
		const stays = await create('Was bleibt')
		const before = readFileSync(join(data, 'links.txt'), 'utf8')
		const wrong = await run(['erase', gone], environment, ['Vertrag'])
		expectSentence(wrong, /That is not its title: nothing was erased\.$/m)
		expectSentence(await run(['erase', gone], environment), /say --yes where nobody can be asked/)
		expectSentence(
			await run(['erase', 'ng_none'], environment),
			/no negotiation "ng_none"\. There are:/
		)
		expect(readFileSync(join(data, 'links.txt'), 'utf8')).toBe(before)
		expect(filesWith('Vertrag zum Verschwinden')).toContain('parley.sqlite')

		const record = join(data, 'record.json')
		const erased = ['erase', gone, '--record', record]
		const ran = await run(erased, environment, ['Vertrag zum Verschwinden'])
		expect(ran).toMatchObject({ code: 0, err: '' })
		expect(ran.out).toContain('Backups, archives and snapshots that were made before still hold it')
		expect(filesWith('Vertrag zum Verschwinden')).toEqual([])
		const links = readFileSync(join(data, 'links.txt'), 'utf8')
		expect(links).not.toContain(gone)
		expect(links).toContain(stays)
		expect(links.match(/enter#/g)).toHaveLength(2)
		expect(filesWith('Diese Wörter verschwinden')).toEqual(['parley.sqlite'])

		const key = /parley-key-1:\w+/.exec((await run(['key'], environment)).out)?.[0] ?? ''
		const verified = await run(['verify', record, '--key', key], {})
		expect(verified.code).toBe(0)
		expect(verified.out).toContain('VALID: This is the record that a negotiation was erased')
		expectSentence(await run(['erase', gone, '--yes'], environment), /was erased\.$/m)
		expect((await run(['retention'], environment)).out).toContain(`${gone} was erased on `)

		expect(await run(['erase', stays, '--yes'], environment)).toMatchObject({ code: 0 })
		expect(filesWith('Diese Wörter verschwinden')).toEqual([])
		expect(await run(['log', 'check'], environment)).toMatchObject({ code: 0 })
	})

	test('[K16] where the record cannot be written into a file, the words are gone all the same', async () => {
		const gone = await create('Vertrag ohne Beleg')
		const nowhere = ['--record', join(data, 'no', 'record.json')]
		const ran = await run(['erase', gone, '--yes', ...nowhere], environment)
		expectSentence(ran, /record\.json cannot be written: there is no such folder\.$/m)
		expect(filesWith('Vertrag ohne Beleg')).toEqual([])
		expect((await run(['retention'], environment)).out).toContain(`${gone} was erased on `)
	})

	test('[K16] waits until a text that is about to freeze has frozen', async () => {
		const one = await create('One')
		const soon = new Date(Date.now() + 5 * 60_000).toISOString()
		const two = await create('Two', soon)
		expectSentence(
			await run(['erase', one, '--yes'], environment),
			/freezes on .*: erase when that is done\.$/m
		)
		expectSentence(await run(['retention', '--apply'], environment), /erase when that is done/)
		expect(filesWith(one)).not.toEqual([])
		expect(two).not.toBe(one)
	})

	test('[K17] what is due is listed, and erased where that is asked for', async () => {
		const folder = freshFolder()
		const own = { PARLEY_DATA: folder, PARLEY_RETENTION_DAYS: '30' }
		const then = parseInstant(Date.now() - 40 * 24 * 3_600_000)
		const storage = await openSqliteStorage({ folder, role: 'server' })
		const parts = { storage, signer: await openSigner(folder), random: systemRandom }
		const { negotiation } = await createNegotiation(
			{ ...parts, clock: { now: () => then } },
			{
				...{ title: 'Lange her', notice: '', language: 'en', contact: '', baseTextDigest: null },
				deadline: { at: addMs(then, 3_600_000), zone: 'UTC' },
				delegations: [],
				seats: [{ role: 'secretariat', name: 'Secretariat', delegationCode: null }],
				clauses: importMarkdown('## 1. Scope\n\nAll of it.\n').clauses,
			}
		)
		await storage.close()
		const kept = await run(['retention', '--apply'], { PARLEY_DATA: folder })
		expect(kept.out).toContain('kept until they are erased')
		expect(kept.out).toContain('0 negotiations erased.')
		const listed = await run(['retention'], own)
		expect(listed.out).toContain(`${negotiation.id} Lange her: not frozen, deadline`)
		expect(listed.out).toContain('DUE TO BE ERASED')
		const applied = await run(['retention', '--apply'], own)
		expect(applied.out).toContain('1 negotiation erased.')
		expect((await run(['retention'], own)).out).toContain(`${negotiation.id} was erased on `)
		expect(readFileSync(join(folder, 'parley.sqlite')).includes('Lange her')).toBe(false)
	})

	test('[K16] takes the lines of one negotiation out of the links, and no others', () => {
		const [a, b] = ['ng_aaaaaaaaaaaa', 'ng_bbbbbbbbbbbb'].map(parseNegotiationId)
		if (a === undefined || b === undefined) throw new RangeError('two ids')
		const lines = (id: string): string =>
			`Talks (${id}), made 2026-11-26T10:00:00.000Z\nOne link per seat.\n\n  UA Advisor 1  https://x/enter#y\n\n`
		const all = lines(a) + lines(b) + lines(a)
		expect(withoutLinks(all, a).trim()).toBe(lines(b).trim())
		expect(withoutLinks(withoutLinks(all, a), b).trim()).toBe('')
		expect(withoutLinks('', a)).toBe('')
	})
})
