import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** What lies between a browser and a server, as a test wants it. */
export interface TcpProxy {
	readonly port: number
	/** Cuts, so far, of connections that were idle for too long. */
	readonly cuts: number
	/**
	 * Lets no more bytes through in either direction and closes nothing, as a network does that is gone. What is under way waits, as TCP
	 * would send it again; connections that end meanwhile end on the other side once the hole is closed.
	 */
	blackHole(): void
	/** Lets `bytes` of each direction through, all connections taken together, before it becomes a black hole. */
	blackHoleAfter(bytes: number): void
	/** Lets everything through again, first what waited. */
	heal(): void
	/** Cuts every connection; what waited is lost. */
	cut(): void
	/** Ends everything. Closing twice is fine. */
	close(): Promise<void>
}

/** The most bytes that wait in one direction of one connection; a sender is not read from beyond it. */
const MAX_WAITING = 4 * 1024 * 1024

/**
 * A proxy of this machine that forwards bytes to `port`, and can stop doing so.
 *
 * @param idleMs cuts connections on which nothing went either way for so long, as proxies of companies and hotels do
 */
export async function openTcpProxy(port: number, idleMs: number | null = null): Promise<TcpProxy> {
	const pairs = new Set<Pair>()
	let left = Infinity
	let cuts = 0
	const flow: Flow = {
		take(wanted) {
			const taken = Math.min(wanted, left)
			left -= taken
			return taken
		},
		get isDead() {
			return left <= 0
		},
	}
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
		const pair = new Pair(near, far, flow, {
			idleMs,
			onCut: () => (cuts += 1),
			onEnd: () => pairs.delete(pair),
		})
		pairs.add(pair)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address() as AddressInfo
	let closing: Promise<void> | null = null
	return {
		port: address.port,
		get cuts() {
			return cuts
		},
		blackHole() {
			left = 0
		},
		blackHoleAfter(bytes) {
			left = bytes
		},
		heal() {
			left = Infinity
			for (const pair of pairs) pair.resume()
		},
		cut() {
			for (const pair of pairs) pair.destroy()
		},
		close() {
			closing ??= new Promise((resolve) => {
				for (const pair of pairs) pair.destroy()
				server.close(() => {
					resolve()
				})
			})
			return closing
		},
	}
}

/** How many bytes may pass. */
interface Flow {
	/** Takes up to `wanted` bytes from what may pass; gives how many those are. */
	take(wanted: number): number
	readonly isDead: boolean
}

/** A connection of the browser and the one to the server that belongs to it. */
class Pair {
	readonly #ways: readonly Way[]
	readonly #sockets: readonly Socket[]
	readonly #onEnd: () => void

	constructor(
		near: Socket,
		far: Socket,
		flow: Flow,
		options: {
			readonly idleMs: number | null
			readonly onCut: () => void
			readonly onEnd: () => void
		}
	) {
		this.#sockets = [near, far]
		this.#onEnd = options.onEnd
		this.#ways = [new Way(near, far, flow), new Way(far, near, flow)]
		for (const socket of this.#sockets) {
			socket.setNoDelay(true)
			socket.on('error', () => {
				if (!flow.isDead) this.destroy()
			})
			socket.on('close', () => {
				if (!flow.isDead) this.destroy()
			})
			if (options.idleMs !== null) {
				socket.setTimeout(options.idleMs, () => {
					if (socket.destroyed) return
					options.onCut()
					this.destroy()
				})
			}
		}
	}

	resume(): void {
		for (const way of this.#ways) way.pump()
		if (this.#sockets.some(({ destroyed }) => destroyed)) this.destroy()
	}

	destroy(): void {
		for (const socket of this.#sockets) socket.destroy()
		this.#onEnd()
	}
}

/** One direction of a connection. */
class Way {
	readonly #from: Socket
	readonly #to: Socket
	readonly #flow: Flow
	#waiting: Buffer[] = []
	#size = 0
	#isEnded = false

	constructor(from: Socket, to: Socket, flow: Flow) {
		this.#from = from
		this.#to = to
		this.#flow = flow
		from.on('data', (chunk: Buffer) => {
			this.#waiting.push(chunk)
			this.#size += chunk.length
			this.pump()
			if (this.#size > MAX_WAITING) from.pause()
		})
		from.on('end', () => {
			this.#isEnded = true
			this.pump()
		})
	}

	/** Hands on what may pass. */
	pump(): void {
		for (let chunk = this.#waiting.shift(); chunk !== undefined; chunk = this.#waiting.shift()) {
			const taken = this.#flow.take(chunk.length)
			this.#size -= taken
			if (taken > 0) this.#to.write(chunk.subarray(0, taken))
			if (taken < chunk.length) {
				this.#waiting.unshift(chunk.subarray(taken))
				return
			}
		}
		this.#from.resume()
		if (this.#isEnded && !this.#flow.isDead) this.#to.end()
	}
}
