import * as Y from 'yjs'
import { readDelta, type Delta } from './delta.ts'
import { propertiesOf, textOf } from './wire.ts'

/** What a transaction did to a clause: its text, and the markers (by their own ids) whose properties it wrote. */
export interface Change {
	readonly delta: Delta
	readonly changed: ReadonlySet<string>
}

/** What `transaction`, just done, did to its clause; nothing when it touched none of it. Only reads. */
export function readChange(transaction: Y.Transaction): Change | undefined {
	const text = textOf(transaction.doc)
	const properties = propertiesOf(transaction.doc)
	let change: Change | undefined
	for (const [type, keys] of transaction.changed) {
		if (type instanceof Y.Text && type === text) {
			change = { changed: new Set(), ...change, delta: readDelta(text, transaction) }
		} else if (type instanceof Y.Map && type === properties) {
			const changed = new Set<string>()
			for (const key of keys) if (key !== null) changed.add(key.slice(0, key.lastIndexOf(':')))
			change = { delta: [], ...change, changed }
		}
	}
	return change
}
