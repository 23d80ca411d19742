import { parseLogPosition, type SeatId } from '@parley/domain'
import { sharedLog, type DocumentName } from '@parley/protocol'
import { createDocument, readBlocks } from '@parley/schema'
import { type Entry } from '@parley/server/src/storage/ports.ts'
import { expect } from 'vitest'
import * as Y from 'yjs'
import { type CollabServer } from '../support/collabServer.ts'
import { type TestClient } from '../support/client.ts'
import { digestOf } from '../support/outbox.ts'

/** Someone who took part. */
export interface Participant {
	readonly client: TestClient
	readonly seat: SeatId
	/** Whether rights were taken from them, so that some of what they wrote was refused. */
	readonly wasRefused?: boolean
}

/**
 * Everything that must hold when a session is over and everybody has been answered. What was still under way on a connection that was given up may be
 * taken while it is looked at: then it is looked at again.
 */
export async function expectConverged(
	server: CollabServer,
	participants: readonly Participant[],
	documents: readonly DocumentName[]
): Promise<void> {
	for (;;) {
		const entries = await readEntries(server)
		const isSame = (): boolean => server.room.position === entries.size
		try {
			await expectAllIn(entries, server, participants, documents)
			if (isSame()) return
		} catch (error) {
			if (isSame()) throw error
		}
	}
}

async function expectAllIn(
	entries: ReadonlyMap<number, Entry>,
	server: CollabServer,
	participants: readonly Participant[],
	documents: readonly DocumentName[]
): Promise<void> {
	const frozenAt = server.room.phase.kind === 'frozen' ? server.room.phase.position : Infinity
	expectNothingDoubled(entries, frozenAt)
	expectTrueReceipts(entries, participants, frozenAt)
	for (const document of documents) {
		const text = replay(entries, document, (position) => position < frozenAt)
		const words = JSON.stringify(readBlocks(text))
		expect(JSON.stringify(await committedBlocks(server, document))).toBe(words)
		for (const { client, seat, wasRefused = false } of participants) {
			const kept = replay(entries, document, (position) => {
				return position < frozenAt || entries.get(position)?.seat === seat
			})
			const mine = client.doc(document)
			await client.until(() => covers(mine, text), 'what the others wrote')
			expectAllKept(mine, kept, wasRefused)
			if (frozenAt === Infinity) expect(JSON.stringify(readBlocks(mine))).toBe(words)
		}
	}
}

/** Every entry of the shared log by its position. */
export async function readEntries(server: CollabServer): Promise<ReadonlyMap<number, Entry>> {
	const entries = new Map<number, Entry>()
	const until = server.room.position
	const range = { after: parseLogPosition(0), until }
	for await (const entry of server.storage.log.read(sharedLog(server.negotiation.id), range)) {
		entries.set(entry.position, entry)
	}
	expect(entries.size).toBe(until)
	return entries
}

/** A receipt names an entry of its sender, with the very bytes it is about unless they were there before. */
export function expectTrueReceipts(
	entries: ReadonlyMap<number, Entry>,
	participants: readonly Participant[],
	frozenAt: number
): void {
	for (const { client, seat, wasRefused = false } of participants) {
		for (const { document, receipt } of client.receipts) {
			if (!wasRefused) expect(receipt).not.toMatchObject({ type: 'refused' })
			if (receipt.type !== 'saved' && receipt.type !== 'late') continue
			const entry = entries.get(receipt.position)
			if (entry?.payload.kind !== 'update') throw new Error(`no update at ${receipt.position}`)
			expect([entry.payload.document, entry.seat, entry.receivedAt]).toEqual([
				document,
				seat,
				receipt.receivedAt,
			])
			expect(entry.position > frozenAt).toBe(receipt.type === 'late')
			if (receipt.type === 'saved') expect(digestOf(entry.payload.bytes)).toBe(receipt.digest)
		}
	}
}

function replay(
	entries: ReadonlyMap<number, Entry>,
	document: DocumentName,
	isIn: (position: number) => boolean
): Y.Doc {
	const doc = createDocument({ gc: false })
	for (const { payload, position } of entries.values()) {
		if (payload.kind === 'update' && payload.document === document && isIn(position)) {
			Y.applyUpdate(doc, payload.bytes)
		}
	}
	expect(doc.store.pendingStructs).toBeNull()
	return doc
}

async function committedBlocks(server: CollabServer, document: DocumentName): Promise<unknown> {
	const clause = server.clauses.find(({ id }) => document.endsWith(id))
	if (clause === undefined) throw new Error(`no clause of ${document}`)
	return (await server.room.readClause(clause.id))?.blocks
}

/** Whether `doc` has all structs and deletions of `other`. */
function covers(doc: Y.Doc, other: Y.Doc): boolean {
	return Y.snapshotContainsUpdate(Y.snapshot(doc), Y.encodeStateAsUpdate(other))
}

/**
 * Everything that was ever written in `mine` is in the log, in time or late: each struct and each deletion. Of whoever only read for a while not
 * each deletion: what a stock client tidies by itself meanwhile stays with it (rule C2).
 */
function expectAllKept(mine: Y.Doc, kept: Y.Doc, wasRefused: boolean): void {
	if (!wasRefused) {
		expect(covers(kept, mine)).toBe(true)
		return
	}
	const clocks = Y.decodeStateVector(Y.encodeStateVector(mine))
	for (const [client, clock] of clocks) {
		expect(Y.getState(kept.store, client)).toBeGreaterThanOrEqual(clock)
	}
}

/** No update stands in the text twice. (Late, two people may delete the same words.) */
function expectNothingDoubled(entries: ReadonlyMap<number, Entry>, frozenAt: number): void {
	const updates = [...entries.values()].flatMap(({ payload, position }) =>
		payload.kind === 'update' && position < frozenAt
			? [`${payload.document} ${digestOf(payload.bytes)}`]
			: []
	)
	expect(new Set(updates).size).toBe(updates.length)
}
