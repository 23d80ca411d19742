import { SessionAnswer } from '@parley/protocol'
import { DEFAULT_LIMITS } from '@parley/server/src/collab/limits.ts'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as askPlain, type IncomingMessage } from 'node:http'
import { request as askTls } from 'node:https'
import { connect } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { connectClient } from '../support/client.ts'
import { findNginx, startNginx, type Nginx } from '../support/nginx.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import { freePort, startServer, type ServerProcess } from '../support/server/process.ts'

const program = findNginx()
if (program === undefined) console.warn('SKIPPED: the tests behind nginx need one; there is none')

/** An answer, read. */
interface Answer {
	readonly status: number
	readonly headers: IncomingMessage['headers']
	readonly text: string
}

/** What is asked through the proxy. */
interface Asking {
	readonly method?: string
	readonly headers?: Readonly<Record<string, string>>
	readonly body?: unknown
	/** The address of this machine to ask from. */
	readonly from?: string
}

/** A server with a negotiation behind an nginx. */
interface Site {
	readonly nginx: Nginx
	readonly prepared: Prepared
	readonly server: ServerProcess
	readonly ask: (path: string, asking?: Asking) => Promise<Answer>
}

const opened: Site[] = []
afterAll(async () => {
	for (const { nginx, server, prepared } of opened) {
		await nginx.close()
		await server.kill()
		await prepared.remove()
	}
})

async function open(path: string): Promise<Site> {
	const prepared = await prepare({ advisors: 2, clauses: 2, deadlineInMs: 86_400_000 })
	const port = await freePort()
	const nginx = await startNginx(path, port)
	const server = await startServer({
		folder: prepared.folder,
		port,
		publicUrl: nginx.url,
		hasPages: true,
	})
	const site: Site = {
		nginx,
		prepared,
		server,
		async ask(where, { method = 'GET', headers = {}, body, from } = {}) {
			const request = askTls(`${nginx.url}${where}`, {
				method,
				ca: nginx.certificate,
				agent: false,
				headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
				...(from !== undefined && {
					localAddress: from,
					host: '127.0.0.1',
					servername: 'localhost',
				}),
			})
			request.end(body === undefined ? '' : JSON.stringify(body))
			const [answer] = (await once(request, 'response')) as [IncomingMessage]
			let text = ''
			for await (const chunk of answer.setEncoding('utf8')) text += String(chunk)
			return { status: answer.statusCode ?? 0, headers: answer.headers, text }
		},
	}
	opened.push(site)
	return site
}

describe.skipIf(program === undefined)('behind nginx', () => {
	test('[D1] pages, sessions, the API and sockets come through TLS', async () => {
		const { nginx, prepared, ask } = await open(program ?? '')
		const page = await ask('/n/somewhere')
		expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
		expect(page.headers['strict-transport-security']).toBe('max-age=31536000')

		const origin = nginx.url
		const [first] = prepared.seats
		const enter = (kind: string, headers: Record<string, string>) =>
			ask('/api/v1/sessions', { method: 'POST', headers, body: { code: first?.code, kind } })
		expect((await enter('browser', { origin: 'https://evil.example' })).status).toBe(403)
		const entered = await enter('browser', { origin })
		expect(entered.status).toBe(201)
		const { negotiation } = SessionAnswer.parse(JSON.parse(entered.text))
		const [setCookie = ''] = entered.headers['set-cookie'] ?? []
		expect(setCookie).toMatch(/^__Host-parley_session=.*; Secure/)
		const [cookie = ''] = setCookie.split(';')

		const room = await ask(`/api/v1/negotiations/${negotiation}`, { headers: { cookie } })
		expect(room.status).toBe(200)
		const large = 'x'.repeat(70_000)
		const refused = await ask(`/api/v1/negotiations/${negotiation}/notes`, {
			method: 'POST',
			headers: { cookie, origin },
			body: { text: large },
		})
		expect([refused.status, refused.headers['content-type']]).toEqual([
			413,
			'application/problem+json',
		])

		const [document] = prepared.documents
		if (document === undefined) throw new RangeError('there is no clause')
		const client = await connectClient({
			url: `${origin.replace('https', 'wss')}/collaboration`,
			documents: [document],
			wire: { ca: nginx.certificate, headers: { cookie, origin } },
		})
		client.doc(document).getText('text').insert(1, 'Through the proxy. ')
		await client.whenSent()
		expect(client.receipts.at(-1)?.receipt.type).toBe('saved')
		client.close()
		const text = await ask(`/api/v1/negotiations/${negotiation}/text`, { headers: { cookie } })
		expect(text.text).toContain('Through the proxy. ')
	})

	test('[D1] plain http is led to https, and TLS older than 1.2 to nothing', async () => {
		const { nginx } = await open(program ?? '')
		const request = askPlain({ port: nginx.plainPort, path: '/n/x', agent: false }).end()
		const [answer] = (await once(request, 'response')) as [IncomingMessage]
		answer.resume()
		expect([answer.statusCode, answer.headers.location]).toEqual([301, 'https://localhost/n/x'])
		const old = connect({
			port: nginx.port,
			minVersion: 'TLSv1',
			maxVersion: 'TLSv1.1',
			ciphers: 'DEFAULT@SECLEVEL=0',
			rejectUnauthorized: false,
		})
		await expect(once(old, 'secureConnect')).rejects.toThrow('alert protocol version')
	})

	test('[D2] guesses are counted by the address they come from, whatever they claim', async () => {
		const { ask } = await open(program ?? '')
		let guesses = 0
		const guess = async (from: string): Promise<number> => {
			guesses++
			const answer = await ask('/api/v1/invitations/preview', {
				method: 'POST',
				body: { code: `guess${guesses}` },
				from,
				headers: {
					'x-forwarded-for': `10.0.0.${guesses}`,
					forwarded: `for=10.1.0.${guesses}`,
					'x-real-ip': `10.2.0.${guesses}`,
				},
			})
			return answer.status
		}
		for (let i = 0; i < 30; i++) expect(await guess('127.0.0.2')).toBe(404)
		expect(await guess('127.0.0.2')).toBe(429)
		expect(await guess('127.0.0.3')).toBe(404)
	})

	test('[D3] no token of an address is in the logs of nginx, whether Parley is there or not', async () => {
		const { nginx, ask, server } = await open(program ?? '')
		const secret = 'T0kenThatNobodyMayRead'
		expect((await ask(`/healthz?token=${secret}`)).status).toBe(200)
		await ask(`/yjs/document?token=${secret}`)
		await server.kill()
		expect((await ask(`/yjs/document?token=${secret}`)).status).toBe(502)
		await expect.poll(() => nginx.logs()).toMatch(/"GET \/yjs\/document" 502/)
		expect(await nginx.logs()).not.toContain(secret)
	})
})

test('[D1] the proxy lets a socket be idle for longer than two of our pings are apart', () => {
	const text = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8')
	const timeouts = [...text.matchAll(/proxy_(?:read|send)_timeout\s+(\d+)s;/g)]
	expect(timeouts).toHaveLength(4)
	for (const [, seconds] of timeouts) {
		expect(Number(seconds) * 1000).toBeGreaterThan(2 * DEFAULT_LIMITS.pingEveryMs)
	}
})
