import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type DocumentName } from '@parley/protocol'
import { ApiClient } from '../support/api.ts'
import { RawClient } from '../support/rawClient.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { scaled } from '../support/scale.ts'
import { prepare, type Prepared } from '../support/server/negotiation.ts'
import {
	startServer,
	type Memory,
	type Objects,
	type ServerProcess,
} from '../support/server/process.ts'
import { HonestPair } from './honestPair.ts'
import { post, type Answer, type Posted } from './post.ts'

/** What an attack has before it. */
export interface Field {
	readonly prepared: Prepared
	readonly server: ServerProcess
	/** Where the sockets are. */
	readonly url: string
	/** The clause in which the honest pair writes. */
	readonly document: DocumentName
	/** A clause that nobody else has open. */
	readonly otherDocument: DocumentName
	/** The honest pair, for those who attack one of the two. */
	readonly pair: HonestPair
	/** An advisor's seat that no attack has used yet: it is signed in, and none of the honest pair's. */
	freshSeat(): Promise<ApiClient>
	/** The seat with this name, signed in. */
	signIn(name: string): Promise<ApiClient>
	/** A socket from the attacker's own address, which is closed after the attack. */
	open(path?: string, headers?: Readonly<Record<string, string>>): Promise<RawClient>
	/** Sends JSON as text to a path of the API, from the attacker's own address. */
	post(path: string, request: Posted): Promise<Answer>
}

/** An attack: it resolves once it is over, and rejects where it saw what it must not see. */
export type Attack = (field: Field) => Promise<void>

/** Where attackers come from: their address, so that an honest person's is not the attacker's. */
const ATTACKER = '127.0.0.2'

/** Seats that attacks can take. */
const ADVISORS = 14

/** Edits of the honest pair without any attack, and the fewest beside one. */
const CONTROL_EDITS = 20
const LEAST_EDITS = 6

/**
 * How much more than in the control run the server may hold after an attack: code that ran for the first time (3 MiB measured), the pair's words, and
 * two indexes of who wrote what, which are kept for five minutes at most (6 MiB each after 3,000 dear updates): 19 MiB in all.
 */
const HEAP_MARGIN_BYTES = scaled(8, 24) * 2 ** 20
/**
 * Of buffers next to nothing: blocks of 64 KiB out of which Node cuts small ones, and two for each process that reads and writes files. A small one that
 * lives on keeps its block: after a quarter of an hour 0.9 MiB were measured for fewer than fifty, which are counted in the end.
 */
const BUFFER_MARGIN_BYTES = scaled(512, 2048) * 2 ** 10
/** Connections that may be used again and what is kept of them; indexes of who wrote what, of which there are two for a clause. */
const SOME_OBJECTS = 50
const SOME_DOCUMENTS = 6
/** What the C library keeps of small blocks that are scattered over its pages: 102 MiB measured after X70 and X71 at the long scale. */
const RSS_MARGIN_BYTES = scaled(96, 160) * 2 ** 20

/**
 * A server in a process of its own for the attacks of one file, each of which has an honest pair writing beside it. To be called once in
 * a file; what it gives makes a test of an attack. After an attack the process lives, each of the pair's edits has its receipt, everybody reads the same, and the memory is what
 * it was after a control run, in which the pair wrote alone.
 */
