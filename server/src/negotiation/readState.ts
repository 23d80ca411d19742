import { parseLogPosition, type LogPosition } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import * as Y from 'yjs'
import { type Storage } from '../storage/ports.ts'
import { LOG_ORIGIN, type StateParts } from './room.ts'

/** Reads what the log holds of `document` up to and with `until`. */
export async function readParts(
	storage: Pick<Storage, 'log' | 'caches'>,
	log: LogId,
	document: DocumentName,
	until: LogPosition
): Promise<StateParts> {
	const cache = await storage.caches.newest(document, until)
	const after = cache?.position ?? parseLogPosition(0)
	const entries: Uint8Array[] = []
	for await (const { payload } of storage.log.read(log, { after, until, document })) {
		if (payload.kind === 'update') entries.push(payload.bytes)
	}
	return { cache: cache?.state ?? null, entries }
}

/**
 * Fills the empty `into` with what was read, in one transaction (60,000 rows in 91 ms; merging them first takes 48 s). Gives the bytes
 * of all that went in.
 */
export function fill(into: Y.Doc, { cache, entries }: StateParts): number {
	const updates = cache === null ? entries : [cache, ...entries]
	applyInOrder(into, updates)
	return updates.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** Fills the empty `into` with what the log holds of `document` up to and with `until`. Gives the bytes of all that went in. */
export async function readState(
	storage: Pick<Storage, 'log' | 'caches'>,
	log: LogId,
	document: DocumentName,
	until: LogPosition,
	into: Y.Doc
): Promise<number> {
	return fill(into, await readParts(storage, log, document, until))
}

/** Applies updates of a log to a document that follows it, in one transaction. */
export function applyInOrder(doc: Y.Doc, updates: readonly Uint8Array[]): void {
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update, LOG_ORIGIN)
	}, LOG_ORIGIN)
}
