import { digestOf, fromHex, toHex } from './digest.ts'

/** A key as someone got it from outside the file: whole, or as the fingerprint that was read to them. */
export type OutsideKey =
	| { readonly kind: 'public-key'; readonly publicKey: string }
	| { readonly kind: 'fingerprint'; readonly keyId: string }

const PREFIX = 'parley-key-1:'
const KEY_TAG = new TextEncoder().encode('parley-key/1\n')

/** Hex digits of a key id: 128 bits, which nobody can meet with a second key, and short enough to read aloud. */
export const KEY_ID_DIGITS = 32

/**
 * The id of a public key (32 bytes): the first 32 hex digits of SHA-256 over `parley-key/1`, a line break and the key. Shown in
 * groups of four it is the key's fingerprint.
 */
export function keyId(publicKey: Uint8Array): string {
	const bytes = new Uint8Array(KEY_TAG.length + publicKey.length)
	bytes.set(KEY_TAG)
	bytes.set(publicKey, KEY_TAG.length)
	return digestOf(bytes).slice(0, KEY_ID_DIGITS)
}

/** A public key as text to be handed on, e.g. in a mail: `parley-key-1:` and 64 hex digits. */
export function formatKey(publicKey: Uint8Array): string {
	return PREFIX + toHex(publicKey)
}

/**
 * Reads a key that someone typed, pasted or has in a file: `parley-key-1:` and 64 hex digits, the digits alone, or the 32 digits of a
 * fingerprint. White space and capitals do not matter here; they are how people copy.
 *
 * @throws RangeError on anything else.
 */
export function parseKey(text: string): OutsideKey {
	const compact = text.replace(/\s/g, '').toLowerCase()
	const digits = compact.startsWith(PREFIX) ? compact.slice(PREFIX.length) : compact
	if (/^[0-9a-f]{64}$/.test(digits)) return { kind: 'public-key', publicKey: digits }
	if (digits === compact && /^[0-9a-f]{32}$/.test(digits)) {
		return { kind: 'fingerprint', keyId: digits }
	}
	throw new RangeError(
		'not a key: expected parley-key-1: and 64 hex digits, or the 32 digits of a fingerprint'
	)
}

/** Whether `publicKey`, 64 hex digits, is the key that was given from outside. */
export function isSameKey(outside: OutsideKey, publicKey: string): boolean {
	switch (outside.kind) {
		case 'public-key':
			return outside.publicKey === publicKey
		case 'fingerprint':
			return outside.keyId === keyId(fromHex(publicKey))
	}
}
