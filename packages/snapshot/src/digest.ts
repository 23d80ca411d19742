import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'

/** SHA-256 as a function of bytes to 32 bytes; the server hands in its own, which is faster. It must not keep its argument. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

const encoder = new TextEncoder()
const HEX_DIGITS = /^(?:[0-9a-f]{2})*$/

/** SHA-256 (FIPS 180-4) that runs everywhere, also on pages without `crypto.subtle`. */
export function sha256(bytes: Uint8Array): Uint8Array {
	return nobleSha256(bytes)
}

/** The SHA-256 of `bytes` as 64 lower-case hex digits. */
export function digestOf(bytes: Uint8Array): string {
	return toHex(nobleSha256(bytes))
}

/** The digest of a text's UTF-8 bytes, in NFC: what `textDigest` of a clause is. */
export function digestOfText(text: string): string {
	return digestOf(encoder.encode(text.normalize('NFC')))
}

/** Lower-case hex digits. */
export function toHex(bytes: Uint8Array): string {
	let hex = ''
	for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
	return hex
}

/** The bytes that lower-case hex digits stand for. Throws `RangeError` on anything else, capitals included. */
export function fromHex(hex: string): Uint8Array {
	if (!HEX_DIGITS.test(hex)) throw new RangeError('not lower-case hex digits in pairs')
	const bytes = new Uint8Array(hex.length / 2)
	for (let i = 0; i < bytes.length; i++) {
		bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
	}
	return bytes
}

/** Hex digits in groups of four, to be read aloud and compared: `ab12 cd34 …`. */
export function fingerprint(hex: string): string {
	return (hex.match(/.{1,4}/g) ?? []).join(' ')
}
