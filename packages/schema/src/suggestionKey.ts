/**
 * The keys of the marks by which suggestions stand in the text of a clause: `ins:4fT0aP1z` on what would come in, `del:` on what would go, and
 * four more on words that would be set in strong or emphasised, or would be so no more. On the marker of a block they suggest that it is
 * split or joined there. One suggestion may have marks of all kinds, at several places.
 */

/** What marks of suggestions do, each the first part of their keys. */
export const SUGGESTION_FAMILIES = [
	'ins',
	'del',
	'setStrong',
	'endStrong',
	'setEm',
	'endEm',
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

function isFamily(name: string): name is SuggestionFamily {
	return FAMILIES.has(name)
}

/** Whether the mark with `key` says of what it is on that a suggestion would insert it. */
export function isInsertion(key: string): boolean {
	return key.startsWith('ins:')
}

/** The mark that is set or ended where the change of formatting that `family` suggests is carried out; undefined where it suggests none. */
export function formattingOf(
	family: SuggestionFamily
): { readonly mark: 'strong' | 'em'; readonly value: true | null } | undefined {
	switch (family) {
		case 'setStrong':
			return { mark: 'strong', value: true }
		case 'endStrong':
			return { mark: 'strong', value: null }
		case 'setEm':
			return { mark: 'em', value: true }
		case 'endEm':
			return { mark: 'em', value: null }
		case 'ins':
		case 'del':
			return undefined
	}
}
