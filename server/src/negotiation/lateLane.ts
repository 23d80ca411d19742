import { type Instant, type LogPosition, type SeatId } from '@parley/domain'
import { parseDocumentName, type DocumentName } from '@parley/protocol'
import { createDocument, readBlocks, type Edit } from '@parley/schema'
import * as Y from 'yjs'
import { type Entry } from '../storage/ports.ts'
import { type Documents } from './documents.ts'
import { LOG_ORIGIN, type LateEdit } from './room.ts'

/**
 * The late edits among `entries` of which something would be seen, each with the words it would have brought to the text.
 *
 * @param released when edits were kept for the next round, by position
 */
export async function lateEdits(
	documents: Documents,
	entries: AsyncIterable<Entry>,
	released: ReadonlyMap<LogPosition, Instant>
): Promise<readonly LateEdit[]> {
	// What one seat wrote late builds on its own earlier late edits, and on nobody else's.
	const drafts = new Map<string, Y.Doc>()
	const edits: LateEdit[] = []
	try {
		for await (const { payload, seat, position, receivedAt } of entries) {
			if (payload.kind !== 'update' || seat === null) continue
			const address = parseDocumentName(payload.document)
			if (address.kind !== 'clause') continue
			const key = `${payload.document} ${seat}`
			const draft = drafts.get(key) ?? (await copyOf(documents, payload.document))
			drafts.set(key, draft)
			const before = visible(draft)
			const words = wordsBrought(draft, payload.bytes)
			if (visible(draft) === before) continue
			const { clause } = address
			const releasedAt = released.get(position) ?? null
			const size = payload.bytes.length
			edits.push({ position, receivedAt, seat, clause, size, words, releasedAt })
		}
		return edits
	} finally {
		for (const draft of drafts.values()) draft.destroy()
	}
}

/**
 * Whether `update` only deletes, and nothing that readers see: stock Yjs clients tidy formatting by themselves, and nobody is to be told
 * that their words were late. What inserts is never taken for it.
 */
export async function isTidying(
	documents: Documents,
	document: DocumentName,
	seat: SeatId,
	edit: Edit,
	update: Uint8Array
): Promise<boolean> {
	if (edit.inserted.size > 0) return false
	const draft = await copyOf(documents, document)
	try {
		for await (const { bytes } of documents.late(document, seat)) Y.applyUpdate(draft, bytes)
		const before = visible(draft)
		Y.applyUpdate(draft, update)
		// What is not here to be deleted was lost with a commit that failed: its author brings both again.
		const isWhole = draft.store.pendingDs === null
		return isWhole && visible(draft) === before
	} finally {
		draft.destroy()
	}
}

/** What readers see of a clause. */
function visible(doc: Y.Doc): string {
	return JSON.stringify(readBlocks(doc))
}

/** A document of its own with the text as committed. */
function copyOf(documents: Documents, document: DocumentName): Promise<Y.Doc> {
	return documents.read(document, null, (doc) => {
		const copy = createDocument({ gc: false })
		Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc), LOG_ORIGIN)
		return copy
	})
}

/** Applies `update` to `draft` and gives the text that came with it; a new block is a new line. */
function wordsBrought(draft: Y.Doc, update: Uint8Array): string {
	let words = ''
	const read = (event: Y.YTextEvent): void => {
		// Reading `delta` tidies formatting, which matters to nobody: the draft is thrown away.
		for (const { insert } of event.delta) {
			if (insert !== undefined) words += typeof insert === 'string' ? insert : '\n'
		}
	}
	const text = draft.getText('text')
	text.observe(read)
	try {
		Y.applyUpdate(draft, update)
	} finally {
		text.unobserve(read)
	}
	return words.trim()
}