export function arena(): (title: string, run: Attack) => void {
	let prepared: Prepared | null = null
	let server: ServerProcess | null = null
	let level: (Memory & Objects) | null = null
	let pairTokens: readonly [string, string] = ['', '']
	const sessions = new Map<string, Promise<ApiClient>>()
	let used = 2

	function ready(): { readonly prepared: Prepared; readonly server: ServerProcess } {
		if (prepared === null || server === null) throw new RangeError('the server was not started')
		return { prepared, server }
	}

	function signIn(name: string): Promise<ApiClient> {
		const known = sessions.get(name)
		if (known !== undefined) return known
		const { prepared, server } = ready()
		const place = prepared.seats.find(({ seat }) => seat.name === name)
		if (place === undefined) throw new RangeError(`no seat is called ${name}`)
		const session = ApiClient.redeem(server.url, place.code)
		sessions.set(name, session)
		return session
	}

	function openPair(): Promise<HonestPair> {
		const { prepared, server } = ready()
		const url = socketsOf(server)
		return HonestPair.open({ url, document: at(prepared.documents, 0), tokens: pairTokens })
	}

	beforeAll(async () => {
		const others = [
			{ role: 'note-taker', name: 'Note-taker', delegationCode: null },
			{ role: 'observer', name: 'Observer', delegationCode: null },
		] as const
		prepared = await prepare({ advisors: ADVISORS, clauses: 3, others, deadlineInMs: 86_400_000 })
		server = await startServer({ folder: prepared.folder, isMeasured: true })
		const [one, other] = await Promise.all([signIn('Advisor 1'), signIn('Advisor 2')])
		pairTokens = [one.token, other.token]
		const control = await openPair()
		await control.writeUntil(Promise.resolve(), CONTROL_EDITS)
		await control.expectWhole()
		control.close()
		level = { ...(await server.memory()), ...(await server.objects()) }
	})

	afterAll(async () => {
		if (server !== null && level !== null) await expectNothingLeft(server, level)
		await server?.kill()
		await prepared?.remove()
	})

	return (title, run) => {
		test(title, async () => {
			const { prepared, server } = ready()
			const pair = await openPair()
			const sockets: RawClient[] = []
			const field: Field = {
				prepared,
				server,
				url: socketsOf(server),
				document: at(prepared.documents, 0),
				otherDocument: at(prepared.documents, 1),
				pair,
				freshSeat: () => signIn(`Advisor ${++used}`),
				signIn,
				async open(path = '/collaboration', headers = {}) {
					const url = `${server.url.replace('http', 'ws')}${path}`
					const socket = await RawClient.open(url, { localAddress: ATTACKER, headers })
					sockets.push(socket)
					return socket
				},
				post: (path, request) => post(`${server.url}/api/v1${path}`, ATTACKER, request),
			}
			try {
				const attacked = run(field)
				await pair.writeUntil(attacked, LEAST_EDITS)
				await attacked
				for (const socket of sockets) socket.close()
				await pair.expectWhole()
			} finally {
				for (const socket of sockets) socket.close()
				pair.close()
			}
			await expectLevel(server, level)
			console.log(`${title}: ${saying(pair)}; ${grown(await server.memory(), level)}`)
		})
	}
}

/**
 * Expects that after all attacks of a file `server` has no more objects than at `level`, but for some: of the least thing that each attack leaves
 * for each of its frames or requests there are hundreds. Once in a file, since counting takes seconds.
 */
async function expectNothingLeft(server: ServerProcess, level: Objects): Promise<void> {
	const over = async () => {
		const { buffers, emitters, documents } = await server.objects()
		expect({
			buffers: Math.max(0, buffers - level.buffers - SOME_OBJECTS),
			emitters: Math.max(0, emitters - level.emitters - SOME_OBJECTS),
			documents: Math.max(0, documents - level.documents - SOME_DOCUMENTS),
		}).toEqual({ buffers: 0, emitters: 0, documents: 0 })
	}
	// connections that may be used again are closed after five seconds
	await vi.waitFor(over, { timeout: 2 * PATIENCE_MS, interval: 100 })
}

/** Waits until `server` holds no more than it did at `level`, but for what it may. Rejects where its process is gone. */
async function expectLevel(server: ServerProcess, level: Memory | null): Promise<void> {
	if (level === null) throw new RangeError('there was no control run')
	const over = async () => {
		const { heapBytes, bufferBytes, rssBytes } = await server.memory()
		return {
			heap: Math.max(0, heapBytes - level.heapBytes - HEAP_MARGIN_BYTES),
			buffers: Math.max(0, bufferBytes - level.bufferBytes - BUFFER_MARGIN_BYTES),
			rss: Math.max(0, rssBytes - level.rssBytes - RSS_MARGIN_BYTES),
		}
	}
	const none = { heap: 0, buffers: 0, rss: 0 }
	await expect.poll(over, { timeout: 2 * PATIENCE_MS, interval: 100 }).toEqual(none)
}

function saying({ latenciesMs, edits }: HonestPair): string {
	const sorted = latenciesMs.toSorted((a, b) => a - b)
	const ms = (part: number): string =>
		(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1)
	return `${edits} honest edits, receipts after ${ms(0.5)} ms in the median, ${ms(0.99)} ms at p99`
}

/** How much more the server holds than at `level`. */
function grown(now: Memory, level: Memory | null): string {
	const more = (kind: keyof Memory, unit: number): string =>
		((now[kind] - (level?.[kind] ?? 0)) / unit).toFixed(1)
	const [kib, mib] = [2 ** 10, 2 ** 20]
	return `${more('heapBytes', mib)} MiB more on the heap, ${more('bufferBytes', kib)} KiB in buffers, ${more('rssBytes', mib)} MiB of the process`
}

function socketsOf({ url }: ServerProcess): string {
	return `${url.replace('http', 'ws')}/collaboration`
}

function at<T>(list: readonly T[], index: number): T {
	const item = list[index]
	if (item === undefined) throw new RangeError(`there are ${list.length}, not ${index + 1}`)
	return item
}
