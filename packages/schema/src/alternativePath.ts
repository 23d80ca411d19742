/** Alternatives in the path of a block: in two containers at its top, `alternatives` with the id of the group and `alternative` with its own. */
import type { Path } from './wire.ts'

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
