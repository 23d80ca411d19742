/**
 * Alternatives as they stand in the text of a clause: in two containers around their blocks, `alternatives` with the id of the group and
 * `alternative` with its own. Whose they are, their letters and what became of them the text does not say.
 */
import type * as Y from 'yjs'
import { alternativeOf } from './alternativePath.ts'
import { walkText } from './blocks.ts'
import { propertiesOf, readProperties, textOf, toMarker } from './wire.ts'

/**
 * The id of the alternative that each block of `doc` stands in, in the order of the text; undefined where that is none. Words before the first
 * marker are in none, whatever is written of them: they would be gone with their last character.
 */
export function blockAlternatives(doc: Y.Doc): readonly (string | undefined)[] {
	const properties = propertiesOf(doc)
	const found: (string | undefined)[] = []
	walkText(textOf(doc), (piece) => {
		const marker = typeof piece === 'string' ? undefined : toMarker(piece)
		if (marker === undefined && found.length > 0) return
		const path = marker && readProperties(properties, marker).in
		found.push(alternativeOf(path)?.alternative)
	})
	return found
}

/** The alternatives that have blocks in `doc`, in the order of the text. */
export function alternativesIn(doc: Y.Doc): ReadonlySet<string> {
	return new Set(blockAlternatives(doc).flatMap((id) => id ?? []))
}
