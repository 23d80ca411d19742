import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'
import { digestOf, digestOfText, fingerprint, fromHex, toHex } from './digest.ts'
import { runs } from './testing.ts'

test('[P6] a digest is SHA-256 in lower-case hex, as node:crypto has it', () => {
	expect(digestOf(new TextEncoder().encode('abc'))).toBe(
		'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
	)
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
			expect(digestOf(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
		}),
		runs(100)
	)
})

test('[P6] the digest of a text does not depend on how its letters are composed', () => {
	expect(digestOfText('e\u0301')).toBe(digestOfText('é'))
})

test('[P6] hex and base64 have one text for a sequence of bytes, and nothing else is read', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
			expect(fromHex(toHex(bytes))).toEqual(bytes)
			expect(fromBase64(toBase64(bytes))).toEqual(bytes)
			expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
		}),
		runs(100)
	)
	for (const hex of ['AB', 'a', 'zz', ' ab', 'ab\n']) expect(() => fromHex(hex)).toThrow(RangeError)
	for (const text of ['AB==', 'AA=', 'AA', 'A', 'A===', 'AA==AA==', '-_==', 'AA==\n', '=']) {
		expect(() => fromBase64(text)).toThrow(RangeError)
	}
})

test('a fingerprint is grouped by four', () => {
	expect(fingerprint('ab12cd34e')).toBe('ab12 cd34 e')
})
