import { parseLogPosition } from '@parley/domain'
import { documentName, parseDocumentName, sharedLog } from '@parley/protocol'
import { openSigner } from '@parley/server/src/freeze/signer.ts'
import { Chain } from '@parley/server/src/negotiation/chain.ts'
import { type Entry, type Storage } from '@parley/server/src/storage/ports.ts'
import { openSqliteStorage } from '@parley/server/src/storage/sqlite/openSqliteStorage.ts'
import * as Y from 'yjs'
import { Deliveries } from './deliveries.ts'
import { Person } from './person.ts'
import { type MeasuredServer } from './servers/start.ts'
import { type RecordedText } from './trace.ts'

/** What it took to open a long text that no process has in memory. */
export interface ColdFigures {
	/** From the opened socket to the text. */
	readonly timeMs: number
	readonly cpuMs: number
	readonly bytes: number
	readonly rssMiB: number
	readonly faults: readonly string[]
}

/** Entries of one commit while the log is filled. */
const CHUNK = 1000

/** Opens the first document of `server`, which holds the recorded text and was started a moment ago. */
export async function runColdOpen(
	server: MeasuredServer,
	{ end }: RecordedText
): Promise<ColdFigures> {
	const [document = ''] = server.documents
	const person = new Person(server, 0, new Deliveries())
	const before = await server.usage()
	const began = performance.now()
	try {
		await person.enter([document])
		const timeMs = performance.now() - began
		// What is sent after the text belongs to it: the stock server sends the text twice.
		await new Promise((resolve) => setTimeout(resolve, 1000))
		const after = await server.usage()
		return {
			timeMs,
			cpuMs: after.cpuMs - before.cpuMs,
			bytes: person.bytesRead,
			rssMiB: after.rssBytes / 2 ** 20,
			faults: person.textOf(document).includes(end) ? [] : ['the text is another one'],
		}
	} finally {
		await person.leave()
	}
}

/**
 * Puts the recorded text into the log of a stopped Parley server, one entry an edit, as if it had been typed: its size is beyond what one
 * clause may cost, so it cannot come through the gate. With `isCached` it also leaves the state cache that a document
 * leaves when it is closed.
 */
export async function fillLog(
	folder: string,
	name: string,
	{ updates, clientId }: RecordedText,
	isCached: boolean
): Promise<void> {
	const address = parseDocumentName(name)
	const document = documentName(address)
	const log = sharedLog(address.negotiation)
	const storage = await openSqliteStorage({ folder, role: 'server' })
	const signer = await openSigner(folder)
	const last = await storage.log.last(log)
	const [seat] = await storage.seats.seats(address.negotiation)
	if (last === null || seat === undefined) throw new Error('there is no negotiation in the folder')
	const chain = Chain.at(log, last.checkpoint)
	let position: number = last.checkpoint.position
	for (let from = 0; from < updates.length; from += CHUNK) {
		const first = position
		const entries = updates.slice(from, from + CHUNK).map((bytes): Entry => {
			position++
			const payload = { kind: 'update' as const, document, bytes }
			return {
				position: parseLogPosition(position),
				receivedAt: last.receivedAt,
				seat: seat.id,
				payload,
			}
		})
		await storage.log.append({
			log,
			entries,
			writers:
				from === 0
					? [{ document, clientId, seat: seat.id, position: parseLogPosition(first + 1) }]
					: [],
			checkpoint: chain.seal(entries, signer),
		})
	}
	if (isCached) await leaveCache(storage, document, log, position)
	await storage.close()
}

async function leaveCache(
	storage: Storage,
	document: ReturnType<typeof documentName>,
	log: ReturnType<typeof sharedLog>,
	end: number
): Promise<void> {
	const until = parseLogPosition(end)
	const doc = new Y.Doc({ gc: false })
	const entries: Uint8Array[] = []
	const range = { after: parseLogPosition(0), until, document }
	for await (const { payload } of storage.log.read(log, range)) {
		if (payload.kind === 'update') entries.push(payload.bytes)
	}
	doc.transact(() => {
		for (const bytes of entries) Y.applyUpdate(doc, bytes)
	})
	await storage.caches.put(document, { position: until, state: Y.encodeStateAsUpdate(doc) })
	doc.destroy()
}

/** Puts the recorded text into a running server of a peer and waits until it is stored: it stores two seconds after the last edit. */
export async function fillByTyping(server: MeasuredServer, { state }: RecordedText): Promise<void> {
	const [document = ''] = server.documents
	const person = new Person(server, 0, new Deliveries())
	await person.enter([document])
	// As one: it keeps states and not edits.
	person.offer(document, state)
	await person.whenTaken(2)
	await new Promise((resolve) => setTimeout(resolve, 4000))
	await person.leave()
	await new Promise((resolve) => setTimeout(resolve, 1000))
}
