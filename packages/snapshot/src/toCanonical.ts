import { type CanonicalValue } from './canonical.ts'

/** Below this depth a value is given up; it leaves room for what stands around it in a snapshot. */
const MAX_NESTING = 32

/**
 * The canonical value nearest to any value whatever. Never throws: a freeze must come to its end, whatever a client has managed to
 * put into a clause's attributes.
 *
 * What canonical JSON can hold stays as it is. Else: strings and keys are put into NFC and lone surrogates become U+FFFD; a
 * number that is not a safe integer becomes its decimal text, negative zero zero; `undefined` members are left out; what is no data, or nested
 * deeper than 32, becomes null; of two keys that NFC makes the same, the one first in order of code units stays.
 */
export function toCanonical(value: unknown): CanonicalValue {
	return convert(value, 0)
}

/** As `toCanonical`, for an object's members. */
export function toCanonicalMembers(
	members: Readonly<Record<string, unknown>>
): Readonly<Record<string, CanonicalValue>> {
	return convertMembers(members, 0)
}

/** A text as canonical JSON can hold it: well formed, in NFC. */
export function toCanonicalText(text: string): string {
	return text.toWellFormed().normalize('NFC')
}

function convert(value: unknown, depth: number): CanonicalValue {
	switch (typeof value) {
		case 'string':
			return toCanonicalText(value)
		case 'boolean':
			return value
		case 'number':
			if (!Number.isSafeInteger(value)) return String(value)
			return value === 0 ? 0 : value
		case 'object':
			break
		case 'bigint':
		case 'function':
		case 'symbol':
		case 'undefined':
			return null
	}
	if (value === null || depth >= MAX_NESTING) return null
	if (Array.isArray(value)) return Array.from(value, (item) => convert(item, depth + 1))
	return convertMembers(value, depth)
}

function convertMembers(value: object, depth: number): { readonly [key: string]: CanonicalValue } {
	const members = new Map<string, CanonicalValue>()
	for (const [key, member] of Object.entries<unknown>({ ...value }).sort(byKey)) {
		const name = toCanonicalText(key)
		if (member !== undefined && !members.has(name)) members.set(name, convert(member, depth + 1))
	}
	return Object.fromEntries(members)
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
	return a < b ? -1 : 1
}
