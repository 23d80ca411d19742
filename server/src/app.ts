import { getRequestListener } from '@hono/node-server'
import { type Random } from '@parley/domain'
import { type Logger } from 'pino'
import { createCollaboration } from './collab/server.ts'
import { type Clock } from './freeze/clock.ts'
import { type LoopDelay } from './freeze/loopDelay.ts'
import { type ServerSigner } from './freeze/signer.ts'
import { answerBrokenRequest } from './http/brokenRequest.ts'
import { type CertificateSource } from './http/certificate.ts'
import { isOwnOrigin } from './http/credentials.ts'
import { watchCommits } from './http/health.ts'
import { createRateLimits, type RateSettings } from './http/limits.ts'
import { countedAs, trustProxies } from './http/proxies.ts'
import { createRouter } from './http/router.ts'
import { socketSessions } from './http/socketSession.ts'
import { type StaticFiles } from './http/staticFiles.ts'
import { createWebServer, endable, listenOn, urlOf } from './http/webServer.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createFrames } from './negotiation/frames.ts'
import { type RoomParts } from './negotiation/liveRoom.ts'
import { createRooms, type Rooms } from './negotiation/rooms.ts'
import { createDocumentTokens } from './people/documentToken.ts'
import { startScrubbing } from './scrubTask.ts'
import { type Storage } from './storage/ports.ts'
import { openWorkshop, type WorkshopLimits } from './textWork/workshop.ts'

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
	/** Addresses and ranges of proxies that are believed about whom they ask for; nobody where it is left out. */
	readonly trustedProxies?: readonly string[]
	/** What TLS is spoken with; null for plain http. */
	readonly certificate?: CertificateSource | null
	readonly rates?: Partial<RateSettings>
	/** What making files of texts may take of the machine. */
	readonly workshop?: Partial<WorkshopLimits>
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
	readonly metrics: Metrics
	/** Every route that is answered over HTTP, as the router matches it; methods in upper case, `ALL` for what stands before others. */
	readonly routes: readonly { readonly method: string; readonly path: string }[]
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
	const { storage, clock, random, signer, loopDelay, log, files, onFreezeStep } = parts
	const { certificate = null, trustedProxies = [] } = parts
	const frames = createFrames(clock)
	const metrics = createMetrics()
	const rooms = createRooms({
		storage: metrics.timed(storage),
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
	const addressOf = trustProxies(trustedProxies)
	const documentTokens = createDocumentTokens(signer.derive('document tokens'), clock)
	const collaboration = createCollaboration({
		rooms,
		frames,
		clock,
		log,
		authenticate: socketSessions(storage, clock, publicUrl),
		readPass: (token) => documentTokens.read(token),
		readSeat: async (id) => (await storage.seats.seat(id))?.seat ?? null,
		addressOf: (request) => countedAs(request, addressOf),
		isOwnOrigin: (origin, host) => isOwnOrigin(origin, host, publicUrl()),
	})
	const workshop = openWorkshop(parts.workshop)
	const scrubbing = startScrubbing({ storage, clock, rooms, log })
	const stopMetrics = metrics.watch(rooms, collaboration, clock)
	const router = createRouter({
		storage,
		clock,
		random,
		frames,
		rooms,
		signer,
		documentTokens,
		live: collaboration,
		log,
		limits: createRateLimits(parts.rates),
		workshop,
		files,
		publicUrl,
		addressOf,
		onAnswered: metrics.onAnswered,
		health,
	})
	const answer = getRequestListener(router.app.fetch, { overrideGlobalObjects: false })
	const server = createWebServer(certificate, (request, response) => {
		void answer(request, response)
	})
	const end = endable(server)
	server.on('clientError', answerBrokenRequest)
	server.on('upgrade', (request, socket, head) => {
		collaboration.handleUpgrade(request, socket, head)
	})
	let closing: Promise<void> | null = null

	async function close(): Promise<void> {
		const { ended, cut } = end()
		await collaboration.close()
		const cancel = clock.delay(LAST_REQUESTS_MS, cut)
		await ended
		cancel()
		await workshop.close()
		health.close()
		stopMetrics()
		await rooms.close()
		await scrubbing.close()
		await storage.close()
		clock.close()
	}

	return {
		rooms,
		metrics,
		routes: router.app.routes,
		async listen(port, host) {
			await rooms.all()
			const bound = await listenOn(server, port, host)
			address = urlOf(certificate === null ? 'http' : 'https', host, bound)
			return { url: publicUrl(), port: bound }
		},
		close() {
			closing ??= close()
			return closing
		},
	}
}
