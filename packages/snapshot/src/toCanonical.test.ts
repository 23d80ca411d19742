import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalBytes, type CanonicalValue } from './canonical.ts'
import { canonicalValues, runs } from './testing.ts'
import { toCanonical } from './toCanonical.ts'

test('[P5] a value that canonical JSON can hold stays as it is', () => {
	fc.assert(
		fc.property(canonicalValues, (value) => {
			expect(toCanonical(value)).toEqual(value)
		}),
		runs(300)
	)
})

test('[P5] anything whatever gets a canonical form, so that no content can stop a freeze', () => {
	const anything = fc.anything({
		key: fc.string({ unit: 'binary' }),
		withBigInt: true,
		withDate: true,
		withMap: true,
		withNullPrototype: true,
		withSparseArray: true,
		withTypedArray: true,
	})
	fc.assert(
		fc.property(anything, (value) => {
			const canonical = toCanonical(value)
			expect(() => canonicalBytes(canonical)).not.toThrow()
			expect(toCanonical(canonical)).toEqual(canonical)
		}),
		runs(1000)
	)
})

test.each<[string, unknown, CanonicalValue]>([
	['a fraction becomes its decimal text', 0.5, '0.5'],
	['so does an unsafe integer', 2 ** 53, '9007199254740992'],
	['negative zero becomes zero', -0, 0],
	['a lone surrogate becomes U+FFFD', 'a\ud800', 'a\ufffd'],
	['letters are put together', 'i\u0308', 'ï'],
	['undefined members are left out', { a: undefined, b: 1 }, { b: 1 }],
	['of two keys made the same the first in order stays', { é: 1, 'e\u0301': 2 }, { é: 2 }],
	['what is no data becomes null', [undefined, 1n, Symbol('a')], [null, null, null]],
])('[P5] %s', (_, value, canonical) => {
	expect(toCanonical(value)).toEqual(canonical)
	expect(Object.is(toCanonical(value), -0)).toBe(false)
})

test('[P5] a value that holds itself ends at a depth of 32', () => {
	const ring: unknown[] = []
	ring.push(ring)
	expect(JSON.stringify(toCanonical(ring))).toBe(`${'['.repeat(32)}null${']'.repeat(32)}`)
})
