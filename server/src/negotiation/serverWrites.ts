import { type Instant, type Random, type SeatId } from '@parley/domain'
import { type DocumentName } from '@parley/protocol'
import { readUpdate } from '@parley/schema'
import type * as Y from 'yjs'
import { type Writer } from '../storage/ports.ts'
import { type DocumentHead } from './documentHead.ts'
import { type LiveLog } from './liveLog.ts'

/** What the server writes in documents itself, under a clientID of its own in each. */
export class ServerWrites {
	readonly #random: Random
	/** The clientID under which it writes in each document, in this process. */
	readonly #clients = new Map<DocumentName, number>()

	constructor(random: Random) {
		this.#random = random
	}

	/** The clientID under which the server writes in `document`, bound to nobody's seat. */
	client(document: DocumentName, head: DocumentHead): number {
		let client = this.#clients.get(document)
		while (client === undefined || (head.writer(client) ?? null) !== null) {
			client = Math.floor(this.#random() * 2 ** 32)
		}
		this.#clients.set(document, client)
		if (head.writer(client) === undefined) head.bind(client, null)
		return client
	}
}

/** What the server writes, and for whom. */
interface ServerWriting {
	readonly document: DocumentName
	readonly head: DocumentHead
	readonly seat: SeatId
	readonly receivedAt: Instant
	readonly bytes: Uint8Array
}

/** Numbers what the server wrote, on the text as it is numbered. Resolves once it is on disk. Throws `RangeError` where it is no update. */
export function numberWritten(
	log: LiveLog,
	{ document, head, seat, receivedAt, bytes }: ServerWriting
): Promise<void> {
	const edit = readUpdate(bytes, Infinity)
	if (!edit.ok) throw new RangeError(`the server wrote what is no update: ${edit.reason}`)
	const position = log.next
	head.add(edit, bytes.byteLength, position)
	const writers = head
		.takeUnstored(edit.inserted.keys())
		.map((clientId): Writer => ({ document, clientId, seat: null, position }))
	return log.number({ kind: 'update', document, bytes }, seat, receivedAt, { writers }).stored
}

/** What `write` changes in `doc`, as an update; null where that is nothing. */
export function updateBy(doc: Y.Doc, write: () => void): Uint8Array | null {
	const updates: Uint8Array[] = []
	const take = (update: Uint8Array): void => {
		updates.push(update)
	}
	doc.on('update', take)
	doc.transact(write)
	doc.off('update', take)
	return updates[0] ?? null
}
