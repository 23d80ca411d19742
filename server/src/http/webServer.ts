import { createServer, type RequestListener, type Server as PlainServer } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { type Socket } from 'node:net'
import { ParleyError } from '@parley/domain'
import { type CertificateSource } from './certificate.ts'
import { isEverywhere } from './loopback.ts'

/** The server below: of http, or of https where it has a certificate. */
export type WebServer = PlainServer | TlsServer

const LIMITS = {
	requestTimeout: 30_000,
	headersTimeout: 10_000,
	maxHeaderSize: 16 * 1024,
} as const

/** How long a stranger may take to agree on how to speak TLS. */
const HANDSHAKE_MS = 10_000

/**
 * Makes the server, which does not listen yet. With a certificate it speaks TLS 1.2 and 1.3 and nothing else; a renewed one is used for
 * connections that begin after it came.
 */
export function createWebServer(
	certificate: CertificateSource | null,
	answer: RequestListener
): WebServer {
	if (certificate === null) return createServer(LIMITS, answer)
	const tls = { minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS } as const
	const server = createTlsServer({ ...LIMITS, ...tls, ...certificate.current.options }, answer)
	const stopWatching = certificate.watch(({ options }) => {
		server.setSecureContext({ minVersion: tls.minVersion, ...options })
	})
	server.once('close', stopWatching)
	return server
}

/** A server that is being stopped. */
export interface Ending {
	/** Resolves when the last request is answered; at once where the server never listened. */
	readonly ended: Promise<void>
	/** Cuts what is still open. */
	readonly cut: () => void
}

/** Keeps count of the connections of `server`, so that it can be stopped whatever they are doing. */
export function endable(server: WebServer): () => Ending {
	const connections = new Set<Socket>()
	server.on('connection', (socket: Socket) => {
		connections.add(socket)
		socket.once('close', () => connections.delete(socket))
	})
	return () => ({
		ended: new Promise((resolve) => {
			server.close(() => {
				resolve()
			})
			server.closeIdleConnections()
		}),
		cut() {
			// Not `closeAllConnections`: that forgets those that are still agreeing on how to speak TLS.
			for (const socket of connections) socket.destroy()
		},
	})
}

/** Where a server listens. Throws ParleyError `port-in-use` or `bad-configuration` where it cannot. */
export async function listenOn(server: WebServer, port: number, host: string): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		const fail = (error: NodeJS.ErrnoException): void => {
			reject(listenError(error, port, host))
		}
		server.once('error', fail)
		server.listen(port, host, () => {
			server.off('error', fail)
			resolve()
		})
	})
	const bound = server.address()
	if (bound === null || typeof bound === 'string') throw new TypeError('not bound to a port')
	return bound.port
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): ParleyError {
	const options = { cause: error }
	if (error.code === 'EADDRINUSE') {
		const message = `Port ${port} on ${host} is used by another program. Stop that one, or choose another port, e.g. PORT=${port + 1}.`
		return new ParleyError('port-in-use', message, options)
	}
	if (error.code === 'EACCES') {
		const message = `This account may not listen on port ${port}. Choose one above 1023, e.g. PORT=4000.`
		return new ParleyError('bad-configuration', message, options)
	}
	const message = `The server cannot listen on ${host}, port ${port} (${error.code ?? error.message}). HOST must be an address of this machine.`
	return new ParleyError('bad-configuration', message, options)
}

/** The address at which a server on `host` can be opened on this machine. */
export function urlOf(scheme: 'http' | 'https', host: string, port: number): string {
	const name = isEverywhere(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host
	return `${scheme}://${name}:${port}`
}
