import * as Y from 'yjs'
import type { RefusalReason } from './decoder.ts'
import type { Edit } from './readUpdate.ts'
import { itemAt } from './sight.ts'
import type { UnitId } from './struct.ts'

/**
 * What is wrong with the places of `edit` in `doc`, the document it is for: text among the properties or the other way round, or
 * a boundary between the two halves of a surrogate pair, which Yjs would spoil. The bytes alone do not tell. Looks up each
 * place once; call it when nothing is missing.
 */
export function misplacedIn(
	edit: Pick<Edit, 'continued' | 'boundaries'>,
	doc: Y.Doc
): RefusalReason | undefined {
	for (const { kind, ...unit } of edit.continued) {
		const item = itemAt(doc, unit)
		if (item && (item.parentSub === null) !== (kind === 'text')) return 'unknown-content'
	}
	return edit.boundaries.some((unit) => isInPair(doc, unit)) ? 'cut-pair' : undefined
}

/** Whether the boundary before `unit` cuts a pair. */
function isInPair(doc: Y.Doc, unit: UnitId): boolean {
	const item = itemAt(doc, unit)
	if (!item || !(item.content instanceof Y.ContentString)) return false
	const offset = unit.clock - item.id.clock
	const isHigh = (item.content.str.charCodeAt(offset - 1) & 0xfc00) === 0xd800
	return offset > 0 && isHigh && (item.content.str.charCodeAt(offset) & 0xfc00) === 0xdc00
}
