import { once } from 'node:events'
import { connect } from 'node:net'
import { NoteList } from '@parley/protocol'
import { expect, test } from 'vitest'
import { openTestApp } from './testApp.ts'

test('[H13] on a full disk nothing is said to be recorded that is not, and reading goes on', async () => {
	const t = await openTestApp({ storage: 'sqlite', maxPages: 90 })
	const as = await t.signIn('Note-taker')
	const clause = t.framework.clauses[0]?.id
	const body = { clause, seen: 1, text: 'x'.repeat(2000) }
	let taken = 0
	let refused: string | null = null
	while (refused === null && taken < 200) {
		const answer = await t.ask('POST', t.at('/notes'), { as, body })
		if (answer.status === 201) taken++
		else refused = answer.code
	}
	expect(refused).toBe('not-stored')
	expect(taken).toBeGreaterThan(5)
	const ready = await t.ask('GET', '/readyz')
	expect([ready.status, ready.code]).toEqual([503, 'not-stored'])
	const { notes } = NoteList.parse((await t.ask('GET', t.at('/notes'), { as })).json)
	expect(notes).toHaveLength(taken)
	expect((await t.ask('GET', t.at('/text'), { as })).status).toBe(200)
})

test('[H1] what is no request, or has endless headers, is answered with a problem', async () => {
	const t = await openTestApp()
	const say = async (bytes: string): Promise<string> => {
		const socket = connect(Number(new URL(t.url).port), '127.0.0.1')
		let heard = ''
		socket.setEncoding('utf8').on('data', (text: string) => {
			heard += text
		})
		socket.write(bytes)
		await once(socket, 'close')
		return heard
	}
	expect(await say('hello\r\n\r\n')).toMatch(
		/^HTTP\/1\.1 400 [\s\S]*problem\+json[\s\S]*not an HTTP request/
	)
	const endless = `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`
	expect(await say(endless)).toMatch(/^HTTP\/1\.1 413 [\s\S]*more than 16 KiB/)
	expect((await t.ask('GET', '/healthz')).status).toBe(200)
})
