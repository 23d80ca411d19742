import { missingFrom, readUpdate } from '@parley/schema'
import * as Y from 'yjs'
import { type OwnEdit } from './ledger.ts'

/** Edits go into the document, and out to the server, in portions of at most this many bytes: an update may have 64 KiB. */
const PORTION_BYTES = 32 * 1024

/** What became of edits that were to be put back. */
export interface PutBack {
	/** They are in the document; what was new in it goes out as updates of its own. */
	readonly taken: readonly OwnEdit[]
	/** They build on what is not in the document, as on words that came after the freeze; it was left alone. */
	readonly stranded: readonly OwnEdit[]
}

/**
 * Puts edits of an earlier page into `doc`, oldest first, many in one transaction: what was typed letter by letter reaches the server
 * as one edit. What the document has already changes nothing.
 *
 * An edit that builds on what is not there is not applied: Yjs would keep it aside and put it in by itself with somebody else's
 * update later, under an origin that sends nothing.
 */
export function putBack(doc: Y.Doc, edits: readonly OwnEdit[], origin: unknown): PutBack {
	const left = [...edits]
	const taken: OwnEdit[] = []
	const stranded: OwnEdit[] = []
	while (left.length > 0) {
		doc.transact(() => {
			let size = 0
			for (let edit = left[0]; edit !== undefined; edit = left[0]) {
				size += edit.bytes.byteLength
				if (size > PORTION_BYTES && size > edit.bytes.byteLength) return
				left.shift()
				if (isStranded(doc, edit)) stranded.push(edit)
				else {
					Y.applyUpdate(doc, edit.bytes, origin)
					taken.push(edit)
				}
			}
		}, origin)
	}
	return { taken, stranded }
}

function isStranded(doc: Y.Doc, { bytes }: OwnEdit): boolean {
	const edit = readUpdate(bytes)
	return edit.ok && missingFrom(edit, Y.decodeStateVector(Y.encodeStateVector(doc)))
}
