import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KeyJson, SessionAnswer, SnapshotList, TextJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { freshFolder, run, start } from './testCommand.ts'
import { EXPECTED_ROOM, layRoom } from './testFixture.ts'

test('[K10] a folder that format 1 left is served by this version: the same text, the same frozen digest, a log that holds', async () => {
	const data = freshFolder()
	layRoom(data)
	const expected = EXPECTED_ROOM
	const environment = { PARLEY_DATA: data }

	const server = start(['serve'], environment)
	const out = await server.printed(/Parley runs at (\S+)/)
	const url = /runs at (\S+)/.exec(out)?.[1] ?? ''
	expect(out).toContain('with 1 negotiation')
	expect(existsSync(join(data, 'parley.sqlite.before-2'))).toBe(true)

	const link = await run(['link', 'Secretariat'], environment)
	const code = link.out.trim().split('#')[1] ?? ''
	const answer = await fetch(`${url}/api/v1/sessions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code, kind: 'token' }),
	})
	const headers = { authorization: `Bearer ${SessionAnswer.parse(await answer.json()).token}` }
	const get = async (path: string): Promise<unknown> =>
		(await fetch(`${url}${path}`, { headers })).json()
	const room = `/api/v1/negotiations/${expected.negotiation}`
	const { clauses } = TextJson.parse(await get(`${room}/text`))
	expect(clauses.map(({ text }) => text)).toEqual(expected.clauses.map(({ text }) => text))
	const { snapshots } = SnapshotList.parse(await get(`${room}/snapshots`))
	expect(snapshots.map(({ digest }) => digest)).toEqual([expected.snapshotDigest])

	const file = join(data, 'frozen.json')
	const frozen = await fetch(`${url}${snapshots[0]?.href ?? ''}`, { headers })
	writeFileSync(file, new Uint8Array(await frozen.arrayBuffer()))
	const { key } = KeyJson.parse(await get('/api/v1/keys'))
	expect(await run(['verify', file, '--key', key], {})).toMatchObject({ code: 0 })
	expect(await run(['log', 'check'], environment)).toMatchObject({ code: 0, err: '' })
	server.process.kill('SIGTERM')
	expect((await server.ended).code).toBe(0)
})
