import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freshFolder, run, type Ran } from './testCommand.ts'

const data = freshFolder()
const beside = freshFolder()
const environment = { PARLEY_DATA: data, PARLEY_PUBLIC_URL: 'https://parley.example' }
const text = join(beside, 'text.md')
writeFileSync(text, '# A treaty\n\n## 1. Scope\n\nAll of it.\n')

function create(deadline: string): Promise<Ran> {
	const args = ['--text', text, '--delegations', 'UA:Ukraine', '--seats', 'advisor:UA,secretariat']
	return run(['create', ...args, '--deadline', deadline], environment)
}

test('[K19] no command writes over a file that the data folder keeps for itself', async () => {
	expect(await create('2099-12-09T18:00')).toMatchObject({ code: 0, err: '' })
	const [negotiation = ''] = /ng_\w{12}/.exec(readFileSync(join(data, 'links.txt'), 'utf8')) ?? []
	const before = readdirSync(data).map((name) => [name, readFileSync(join(data, name))])
	const names = ['parley.sqlite', 'parley.sqlite-wal', 'signing-key.pem', 'server.lock']
	for (const name of names) {
		for (const command of [
			['backup', join(data, name), '--force'],
			['archive', negotiation, join(data, name), '--force'],
			['export', '--format', 'txt', '--out', join(data, name)],
			['erase', negotiation, '--yes', '--record', join(data, name)],
		]) {
			const ran = await run(command, environment)
			expect([ran.code, ran.out]).toEqual([1, ''])
			expect(ran.err).toMatch(/is a file of the data folder itself: choose another name\.$/m)
		}
	}
	expect(readdirSync(data).map((name) => [name, readFileSync(join(data, name))])).toEqual(before)
	const elsewhere = ['export', '--format', 'txt', '--out', join(beside, 'parley.sqlite')]
	expect(await run(elsewhere, environment)).toMatchObject({ code: 0 })
})

test('[K20] in the last minute before a freeze nothing large is read or written', async () => {
	const [negotiation = ''] = /ng_\w{12}/.exec(readFileSync(join(data, 'links.txt'), 'utf8')) ?? []
	const large = [
		['archive', negotiation, join(beside, 'record.jsonl')],
		['backup', join(beside, 'all.backup')],
		['export', '--negotiation', negotiation, '--format', 'txt'],
		['log', 'check'],
	]
	for (const command of large) expect(await run(command, environment)).toMatchObject({ code: 0 })
	expect(await create(new Date(Date.now() + 55_000).toISOString())).toMatchObject({ code: 0 })
	const again = large.map((command) =>
		command.map((word) => word.replace(/(record|all)\./, '$1-2.'))
	)
	for (const command of [...again, null]) {
		const ran = await (command === null ? create('2099-12-09T18:00') : run(command, environment))
		expect([ran.code, ran.out]).toEqual([1, ''])
		expect(ran.err).toMatch(/freezes on .*: do this when that is done\.$/m)
	}
})
