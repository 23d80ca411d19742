import { digestOf } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { updateDigest } from './updateDigest.ts'

test('an update is named as the server names it, whatever its length', () => {
	const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256)
	for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000, 65_536, 70_000]) {
		const update = bytes.subarray(0, length)
		expect(updateDigest(update)).toBe(digestOf(update))
		expect(updateDigest(bytes.subarray(3, length))).toBe(digestOf(bytes.subarray(3, length)))
	}
})
