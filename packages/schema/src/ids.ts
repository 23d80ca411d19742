/** The shapes of ids and keys that a clause may hold. */
import type { Random } from '@parley/domain'

const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 10

/** A fresh id for a block, container or mark: ten characters of `[0-9A-Za-z]`, 59 bits. */
export function createBlockId(random: Random): string {
	let id = ''
	for (let i = 0; i < LENGTH; i++) id += CHARACTERS.charAt(Math.floor(random() * CHARACTERS.length))
	return id
}

/** Ids in a row, for documents that are made rather than typed: `seed00001`, `seed00002` … */
export function countedIds(): () => string {
	let count = 0
	return () => `seed${String(++count).padStart(5, '0')}`
}

/** Whether `id` may name a block: 8 to 64 characters of `[0-9A-Za-z]`, or the id of the block without a marker. */
export function isBlockId(id: string): boolean {
	return id === 'b0' || (/^[0-9A-Za-z]{8,64}$/.test(id) && !isInherited(id))
}

/** Names that every object has, as `constructor`: Yjs and others take them for keys that are set. */
function isInherited(name: string): boolean {
	return name in Object.prototype
}

/** Whether `id` may name a container: like a block's, or an abbreviation of its type before the id of its first block. */
export function isContainerId(id: string): boolean {
	return /^(?:[a-z]{1,4}\.)?[0-9A-Za-z]{8,64}$/.test(id) && !isInherited(id)
}

/** The id of a container made now around `blockId` as its first block, so that two who make it at once make the same; nothing when there can be none. */
export function containerIdFor(type: string, blockId: string): string | undefined {
	const abbreviation = type.split('_').map((word) => word.charAt(0))
	const id = `${abbreviation.join('')}.${blockId}`
	return isContainerId(id) ? id : undefined
}

/** Whether `name` may be a type of block or container, or a name of an atom or attribute. */
export function isTypeName(name: string): boolean {
	return /^[a-z][A-Za-z0-9_]{0,63}$/.test(name) && !isInherited(name)
}

/** Whether `key` may be a mark: a name, and after a colon the id of what it belongs to when marks of the kind may overlap. */
export function isMarkKey(key: string): boolean {
	return /^[a-z][A-Za-z0-9]{0,63}(?::[0-9A-Za-z]{8,64})?$/.test(key) && !isInherited(key)
}
