import { makeCertificate } from '@parley/server/src/http/testCertificate.ts'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { freePort } from './server/process.ts'

/** The configuration that operators are given; exactly this one is run. */
const CONFIGURATION = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url))

/** An nginx that runs as `deploy/nginx.conf` has it, on ports of its own, with a certificate that signs itself. */
export interface Nginx {
	/** Where it speaks TLS. */
	readonly url: string
	readonly port: number
	/** Where it speaks plain http. */
	readonly plainPort: number
	/** The certificate, for those who look at it. */
	readonly certificate: string
	/** Everything that stands in its logs. */
	logs(): Promise<string>
	close(): Promise<void>
}

/** The nginx of this machine, or undefined where there is none. */
export function findNginx(): string | undefined {
	return ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((path) =>
		existsSync(path)
	)
}

/** Starts nginx before a server on `serverPort` and waits until it answers. Rejects with what it said where it ends. */
export async function startNginx(program: string, serverPort: number): Promise<Nginx> {
	const folder = await mkdtemp(join(tmpdir(), 'parley-nginx-'))
	const [port, plainPort] = [await freePort(), await freePort()]
	const { certificate, key } = await makeCertificate()
	await writeFile(join(folder, 'cert.pem'), certificate)
	await writeFile(join(folder, 'key.pem'), key, { mode: 0o600 })
	await mkdir(join(folder, 'logs'))
	const site = replaced(await readFile(CONFIGURATION, 'utf8'), [
		['parley.example.org;', 'localhost;'],
		['https://parley.example.org$uri', 'https://localhost$uri'],
		['listen 80;', `listen 127.0.0.1:${plainPort};`],
		['listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`],
		['server 127.0.0.1:4000;', `server 127.0.0.1:${serverPort};`],
		['/etc/letsencrypt/live/parley.example.org/fullchain.pem', join(folder, 'cert.pem')],
		['/etc/letsencrypt/live/parley.example.org/privkey.pem', join(folder, 'key.pem')],
		['/var/log/nginx/', `${join(folder, 'logs')}/`],
	])
	await writeFile(join(folder, 'parley.conf'), site)
	await writeFile(join(folder, 'nginx.conf'), mainConfiguration(folder))

	const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
		stdio: ['ignore', 'ignore', 'pipe'],
	})
	let said = ''
	child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
	const gone = new Promise<void>((resolve, reject) => {
		child.once('error', reject)
		child.once('exit', () => {
			resolve()
		})
	})
	const ended = gone.then(() => {
		throw new Error(`nginx ended: ${said}`)
	})
	await Promise.race([whenAnswering(port), ended])
	// From here on it ends when it is told to.
	ended.catch(() => undefined)

	return {
		url: `https://localhost:${port}`,
		port,
		plainPort,
		certificate,
		async logs() {
			const names = await readdir(join(folder, 'logs'))
			const texts = names.map((name) => readFile(join(folder, 'logs', name), 'utf8'))
			return (await Promise.all(texts)).join('') + said
		},
		async close() {
			child.kill('SIGTERM')
			await gone
			await rm(folder, { recursive: true, force: true })
		},
	}
}

/** Puts the test's own places into the configuration. Throws where one of them is not there any more. */
function replaced(text: string, by: readonly (readonly [string, string])[]): string {
	return by.reduce((changed, [from, to]) => {
		if (!changed.includes(from)) throw new RangeError(`deploy/nginx.conf does not say "${from}"`)
		return changed.replaceAll(from, to)
	}, text)
}

/** What a distribution's `nginx.conf` says around the site, with everything it writes in `folder`. */
function mainConfiguration(folder: string): string {
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
	return [
		// Started by root it would give up its rights, and with them the test's folder.
		...(process.getuid?.() === 0 ? ['user root;'] : []),
		'daemon off;',
		'worker_processes 1;',
		`pid ${join(folder, 'nginx.pid')};`,
		`error_log ${join(folder, 'logs', 'error.log')};`,
		'events { worker_connections 1024; }',
		'http {',
		...temporary.map((what) => `${what}_temp_path ${join(folder, what)};`),
		`include ${join(folder, 'parley.conf')};`,
		'}',
	].join('\n')
}

/** Resolves once somebody speaks TLS on `port`. */
async function whenAnswering(port: number): Promise<void> {
	for (;;) {
		const answered = await new Promise<boolean>((resolve) => {
			const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
			socket.once('secureConnect', () => {
				resolve(true)
				socket.destroy()
			})
			socket.once('error', () => {
				resolve(false)
			})
		})
		if (answered) return
	}
}
