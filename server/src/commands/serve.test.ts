import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { type IncomingMessage } from 'node:http'
import { get as getTls } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { NegotiationList, SessionAnswer, SnapshotList, KeyJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { makeCertificate, writeCertificate } from '../http/testCertificate.ts'
import { exposureWarning } from './exposure.ts'
import { freshFolder, run, start } from './testCommand.ts'

const READY = /Parley runs at (http:\/\/127\.0\.0\.1:\d+)/

function urlIn(out: string): string {
	return READY.exec(out)?.[1] ?? ''
}

/** The code of a seat's link in a links file. */
function codeIn(file: string, label: RegExp): string {
	const line = readFileSync(file, 'utf8')
		.split('\n')
		.find((candidate) => label.test(candidate))
	return /#([\w-]{22})$/.exec(line ?? '')?.[1] ?? ''
}

async function signIn(url: string, code: string): Promise<string> {
	const response = await fetch(`${url}/api/v1/sessions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ code, kind: 'token' }),
	})
	return SessionAnswer.parse(await response.json()).token ?? ''
}

async function get(url: string, token: string): Promise<unknown> {
	const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
	return response.json()
}

test('[K5] [K7] the first start makes the sample, hands its links over privately, and a second start has it still', async () => {
	const data = freshFolder()
	const environment = { PARLEY_DATA: data }
	const first = start(['serve'], environment)
	const out = await first.printed(READY)
	expect(out).toContain('London, 20-point framework (Illustration, not a real text)')
	expect(out).toMatch(/freezes on Tuesday \d+ \w+ \d{4}, 18:00 \(Europe\/London\)/)
	expect(out).not.toContain('#')
	const links = join(data, 'links.txt')
	expect(statSync(links).mode & 0o777).toBe(0o600)
	expect(readFileSync(links, 'utf8').match(/\/enter#[\w-]{22}$/gm)).toHaveLength(10)
	const token = await signIn(urlIn(out), codeIn(links, /UA {2}Advisor 1/))

	const stoppedAt = performance.now()
	first.process.kill('SIGINT')
	expect(await first.ended).toMatchObject({ code: 0, err: '' })
	expect(performance.now() - stoppedAt).toBeLessThan(5000)

	const second = start(['serve'], environment)
	const again = await second.printed(READY)
	expect(again).toContain('with 1 negotiation')
	const list = NegotiationList.parse(await get(`${urlIn(again)}/api/v1/negotiations`, token))
	expect(list.negotiations).toMatchObject([{ me: { name: 'Advisor 1' } }])
	second.process.kill('SIGTERM')
	expect(await second.ended).toMatchObject({ code: 0, err: '' })
})

test('[K6] [K8] beside a running server, samples and links are made, and its frozen text verified', async () => {
	const data = freshFolder()
	const environment = { PARLEY_DATA: data }
	const server = start(['serve'], environment)
	const url = urlIn(await server.printed(READY))
	const refused = await run(['serve'], environment)
	expect(refused).toMatchObject({ code: 1, out: '' })
	expect(refused.err).toMatch(/is in use by another Parley process\.$/m)

	expect(await run(['sample'], environment)).toMatchObject({ code: 0, err: '' })
	const id = /\((ng_\w+)\)/.exec(readFileSync(join(data, 'links.txt'), 'utf8'))?.[1] ?? ''
	const link = await run(['link', 'Secretariat', '--negotiation', id], environment)
	expect(link.out.startsWith(`${url}/enter#`)).toBe(true)
	const token = await signIn(url, link.out.trim().split('#')[1] ?? '')

	const room = `${url}/api/v1/negotiations/${id}`
	const headers = { authorization: `Bearer ${token}` }
	expect((await fetch(`${room}/freeze`, { method: 'POST', headers })).status).toBe(200)
	const { snapshots } = SnapshotList.parse(await get(`${room}/snapshots`, token))
	const response = await fetch(`${url}${snapshots[0]?.href ?? ''}`, { headers })
	const bytes = new Uint8Array(await response.arrayBuffer())
	const file = join(data, 'frozen.json')
	writeFileSync(file, bytes)
	const { key, fingerprint } = KeyJson.parse(await get(`${url}/api/v1/keys`, token))
	expect(await run(['verify', file], {})).toMatchObject({ code: 3 })
	writeFileSync(join(data, 'key.txt'), `${key}\n`)
	for (const given of [key, fingerprint, join(data, 'key.txt')]) {
		const valid = await run(['verify', file, '--key', given], {})
		expect(valid.code).toBe(0)
		expect(valid.out).toMatch(/^VALID: This is the text frozen on /)
	}
	const other = await run(['verify', file, '--key', `parley-key-1:${'0'.repeat(64)}`], {})
	expect(other.code).toBe(1)
	for (const at of [0, 100, bytes.length >> 1, bytes.length - 1]) {
		const changed = Uint8Array.from(bytes)
		changed[at] = (changed[at] ?? 0) ^ 1
		writeFileSync(file, changed)
		const ran = await run(['verify', file, '--key', key], {})
		expect([ran.code, ran.out.slice(0, 8)]).toEqual([1, 'INVALID:'])
	}
	expect(await run(['log', 'check'], environment)).toMatchObject({ code: 0 })
	server.process.kill('SIGTERM')
	expect((await server.ended).code).toBe(0)
})

test('[K40] options go before the environment; with a certificate https is spoken', async () => {
	const pem = await makeCertificate()
	const written = writeCertificate(pem)
	const { files } = written
	const data = freshFolder()
	const options = ['--host', '127.0.0.2', '--port', '0', '--tls-cert', files.certificate]
	const server = start(['serve', ...options, '--tls-key', files.key], {
		PARLEY_DATA: data,
		PORT: '1',
		HOST: '127.0.0.1',
	})
	const out = await server.printed(/Parley runs at https:\/\/127\.0\.0\.2:\d+/)
	expect(out).not.toContain('Warning')
	expect(readFileSync(join(data, 'links.txt'), 'utf8')).toContain('https://127.0.0.2:')
	const answer = await asked(`${/https:\S+\d/.exec(out)?.[0] ?? ''}/healthz`)
	expect([answer.statusCode, answer.headers['strict-transport-security']]).toEqual([
		200,
		'max-age=31536000',
	])
	server.process.kill('SIGTERM')
	expect(await server.ended).toMatchObject({ code: 0, err: '' })
	written.remove()

	const none = await run(['serve', ...options, '--tls-key', '/nowhere/key.pem'], {
		PARLEY_DATA: freshFolder(),
	})
	expect(none).toMatchObject({ code: 1, out: '' })
	expect(none.err).toMatch(/^The TLS file \S+ is needed, but there is no such file\.\n$/)
})

test('[K41] who can be reached from elsewhere without TLS is warned', async () => {
	const warning = 'Warning: without TLS whoever sits on the line reads every word'
	const server = start(['serve'], {
		PARLEY_DATA: freshFolder(),
		PARLEY_PUBLIC_URL: 'http://parley.example',
	})
	expect(await server.printed(/Parley runs at/)).toContain(warning)
	server.process.kill('SIGTERM')
	expect(await server.ended).toMatchObject({ code: 0, err: '' })

	const cases: readonly [host: string, url: string, isWarned: boolean][] = [
		['127.0.0.1', 'http://127.0.0.1:4000', false],
		['::1', 'http://[::1]:4000', false],
		['0.0.0.0', 'http://localhost:4000', true],
		['10.1.2.3', 'http://10.1.2.3:4000', true],
		['127.0.0.1', 'http://parley.example', true],
		['0.0.0.0', 'https://parley.example', false],
		['10.1.2.3', 'https://10.1.2.3:4000', false],
	]
	for (const [host, url, isWarned] of cases) {
		const said = exposureWarning(host, url)
		expect(said?.startsWith(warning) ?? false, `${host} ${url}`).toBe(isWarned)
	}
})

/** The answer to a GET over https, whoever signed the certificate. */
async function asked(url: string): Promise<IncomingMessage> {
	const [answer] = (await once(getTls(url, { rejectUnauthorized: false }), 'response')) as [
		IncomingMessage,
	]
	answer.resume()
	return answer
}

test('[K7] a second signal ends the process at once', async () => {
	const server = start(['serve'], { PARLEY_DATA: freshFolder() })
	await server.printed(READY)
	server.process.kill('SIGINT')
	server.process.kill('SIGTERM')
	expect([0, 130]).toContain((await server.ended).code)
})

test('[K43] health tells whether the server of this folder takes words', async () => {
	const written = writeCertificate(await makeCertificate())
	const { certificate, key } = written.files
	const environment = {
		PARLEY_DATA: freshFolder(),
		PORT: String(await freePort()),
		PARLEY_TLS_CERT: certificate,
		PARLEY_TLS_KEY: key,
	}
	expect(await run(['health'], environment)).toMatchObject({
		code: 1,
		err: `Nobody answers at https://127.0.0.1:${environment.PORT}/readyz.\n`,
	})
	const server = start(['serve'], environment)
	await server.printed(/Parley runs at/)
	expect(await run(['health'], environment)).toEqual({ code: 0, out: '', err: '' })
	const elsewhere = { PARLEY_DATA: environment.PARLEY_DATA, PORT: '1' }
	expect(await run(['health'], elsewhere)).toEqual({ code: 0, out: '', err: '' })
	expect(await run(['health'], { PARLEY_DATA: freshFolder(), PORT: '1' })).toMatchObject({
		code: 1,
		err: 'Nobody answers at http://127.0.0.1:1/readyz.\n',
	})
	server.process.kill('SIGTERM')
	await server.ended
	written.remove()
})

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1')
	await once(server, 'listening')
	const address = server.address()
	await new Promise((resolve) => server.close(resolve))
	return typeof address === 'object' && address !== null ? address.port : 0
}
