import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { dataPath } from '../support/data.ts'

/** A recorded text: each transaction with its patches of [position, how much is deleted, what is inserted]. */
const Trace = z.object({
	endContent: z.string(),
	txns: z.array(z.object({ patches: z.array(z.tuple([z.number(), z.number(), z.string()])) })),
})

/** A recorded text as Yjs updates, one for each of its edits. */
export interface RecordedText {
	readonly end: string
	readonly updates: readonly Uint8Array[]
	/** All of it as one update, as whoever typed it has it. */
	readonly state: Uint8Array
	readonly clientId: number
}

/** The paper that was written in 259,778 edits, or the first `atMost` of them; null where this machine does not have it. */
export function readTrace(atMost = Number.POSITIVE_INFINITY): RecordedText | null {
	const path = dataPath('traces/sequential/automerge-paper.json.gz')
	if (path === undefined) return null
	const { txns } = Trace.parse(JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')))
	const doc = new Y.Doc()
	const text = doc.getText('text')
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	for (const { patches } of txns.slice(0, atMost)) {
		doc.transact(() => {
			for (const [position, deleted, inserted] of patches) {
				if (deleted > 0) text.delete(position, deleted)
				if (inserted !== '') text.insert(position, inserted)
			}
		})
	}
	const end = text.toJSON()
	const state = Y.encodeStateAsUpdate(doc)
	const { clientID: clientId } = doc
	doc.destroy()
	return { end, updates, state, clientId }
}
