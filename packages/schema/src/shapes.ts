/** The shapes content of an update must have; each check throws `Refused` with the reason. */
import { refusal } from './decoder.ts'
import { isBlockId, isContainerId, isMarkKey, isTypeName } from './ids.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from './json.ts'
import { isSafeLink } from './link.ts'
import { isOfBlock, suggestionOfKey } from './suggestionKey.ts'
import { MAX_DEPTH, toMarker, type PropertyName } from './wire.ts'

const MAX_ATTRS = 16
const MAX_ATTR_LENGTH = 4096

/** What an embed is: the marker of a block, or an atom. */
export function checkEmbed(embed: Json): 'marker' | 'atom' {
	if (!isJsonObject(embed)) throw refusal('unknown-content')
	const marker = toMarker(embed)
	if (marker) {
		const { type, attrs, in: path } = marker
		checkKeys(embed, ['block', 'type', 'attrs', 'in'])
		if (!isBlockId(marker.block)) throw refusal('bad-id')
		if (type !== undefined) checkType(type)
		if (attrs !== undefined) checkAttrs(attrs)
		if (path !== undefined) checkPath(path)
		return 'marker'
	}
	checkKeys(embed, ['inline', 'attrs'])
	if (embed['inline'] === undefined) throw refusal('unknown-content')
	checkType(embed['inline'])
	if (embed['attrs'] !== undefined) checkAttrs(embed['attrs'])
	return 'atom'
}

/** A mark set, changed or (with `null`) ended. */
export function checkFormat(key: string, value: Json): void {
	if (!isMarkKey(key)) throw refusal('bad-key')
	if (value === null || value === true) return
	if (!isJsonObject(value)) throw refusal('unknown-content')
	if (isOfBlock(key)) {
		checkBlockChange(value)
		return
	}
	if (key === 'link' || suggestionOfKey(key)?.family === 'setLink') {
		checkKeys(value, ['href'])
		if (!isSafeLink(value['href'])) throw refusal('bad-link')
	}
	checkAttrs(value)
}

/** What a suggestion would make of a block. */
function checkBlockChange(value: JsonObject): void {
	const { block, type, attrs, in: path } = value
	checkKeys(value, ['block', 'type', 'attrs', 'in'])
	if (typeof block !== 'string' || !isBlockId(block)) throw refusal('bad-id')
	if (type !== undefined) checkType(type)
	if (attrs !== undefined) checkAttrs(attrs)
	if (path !== undefined) checkPath(path)
}

/** The key of a property, `<id>:<name>`. */
export function checkPropertyKey(key: string): PropertyName {
	const colon = key.lastIndexOf(':')
	const id = key.slice(0, Math.max(0, colon))
	const name = key.slice(colon + 1)
	if (name === 'attrs' && isContainerId(id)) return name
	if ((name === 'type' || name === 'attrs' || name === 'in') && isBlockId(id)) return name
	throw refusal('bad-key')
}

/** The value of a property; without a name (a value written over an earlier one does not say its key) of any of them. */
export function checkProperty(name: PropertyName | undefined, value: Json): void {
	switch (name) {
		case 'type':
			checkType(value)
			return
		case 'attrs':
			checkAttrs(value)
			return
		case 'in':
			checkPath(value)
			return
		case undefined:
			if (typeof value === 'string') checkType(value)
			else if (isJsonArray(value)) checkPath(value)
			else checkAttrs(value)
	}
}

function checkKeys(object: JsonObject, allowed: readonly string[]): void {
	if (!Object.keys(object).every((key) => allowed.includes(key))) throw refusal('unknown-content')
}

function checkType(value: Json): void {
	if (typeof value !== 'string' || !isTypeName(value)) throw refusal('unknown-content')
}

function checkAttrs(value: Json): void {
	if (!isJsonObject(value)) throw refusal('unknown-content')
	const entries = Object.entries(value)
	if (entries.length > MAX_ATTRS) throw refusal('too-large')
	for (const [name, attr] of entries) {
		if (!isTypeName(name)) throw refusal('bad-key')
		if (typeof attr === 'string') {
			if (attr.length > MAX_ATTR_LENGTH) throw refusal('too-large')
		} else if (typeof attr !== 'boolean' && !Number.isSafeInteger(attr)) {
			throw refusal('unknown-content')
		}
	}
}

function checkPath(value: Json): void {
	if (!isJsonArray(value)) throw refusal('unknown-content')
	if (value.length > MAX_DEPTH) throw refusal('too-deep')
	for (const entry of value) {
		if (!isJsonArray(entry) || entry.length !== 2) throw refusal('unknown-content')
		const [type, id] = entry
		if (type === undefined || typeof id !== 'string') throw refusal('unknown-content')
		checkType(type)
		if (!isContainerId(id)) throw refusal('bad-id')
	}
}
