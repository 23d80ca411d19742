import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseNegotiationId } from '@parley/domain'
import { decodeText, importMarkdown, londonSample, OUTPUTS, readJson } from '@parley/formats'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { readTextState } from '../negotiation/textState.ts'
import { openSqliteStorage } from '../storage/sqlite/openSqliteStorage.ts'
import { freshFolder, run, start } from './testCommand.ts'

const FROZEN = new URL('../../../packages/snapshot/vectors/', import.meta.url).pathname
const Made = z.object({ negotiation: z.object({ id: z.string() }) })

async function sample() {
	const environment = { PARLEY_DATA: freshFolder(), PARLEY_PUBLIC_URL: 'https://parley.example' }
	const made = await run(['sample', '--json'], environment)
	const { id } = Made.parse(JSON.parse(made.out)).negotiation
	return { environment, id: parseNegotiationId(id) }
}

test('[K70] the text as it is comes as each format, on standard output or in a file', async () => {
	const { environment, id } = await sample()
	const md = await run(['export', '--negotiation', id, '--format', 'md'], environment)
	expect(md).toMatchObject({ code: 0, err: '' })
	const again = importMarkdown(decodeText(new TextEncoder().encode(md.out)))
	const source = importMarkdown(londonSample.markdown)
	expect(again.clauses.map(({ number, heading }) => [number, heading])).toEqual(
		source.clauses.map(({ number, heading }) => [number, heading])
	)
	for (const format of ['md', 'txt', 'html', 'json']) {
		const out = join(freshFolder(), `text.${format}`)
		const said = await run(['export', '--format', format, '--out', out], environment)
		expect(said).toMatchObject({ code: 0, out: `Wrote ${out}.\n`, err: '' })
		const printed = await run(['export', '--format', format], environment)
		expect(readFileSync(out, 'utf8')).toBe(printed.out)
		expect(existsSync(`${out}.part`)).toBe(false)
	}
})

test('[K70] a position gives the text of that moment', async () => {
	const { environment, id } = await sample()
	const storage = await openSqliteStorage({ folder: environment.PARLEY_DATA, role: 'visitor' })
	const [negotiation] = await storage.negotiations.list()
	const last = negotiation && (await readTextState(storage, negotiation))
	await storage.close()
	const position = last?.state.position ?? 0
	const args = ['export', '--negotiation', id, '--format', 'txt']
	const now = await run(args, environment)
	expect((await run([...args, '--position', String(position)], environment)).out).toBe(now.out)
	const before = await run([...args, '--position', String(position - 1)], environment)
	expect(before.out).toContain(`Draft at position ${position - 1} of round 1`)
	expect(before.out.length).toBeLessThan(now.out.length)
})

test('[K75] the text is written in a view, and the file says which', async () => {
	const { environment } = await sample()
	const args = ['export', '--format', 'txt']
	const whole = await run(args, environment)
	const clean = await run([...args, '--view', 'clean'], environment)
	expect(clean.out).toContain(
		'\nClean, as if all suggestions were accepted: not the text of record.'
	)
	expect(whole.out).not.toContain('not the text of record')
	const unnamed = await run([...args, '--unattributed'], environment)
	expect(unnamed.out).toContain('Marked, without names: not the text of record.')
	expect((await run([...args, '--view', 'marked'], environment)).out).toBe(whole.out)
})

test('[K71] a signed file is checked before it is exported, and without a key that is said', async () => {
	const file = join(FROZEN, 'snapshot.json')
	const environment = { PARLEY_DATA: join(freshFolder(), 'none') }
	const ran = await run(['export', file, '--format', 'md'], environment)
	expect(ran.code).toBe(0)
	expect(ran.out).toContain('\n> Frozen text of round ')
	expect(ran.err).toMatch(/holds together, but its key was not checked: add --key/)
	const key = /"publicKey":"([0-9a-f]{64})"/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
	const checked = await run(['export', file, '--format', 'md', '--key', key], environment)
	expect(checked).toEqual({ code: 0, out: ran.out, err: '' })
	const changed = join(freshFolder(), 'changed.json')
	writeFileSync(changed, readFileSync(file, 'utf8').replace('frozenAt":"2', 'frozenAt":"1'))
	const refused = await run(['export', changed, '--format', 'md'], environment)
	expect([refused.code, refused.out]).toEqual([1, ''])
	const wrong = await run(['export', file, '--format', 'md', '--key', '0'.repeat(32)], environment)
	expect([wrong.code, wrong.out]).toEqual([1, ''])
	expect(existsSync(environment.PARLEY_DATA)).toBe(false)
})

test('[K71] what was exported as JSON can be exported again, and is said to be signed by nobody', async () => {
	const { environment } = await sample()
	const file = join(freshFolder(), 'text.json')
	await run(['export', '--format', 'json', '--out', file], environment)
	const again = await run(['export', file, '--format', 'html'], environment)
	expect(again.err).toMatch(/is not signed: nobody can tell/)
	expect(again.out).toBe((await run(['export', '--format', 'html'], environment)).out)
})

test('[K4] what cannot be exported is one sentence', async () => {
	const { environment } = await sample()
	const md = ['--format', 'md']
	const cases: readonly [readonly string[], RegExp][] = [
		[['export'], /required option '--format <format>'/],
		[['export', '--format', 'docx'], /docx/],
		[['export', ...md, '--negotiation', 'ng_0'], /There is no negotiation "ng_0"\. There are: ng_/],
		[['export', ...md, '--position', '9999'], /There is no position 9999: the log ends at \d+\./],
		[['export', ...md, '--position', 'now'], /"now" is no log position/],
		[['export', ...md, '--view', 'redline'], /"redline" is no view: give marked, clean, agreed/],
		[
			['export', ...md, '--view', 'delegation:XX'],
			/No delegation has the code XX\. There are: .*UA/,
		],
		[['export', ...md, '--snapshot', 'sn_0'], /There is no snapshot "sn_0" .*there are: none/],
		[['export', ...md, '--out', '/nowhere/at/all.md'], /cannot be written: there is no such/],
		[['export', 'none.json', ...md], /none\.json cannot be read: there is no such file/],
	]
	for (const [args, pattern] of cases) {
		const ran = await run(args, environment)
		expect(ran.err, args.join(' ')).toMatch(pattern)
		expect([ran.out, ran.code === 0], args.join(' ')).toEqual(['', false])
	}
})

test('[K74] a text that is longer than a pipe holds comes out of it to its end', async () => {
	const { environment } = await sample()
	const folder = freshFolder()
	const file = join(folder, 'long.json')
	const { out } = await run(['export', '--format', 'json'], environment)
	const long = readJson(out)
	const words = 'The Parties shall refrain. '.repeat(200_000)
	const clauses = long.clauses.map((clause, index) => {
		const [block] = clause.blocks
		const isFirst = index === 0 && block !== undefined
		return isFirst ? { ...clause, blocks: [{ ...block, content: [{ text: words }] }] } : clause
	})
	writeFileSync(file, OUTPUTS.json.write({ ...long, clauses }))
	const { code, out: written } = await start(['export', file, '--format', 'txt'], {}).ended
	expect(code).toBe(0)
	const whole = OUTPUTS.txt.write({ ...long, clauses })
	// not the words themselves: nobody reads five million characters of a failure
	expect([written.length, written === whole]).toEqual([whole.length, true])
})
