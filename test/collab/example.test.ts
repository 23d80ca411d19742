import { ClauseTextJson } from '@parley/protocol'
import { modelDigest } from '@parley/schema'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ApiClient } from '../support/api.ts'
import { closingAfterEach } from '../support/cleanup.ts'
import { prepare } from '../support/server/negotiation.ts'
import { startServer } from '../support/server/process.ts'

const closing = closingAfterEach()
const run = promisify(execFile)
const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** The program of the protocol's README, in a folder where it finds what it imports. */
async function programOfReadme(): Promise<string> {
	const readme = await readFile(pathOf('../../packages/protocol/README.md'), 'utf8')
	const program = /```js\n([^]*?)```/.exec(readme)?.[1]
	if (program === undefined) throw new Error('the README has no program')
	const folder = await mkdtemp(join(tmpdir(), 'parley-example-'))
	closing({ close: () => rm(folder, { recursive: true }) })
	await symlink(pathOf('../node_modules'), join(folder, 'node_modules'))
	const file = join(folder, 'suggest.mjs')
	await writeFile(file, program)
	return file
}

test('[C40] the program of the protocol’s README reads a clause and suggests words', async () => {
	const program = await programOfReadme()
	expect(await readFile(program, 'utf8')).toContain(modelDigest())
	const prepared = await prepare({ advisors: 1, clauses: 2, deadlineInMs: 3_600_000 })
	closing({ close: () => prepared.remove() })
	const { folder, negotiation, seats, clauses } = prepared
	const server = await startServer({ folder })
	closing({ close: () => server.kill() })
	const api = await ApiClient.redeem(server.url, seats[0]?.code ?? '')
	const env = { ...process.env, PARLEY_TOKEN: api.token }
	const suggest = (...words: string[]) =>
		run(process.execPath, [program, server.url, negotiation.id, '2', ...words], {
			env,
			timeout: 50_000,
		})

	expect((await suggest()).stdout).toBe('Words of clause 2.\n')
	expect((await suggest('And more.')).stdout).toBe('Words of clause 2. And more.\n')
	const clause = clauses[1]?.id ?? ''
	const { text, blocks } = await api.json(`/clauses/${clause}`, ClauseTextJson)
	expect(text).toBe('Words of clause 2. And more.')
	expect(JSON.stringify(blocks)).toMatch(/"ins:[0-9a-f]{8}":true/)
})
