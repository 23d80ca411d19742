/**
 * Whether content belongs to the model: what a clause may hold, and not only what could be read and kept. Its shape has been checked
 * before (`shapes.ts`). What an older or newer version wrote is kept and shown as opaque; nothing of the kind is taken anew.
 */
import { readBlockChange, type BlockChange } from './blockChange.ts'
import { bracketIdOf } from './bracketKey.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts'
import { modelOf, textblockOf, fitsAtom } from './model.ts'
import { parleySchema } from './schema.ts'
import { isSuggestionValue, suggestionOfKey } from './suggestionKey.ts'
import { DEFAULT_TYPE, toMarker, type PropertyName } from './wire.ts'

const model = modelOf(parleySchema)

/** Marks that are set or not, and have no value of their own. */
const FLAGS: ReadonlySet<string> = new Set(['strong', 'em'])

/** Whether the model has this embed: a block with its attributes and the containers around it, or an atom. */
export function hasEmbed(embed: Json): boolean {
	const marker = toMarker(embed)
	if (marker === undefined) return fitsAtom(model, embed)
	const { type = DEFAULT_TYPE, attrs, in: path } = marker
	return typeof type === 'string' && hasBlock(type, attrs) && (path === undefined || hasPath(path))
}

/** Whether the model has this mark with this value; `null` ends one, and any may be ended. */
export function hasMark(key: string, value: Json): boolean {
	if (value === null) return true
	const suggested = suggestionOfKey(key)
	if (suggested !== undefined)
		return isSuggestionValue(suggested.family, value) && hasChange(readBlockChange(value))
	if (key.includes(':')) return value === true && bracketIdOf(key) !== undefined
	return key === 'link' ? isJsonObject(value) : value === true && FLAGS.has(key)
}

/** Whether some block or container of the model has this property; which one it is of, its update does not say. */
export function hasProperty(name: PropertyName | undefined, value: Json): boolean {
	switch (name) {
		case 'type':
			return typeof value === 'string' && model.textblocks.has(value)
		case 'attrs':
			return [...model.textblocks.keys()].some((type) => hasBlock(type, value))
		case 'in':
			return hasPath(value)
		case undefined:
			if (typeof value === 'string') return hasProperty('type', value)
			return hasProperty(isJsonArray(value) ? 'in' : 'attrs', value)
	}
}

/** Whether the model has what a block would become, where that is suggested. */
function hasChange(change: BlockChange | undefined): boolean {
	if (change === undefined) return true
	const { type, attrs, in: path } = change
	return (type === undefined || hasBlock(type, attrs)) && (path === undefined || hasPath(path))
}

function hasBlock(type: string, attrs: Json | undefined): boolean {
	const read: JsonObject | undefined = isJsonObject(attrs) ? attrs : undefined
	return textblockOf(model, '', type, read).type !== model.opaque.block
}

function hasPath(path: Json): boolean {
	if (!isJsonArray(path)) return false
	return path.every((entry) => {
		const type = isJsonArray(entry) ? entry[0] : undefined
		return typeof type === 'string' && model.containers.has(type)
	})
}
