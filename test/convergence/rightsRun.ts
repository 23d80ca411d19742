import {
	actorOf,
	can,
	clauseSubject,
	NO_STANDING,
	foldRights,
	NO_RIGHTS,
	type Random,
	type Rights,
	type RightsAct,
	type RightsSubject,
	type SeatId,
} from '@parley/domain'
import { fromRightsActJson, fromRightsJson, type DocumentName } from '@parley/protocol'
import { seededRandom } from '@parley/server/src/negotiation/testRoom.ts'
import * as Y from 'yjs'
import { connectClient, type TestClient } from '../support/client.ts'
import { openCollabServer, type CollabServer } from '../support/collabServer.ts'
import { type Unsent } from '../support/outbox.ts'
import { editAtRandom, pick } from './edits.ts'

const CLAUSES = 2
const OPERATIONS = 60
/** Advisors of two delegations, two of one of them, and the secretariat; the last is an advisor's second window. */
const WRITING_SEATS = [0, 1, 4, 3, 0] as const
const SECRETARIAT = 3
/** Whose seat is taken away in some runs: a delegation's only one. */
const REVOKED = 1

/** An update of a document. */
export interface DocumentUpdate {
	readonly document: DocumentName
	readonly bytes: Uint8Array
}

/** Clocks that somebody used up by one edit. */
export interface Written {
	readonly document: DocumentName
	readonly client: number
	readonly from: number
	readonly to: number
}

/** Someone who writes while rights change, as an honest page does: what is refused is set aside, and the page begins anew. */
export class Writer {
	readonly seatIndex: number
	readonly written: Written[] = []
	/** Every update they made, by its digest. */
	readonly made = new Map<string, DocumentUpdate>()
	/** What they keep because it was refused, or was not known to be stored when something was. */
	readonly aside: Unsent[] = []
	/** Their connections: one until something is refused, then another one. */
	readonly clients: TestClient[] = []
	readonly #server: CollabServer
	readonly #connect: () => Promise<TestClient>
	#client: TestClient
	#beginning: Promise<void> | null = null
	#givenUp = Promise.withResolvers<undefined>()
	/** Resolves once their seat is being taken away. */
	readonly #gone = Promise.withResolvers<undefined>()
	#isGone = false
	#heard = 0
	#told = 0
	#rights: Rights = NO_RIGHTS

	private constructor(
		server: CollabServer,
		seatIndex: number,
		connect: () => Promise<TestClient>,
		client: TestClient
	) {
		this.#server = server
		this.seatIndex = seatIndex
		this.#connect = connect
		this.#client = client
		this.clients.push(client)
	}

	/** Opens everything on a connection of a speed of its own. */
	static async open(server: CollabServer, seatIndex: number, random: Random): Promise<Writer> {
		const { token } = server.signIn(seatIndex)
		const delay = { inMs: pick(random, 6), outMs: pick(random, 6) }
		const documents = [server.roomDocument, ...server.clauses.map((_, i) => server.document(i))]
		const connect = (): Promise<TestClient> =>
			connectClient({ url: server.url, token, documents, delay, comesBack: true })
		return new Writer(server, seatIndex, connect, await connect())
	}

	/** The newest connection. */
	get client(): TestClient {
		return this.#client
	}

