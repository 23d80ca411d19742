import {
	addMs,
	createId,
	parseInstant,
	type Clause,
	type Instant,
	type Negotiation,
	type Seat,
	type SeatId,
	type SessionId,
} from '@parley/domain'
import { importMarkdown, placeBrackets } from '@parley/formats'
import { clauseDocument, roomDocument, type DocumentName } from '@parley/protocol'
import {
	createCollaboration,
	type Collaboration,
	type CollaborationParts,
} from '@parley/server/src/collab/server.ts'
import { type Limits } from '@parley/server/src/collab/limits.ts'
import { type Clock } from '@parley/server/src/freeze/clock.ts'
import { type SteppedClock } from '@parley/server/src/freeze/steppedClock.ts'
import { createSystemClock } from '@parley/server/src/freeze/systemClock.ts'
import { createNegotiation } from '@parley/server/src/negotiation/createNegotiation.ts'
import { createFrames, type Frames } from '@parley/server/src/negotiation/frames.ts'
import { type Room } from '@parley/server/src/negotiation/room.ts'
import { createDocumentTokens, DOCUMENT_TOKEN_MS } from '@parley/server/src/people/documentToken.ts'
import { createRooms, type Rooms } from '@parley/server/src/negotiation/rooms.ts'
import {
	seededRandom,
	testSigner,
	type StorageFault,
} from '@parley/server/src/negotiation/testRoom.ts'
import { type Storage } from '@parley/server/src/storage/ports.ts'
import { openMemoryStorage } from '@parley/server/src/storage/memory/openMemoryStorage.ts'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { pino, type Logger } from 'pino'

/** What a test wants of its server. */
export interface CollabServerOptions {
	/** The real clock, unless a stepped one is given; closed with the server. */
	readonly clock?: SteppedClock
	readonly limits?: Partial<Limits>
	/** How many clauses the text has (default 2). */
	readonly clauses?: number
	/** Whether each clause comes with a bracket of Ukraine and one that nobody is named for. */
	readonly isBracketed?: boolean
	/** How long after the start the deadline is, in ms (default an hour). */
	readonly deadlineInMs?: number
	/** How long the server sleeps before it opens its rooms, in ms, for a stepped clock: past the deadline, the text awaits the chair. */
	readonly sleepsMs?: number
	readonly fault?: StorageFault
	/** Awaited each time a session and its seat have been found, before the answer goes on. */
	readonly onFound?: () => Promise<void>
	/** Called with each upgrade, when the address is asked for that it is counted by. */
	readonly onUpgrade?: () => void
	readonly log?: Logger
	/** What is to be done at the host's hooks, behind all that the server does. */
	readonly more?: CollaborationParts['more']
}

