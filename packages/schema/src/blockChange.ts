/**
 * What a suggestion would make of a block: of another kind, or in another place among lists. It is the value of the mark `setBlock:<id>` on the block's
 * marker.
 *
 * It names the block. A mark goes around what stands in the text, and what somebody puts right behind the marker at that very moment comes under it: a
 * mark that names another block means nothing there. It names whole values and no steps ("one level deeper"): two who suggest the same
 * come to the same, and whatever becomes of other blocks meanwhile, there is one thing that it says. The place is the one within the alternative
 * that the block stands in: a suggestion moves nothing from one alternative to another, also where one is chosen meanwhile.
 */
import { alternativeOf, hasAlternatives, pathInto } from './alternativePath.ts'
import { isJsonObject, sameJson, type Json, type JsonObject } from './json.ts'
import { MAX_DEPTH, readPath, type Path } from './wire.ts'

/** Containers in the place that is suggested, at most: two more are those of an alternative. */
const MAX_SUGGESTED_DEPTH = MAX_DEPTH - 2

/** What a block is and where it stands. */
export interface BlockStyle {
	readonly type: string
	readonly attrs?: JsonObject | undefined
	readonly in?: Path | undefined
}

/** What would become of a block: its kind, which is its type with its attributes; its place; or both. */
export interface BlockChange {
	/** The id in its marker. */
	readonly block: string
	readonly type?: string
	readonly attrs?: JsonObject
	readonly in?: Path
}

/** The change that a mark of this value suggests; undefined where it suggests none. Never throws. */
export function readBlockChange(value: Json | undefined): BlockChange | undefined {
	if (!isJsonObject(value)) return undefined
	const { block, type, attrs, in: place, ...others } = value
	const path = readPath(place)
	if (typeof block !== 'string' || block === '' || Object.keys(others).length > 0) return undefined
	if (type === undefined ? attrs !== undefined : typeof type !== 'string' || type === '')
		return undefined
	if (attrs !== undefined && !isJsonObject(attrs)) return undefined
	const isWhole = path === undefined ? place === undefined : sameJson(place, toJsonPath(path))
	if (!isWhole || (type === undefined && path === undefined)) return undefined
	if (path !== undefined && (path.length > MAX_SUGGESTED_DEPTH || hasAlternatives(path)))
		return undefined
	return {
		block,
		...(typeof type === 'string' && { type }),
		...(attrs !== undefined && { attrs }),
		...(path !== undefined && { in: path }),
	}
}

/** The value of the mark that suggests `change`, in one spelling. */
export function blockChangeJson({ block, type, attrs, in: path }: BlockChange): JsonObject {
	return {
		block,
		...(type !== undefined && { type }),
		...(attrs !== undefined && Object.keys(attrs).length > 0 && { attrs }),
		...(path !== undefined && { in: toJsonPath(path) }),
	}
}

/** The change that makes `is` of the block, which is `was` now; null where that is the same. */
export function changeTo(block: string, was: BlockStyle, is: BlockStyle): BlockChange | null {
	const isOfKind = was.type === is.type && sameJson(was.attrs ?? {}, is.attrs ?? {})
	const [from, to] = [placeOf(was), placeOf(is)]
	const isThere = sameJson(toJsonPath(from), toJsonPath(to))
	if (isOfKind && isThere) return null
	return {
		block,
		...(!isOfKind && { type: is.type, ...(is.attrs && { attrs: is.attrs }) }),
		...(!isThere && { in: to }),
	}
}

/** What a block with `style` is once `change` is carried out. */
export function changedStyle(
	style: BlockStyle,
	{ type, attrs, in: path }: BlockChange
): BlockStyle {
	const kind = type === undefined ? style : { type, attrs }
	const alternative = alternativeOf(style.in)
	const within =
		path === undefined || alternative === undefined ? path : pathInto(alternative, path)
	const place = within ?? style.in ?? []
	return {
		type: kind.type,
		...(kind.attrs && Object.keys(kind.attrs).length > 0 && { attrs: kind.attrs }),
		...(place.length > 0 && { in: place }),
	}
}

/** Where a block stands in its alternative, or in the clause where it stands in none. */
function placeOf({ in: path = [] }: BlockStyle): Path {
	return alternativeOf(path) === undefined ? path : path.slice(2)
}

function toJsonPath(path: Path): readonly Json[] {
	return path.map(([type, id]) => [type, id])
}
