import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { ParleyError, type Random } from '@parley/domain'
import { type Logger } from 'pino'
import { createCollaboration } from './collab/server.ts'
import { type Clock } from './freeze/clock.ts'
import { type LoopDelay } from './freeze/loopDelay.ts'
import { type ServerSigner } from './freeze/signer.ts'
import { answerBrokenRequest } from './http/brokenRequest.ts'
import { isOwnOrigin } from './http/credentials.ts'
import { watchCommits } from './http/health.ts'
import { createRateLimits, type RateSettings } from './http/limits.ts'
import { createRouter } from './http/router.ts'
import { socketSessions } from './http/socketSession.ts'
import { type StaticFiles } from './http/staticFiles.ts'
import { createFrames } from './negotiation/frames.ts'
import { type RoomParts } from './negotiation/liveRoom.ts'
import { createRooms, type Rooms } from './negotiation/rooms.ts'
import { type Storage } from './storage/ports.ts'

/** What an app is joined from. Whoever hands a part in closes it, the storage and the clock excepted: those close with the app. */
export interface AppParts {
	readonly storage: Storage
	readonly clock: Clock
	readonly random: Random
	readonly signer: ServerSigner
	readonly loopDelay: LoopDelay
	readonly log: Logger
	readonly files: StaticFiles
	/** The address that people open; null for the one that is listened on. */
	readonly publicUrl: string | null
	readonly behindProxy: boolean
	readonly rates?: RateSettings
	readonly onFreezeStep?: RoomParts['onFreezeStep']
}

/** Where a server can be reached. */
export interface Listening {
	/** The address that people open. */
	readonly url: string
	readonly port: number
}

/** One Parley server in this process. */
export interface App {
	readonly rooms: Rooms
	/**
	 * Opens every room, so that no deadline is missed, and begins to answer.
	 *
	 * @param port 0 for any free one
	 * @throws ParleyError `port-in-use` or `bad-configuration`
	 */
	listen(port: number, host: string): Promise<Listening>
	/** Stops taking requests, sends everybody away, finishes commits and closes the storage. Closing twice is fine. */
	close(): Promise<void>
}

/** How long requests that have begun may take to end while the server stops. */
const LAST_REQUESTS_MS = 2000

/** Joins the parts of a server. It decides nothing itself. */
export function createApp(parts: AppParts): App {
	const { storage, clock, random, signer, loopDelay, log, files, behindProxy, onFreezeStep } = parts
	const frames = createFrames(clock)
	const rooms = createRooms({
		storage,
		clock,
		frames,
		signer,
		random,
		loopDelay,
		log,
		onFreezeStep,
	})
	let address = 'http://127.0.0.1'
	const publicUrl = (): string => parts.publicUrl ?? address
	const health = watchCommits(rooms, clock)
	const collaboration = createCollaboration({
		rooms,
		frames,
		clock,
		log,
		authenticate: socketSessions(storage, clock, publicUrl),
		readSeat: async (id) => (await storage.seats.seat(id))?.seat ?? null,
		isOwnOrigin: (origin, host) => isOwnOrigin(origin, host, publicUrl()),
	})
	const router = createRouter({
		storage,
		clock,
		random,
		frames,
		rooms,
		signer,
		live: collaboration,
		log,
		limits: createRateLimits(parts.rates),
		files,
		publicUrl,
		behindProxy,
		health,
	})
	const answer = getRequestListener(router.app.fetch, { overrideGlobalObjects: false })
	const server = createServer(
		{ requestTimeout: 30_000, headersTimeout: 10_000, maxHeaderSize: 16 * 1024 },
		(request, response) => {
			void answer(request, response)
		}
	)
	server.on('clientError', answerBrokenRequest)
	server.on('upgrade', (request, socket, head) => {
		collaboration.handleUpgrade(request, socket, head)
	})
	let closing: Promise<void> | null = null

	async function close(): Promise<void> {
		const ended = endOf(server)
		await collaboration.close()
		const cancel = clock.delay(LAST_REQUESTS_MS, () => {
			server.closeAllConnections()
		})
		await ended
		cancel()
		health.close()
		await rooms.close()
		await storage.close()
		clock.close()
	}

	return {
		rooms,
		async listen(port, host) {
			await rooms.all()
			await listen(server, port, host)
			const bound = server.address()
			if (bound === null || typeof bound === 'string') throw new TypeError('not bound to a port')
			address = urlOf(bound.port, host)
			return { url: publicUrl(), port: bound.port }
		},
		close() {
			closing ??= close()
			return closing
		},
	}
}

/** Resolves when `server` has answered its last request; at once where it never listened. */
function endOf(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => {
			resolve()
		})
		server.closeIdleConnections()
	})
}

function listen(server: Server, port: number, host: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const fail = (error: NodeJS.ErrnoException): void => {
			reject(listenError(error, port, host))
		}
		server.once('error', fail)
		server.listen(port, host, () => {
			server.off('error', fail)
			resolve()
		})
	})
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

/** The address at which `host` can be opened on this machine. */
function urlOf(port: number, host: string): string {
	const everywhere = ['0.0.0.0', '::'].includes(host)
	const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
	return `http://${name}:${port}`
}