	/** One edit at random, where they have the document and, as far as they have been told, the right. */
	edit(document: DocumentName, random: Random, word: string, edit = editAtRandom): void {
		this.#look()
		if (this.#beginning !== null || !this.mayEdit(document)) return
		this.write(document, (doc) => {
			edit(doc, random, word)
		})
	}

	/** Lets `change` write where they have the document, whatever they may. */
	tryToEdit(document: DocumentName, change: (doc: Y.Doc) => void): void {
		this.#look()
		if (this.#beginning === null) this.write(document, change)
	}

	/** Lets `change` write in a document, and keeps in mind what came of it. */
	write(document: DocumentName, change: (doc: Y.Doc) => void): void {
		const doc = this.#client.doc(document)
		const from = Y.getState(doc.store, doc.clientID)
		change(doc)
		const to = Y.getState(doc.store, doc.clientID)
		if (to > from) this.written.push({ document, client: doc.clientID, from, to })
		for (const { digest, bytes } of this.#client.outbox(document))
			this.made.set(digest, { document, bytes })
	}

	/** Loses the connection, and goes on writing. */
	cut(): void {
		if (this.#beginning === null) this.#client.cut()
	}

	/** Comes back, with everything that was written meanwhile. */
	async comeBack(): Promise<void> {
		await this.#beginning
		if (this.#client.isOnline || this.#isGone) return
		const coming = this.#client.reconnect()
		// what came before the cut may be a refusal: then the connection is given up on the way; and whose seat goes meanwhile is not let in
		coming.catch(() => undefined)
		await Promise.race([coming, this.#givenUp.promise, this.#gone.promise])
		await this.#beginning
	}

	/** Takes their seat away; resolves once they have no connection any more. */
	async revoke(): Promise<void> {
		// Whoever comes back now may still be let in, and is cut off then.
		await this.#beginning
		this.#isGone = true
		this.#gone.resolve(undefined)
		await this.#server.revoke(this.seatIndex)
		await this.#client.whenClosed()
	}

	/** Resolves once they have nothing under way. */
	async whenQuiet(): Promise<void> {
		await this.#until(() => this.#client.outbox().length === 0)
	}

	/** Resolves once they know that they may not write in `documents` and have nothing under way there, or have no connection. */
	async whenStopped(documents: readonly DocumentName[]): Promise<void> {
		const hasStopped = (document: DocumentName): boolean =>
			!this.mayEdit(document) && this.#client.outbox(document).length === 0
		await this.#until(() => !this.#client.isOnline || documents.every(hasStopped))
	}

	async #until(condition: () => boolean): Promise<void> {
		for (;;) {
			const holds = this.#client.until(() => {
				this.#look()
				return this.#beginning !== null || condition()
			}, 'nothing to be under way')
			// A connection that was given up says nothing any more.
			holds.catch(() => undefined)
			await Promise.race([holds, this.#givenUp.promise])
			if (this.#beginning === null) return
			await this.#beginning
		}
	}

	/** Looks at what has been said since: sets aside what was refused, and takes in what rights there are. */
	#look(): void {
		const { receipts, announcements } = this.#client
		for (; this.#told < announcements.length; this.#told++) {
			const one = announcements[this.#told]
			if (one?.type === 'rights') this.#rights = fromRightsJson(one.rights)
			if (one?.type !== 'rights-changed') continue
			const act = fromRightsActJson(one.act)
			this.#rights = foldRights(this.#rights, act, null, this.#server.clock.now())
		}
		for (; this.#heard < receipts.length; this.#heard++) {
			if (receipts[this.#heard]?.receipt.type !== 'refused' || this.#isGone) continue
			this.#beginning ??= this.#beginAnew().finally(() => {
				this.#beginning = null
			})
		}
	}

	/** What was refused would stand before everything that is written later, so all is given up that is not known to be stored. */
	async #beginAnew(): Promise<void> {
		this.aside.push(...this.#client.outbox())
		this.#client.close()
		this.#givenUp.resolve(undefined)
		this.#givenUp = Promise.withResolvers()
		this.#client = await this.#connect()
		this.clients.push(this.#client)
		this.#heard = 0
		this.#told = 0
	}

	/** Whether they may write in a document, as far as they have been told. */
	mayEdit(document: DocumentName): boolean {
		const clause = this.#server.clauses.find(({ id }) => document.endsWith(id))
		if (clause === undefined) throw new RangeError('no such clause')
		const actor = actorOf(this.#server.seat(this.seatIndex), this.#rights)
		const subject = clauseSubject(clause, this.#rights, NO_STANDING)
		return can(actor, 'edit-text', { phase: 'drafting', clause: subject }).allowed
	}
}

/** A run as it ended: everybody but one whose seat was taken away is connected, with all rights, and has been answered. */
export interface FinishedRightsRun {
	readonly server: CollabServer
	readonly writers: readonly Writer[]
	readonly documents: readonly DocumentName[]
	/** Whose seat was taken away, if any. */
	readonly revoked: Writer | null
}

/**
 * Lets five people edit two clauses over sockets of their own speed while the secretariat sets seats, delegations and clauses to reading and back,
 * holds clauses and releases them, and in one run of three takes a seat away; two connections are cut meanwhile. Whoever calls closes
 * server and clients.
 */
export async function runWithRights(seed: number): Promise<FinishedRightsRun> {
	const random = seededRandom(seed)
	const server = await openCollabServer({ clauses: CLAUSES })
	const documents = Array.from({ length: CLAUSES }, (_, index) => server.document(index))
	const writers = await Promise.all(
		WRITING_SEATS.map((seatIndex) => Writer.open(server, seatIndex, random))
	)
	const revokeAt = seed % 3 === 0 ? 15 + pick(random, 30) : null
	const revoked = revokeAt === null ? null : (writers[REVOKED] ?? null)
	const cut = {
		who: writers[pick(random, 5)],
		from: 10 + pick(random, 20),
		steps: 5 + pick(random, 15),
	}
	const changing: Promise<void>[] = []
	const taken = new Set<string>()
	let present: readonly Writer[] = writers
	for (let step = 0; step < OPERATIONS; step++) {
		if (step % 6 === 3) {
			const change = changeAtRandom(server, random)
			const what = JSON.stringify(change.take)
			// What is taken is taken once, and given back by whoever did it.
			if (!taken.has(what)) {
				taken.add(what)
				changing.push(takeAndGiveBack(server, present, change).finally(() => taken.delete(what)))
			}
		}
		if (step === revokeAt) {
			present = writers.filter((writer) => writer !== revoked)
			if (revoked !== null) changing.push(revoked.revoke())
		}
		for (const [index, writer] of writers.entries()) {
			const document = documents[pick(random, CLAUSES)]
			if (document === undefined) throw new RangeError('no such clause')
			if (!present.includes(writer)) continue
			writer.edit(document, random, `w${index}x${step}`)
			if (writer === cut.who && step === cut.from) writer.cut()
			if (writer === cut.who && step === cut.from + cut.steps) changing.push(writer.comeBack())
		}
		await new Promise(setImmediate)
	}
	await Promise.all(changing)
	for (const writer of present) await writer.whenQuiet()
	return { server, writers, documents, revoked }
}

/** A right that is taken, the same given back, and who loses it where. */
interface Change {
	readonly take: RightsAct
	readonly giveBack: RightsAct
	readonly seats: readonly SeatId[]
	readonly documents: readonly DocumentName[]
}

/** Takes a right, and gives it back once those who lose it have heard of it and have nothing under way. */
async function takeAndGiveBack(
	server: CollabServer,
	writers: readonly Writer[],
	{ take, giveBack, seats, documents }: Change
): Promise<void> {
	await record(server, take)
	const losers = writers.filter(({ seatIndex }) => seats.includes(server.seat(seatIndex).id))
	await Promise.all(losers.map((writer) => writer.whenStopped(documents)))
	await record(server, giveBack)
}

async function record(server: CollabServer, act: RightsAct): Promise<void> {
	const seat = server.seat(SECRETARIAT).id
	const recorded = await server.room.record({ act, seat, receivedAt: server.clock.now() })
	if (recorded.kind !== 'recorded') throw new Error(`not recorded: ${recorded.reason}`)
}

function changeAtRandom(server: CollabServer, random: Random): Change {
	const place = pick(random, CLAUSES)
	const clause = server.clauses[place]?.id
	const seat = server.seat(WRITING_SEATS[pick(random, 3)] ?? 0)
	if (clause === undefined || seat.delegation === null) throw new RangeError('no such place')
	const reason = 'a test'
	const all = server.seats.map(({ id }) => id)
	const everywhere = server.clauses.map((_, index) => server.document(index))
	const set = (subject: RightsSubject): Pick<Change, 'take' | 'giveBack'> => ({
		take: { kind: 'rights-set', subject, level: 'read', reason },
		giveBack: { kind: 'rights-set', subject, level: null, reason },
	})
	const { id, delegation } = seat
	const mates = server.seats.filter((one) => one.delegation === delegation)
	switch (pick(random, 4)) {
		case 0:
			return { ...set({ kind: 'seat', seat: id }), seats: [id], documents: everywhere }
		case 1:
			return {
				...set({ kind: 'delegation', delegation }),
				seats: mates.map((one) => one.id),
				documents: everywhere,
			}
		case 2:
			return { ...set({ kind: 'clause', clause }), seats: all, documents: [server.document(place)] }
		default:
			return {
				take: { kind: 'clause-held', clause, reason },
				giveBack: { kind: 'clause-released', clause, reason },
				seats: all,
				documents: [server.document(place)],
			}
	}
}
