/**
 * The marks by which suggestions stand in the text of a clause: `ins:4fT0aP1z` on what would come in, `del:` on what would go, and six
 * more on words that would be set in strong, emphasised or linked, or would be so no more. On the marker of a block `ins` and `del` suggest that it
 * is split or joined there, and `setBlock` that it becomes another one. One suggestion may have marks of all kinds, at several places.
 */
import { readBlockChange } from './blockChange.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { isSafeLink } from './link.ts'

/** What marks of suggestions do, each the first part of their keys. */
export const SUGGESTION_FAMILIES = [
	'ins',
	'del',
	'setStrong',
	'endStrong',
	'setEm',
	'endEm',
	'setLink',
	'endLink',
	'setBlock',
] as const

export type SuggestionFamily = (typeof SUGGESTION_FAMILIES)[number]

/** A mark of a suggestion, as its key says. */
export interface SuggestionKey {
	readonly family: SuggestionFamily
	readonly id: string
}

const FAMILIES: ReadonlySet<string> = new Set(SUGGESTION_FAMILIES)

/** The key of the mark by which the suggestion `id` does what `family` says. */
export function suggestionKey(family: SuggestionFamily, id: string): string {
	return `${family}:${id}`
}

/** What the mark with `key` suggests, or undefined where it is the key of another mark. */
export function suggestionOfKey(key: string): SuggestionKey | undefined {
	const colon = key.indexOf(':')
	const family = key.slice(0, Math.max(0, colon))
	return isFamily(family) ? { family, id: key.slice(colon + 1) } : undefined
}

/** A mark of a suggestion with its value. */
export interface SuggestionMark<Value = unknown> extends SuggestionKey {
	readonly value: Value
}

/** The marks of suggestions among `marks`, in the order in which they stand there. */
export function suggestionsOfMarks<Value>(
	marks: Readonly<Record<string, Value>>
): readonly SuggestionMark<Value>[] {
	return Object.entries(marks).flatMap(([key, value]) => {
		const named = suggestionOfKey(key)
		return named === undefined ? [] : [{ ...named, value }]
	})
}

function isFamily(name: string): name is SuggestionFamily {
	return FAMILIES.has(name)
}

/** Whether the mark with `key` says of what it is on that a suggestion would insert it. */
export function isInsertion(key: string): boolean {
	return key.startsWith('ins:')
}

/** Whether the mark with `key` says of a block, by its marker, what it would become: on words it means nothing. */
export function isOfBlock(key: string): boolean {
	return key.startsWith('setBlock:')
}

/** Whether a mark of `family` may have `value`: the address of a link, what a block would become, or `true`. */
export function isSuggestionValue(family: SuggestionFamily, value: Json | undefined): boolean {
	switch (family) {
		case 'setLink':
			return linkIn(value) !== undefined
		case 'setBlock':
			return readBlockChange(value) !== undefined
		case 'ins':
		case 'del':
		case 'setStrong':
		case 'endStrong':
		case 'setEm':
		case 'endEm':
		case 'endLink':
			return value === true
	}
}

/** The mark that is set, or ended with null, where the change of formatting that a mark suggests is carried out; undefined where it suggests none. */
export function formattingOf(
	family: SuggestionFamily,
	value: Json | undefined
):
	| { readonly mark: 'strong' | 'em' | 'link'; readonly value: true | null | JsonObject }
	| undefined {
	switch (family) {
		case 'setStrong':
			return { mark: 'strong', value: true }
		case 'endStrong':
			return { mark: 'strong', value: null }
		case 'setEm':
			return { mark: 'em', value: true }
		case 'endEm':
			return { mark: 'em', value: null }
		case 'setLink': {
			const link = linkIn(value)
			return link && { mark: 'link', value: link }
		}
		case 'endLink':
			return { mark: 'link', value: null }
		case 'setBlock':
		case 'ins':
		case 'del':
			return undefined
	}
}

/** The link that a value is, to where a clause may link. */
function linkIn(value: Json | undefined): JsonObject | undefined {
	if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined
	return isSafeLink(value['href']) ? value : undefined
}
