import { start } from '@parley/server/src/commands/testCommand.ts'
import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { ApiClient } from '../support/api.ts'
import { connectClient } from '../support/client.ts'
import { handshakeFrame } from '../support/rawClient.ts'
import { prepare } from '../support/server/negotiation.ts'

const Line = z.looseObject({ level: z.number(), time: z.number(), msg: z.string() })

test('[D4] nothing that people write, and nothing that opens a door, is logged at any level', async () => {
	const words = {
		typed: 'withdrawal behind the river',
		noted: 'the minister hesitated',
		contact: 'ring the porter twice',
		broken: 'half a sentence',
		shouted: 'ultimatum in clear',
	}
	const prepared = await prepare({
		advisors: 2,
		clauses: 2,
		text: '## 1. Territory\n\nNeither party moves.\n\n## 2. Guarantees\n\nNone yet.\n',
		title: 'The framework of Tuesday',
		deadlineInMs: 86_400_000,
	})
	const server = start(['serve'], { PARLEY_DATA: prepared.folder, PARLEY_LOG_LEVEL: 'trace' })
	const out = await server.printed(/Parley runs at (\S+)/)
	const url = /Parley runs at (\S+)/.exec(out)?.[1] ?? ''
	const sockets = `${url.replace('http', 'ws')}/collaboration`
	const codes = prepared.seats.map(({ code }) => code)
	const [document = '', other] = prepared.documents
	if (other === undefined) throw new RangeError('there are two clauses')

	// What people do.
	const advisor = await ApiClient.redeem(url, codes[0] ?? '')
	const secretariat = await ApiClient.redeem(url, codes[2] ?? '')
	const tokens = [advisor.token, secretariat.token]
	const client = await connectClient({ url: sockets, token: advisor.token, documents: [other] })
	client.doc(other).getText('text').insert(1, words.typed)
	await client.whenSent()
	client.close()
	const note = { clause: prepared.clauses[0]?.id, seen: 1, text: words.noted }
	expect((await advisor.fetch('/notes', { method: 'POST', body: note })).status).toBe(201)
	const contact = { contact: words.contact }
	expect((await secretariat.fetch('/contact', { method: 'PUT', body: contact })).status).toBe(200)

	// What goes wrong: tokens in addresses, what cannot be read, what is no request at all.
	for (const path of [`/api/v1/nothing/${tokens[0]}`, `/yjs/${document}`, `/enter/${codes[1]}`]) {
		await fetch(`${url}${path}?token=${tokens[0]}&code=${codes[1]}`)
	}
	const headers = { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' }
	const body = `{"text": "${words.broken}`
	const path = `/api/v1/negotiations/${prepared.negotiation.id}/notes`
	expect((await fetch(`${url}${path}`, { method: 'POST', headers, body })).status).toBe(400)
	const redeem = JSON.stringify({ code: codes[0] })
	await fetch(`${url}/api/v1/sessions`, { method: 'POST', headers, body: redeem })
	await ended(new WebSocket(`${url.replace('http', 'ws')}/yjs/no?token=${tokens[0]}`))
	const raw = new WebSocket(sockets)
	await once(raw, 'open')
	raw.send(handshakeFrame('ng_x/1/shared/clause/y', `${tokens[0]}`))
	raw.send(Buffer.from(words.shouted))
	await ended(raw)
	const tcp = connect(Number(new URL(url).port), '127.0.0.1').resume()
	tcp.end(`${words.shouted}\r\nAuthorization: ${tokens[0]}\r\n\r\n`)
	await once(tcp, 'close')

	server.process.kill('SIGTERM')
	const { code, err } = await server.ended
	await prepared.remove()
	expect(code).toBe(0)
	const lines = err.split('\n').filter((line) => line !== '')
	const read = lines.map((line) => Line.parse(JSON.parse(line)))
	expect(read.filter(({ msg }) => msg === 'answered').length).toBeGreaterThan(8)
	expect(read.some(({ msg }) => msg === 'closing a socket')).toBe(true)
	const secrets = [...codes, ...tokens, ...Object.values(words), 'Territory', 'of Tuesday']
	const said = `${out}${err}`
	expect(secrets.filter((secret) => said.includes(secret))).toEqual([])
})

/** Resolves when a socket is gone, however that came. */
async function ended(socket: WebSocket): Promise<void> {
	await new Promise<void>((resolve) => {
		socket.on('error', () => undefined)
		socket.on('close', () => {
			resolve()
		})
	})
}
