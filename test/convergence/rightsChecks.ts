import { NO_STANDING, actorOf, can, clauseSubject, foldRights, NO_RIGHTS } from '@parley/domain'
import { readUpdate, type Edit } from '@parley/schema'
import { type Entry } from '@parley/server/src/storage/ports.ts'
import { expect } from 'vitest'
import { type TestClient } from '../support/client.ts'
import { type CollabServer } from '../support/collabServer.ts'
import { digestOf } from '../support/outbox.ts'
import { expectConverged, expectTrueReceipts, readEntries, type Participant } from './checks.ts'
import { type DocumentUpdate, type FinishedRightsRun, type Writer } from './rightsRun.ts'

/** What a run came to. */
export interface RightsCounts {
	/** Updates that were refused, and clocks that somebody keeps because of that and that are not in the text. */
	readonly refused: number
	readonly keptClocks: number
}

/** Everything that must hold when a run is over. Whoever still has a seat writes once more, and is told that it is saved. */
export async function expectRightsKept(run: FinishedRightsRun): Promise<RightsCounts> {
	const { server, writers, documents, revoked } = run
	const staying = writers.filter((writer) => writer !== revoked)
	for (const writer of staying) {
		for (const document of documents) {
			writer.write(document, (doc) => {
				const text = doc.getText('text')
				text.insert(text.length, 'in the end ')
			})
		}
		await writer.client.whenSent()
		const newest = writer.client.receipts.slice(-documents.length)
		expect(newest.map(({ receipt }) => receipt.type)).not.toContain('refused')
	}
	const asParticipant = ({ seatIndex }: Writer, client: TestClient): Participant => {
		return { client, seat: server.seat(seatIndex).id, wasRefused: true }
	}
	const last = staying.map((writer) => asParticipant(writer, writer.client))
	await expectConverged(server, last, documents)
	const entries = await readEntries(server)
	const all = writers.flatMap((writer) =>
		writer.clients.map((client) => asParticipant(writer, client))
	)
	expectTrueReceipts(entries, all, Infinity)
	expectAllowed(server, entries)
	const updates = updatesOf(entries)
	const logged = clocksOf(updates)
	const counts = writers.map((writer) => {
		expectRefusedNowhere(writer, updates)
		return { refused: refusedBy(writer).length, keptClocks: expectNothingLost(writer, logged) }
	})
	return {
		refused: counts.reduce((sum, { refused }) => sum + refused, 0),
		keptClocks: counts.reduce((sum, { keptClocks }) => sum + keptClocks, 0),
	}
}

/** Every update in the log was written by a seat that had the right to at its very position. */
function expectAllowed(server: CollabServer, entries: ReadonlyMap<number, Entry>): void {
	let rights = NO_RIGHTS
	for (const { payload, seat, receivedAt, position } of entries.values()) {
		if (payload.kind === 'act') {
			const { act } = payload
			if (act.kind === 'rights-set' || act.kind === 'clause-held' || act.kind === 'clause-released')
				rights = foldRights(rights, act, seat, receivedAt)
			continue
		}
		const author = server.seats.find(({ id }) => id === seat)
		const clause = server.clauses.find(({ id }) => payload.document.endsWith(id))
		// The server's own: the text that the room began with.
		if (author === undefined || clause === undefined) continue
		const subject = clauseSubject(clause, rights, NO_STANDING)
		const verdict = can(actorOf(author, rights), 'edit-text', {
			phase: 'drafting',
			clause: subject,
		})
		expect({ position, ...verdict }).toEqual({ position, allowed: true })
	}
}

/** Which clocks of whom are in some updates, by document and clientID. */
type Clocks = ReadonlyMap<string, ReadonlySet<number>>

function updatesOf(entries: ReadonlyMap<number, Entry>): readonly DocumentUpdate[] {
	return [...entries.values()].flatMap(({ payload }) =>
		payload.kind === 'update' ? [payload] : []
	)
}

function clocksOf(updates: readonly DocumentUpdate[]): Clocks {
	const clocks = new Map<string, Set<number>>()
	for (const { document, bytes } of updates) {
		for (const [client, { from, to }] of editOf(bytes).inserted) {
			const key = `${document} ${client}`
			const known = clocks.get(key) ?? new Set()
			for (let clock = from; clock < to; clock++) known.add(clock)
			clocks.set(key, known)
		}
	}
	return clocks
}

function editOf(bytes: Uint8Array): Edit {
	const edit = readUpdate(bytes, Infinity)
	if (!edit.ok) throw new Error(`an update that cannot be read: ${edit.reason}`)
	return edit
}

function refusedBy({ clients, made }: Writer): readonly DocumentUpdate[] {
	return clients
		.flatMap(({ receipts }) => receipts)
		.flatMap(({ receipt: { type, digest } }) => (type === 'refused' ? [made.get(digest)] : []))
		.filter((update) => update !== undefined)
}

/**
 * No clock of an update that was refused is in the log by an update: only with a SyncStep2, in which a page that comes back offers what it
 * has once more before it can have heard of the refusal, and which is judged by the rights of its own moment.
 */
function expectRefusedNowhere(writer: Writer, updates: readonly DocumentUpdate[]): void {
	const logged = clocksOf(updates.filter(({ bytes }) => writer.made.has(digestOf(bytes))))
	for (const [key, clocks] of clocksOf(refusedBy(writer))) {
		expect([...clocks].filter((clock) => logged.get(key)?.has(clock))).toEqual([])
	}
}

/** Every clock that they wrote is in the log, or among what they kept. Gives how many are with them alone. */
function expectNothingLost({ client, written, aside }: Writer, logged: Clocks): number {
	const kept = new Map<string, Set<number>>()
	for (const { bytes } of [...aside, ...client.outbox()]) {
		for (const [writer, { from, to }] of editOf(bytes).inserted) {
			const known = kept.get(String(writer)) ?? new Set()
			for (let clock = from; clock < to; clock++) known.add(clock)
			kept.set(String(writer), known)
		}
	}
	let alone = 0
	for (const { document, client: writer, from, to } of written) {
		for (let clock = from; clock < to; clock++) {
			if (logged.get(`${document} ${writer}`)?.has(clock)) continue
			expect({ document, writer, clock, isKept: kept.get(String(writer))?.has(clock) }).toEqual({
				...{ document, writer, clock },
				isKept: true,
			})
			alone++
		}
	}
	return alone
}
