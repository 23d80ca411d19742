import { digest } from 'lib0/hash/sha256'

/** The SHA-256 of `text` in UTF-8, 64 lower-case hexadecimal digits. */
export function textDigest(text: string): string {
	const bytes = digest(new TextEncoder().encode(text))
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
