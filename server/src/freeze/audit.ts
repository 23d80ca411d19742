import { parseLogPosition, type ClauseId, type LogPosition } from '@parley/domain'
import { clauseDocument, type DocumentName, type LogId } from '@parley/protocol'
import { createDocument, readBlocks } from '@parley/schema'
import { canonicalContent, digestOfValue, type Snapshot } from '@parley/snapshot'
import type * as Y from 'yjs'
import { Chain } from '../negotiation/chain.ts'
import { applyInOrder } from '../negotiation/readState.ts'
import { type LogStore } from '../storage/ports.ts'

/** What a replay of the whole log found. */
export type AuditResult =
	| { readonly kind: 'equal' }
	| { readonly kind: 'different'; readonly chain: boolean; readonly clauses: readonly ClauseId[] }

/** Updates are applied in portions, between which the process does other things. */
const PORTION = 500

/**
 * Replays a log from its first entry to its freeze entry, past every cache, and compares chain and text with the snapshot
 * (rule F5). What differs is named; nothing is changed.
 */
export async function auditSnapshot(
	store: Pick<LogStore, 'read'>,
	log: LogId,
	snapshot: Snapshot,
	position: LogPosition
): Promise<AuditResult> {
	const { negotiation, round } = snapshot
	const documents = new Map<DocumentName, { doc: Y.Doc; updates: Uint8Array[] }>()
	for (const { id } of snapshot.clauses) {
		const doc = createDocument({ gc: false })
		documents.set(clauseDocument(negotiation.id, round, id), { doc, updates: [] })
	}
	const chain = Chain.start(log)
	for await (const entry of store.read(log, { after: parseLogPosition(0), until: position })) {
		chain.add(entry)
		if (entry.payload.kind !== 'update') continue
		const replayed = documents.get(entry.payload.document)
		if (replayed === undefined) continue
		replayed.updates.push(entry.payload.bytes)
		if (replayed.updates.length === PORTION) applyInOrder(replayed.doc, replayed.updates.splice(0))
	}
	const different = snapshot.clauses.filter(({ id, contentDigest }) => {
		const replayed = documents.get(clauseDocument(negotiation.id, round, id))
		if (replayed === undefined) return true
		applyInOrder(replayed.doc, replayed.updates)
		const digest = digestOfValue(canonicalContent(readBlocks(replayed.doc)))
		replayed.doc.destroy()
		return digest !== contentDigest
	})
	const isChained = chain.hex === snapshot.log.chain
	if (isChained && different.length === 0) return { kind: 'equal' }
	return { kind: 'different', chain: !isChained, clauses: different.map(({ id }) => id) }
}
