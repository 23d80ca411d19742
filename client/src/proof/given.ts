import { parseKey, type OutsideKey } from '@parley/snapshot'

/** What someone typed as the key they were given: none, one that can be read, or something else. */
export type GivenKey =
	| { readonly kind: 'none' }
	| { readonly kind: 'key'; readonly key: OutsideKey }
	| { readonly kind: 'unreadable' }

/** Reads a key or a fingerprint as it was typed or pasted. */
export function readGivenKey(text: string): GivenKey {
	if (text.trim() === '') return { kind: 'none' }
	try {
		return { kind: 'key', key: parseKey(text) }
	} catch (error) {
		if (error instanceof RangeError) return { kind: 'unreadable' }
		throw error
	}
}