/** The seats of a test's negotiation, by the order in which they are made. */
export const SEATS = [
	{ role: 'advisor', name: 'Advisor 1', delegationCode: 'UA' },
	{ role: 'advisor', name: 'Advisor 1', delegationCode: 'FR' },
	{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
	{ role: 'secretariat', name: 'Secretariat', delegationCode: null },
	{ role: 'advisor', name: 'Advisor 2', delegationCode: 'UA' },
] as const

const END_OF_TIME = parseInstant(253402300799999)

/** A session as the live side gets to know it. */
interface OpenSession {
	readonly id: SessionId
	readonly expiresAt: Instant
	readonly seat: SeatId
}

/** The live side of a server over real HTTP and memory, with one negotiation. */
export interface CollabServer {
	readonly url: string
	readonly clock: Clock
	readonly frames: Frames
	readonly storage: Storage
	readonly rooms: Rooms
	readonly room: Room
	readonly collaboration: Collaboration
	readonly negotiation: Negotiation
	readonly seats: readonly Seat[]
	readonly clauses: readonly Clause[]
	readonly roomDocument: DocumentName
	/** The document of the `index`-th clause. */
	document(index: number): DocumentName
	/** A seat by its place in `SEATS`. */
	seat(index: number): Seat
	/** Signs a seat in; gives the token and the session. */
	signIn(seatIndex: number, forMs?: number): { readonly token: string; readonly session: SessionId }
	/** A token for plain clients, which opens the document to the session for `forMs`, five minutes by default. */
	documentToken(
		seatIndex: number,
		session: SessionId,
		document: DocumentName,
		forMs?: number
	): string
	/** Where plain clients open documents. */
	readonly plainUrl: string
	/** Takes a seat away, as the route for it does. */
	revoke(seatIndex: number): Promise<void>
	/** How many frames are received and not dealt with. */
	pendingFrames(): Promise<number>
	/** Ends everything. Closing twice is fine. */
	close(): Promise<void>
}

/** Starts a server on a free port of this machine. */
export async function openCollabServer(options: CollabServerOptions = {}): Promise<CollabServer> {
	const { log = pino({ level: 'silent' }) } = options
	const clock: Clock = options.clock ?? createSystemClock()
	const random = seededRandom(1)
	const signer = testSigner()
	const plain = openMemoryStorage()
	const storage = options.fault?.(plain) ?? plain
	const created = await createNegotiation(
		{ storage: plain, clock, random, signer },
		{
			title: 'Framework',
			notice: '',
			language: 'en',
			contact: '',
			deadline: {
				at: addMs(clock.now(), options.deadlineInMs ?? 3_600_000),
				zone: 'Europe/London',
			},
			delegations: [
				{ code: 'UA', name: 'Ukraine' },
				{ code: 'FR', name: 'France' },
			],
			seats: SEATS,
			clauses: placeBrackets(importMarkdown(textOf(options)), ['UA', 'FR']).clauses,
			baseTextDigest: null,
		}
	)
	options.clock?.step(options.sleepsMs ?? 0)
	const frames = createFrames(clock)
	const rooms = createRooms({
		storage,
		clock,
		frames,
		signer,
		random,
		loopDelay: { maxMs: () => null, close: () => undefined },
		log,
	})
	const room = await rooms.room(created.negotiation.id)
	if (room === null) throw new Error('the room did not open')
	const sessions = new Map<string, OpenSession>()
	const tokens = createDocumentTokens(signer.derive('document tokens'), clock)

	const collaboration = createCollaboration({
		rooms,
		frames,
		clock,
		log,
		readPass: (token) => tokens.read(token),
		async authenticate({ token, pass, negotiation }) {
			const session =
				pass === null
					? sessions.get(token ?? '')
					: [...sessions.values()].find(({ id }) => id === pass.session)
			if (session === undefined || session.expiresAt <= clock.now()) return null
			const held = await storage.seats.seat(session.seat)
			await options.onFound?.()
			return held?.negotiation === negotiation ? { session, seat: held.seat } : null
		},
		addressOf: ({ socket }) => {
			options.onUpgrade?.()
			return socket.remoteAddress ?? ''
		},
		isOwnOrigin: (origin, host) => origin === undefined || origin === `http://${host ?? ''}`,
		readSeat: async (id) => (await storage.seats.seat(id))?.seat ?? null,
		...(options.limits && { limits: options.limits }),
		...(options.more && { more: options.more }),
	})
	const server = createServer((_, response) => response.writeHead(404).end())
	server.on('upgrade', (request, socket, head) => {
		collaboration.handleUpgrade(request, socket, head)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.address() as AddressInfo
	let closing: Promise<void> | null = null

	async function close(): Promise<void> {
		await collaboration.close()
		server.closeAllConnections()
		await new Promise((resolve) => server.close(resolve))
		await rooms.close()
		await plain.close()
		clock.close()
	}

	const seat = (index: number): Seat => at(created.seats, index)
	return {
		...created,
		url: `ws://127.0.0.1:${port}/collaboration`,
		clock,
		frames,
		storage,
		rooms,
		room,
		collaboration,
		roomDocument: roomDocument(created.negotiation.id, 1),
		document: (index) => clauseDocument(created.negotiation.id, 1, at(created.clauses, index).id),
		seat,
		signIn(seatIndex, forMs = 3_600_000) {
			const id = createId('session', random)
			const token = `token-of-${id}`
			sessions.set(token, { id, expiresAt: addMs(clock.now(), forMs), seat: seat(seatIndex).id })
			return { token, session: id }
		},
		documentToken: (seatIndex, session, document, forMs = DOCUMENT_TOKEN_MS) =>
			tokens.issue({
				document,
				session,
				seat: seat(seatIndex).id,
				expiresAt: addMs(clock.now(), forMs),
			}),
		plainUrl: `ws://127.0.0.1:${port}/yjs`,
		async revoke(seatIndex) {
			const { id } = seat(seatIndex)
			await storage.seats.revokeSeat(id, clock.now())
			room.tell({ kind: 'seat-revoked', seat: id })
		},
		async pendingFrames() {
			const drained = frames.drained(END_OF_TIME, 0)
			// What is called after no time at all still waits for a stepped clock to be stepped.
			options.clock?.step(0)
			return (await drained).left
		},
		close: () => (closing ??= close()),
	}
}

function textOf({ clauses = 2, isBracketed = false }: CollabServerOptions): string {
	const numbers = Array.from({ length: clauses }, (_, index) => index + 1)
	const more = isBracketed ? ' [Nobody’s.] [UA: Ukraine’s.]' : ''
	return numbers.map((n) => `## ${n}. Clause ${n}\n\nWords of clause ${n}.${more}\n`).join('\n')
}

function at<T>(list: readonly T[], index: number): T {
	const item = list[index]
	if (item === undefined) throw new RangeError(`there are ${list.length}, not ${index + 1}`)
	return item
}
