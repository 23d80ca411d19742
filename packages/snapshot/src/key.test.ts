import { expect, test } from 'vitest'
import { signers } from '../vectors/input.ts'
import { fingerprint, toHex } from './digest.ts'
import { formatKey, isSameKey, keyId, parseKey } from './key.ts'

const { publicKey } = signers.server
const hex = toHex(publicKey)

test('[P10] a key is read with its prefix, without, and from a file with a line break', () => {
	for (const text of [formatKey(publicKey), hex, `${formatKey(publicKey)}\n`, hex.toUpperCase()]) {
		expect(parseKey(text)).toEqual({ kind: 'public-key', publicKey: hex })
	}
})

test('[P10] a fingerprint is read as it is shown, in groups', () => {
	const id = keyId(publicKey)
	expect(id).toMatch(/^[0-9a-f]{32}$/)
	expect(parseKey(fingerprint(id))).toEqual({ kind: 'fingerprint', keyId: id })
})

test('[P10] anything else is refused', () => {
	const id = keyId(publicKey)
	for (const text of [
		'',
		'parley-key-1:',
		hex.slice(1),
		`${hex}0`,
		`parley-key-1:${id}`,
		`parley-key-2:${hex}`,
	]) {
		expect(() => parseKey(text)).toThrow(RangeError)
	}
})

test('[P10] a key fits itself and its fingerprint, and nothing else', () => {
	const other = toHex(signers.successor.publicKey)
	expect(isSameKey(parseKey(hex), hex)).toBe(true)
	expect(isSameKey(parseKey(keyId(publicKey)), hex)).toBe(true)
	expect(isSameKey(parseKey(hex), other)).toBe(false)
	expect(isSameKey(parseKey(keyId(publicKey)), other)).toBe(false)
})
