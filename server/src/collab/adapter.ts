import { type Peer } from 'crossws'
import crossws from 'crossws/adapters/node'
import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { type Logger } from 'pino'
import { type LiveSocket, type Source, type Wire } from './socket.ts'
import { toWebSocketFrames } from './webSocketFrames.ts'

/** How WebSockets are to be opened. */
export interface AdapterParts {
	readonly maxPayloadBytes: number
	/** How often the peer must answer a ping of the WebSocket, or it is taken for dead. */
	readonly pingEveryMs: number
	readonly log: Logger
	/** Makes a socket of ours from a WebSocket that has just been opened. */
	readonly open: (wire: Wire, source: Source) => LiveSocket
}

/** WebSockets for HTTP upgrades. */
export interface Adapter {
	/** Turns an upgrade into an open WebSocket, or answers that it cannot be one. */
	upgrade(
		request: IncomingMessage,
		tcp: Duplex,
		head: Buffer,
		asked: Pick<Source, 'address' | 'plain'>
	): void
	/** Stops pinging. Sockets are closed by whoever opened them. */
	close(): Promise<void>
}

/**
 * The node adapter of crossws, with each of its events led to the socket it is about. What fails here would be thrown into the
 * TCP socket's own events and end the process, so nothing is thrown.
 */
export function openAdapter({ maxPayloadBytes, pingEveryMs, log, open }: AdapterParts): Adapter {
	const sources = new WeakMap<object, Source>()
	const sockets = new WeakMap<Peer, LiveSocket>()

	/** Runs `event` for the socket of `peer`, which is cut where that fails. */
	function contained(peer: Peer, event: (socket: LiveSocket | undefined) => void): void {
		try {
			event(sockets.get(peer))
		} catch (error) {
			log.error({ err: error }, 'a socket failed')
			peer.terminate()
		}
	}

	const server = crossws({
		idleTimeout: pingEveryMs / 1000,
		serverOptions: { maxPayload: maxPayloadBytes },
		hooks: {
			open(peer) {
				contained(peer, () => {
					const source = sources.get(peer.context)
					if (source === undefined) throw new RangeError('a WebSocket without an upgrade')
					sockets.set(peer, open(wireOf(peer, source.tcp), source))
				})
			},
			message(peer, message) {
				contained(peer, (socket) => socket?.receive(message.rawData))
			},
			drain(peer) {
				contained(peer, (socket) => socket?.wake())
			},
			close(peer, { code }) {
				contained(peer, (socket) => socket?.lost(code ?? 1006))
			},
			error(_peer, error) {
				log.debug({ err: error }, 'a WebSocket failed')
			},
		},
	})

	return {
		upgrade(request, tcp, head, asked) {
			// crossws hands this very context to the peer; its request it makes anew, from headers that a stranger wrote.
			const context = {}
			sources.set(context, { ...asked, tcp, cookie: request.headers.cookie })
			const web = Object.assign(new Request('http://localhost/'), { context })
			server.handleUpgrade(request, tcp, head, web).catch((error: unknown) => {
				log.error({ err: error }, 'an upgrade failed')
				tcp.destroy()
			})
		},
		close: () => server.close(),
	}
}

/**
 * A WebSocket whose messages are written to its TCP connection by us, in frames that were put together for all receivers; what `ws`
 * itself writes there (pongs, its goodbye) goes between them, since every write is of whole frames. Nothing is compressed.
 */
function wireOf(peer: Peer, tcp: Duplex): Wire {
	return {
		get bufferedAmount() {
			return tcp.writableLength
		},
		send: (messages) => {
			if (tcp.writable) tcp.write(toWebSocketFrames(messages))
		},
		close: (code, reason) => {
			peer.close(code, reason)
		},
		terminate: () => {
			peer.terminate()
		},
	}
}

/** Answers an upgrade with an HTTP status and closes. */
export function refuse(tcp: Duplex, status: string): void {
	tcp.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
