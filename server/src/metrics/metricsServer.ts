import { createHash, timingSafeEqual } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { ParleyError } from '@parley/domain'
import { type Logger } from 'pino'
import { type MetricsAddress } from '../config.ts'
import { endable, listenOn, urlOf } from '../http/webServer.ts'
import { type Metrics } from './metrics.ts'

/** A listener of its own for `/metrics`. */
export interface MetricsServer {
	readonly url: string
	/** Stops listening. Closing twice is fine. */
	close(): Promise<void>
}

/**
 * Answers `GET /metrics` on an address of its own, never on the one that people open: on this machine alone, or to whoever brings the token.
 *
 * @throws ParleyError `port-in-use` or `bad-configuration`
 */
export async function serveMetrics(
	metrics: Metrics,
	{ host, port, tokenFile }: MetricsAddress,
	log: Logger
): Promise<MetricsServer> {
	const token = tokenFile === null ? null : await readToken(tokenFile)
	const server = createServer(
		{ requestTimeout: 10_000, headersTimeout: 10_000 },
		(asked, answer) => {
			const status = statusFor(
				asked.method,
				asked.url,
				isAllowed(asked.headers.authorization, token)
			)
			if (status !== 200) {
				answer.writeHead(status, status === 401 ? { 'www-authenticate': 'Bearer' } : {}).end()
				return
			}
			metrics.text().then(
				(text) => {
					answer.writeHead(200, {
						'content-type': metrics.contentType,
						'cache-control': 'no-store',
					})
					answer.end(text)
				},
				(error: unknown) => {
					log.error({ err: error }, 'the metrics could not be gathered')
					answer.writeHead(500).end()
				}
			)
		}
	)
	const end = endable(server)
	const bound = await listenOn(server, port, host)
	let closing: Promise<void> | null = null
	return {
		url: `${urlOf('http', host, bound)}/metrics`,
		close() {
			if (closing === null) {
				const { ended, cut } = end()
				cut()
				closing = ended
			}
			return closing
		},
	}
}

function statusFor(method: string | undefined, url: string | undefined, allowed: boolean): number {
	if (!allowed) return 401
	if ((url ?? '').split('?')[0] !== '/metrics') return 404
	return method === 'GET' ? 200 : 405
}

function isAllowed(authorization: string | undefined, token: string | null): boolean {
	if (token === null) return true
	const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? ''
	// Digests have one length, and comparing them takes one time.
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
	return timingSafeEqual(digest(given), digest(token))
}

async function readToken(file: string): Promise<string> {
	const text = await readFile(file, 'utf8').catch((cause: unknown) => {
		const message = `The token for metrics cannot be read from ${file}.`
		throw new ParleyError('bad-configuration', message, { cause })
	})
	const token = text.trim()
	if (/^\S{16,}$/.test(token)) return token
	const message = `The token for metrics in ${file} must have at least 16 characters and no spaces.`
	throw new ParleyError('bad-configuration', message)
}
