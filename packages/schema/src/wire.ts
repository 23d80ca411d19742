/**
 * The shapes that stand in a clause's Y.Doc: the names of its two root types, the marker before each block, the
 * path of containers around it. What is stored may have any shape; these functions read it and never throw.
 */
import * as Y from 'yjs'
import { isJsonArray, isJsonObject, toJson, type Json, type JsonObject } from './json.ts'

/** Id of the block that text before the first marker forms. */
export const IMPLICIT_ID = 'b0'

/** The type of a block that says none. */
export const DEFAULT_TYPE = 'paragraph'

/** Containers around one block, at most. Deeper ones are not shown and not accepted. */
export const MAX_DEPTH = 24

/** Names of the two root types of a clause's Y.Doc; it has no others. */
export const ROOT_NAMES = { text: 'text', properties: 'blocks' } as const

/** The characters, atoms and markers of a clause. */
export function textOf(doc: Y.Doc): Y.Text {
	return doc.getText(ROOT_NAMES.text)
}

/** The properties written after a block's birth, under `<id>:type`, `<id>:attrs` and `<id>:in`. */
export function propertiesOf(doc: Y.Doc): Y.Map<unknown> {
	return doc.getMap(ROOT_NAMES.properties)
}

/** The three things that can be said of a block beside its text. */
export type PropertyName = 'type' | 'attrs' | 'in'

/** The key in `propertiesOf` of one property of a block. */
export function propertyKey(id: string, name: PropertyName): string {
	return `${id}:${name}`
}

/** One container around a block: its type and its id, e.g. `['bullet_list', 'bl.k3J9xQ2m']`. */
export type PathEntry = readonly [type: string, id: string]

/** The containers around a block, from outside in. */
export type Path = readonly PathEntry[]

/** The marker that stands in the text before its block, with the properties the block was born with. */
export interface Marker {
	readonly block: string
	readonly type: Json | undefined
	readonly attrs: Json | undefined
	readonly in: Json | undefined
}

/** The marker that an embed is, or nothing when it is something else. */
export function toMarker(embed: Json): Marker | undefined {
	if (!isJsonObject(embed)) return undefined
	const { block, type, attrs, in: path } = embed
	if (typeof block !== 'string' || block === '') return undefined
	return { block, type, attrs, in: path }
}

/** The marker that a content of the text is, or nothing when it is something else. */
export function markerIn(content: Y.Item['content']): Marker | undefined {
	return content instanceof Y.ContentEmbed ? toMarker(toJson(content.embed)) : undefined
}

/** What a block is and where it stands, with every fallback taken. */
export interface Properties {
	readonly type: string
	readonly attrs: JsonObject | undefined
	readonly in: Path
}

/** The properties of a marker's block: the later value, else the one of its birth, else the default. */
export function readProperties(
	map: Pick<Y.Map<unknown>, 'get'>,
	marker: Marker | undefined
): Properties {
	const id = marker?.block ?? IMPLICIT_ID
	const choose = <T>(name: PropertyName, read: (value: Json | undefined) => T | undefined) => {
		const later = read(toJson(map.get(propertyKey(id, name))))
		return later === undefined ? read(marker?.[name]) : later
	}
	const attrs = choose('attrs', (value) => (isJsonObject(value) ? value : undefined))
	return {
		type: choose('type', readTypeName) ?? DEFAULT_TYPE,
		attrs: attrs && Object.keys(attrs).length > 0 ? attrs : undefined,
		in: choose('in', readPath) ?? [],
	}
}

function readTypeName(value: Json | undefined): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined
}

/** The entries of a stored path that have the right shape; undefined where it is no list. */
export function readPath(value: Json | undefined): Path | undefined {
	if (!isJsonArray(value)) return undefined
	return value.flatMap((entry): Path => {
		if (!isJsonArray(entry)) return []
		const [type, id] = entry
		return typeof type === 'string' && type !== '' && typeof id === 'string' ? [[type, id]] : []
	})
}

/** The embed a block is born with, its defaults left out. */
export function birthOf(block: {
	readonly id: string
	readonly type: string
	readonly attrs?: JsonObject | undefined
	readonly in?: Path
}): JsonObject {
	const { id, type, attrs, in: path = [] } = block
	return {
		block: id,
		...(type !== DEFAULT_TYPE && { type }),
		...(attrs && { attrs }),
		...(path.length > 0 && { in: path }),
	}
}
