/**
 * A decoder for bytes from strangers. Everything is checked before it is believed: a number must be a safe integer, a string
 * well-formed UTF-8, a length must fit in what is left. What does not hold throws `Refused`, which `readUpdate` turns into
 * its answer.
 */
import * as decoding from 'lib0/decoding'
import type { Json } from './json.ts'

/** Why an update is not taken. */
export type RefusalReason =
	| 'too-large'
	| 'malformed'
	| 'gc-or-skip'
	| 'subdocument'
	| 'unknown-content'
	| 'lone-surrogate'
	| 'cut-pair'
	| 'bad-link'
	| 'bad-key'
	| 'bad-id'
	| 'too-deep'

/** Thrown within the reading of one update, and caught at its door. */
export class Refused extends Error {
	readonly reason: RefusalReason

	constructor(reason: RefusalReason) {
		super(reason)
		this.reason = reason
	}
}

const refusals = new Map<RefusalReason, Refused>()

/**
 * The error to throw for `reason`, always the same one: nobody looks at where it was made, and finding that out took longer than reading what
 * a stranger sends (measured).
 */
export function refusal(reason: RefusalReason): Refused {
	const known = refusals.get(reason)
	if (known !== undefined) return known
	const made = new Refused(reason)
	refusals.set(reason, made)
	return made
}

const MAX_NESTING = 8
/** Yjs' own numbering of the types of values: 127 − n. */
const VALUE = {
	undefined: 127,
	null: 126,
	integer: 125,
	float32: 124,
	float64: 123,
	bigint: 122,
	false: 121,
	true: 120,
	string: 119,
	object: 118,
	array: 117,
} as const

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads one update from its first byte to its last. */
export class Decoder {
	readonly #decoder: decoding.Decoder

	constructor(bytes: Uint8Array) {
		this.#decoder = decoding.createDecoder(bytes)
	}

	/** Bytes not read yet. */
	get left(): number {
		return this.#decoder.arr.length - this.#decoder.pos
	}

	byte(): number {
		if (this.left < 1) throw refusal('malformed')
		return decoding.readUint8(this.#decoder)
	}

	/** A non-negative safe integer. */
	uint(): number {
		return safe(decoding.readVarUint(this.#decoder))
	}

	/** A count of things of which each takes at least `size` bytes of what is left. */
	count(size: number): number {
		const count = this.uint()
		if (count * size > this.left) throw refusal('malformed')
		return count
	}

	string(): string {
		return utf8.decode(decoding.readUint8Array(this.#decoder, this.count(1)))
	}

	/** A string that holds JSON; no deeper than eight levels. */
	json(): Json {
		return checked(JSON.parse(this.string()), 0)
	}

	/** A value in Yjs' binary notation; no deeper than eight levels, and only what JSON can say too. */
	value(nesting = 0): Json {
		if (nesting > MAX_NESTING) throw refusal('too-deep')
		switch (this.byte()) {
			case VALUE.null:
				return null
			case VALUE.integer:
				return safe(decoding.readVarInt(this.#decoder))
			case VALUE.float32:
				return finite(decoding.readFloat32(this.#decoder))
			case VALUE.float64:
				return finite(decoding.readFloat64(this.#decoder))
			case VALUE.false:
				return false
			case VALUE.true:
				return true
			case VALUE.string:
				return this.string()
			case VALUE.array:
				return Array.from({ length: this.count(1) }, () => this.value(nesting + 1))
			case VALUE.object:
				return Object.fromEntries(
					Array.from(
						{ length: this.count(2) },
						() => [this.string(), this.value(nesting + 1)] as const
					)
				)
			default:
				throw refusal('unknown-content')
		}
	}
}

function safe(value: number): number {
	if (!Number.isSafeInteger(value)) throw refusal('malformed')
	return value
}

function finite(value: number): number {
	if (!Number.isFinite(value)) throw refusal('unknown-content')
	return value
}

/** `JSON.parse` gives `unknown` content and, through escapes, halves of surrogate pairs. */
function checked(value: unknown, nesting: number): Json {
	if (nesting > MAX_NESTING) throw refusal('too-deep')
	if (typeof value === 'string') return wellFormed(value)
	if (Array.isArray(value)) return value.map((item) => checked(item, nesting + 1))
	if (typeof value === 'object' && value !== null) {
		const entries = Object.entries(value)
		return Object.fromEntries(
			entries.map(([key, item]) => [wellFormed(key), checked(item, nesting + 1)])
		)
	}
	if (value === null || typeof value === 'boolean') return value
	if (typeof value === 'number') return finite(value)
	throw refusal('malformed')
}

function wellFormed(value: string): string {
	if (!value.isWellFormed()) throw refusal('lone-surrogate')
	return value
}
