import { once } from 'node:events'
import { type IncomingMessage } from 'node:http'
import { get } from 'node:https'
import { connect } from 'node:net'
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { openCertificate, readCertificate } from './certificate.ts'
import { openTestApp } from './testApp.ts'
import { makeCertificate, writeCertificate, type WrittenCertificate } from './testCertificate.ts'

const DAY_MS = 24 * 3_600_000
/** How often the files are looked at here. */
const LOOK_MS = 20

const written = new Set<WrittenCertificate>()
afterEach(() => {
	for (const one of written) one.remove()
	written.clear()
})

function write(...given: Parameters<typeof writeCertificate>): WrittenCertificate {
	const one = writeCertificate(...given)
	written.add(one)
	return one
}

/** A server that speaks TLS, with what it is asked over a connection of its own each time. */
async function openTls() {
	const first = await makeCertificate()
	const place = write(first)
	const logged: string[] = []
	const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
	const certificate = await openCertificate(place.files, log, LOOK_MS)
	const t = await openTestApp({ certificate })
	const port = Number(new URL(t.url).port)

	async function handshake(options: ConnectionOptions = {}): Promise<TLSSocket> {
		const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
		await once(socket, 'secureConnect')
		return socket
	}
	async function fingerprint(): Promise<string> {
		const socket = await handshake()
		const { fingerprint256 } = socket.getPeerCertificate()
		socket.destroy()
		return fingerprint256
	}
	return { ...t, first, place, logged, port, handshake, fingerprint }
}

test('[H42] https is spoken with TLS 1.2 and newer, and cookies and headers follow', async () => {
	const t = await openTls()
	for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
		const socket = await t.handshake({ minVersion: version, maxVersion: version })
		expect(socket.getProtocol()).toBe(version)
		socket.destroy()
	}
	const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
	await expect(t.handshake(old)).rejects.toThrow()
	const request = get({ port: t.port, path: '/healthz', ca: t.first.certificate })
	const [answer] = (await once(request, 'response')) as [IncomingMessage]
	expect(answer.statusCode).toBe(200)
	expect(answer.headers['strict-transport-security']).toBe('max-age=31536000')
	answer.destroy()
	await expect(fetch(`http://127.0.0.1:${t.port}/healthz`)).rejects.toThrow()
})

test('[H42] a renewed certificate is used without a restart; a broken one changes nothing', async () => {
	const t = await openTls()
	const first = await t.fingerprint()
	const old = await t.handshake()

	t.place.replace({ certificate: 'not a certificate' })
	await expect.poll(() => t.logged.join('')).toContain('the old one stays')
	expect(t.logged.join('')).toContain('holds no TLS certificate in PEM form')
	expect(await t.fingerprint()).toBe(first)

	// The key comes second: in between, the two do not fit each other.
	const renewed = await makeCertificate()
	t.place.replace({ certificate: renewed.certificate })
	await expect.poll(() => t.logged.join('')).toContain('is not that of the certificate')
	expect(await t.fingerprint()).toBe(first)
	t.place.replace({ key: renewed.key })
	await expect.poll(() => t.fingerprint()).not.toBe(first)
	expect(t.logged.join('')).toContain('a renewed TLS certificate is used')
	// Who was connected before stays.
	old.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
	expect(String(await once(old, 'data'))).toContain('HTTP/1.1 200 OK')
	old.destroy()
})

test('[H42] a stranger who never agrees on how to speak TLS does not hold the stop up', async () => {
	const t = await openTls()
	const silent = connect(t.port, '127.0.0.1')
	await once(silent, 'connect')
	const begun = performance.now()
	const gone = once(silent, 'close')
	const closing = t.app.close()
	// The test's clock stands still until it is moved on.
	const closed = (): boolean => {
		t.clock.step(500)
		return silent.closed
	}
	await expect.poll(closed).toBe(true)
	await Promise.all([closing, gone])
	// Node itself gives such a stranger two minutes
	expect(performance.now() - begun).toBeLessThan(60_000)
})

test('[H42] files that cannot be used are said in one sentence that names the file', async () => {
	const good = await makeCertificate()
	const other = await makeCertificate()
	const locked = await makeCertificate({ passphrase: 'secret' })
	const ended = await makeCertificate({
		from: new Date(Date.now() - 3 * DAY_MS),
		until: new Date(Date.now() - 2 * DAY_MS),
	})
	const early = await makeCertificate({ from: new Date(Date.now() + 2 * DAY_MS) })
	const cases: readonly [WrittenCertificate, RegExp][] = [
		[write({ ...good, certificate: 'x' }), /cert\.pem holds no TLS certificate in PEM form\.$/],
		[write({ ...good, key: 'x' }), /key\.pem holds no key in PEM form without a passphrase\.$/],
		[
			write({ ...good, key: locked.key }),
			/key\.pem holds no key in PEM form without a passphrase\.$/,
		],
		[
			write({ ...good, key: other.key }),
			/key\.pem is not that of the certificate in \S+cert\.pem\.$/,
		],
		[write(ended), /cert\.pem ran out on \d{4}-\d\d-\d\d: renew it\.$/],
		[write(early), /cert\.pem is not good before \d{4}-\d\d-\d\d: /],
	]
	for (const [{ files }, sentence] of cases) {
		await expect(readCertificate(files)).rejects.toThrow(sentence)
	}
	const { files } = write(good)
	const missing = { ...files, key: `${files.key}.none` }
	await expect(readCertificate(missing)).rejects.toThrow(
		/key\.pem\.none is needed, but there is no/
	)
})
