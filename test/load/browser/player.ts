import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { type Recording } from './recording.ts'

/** A way from a page to a server on which the page hears of others who are not there. */
export interface Player {
	/** Where the page finds the server, e.g. `http://127.0.0.1:4001`. */
	readonly url: string
	/** Whether everything recorded was said. */
	readonly isOver: boolean
	/** Begins to say what was recorded; what stood there at its beginning comes at once. */
	play(): void
	/** Ends it and every connection through it. */
	close(): Promise<void>
}

/**
 * Hands on everything between a page and `target`, and says on the page's WebSocket what `recording` holds, when it was said then. So
 * the page has the work of a full room, and the machine it runs on has not that of the people and of a server that serves them.
 *
 * The server knows nothing of what is played: the page must not write where it was written in the recording, nor reconnect.
 *
 * @param target the server's address, e.g. `http://127.0.0.1:4000`
 */
export async function openPlayer(target: string, recording: Recording): Promise<Player> {
	const pages = new Set<WebSocket>()
	const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
	const server = createServer((asked, answer) => {
		passOn(target, asked, answer)
	})
	server.on('upgrade', (asked, socket, head) => {
		sockets.handleUpgrade(asked, socket, head, (page) => {
			pages.add(page)
			page.on('close', () => pages.delete(page))
			join(page, target, asked)
		})
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { moments } = recording
	let said = 0
	let timer: NodeJS.Timeout | undefined
	const sayNext = (begin: number): void => {
		for (let next = moments[said]; next !== undefined; next = moments[said]) {
			const wait = begin + next.atMs - performance.now()
			if (wait > 0) {
				timer = setTimeout(sayNext, wait, begin)
				return
			}
			for (const page of pages) page.send(next.message)
			said++
		}
	}
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		get isOver() {
			return said === moments.length
		},
		play() {
			sayNext(performance.now())
		},
		async close() {
			clearTimeout(timer)
			for (const page of pages) page.terminate()
			server.closeAllConnections()
			await new Promise((resolve) => server.close(resolve))
		},
	}
}

function passOn(target: string, asked: IncomingMessage, answer: ServerResponse): void {
	const { method, headers, url } = asked
	const onward = request(new URL(url ?? '/', target), { method, headers }, (answered) => {
		answer.writeHead(answered.statusCode ?? 502, answered.headers)
		answered.pipe(answer)
	})
	onward.on('error', () => answer.destroy())
	asked.pipe(onward)
}

/** Lets the page and the server talk to each other until either leaves. */
function join(page: WebSocket, target: string, asked: IncomingMessage): void {
	const address = new URL(asked.url ?? '/', target)
	address.protocol = 'ws:'
	const { host, origin, cookie } = asked.headers
	const server = new WebSocket(address, {
		perMessageDeflate: false,
		headers: { ...(host && { host }), ...(origin && { origin }), ...(cookie && { cookie }) },
	})
	const early: Buffer[] = []
	page.on('message', (message: Buffer) => {
		if (server.readyState === WebSocket.OPEN) server.send(message)
		else early.push(message)
	})
	server.on('open', () => {
		for (const message of early.splice(0)) server.send(message)
	})
	server.on('message', (message: Buffer) => {
		page.send(message)
	})
	server.on('error', () => {
		page.terminate()
	})
	server.on('close', (code) => {
		if (page.readyState === WebSocket.OPEN) page.close(code < 1004 || code >= 3000 ? code : 1011)
	})
	page.on('close', () => {
		server.terminate()
	})
}
