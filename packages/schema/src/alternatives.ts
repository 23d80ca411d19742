/**
 * Alternatives as they stand in the text of a clause: in two containers around their blocks, `alternatives` with the id of the group and
 * `alternative` with its own. Whose they are, their letters and what became of them the text does not say.
 */
import type * as Y from 'yjs'
import { walkText } from './blocks.ts'
import { propertiesOf, readProperties, textOf, toMarker, type Path } from './wire.ts'

const GROUP = 'alternatives'
const ONE = 'alternative'

/** Where a block stands among alternatives, by the ids of their containers. */
export interface AlternativePlace {
	readonly group: string
	readonly alternative: string
}

/** The alternative that a block with this path stands in, or undefined where it stands in none. */
export function alternativeOf(path: Path = []): AlternativePlace | undefined {
	const [outer, inner, ...rest] = path
	if (outer?.[0] !== GROUP || inner?.[0] !== ONE || hasAlternatives(rest)) return undefined
	return { group: outer[1], alternative: inner[1] }
}

/** Whether a path has alternatives in it, at whatever place. */
export function hasAlternatives(path: Path): boolean {
	return path.some(([type]) => type === GROUP || type === ONE)
}

/** The path of a block in an alternative, whose path within that is `inner`. */
export function pathInto({ group, alternative }: AlternativePlace, inner: Path): Path {
	return [[GROUP, group], [ONE, alternative], ...inner]
}

/** The path of a block within the alternative it stands in. */
export function pathWithin(path: Path = []): Path {
	return path.slice(2)
}

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
