import { type Random } from '@parley/domain'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { connectClient, type TestClient } from '../support/client.ts'
import { editAtRandom, pick } from './edits.ts'
import { type Participant } from './checks.ts'

/** What a run is like; everything else follows from the seed. */
const CLAUSES = 3
const OPERATIONS = 60
/** Seats of the test's negotiation that edit: advisors of two delegations and the secretariat. */
const WRITING_SEATS = [0, 1, 4, 3, 0] as const

/** One run as it ended: everybody connected, everything answered. */
export interface FinishedRun {
	readonly server: CollabServer
	readonly participants: readonly Participant[]
	readonly frozen: boolean
	readonly cuts: number
}

/**
 * Lets five people edit three clauses through the real server, each over a socket of its own speed; connections are cut in the middle of
 * it and come back, and in one run of four the text freezes meanwhile. Whoever calls closes server and clients.
 */
export async function runSession(seed: number): Promise<FinishedRun> {
	const random = seededRandom(seed)
	const server = await openCollabServer({ clauses: CLAUSES })
	const documents = Array.from({ length: CLAUSES }, (_, index) => server.document(index))
	const participants = await Promise.all(
		WRITING_SEATS.map(async (seatIndex): Promise<Participant> => {
			const { token } = server.signIn(seatIndex)
			const delay = { inMs: pick(random, 4), outMs: pick(random, 4) }
			const client = await connectClient({ url: server.url, token, documents, delay })
			return { client, seat: server.seat(seatIndex).id }
		})
	)
	const freezeAt = seed % 4 === 0 ? 10 + pick(random, OPERATIONS - 20) : null
	const cuts = planCuts(random)
	let freezing: Promise<unknown> = Promise.resolve()
	for (let step = 0; step < OPERATIONS; step++) {
		if (step === freezeAt) {
			freezing = server.room.freeze(server.seat(3).id, server.clock.now(), 'a test')
		}
		for (const [index, { client }] of participants.entries()) {
			const document = documents[pick(random, CLAUSES)]
			if (document === undefined) throw new RangeError('no such clause')
			editAtRandom(client.doc(document), random, `w${index}x${step}`)
			const cut = cuts.find((one) => one.who === index)
			if (cut?.from === step) client.cut()
			if (cut?.to === step) void comeBack(client)
		}
		await turn()
	}
	await freezing
	for (const { client } of participants) {
		if (!client.isOnline) await comeBack(client)
		await client.whenSynced()
		await client.whenSent()
	}
	return { server, participants, frozen: freezeAt !== null, cuts: cuts.length }
}

interface Cut {
	readonly who: number
	readonly from: number
	readonly to: number
}

/** Two connections are cut, or three, each of another person and for some steps. */
function planCuts(random: Random): readonly Cut[] {
	const first = pick(random, WRITING_SEATS.length)
	return Array.from({ length: 2 + pick(random, 2) }, (_, index): Cut => {
		const from = 5 + pick(random, OPERATIONS - 30)
		const who = (first + index) % WRITING_SEATS.length
		return { who, from, to: from + 1 + pick(random, 20) }
	})
}

/** Connects again; a client that is on its way already is only waited for. */
async function comeBack(client: TestClient): Promise<void> {
	await client.reconnect()
}

/** Lets sockets and timers have their turn. */
function turn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve))
}
