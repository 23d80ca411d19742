const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
	let text = ''
	for (let i = 0; i < bytes.length; i += 3) {
		const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
		const digits = Math.min(bytes.length - i, 3) + 1
		for (let d = 0; d < digits; d++) text += ALPHABET.charAt((group >> (18 - 6 * d)) & 63)
		text += '='.repeat(4 - digits)
	}
	return text
}

/**
 * The bytes of padded base64. Each sequence of bytes has one text only: set bits behind the end, which many decoders pass over, are
 * refused, since they would let a signed line change unnoticed.
 *
 * @throws RangeError on anything else.
 */
export function fromBase64(text: string): Uint8Array {
	const bare = text.replace(/={1,2}$/, '')
	const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4))
	let group = 0
	let at = 0
	for (let i = 0; i < bare.length; i++) {
		group = ((group << 6) | ALPHABET.indexOf(bare.charAt(i))) & 0xffffff
		if (i % 4 !== 0) bytes[at++] = (group >> ((3 - (i % 4)) * 2)) & 0xff
	}
	if (toBase64(bytes) !== text) throw new RangeError('not base64')
	return bytes
}
