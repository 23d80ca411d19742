import { parseDocumentName, type DocumentName } from '@parley/protocol'
import { createDocument, readBlocks } from '@parley/schema'
import * as Y from 'yjs'
import { type Entry } from '../storage/ports.ts'
import { type Documents } from './documents.ts'
import { LOG_ORIGIN, type LateEdit } from './room.ts'

/** The late edits among `entries`, each with the words it would have brought to the frozen text. */
export async function lateEdits(
	documents: Documents,
	entries: AsyncIterable<Entry>
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
			const words = wordsBrought(draft, payload.bytes)
			edits.push({
				position,
				receivedAt,
				seat,
				clause: address.clause,
				size: payload.bytes.length,
				words,
			})
		}
		return edits
	} finally {
		for (const draft of drafts.values()) draft.destroy()
	}
}

/** Whether `update` leaves the text of `document` as readers see it: stock Yjs clients tidy formatting by themselves. */
export async function changesNothingVisible(
	documents: Documents,
	document: DocumentName,
	update: Uint8Array
): Promise<boolean> {
	const draft = await copyOf(documents, document)
	try {
		const before = JSON.stringify(readBlocks(draft))
		Y.applyUpdate(draft, update)
		// An update that builds on earlier late ones is not whole here, and so it is one more of them.
		if (draft.store.pendingStructs !== null || draft.store.pendingDs !== null) return false
		return JSON.stringify(readBlocks(draft)) === before
	} finally {
		draft.destroy()
	}
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
