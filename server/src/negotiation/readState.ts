import { parseLogPosition, type LogPosition } from '@parley/domain'
import { type DocumentName, type LogId } from '@parley/protocol'
import * as Y from 'yjs'
import { type Storage } from '../storage/ports.ts'
import { LOG_ORIGIN } from './room.ts'

/** How a document was filled from its log. */
export interface StateRead {
	/** Bytes of all updates that went in. */
	readonly size: number
	/** Entries that were read beside the cache. */
	readonly entries: number
}

/**
 * Fills the empty `into` with what the log holds of `document` up to and with `until`: the newest state cache, then the
 * entries after it in one transaction (60,000 rows in 91 ms; merging them first takes 48 s).
 */
export async function readState(
	storage: Pick<Storage, 'log' | 'caches'>,
	log: LogId,
	document: DocumentName,
	until: LogPosition,
	into: Y.Doc
): Promise<StateRead> {
	const cache = await storage.caches.newest(document, until)
	const updates: Uint8Array[] = cache === null ? [] : [cache.state]
	const after = cache?.position ?? parseLogPosition(0)
	for await (const { payload } of storage.log.read(log, { after, until, document })) {
		if (payload.kind === 'update') updates.push(payload.bytes)
	}
	applyInOrder(into, updates)
	const size = updates.reduce((sum, { byteLength }) => sum + byteLength, 0)
	return { size, entries: updates.length - (cache === null ? 0 : 1) }
}

/** Applies updates of a log to a document that follows it, in one transaction. */
export function applyInOrder(doc: Y.Doc, updates: readonly Uint8Array[]): void {
	doc.transact(() => {
		for (const update of updates) Y.applyUpdate(doc, update, LOG_ORIGIN)
	}, LOG_ORIGIN)
}
