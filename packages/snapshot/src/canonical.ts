import canonicalize from 'canonicalize'

/** What canonical JSON can hold: no floating point, no `undefined`, no dates; strings are NFC and well formed. */
export type CanonicalValue =
	| null
	| boolean
	| number
	| string
	| readonly CanonicalValue[]
	| { readonly [key: string]: CanonicalValue }

/** How deep arrays and objects may nest; a snapshot itself needs fourteen. */
export const MAX_DEPTH = 64

/** The largest file that is read, in bytes: under the longest string a browser can hold. */
export const MAX_BYTES = 256 * 1024 * 1024

/** Why bytes are not canonical JSON. */
export type ParseFailure = 'too-large' | 'not-utf8' | 'too-deep' | 'not-json' | 'not-canonical'

/** The answer of `parseCanonical`: the value, or why not and at which byte (null where that cannot be told). */
export type Parsed =
	| { readonly ok: true; readonly value: CanonicalValue }
	| { readonly ok: false; readonly reason: ParseFailure; readonly offset: number | null }

const encoder = new TextEncoder()
// ignoreBOM keeps a byte order mark as a character, so that JSON.parse refuses it
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The one form of `value` that is hashed and signed: UTF-8 JSON without spaces, keys sorted by UTF-16 code unit (RFC 8785).
 *
 * Narrower than the RFC: numbers are safe integers, strings and keys are NFC without lone surrogates. Nothing is mended or
 * dropped here, so that what is signed is what was meant; `toCanonical` is for input that may hold anything.
 *
 * @throws RangeError naming the path of a member that has no canonical form.
 */
export function canonicalBytes(value: unknown): Uint8Array {
	assertCanonical(value, [])
	return write(value)
}

/**
 * Reads canonical JSON and nothing else: the bytes must be exactly those that `canonicalBytes` gives for the value. So spaces,
 * another order of keys, a key twice, `1.0`, `\u0041`, a byte order mark or a line break at the end are all refused.
 */
export function parseCanonical(bytes: Uint8Array, maxBytes: number = MAX_BYTES): Parsed {
	if (bytes.length > maxBytes) return { ok: false, reason: 'too-large', offset: maxBytes }
	const deepAt = findTooDeep(bytes)
	if (deepAt !== null) return { ok: false, reason: 'too-deep', offset: deepAt }
	let text: string
	try {
		text = decoder.decode(bytes)
	} catch {
		return { ok: false, reason: 'not-utf8', offset: null }
	}
	let value: unknown
	try {
		value = JSON.parse(text)
	} catch {
		return { ok: false, reason: 'not-json', offset: null }
	}
	let again: Uint8Array
	try {
		assertCanonical(value, [])
		again = write(value)
	} catch {
		return { ok: false, reason: 'not-canonical', offset: null }
	}
	const offset = firstDifference(bytes, again)
	if (offset !== null) return { ok: false, reason: 'not-canonical', offset }
	return { ok: true, value }
}

function write(value: CanonicalValue): Uint8Array {
	const text = canonicalize(value)
	if (text === undefined) throw new RangeError('nothing to write')
	return encoder.encode(text)
}

function assertCanonical(
	value: unknown,
	path: (string | number)[]
): asserts value is CanonicalValue {
	switch (typeof value) {
		case 'boolean':
			return
		case 'string':
			assertText(value, path)
			return
		case 'number':
			if (!Number.isSafeInteger(value)) refuse(path, `not a safe integer: ${value}`)
			if (Object.is(value, -0)) refuse(path, 'negative zero')
			return
		case 'object':
			break
		case 'bigint':
		case 'function':
		case 'symbol':
		case 'undefined':
			refuse(path, `a ${typeof value}`)
	}
	if (value === null) return
	if (path.length >= MAX_DEPTH) refuse(path, 'nested too deep')
	if (Array.isArray(value)) {
		for (let i = 0; i < value.length; i++) {
			path.push(i)
			assertCanonical(value[i], path)
			path.pop()
		}
		return
	}
	const prototype: unknown = Object.getPrototypeOf(value)
	if (prototype !== Object.prototype && prototype !== null) refuse(path, 'not a plain object')
	for (const [key, member] of Object.entries(value)) {
		path.push(key)
		assertText(key, path)
		assertCanonical(member, path)
		path.pop()
	}
}

function assertText(text: string, path: readonly (string | number)[]): void {
	if (!text.isWellFormed()) refuse(path, 'a lone surrogate')
	if (text.normalize('NFC') !== text) refuse(path, 'text that is not in NFC')
}

function refuse(path: readonly (string | number)[], what: string): never {
	const at = path.length === 0 ? 'the value itself' : path.join('.')
	throw new RangeError(`no canonical form at ${at}: ${what}`)
}

/**
 * Where nesting goes past `MAX_DEPTH`, looked for in the bytes, because a parser would have built the value (or overflowed its
 * stack) before one could look. Brackets inside strings do not count.
 */
function findTooDeep(bytes: Uint8Array): number | null {
	let depth = 0
	let inString = false
	for (let i = 0; i < bytes.length; i++) {
		const byte = bytes[i]
		if (inString) {
			if (byte === 0x5c) i++
			else if (byte === 0x22) inString = false
		} else if (byte === 0x22) inString = true
		else if (byte === 0x7b || byte === 0x5b) {
			depth++
			if (depth > MAX_DEPTH) return i
		} else if (byte === 0x7d || byte === 0x5d) depth--
	}
	return null
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
	const shorter = Math.min(a.length, b.length)
	for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return i
	return a.length === b.length ? null : shorter
}
