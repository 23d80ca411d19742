import type * as Y from 'yjs'
import { itemAt } from './outline.ts'
import type { UnitId } from './struct.ts'
import { textOf } from './wire.ts'

/** The index of `unit` in the text of `doc`; undefined where it does not stand there. */
export function indexOf(doc: Y.Doc, unit: UnitId): number | undefined {
	const wanted = itemAt(doc, unit)
	if (wanted === null || wanted.deleted || !wanted.countable) return undefined
	let index = 0
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		if (item === wanted) return index + unit.clock - item.id.clock
		if (!item.deleted && item.countable) index += item.length
	}
	return undefined
}
