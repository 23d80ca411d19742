import { readUpdate } from '@parley/schema'
import * as Y from 'yjs'

/**
 * Whether `update` does nothing but end formatting marks of `doc`. Stock Yjs clients tidy what others have formatted, by mere reading
 * (text-model, section 6): a reader must not be taken for a writer for that, and loses nothing when it is left undone.
 */
export function isTidying(doc: Y.Doc, update: Uint8Array): boolean {
	const edit = readUpdate(update)
	if (!edit.ok || edit.inserted.size > 0) return false
	for (const [client, ranges] of edit.deleted) {
		const end = Y.getState(doc.store, client)
		for (const { from, to } of ranges) {
			if (to > end) return false
			for (let clock = from; clock < to;) {
				const struct: Y.Item | Y.GC = Y.getItem(doc.store, Y.createID(client, clock))
				const isMark = struct instanceof Y.Item && struct.content instanceof Y.ContentFormat
				if (!isMark && !struct.deleted) return false
				clock = struct.id.clock + struct.length
			}
		}
	}
	return true
}
