import { parseInstant, parseLogPosition, parseSeatId } from '@parley/domain'
import fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { canonicalBytes } from './canonical.ts'
import {
	chainDigest,
	chainDigestOfBytes,
	chainStart,
	type EntryHeader,
	headerBytes,
} from './chain.ts'
import { sha256, toHex } from './digest.ts'
import { runs } from './testing.ts'

const names = fc.string({
	unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
	maxLength: 40,
})
const headers: fc.Arbitrary<EntryHeader> = fc.record({
	log: names,
	position: fc.nat().map(parseLogPosition),
	receivedAt: fc.nat().map(parseInstant),
	seat: fc.constantFrom(null, parseSeatId('st_000000000001'), parseSeatId('st_00000000000z')),
	kind: fc.constantFrom('update' as const, 'act' as const),
	document: fc.option(names),
})
const digests = fc.uint8Array({ minLength: 32, maxLength: 32 })

test('[P7] a header written out by hand has the canonical bytes', () => {
	fc.assert(
		fc.property(headers, (header) => {
			expect(headerBytes(header)).toEqual(canonicalBytes(header))
		}),
		runs(300)
	)
})

test('[P7] a link is SHA-256 over tag, previous digest, payload digest and header', () => {
	fc.assert(
		fc.property(digests, headers, digests, (previous, header, payload) => {
			const link = createHash('sha256')
				.update('parley-chain/1 entry\n')
				.update(previous)
				.update(payload)
				.update(canonicalBytes(header))
				.digest('hex')
			expect(toHex(chainDigest(sha256, previous, header, payload))).toBe(link)
			const bytes = headerBytes(header)
			expect(toHex(chainDigestOfBytes(sha256, previous, bytes, payload))).toBe(link)
		}),
		runs(300)
	)
})

test('[P7] headers of any length are chained, the next after a long one too', () => {
	const header = sampleHeader()
	const short = chainDigest(sha256, new Uint8Array(32), header, new Uint8Array(32))
	chainDigest(sha256, new Uint8Array(32), { ...header, document: 'd'.repeat(5000) }, short)
	expect(chainDigest(sha256, new Uint8Array(32), header, new Uint8Array(32))).toEqual(short)
})

test('[P7] every part of an entry moves the chain', () => {
	const header = sampleHeader()
	const zero = new Uint8Array(32)
	const one = new Uint8Array(32).fill(1)
	const links = [
		chainDigest(sha256, zero, header, zero),
		chainDigest(sha256, one, header, zero),
		chainDigest(sha256, zero, header, one),
		chainDigest(sha256, zero, { ...header, log: 'm' }, zero),
		chainDigest(sha256, zero, { ...header, position: parseLogPosition(2) }, zero),
		chainDigest(sha256, zero, { ...header, receivedAt: parseInstant(6) }, zero),
		chainDigest(sha256, zero, { ...header, seat: null }, zero),
		chainDigest(sha256, zero, { ...header, kind: 'act' }, zero),
		chainDigest(sha256, zero, { ...header, document: null }, zero),
		chainDigest(sha256, zero, { ...header, document: 'null' }, zero),
		chainStart(sha256, header.log),
	]
	expect(new Set(links.map(toHex)).size).toBe(links.length)
})

test('[P7] names beyond printable ASCII and digests of another length are bugs, and said so', () => {
	const header = sampleHeader()
	const zero = new Uint8Array(32)
	expect(() => chainDigest(sha256, zero, { ...header, log: 'é' }, zero)).toThrow(RangeError)
	expect(() => chainDigest(sha256, zero, { ...header, document: 'a\nb' }, zero)).toThrow(RangeError)
	expect(() => chainStart(sha256, 'a\nb')).toThrow(RangeError)
	expect(() => chainDigest(sha256, new Uint8Array(31), header, zero)).toThrow(RangeError)
	expect(() => chainDigest(sha256, zero, header, new Uint8Array(33))).toThrow(RangeError)
})

function sampleHeader(): EntryHeader {
	return {
		log: 'l',
		position: parseLogPosition(1),
		receivedAt: parseInstant(5),
		seat: parseSeatId('st_000000000001'),
		kind: 'update',
		document: 'd',
	}
}
