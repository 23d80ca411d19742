import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBytes, type CanonicalValue, MAX_DEPTH, parseCanonical } from './canonical.ts'
import { canonicalValues, runs, tamperings } from './testing.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (json: string) => new TextEncoder().encode(json)
const reasonFor = (json: string) => {
	const read = parseCanonical(bytes(json))
	return read.ok ? 'taken' : read.reason
}

describe('writing', () => {
	test('[P1] strings are escaped as in the example of RFC 8785 section 3.2.2', () => {
		const written = canonicalBytes({
			string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
			literals: [null, true, false],
		})
		expect(text(written)).toBe(
			'{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
		)
	})

	test('[P1] keys are in the order of UTF-16 code units, as in the example of RFC 8785 section 3.2.3', () => {
		// that example's U+FB33 is not in NFC and so not in our subset; U+FFFD stands for it, above the surrogates too
		const written = canonicalBytes({
			'\u20ac': 'Euro Sign',
			'\r': 'Carriage Return',
			'\ufffd': 'Replacement Character',
			'1': 'One',
			'\ud83d\ude00': 'Emoji: Grinning Face',
			'\u0080': 'Control',
			'\u00f6': 'Latin Small Letter O With Diaeresis',
		})
		const values = [...text(written).matchAll(/:"([^"]*)"/g)].map(([, value]) => value)
		expect(values).toEqual([
			'Carriage Return',
			'One',
			'Control',
			'Latin Small Letter O With Diaeresis',
			'Euro Sign',
			'Emoji: Grinning Face',
			'Replacement Character',
		])
	})

	test.each<[string, unknown]>([
		['a fraction', 1.5],
		['an unsafe integer', 2 ** 53],
		['negative zero', -0],
		['NaN', NaN],
		['infinity', Infinity],
		['undefined', undefined],
		['a big integer', 1n],
		['a symbol', Symbol('a')],
		['a function', () => 1],
		['a date', new Date(0)],
		['a map', new Map()],
		['bytes', new Uint8Array(2)],
		['a lone surrogate', '\ud800'],
		['text that is not in NFC', 'e\u0301'],
		['nesting without end', nested(MAX_DEPTH + 1)],
	])('[P2] there is no canonical form of %s, and the message names the member', (_, value) => {
		expect(() => canonicalBytes({ a: [value] })).toThrow(/at a\.0/)
	})

	test('[P2] nor is there one of a key that is not in NFC, or of a hole in an array', () => {
		expect(() => canonicalBytes({ 'e\u0301': 1 })).toThrow(RangeError)
		expect(() => canonicalBytes(new Array(1))).toThrow(RangeError)
	})

	test('[P2] a value that holds itself is refused', () => {
		const ring: unknown[] = []
		ring.push(ring)
		expect(() => canonicalBytes(ring)).toThrow(/nested too deep/)
	})

	test('[P1] the order in which members were added does not matter', () => {
		fc.assert(
			fc.property(canonicalValues, (value) => {
				expect(canonicalBytes(reversed(value))).toEqual(canonicalBytes(value))
			}),
			runs(300)
		)
	})
})

describe('reading', () => {
	test('[P3] what was written is read again, and is the same', () => {
		fc.assert(
			fc.property(canonicalValues, (value) => {
				expect(parseCanonical(canonicalBytes(value))).toEqual({ ok: true, value })
			}),
			runs(300)
		)
	})

	test('[P3] whatever is read has exactly the bytes that it is written with', () => {
		fc.assert(
			fc.property(canonicalValues, tamperings, (value, tamper) => {
				const changed = tamper(canonicalBytes(value))
				const read = parseCanonical(changed)
				if (read.ok) expect(canonicalBytes(read.value)).toEqual(changed)
			}),
			runs(1000)
		)
	})

	test.each([
		['{"a": 1}', 'not-canonical'],
		['{"a":1}\n', 'not-canonical'],
		[' {"a":1}', 'not-canonical'],
		['\ufeff{"a":1}', 'not-json'],
		['{"b":1,"a":2}', 'not-canonical'],
		['{"\ufffd":1,"\u{1f600}":2}', 'not-canonical'],
		['{"a":1,"a":1}', 'not-canonical'],
		['{"a":1,"a":2}', 'not-canonical'],
		['{"a":1.0}', 'not-canonical'],
		['{"a":1.5}', 'not-canonical'],
		['{"a":1e2}', 'not-canonical'],
		['{"a":-0}', 'not-canonical'],
		['{"a":9007199254740992}', 'not-canonical'],
		['{"a":"\\u0041"}', 'not-canonical'],
		['{"a":"\\/"}', 'not-canonical'],
		['{"a":"\\u001F"}', 'not-canonical'],
		['{"a":"\\ud800"}', 'not-canonical'],
		['{"a":"e\u0301"}', 'not-canonical'],
		['', 'not-json'],
		['{"a":1}{}', 'not-json'],
		['{"a":undefined}', 'not-json'],
	])('[P3] %j is refused', (json, reason) => {
		expect(reasonFor(json)).toBe(reason)
	})

	test('[P3] the first byte that differs is named', () => {
		expect(parseCanonical(bytes('{"a":1}\n'))).toMatchObject({ offset: 7 })
		expect(parseCanonical(bytes('{"a": 1}'))).toMatchObject({ offset: 5 })
	})

	test('[P3] bytes that are not UTF-8 are refused', () => {
		expect(parseCanonical(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ reason: 'not-utf8' })
		// an overlong encoding of a solidus, and a surrogate written in UTF-8
		expect(parseCanonical(Uint8Array.of(0x22, 0xc0, 0xaf, 0x22)).ok).toBe(false)
		expect(parseCanonical(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)).ok).toBe(false)
	})

	test('[P4] nesting ends at 64, whatever would come after', () => {
		const deepest = '['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH)
		expect(reasonFor(deepest)).toBe('taken')
		expect(reasonFor(`[${deepest}]`)).toBe('too-deep')
		expect(reasonFor('['.repeat(5_000_000))).toBe('too-deep')
		expect(reasonFor('{"a":'.repeat(1_000_000))).toBe('too-deep')
	})

	test('[P4] brackets inside strings are no nesting', () => {
		expect(reasonFor(JSON.stringify('['.repeat(1000)))).toBe('taken')
		expect(reasonFor(JSON.stringify(`\\"${'{'.repeat(1000)}\\`))).toBe('taken')
	})

	test('[P4] a file over the bound is refused before it is looked into', () => {
		expect(parseCanonical(bytes('"0123456789"'), 11)).toMatchObject({ reason: 'too-large' })
		expect(parseCanonical(bytes('"0123456789"'), 12).ok).toBe(true)
	})
})

function nested(depth: number): CanonicalValue {
	let value: CanonicalValue = 0
	for (let i = 0; i < depth; i++) value = [value]
	return value
}

function reversed(value: CanonicalValue): CanonicalValue {
	if (value === null || typeof value !== 'object') return value
	if (Array.isArray(value)) return value.map(reversed)
	const entries = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const)
	return Object.fromEntries(entries.toReversed())
}
