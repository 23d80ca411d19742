import { digest } from 'lib0/hash/sha256'

/**
 * The SHA-256 of an update, 64 lower-case hex digits: the name a receipt calls it by. It is worked out by what the schema names texts with,
 * as fast on updates as what checks a signed file; that one comes with the file.
 */
export function updateDigest(update: Uint8Array): string {
	return Array.from(digest(update), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
