import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server that takes time. */
export interface DelayProxy {
	/** Where it is reached, e.g. `http://127.0.0.1:4001`. */
	readonly url: string
	/** Ends it and every connection through it. */
	close(): Promise<void>
}

/**
 * A proxy of this machine that lets each byte arrive `ms` later, in either direction, and the first one of a connection another
 * `2 * ms` later, as the handshake of TCP would. It does not limit how much passes.
 *
 * @param target the server's address, e.g. `http://127.0.0.1:4000`
 */
export async function openDelayProxy(target: string, ms: number): Promise<DelayProxy> {
	const { hostname, port } = new URL(target)
	const sockets = new Set<Socket>()
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
		for (const socket of [near, far]) {
			sockets.add(socket)
			socket.setNoDelay(true)
			socket.on('error', () => {
				near.destroy()
				far.destroy()
			})
			socket.on('close', () => sockets.delete(socket))
		}
		passLater(near, far, ms, performance.now() + 3 * ms)
		passLater(far, near, ms, 0)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const address = server.address() as AddressInfo
	return {
		url: `http://127.0.0.1:${address.port}`,
		async close() {
			for (const socket of sockets) socket.destroy()
			await new Promise((resolve) => server.close(resolve))
		},
	}
}

/** Hands on what `from` says `ms` later, but not before `earliest`; in order, since timers of one moment fire in theirs. */
function passLater(from: Socket, to: Socket, ms: number, earliest: number): void {
	let last = earliest
	const later = (pass: () => void): void => {
		const now = performance.now()
		last = Math.max(last, now + ms)
		queue.push({ at: last, pass })
		if (queue.length === 1) wait()
	}
	const queue: { readonly at: number; readonly pass: () => void }[] = []
	const wait = (): void => {
		const [next] = queue
		if (next === undefined) return
		setTimeout(
			() => {
				queue.shift()
				next.pass()
				wait()
			},
			Math.max(0, next.at - performance.now())
		)
	}
	from.on('data', (chunk: Buffer) => {
		later(() => {
			if (to.writable) to.write(chunk)
		})
	})
	from.on('end', () => {
		later(() => to.end())
	})
	from.on('close', () => {
		later(() => to.destroy())
	})
}
