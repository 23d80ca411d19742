import { type CanonicalValue } from './canonical.ts'

/** Reads one kind of value; throws `ShapeError` where it is another. */
export type Shape<T> = (value: CanonicalValue, path: string) => T

/** A value that is not what its format says; `path` is the member, e.g. `clauses.5.heading`. */
export class ShapeError extends RangeError {
	override readonly name = 'ShapeError'
	readonly path: string

	constructor(path: string, expected: string) {
		super(`at ${path === '' ? 'the whole' : path}: expected ${expected}`)
		this.path = path
	}
}

/** A member that may be left out, and is never null then. */
export interface Optional<T> {
	readonly optional: Shape<T>
}

type Members<T> = {
	readonly [K in keyof T]-?: undefined extends T[K]
		? Optional<Exclude<T[K], undefined>>
		: Shape<T[K]>
}

/** An object with exactly these members: one that is missing or unknown is refused. */
export function object<T extends object>(members: Members<T>): Shape<T> {
	const known = new Map(Object.entries<Shape<unknown> | Optional<unknown>>(members))
	return (value, path) => {
		if (!isRecord(value)) throw new ShapeError(path, 'an object')
		const read: Record<string, unknown> = {}
		for (const [key, shape] of known) {
			const member = Object.hasOwn(value, key) ? value[key] : undefined
			if (typeof shape === 'function') {
				if (member === undefined) throw new ShapeError(join(path, key), 'a value')
				read[key] = shape(member, join(path, key))
			} else if (member !== undefined) read[key] = shape.optional(member, join(path, key))
		}
		for (const key of Object.keys(value)) {
			if (!known.has(key)) throw new ShapeError(join(path, key), 'no such member')
		}
		return read as T
	}
}

/** A member of an object that may be missing. */
export function optional<T>(shape: Shape<T>): Optional<T> {
	return { optional: shape }
}

/** An array of one kind of value. */
export function array<T>(item: Shape<T>): Shape<readonly T[]> {
	return (value, path) => {
		if (!isArray(value)) throw new ShapeError(path, 'an array')
		return value.map((element, i) => item(element, join(path, String(i))))
	}
}

/** An object with any keys and one kind of value. */
export function record<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
	return (value, path) => {
		if (!isRecord(value)) throw new ShapeError(path, 'an object')
		return Object.fromEntries(
			Object.entries(value).map(([key, member]) => [key, item(member, join(path, key))])
		)
	}
}

/** Whatever canonical JSON can hold. */
export const anything: Shape<CanonicalValue> = (value) => value

/** Any text. */
export const string: Shape<string> = (value, path) => {
	if (typeof value !== 'string') throw new ShapeError(path, 'a string')
	return value
}

/** A whole number from 0. */
export const count: Shape<number> = (value, path) => {
	if (typeof value !== 'number' || value < 0) throw new ShapeError(path, 'a whole number from 0')
	return value
}

/** True or false. */
export const boolean: Shape<boolean> = (value, path) => {
	if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false')
	return value
}

/** One of several objects, told apart by their member `kind`. */
export function variant<T extends { readonly kind: string }>(shapes: {
	readonly [K in T['kind']]: Shape<Extract<T, { readonly kind: K }>>
}): Shape<T> {
	const known = new Map<string, Shape<T>>(Object.entries<Shape<T>>(shapes))
	return (value, path) => {
		const kind = isRecord(value) && Object.hasOwn(value, 'kind') ? value['kind'] : undefined
		const shape = typeof kind === 'string' ? known.get(kind) : undefined
		if (shape === undefined) {
			throw new ShapeError(join(path, 'kind'), `one of ${[...known.keys()].join(', ')}`)
		}
		return shape(value, path)
	}
}

/** Lower-case hex digits, as many as said. */
export function hex(digits: number): Shape<string> {
	const pattern = new RegExp(`^[0-9a-f]{${digits}}$`)
	return (value, path) => {
		if (typeof value === 'string' && pattern.test(value)) return value
		throw new ShapeError(path, `${digits} lower-case hex digits`)
	}
}

/** A SHA-256 digest. */
export const digest: Shape<string> = hex(64)

/** One of a closed list of words. */
export function oneOf<const T extends string>(words: readonly T[]): Shape<T> {
	return (value, path) => {
		const word = words.find((known) => known === value)
		if (word === undefined) throw new ShapeError(path, `one of ${words.join(', ')}`)
		return word
	}
}

/** The value, or null. */
export function nullable<T>(shape: Shape<T>): Shape<T | null> {
	return (value, path) => (value === null ? null : shape(value, path))
}

/** A string that a parser of the domain takes. */
export function parsed<T>(parse: (text: string) => T): Shape<T> {
	return (value, path) => {
		const text = string(value, path)
		try {
			return parse(text)
		} catch (error) {
			if (error instanceof RangeError) throw new ShapeError(path, error.message)
			throw error
		}
	}
}

/** An instant as `toIso` writes it, and in no other way: UTC with milliseconds. */
export const isoInstant: Shape<string> = (value, path) => {
	const text = string(value, path)
	const ms = Date.parse(text)
	if (Number.isNaN(ms) || new Date(ms).toISOString() !== text) {
		throw new ShapeError(path, 'an instant such as 2025-12-09T18:00:00.000Z')
	}
	return text
}

function join(path: string, key: string): string {
	return path === '' ? key : `${path}.${key}`
}

function isArray(value: CanonicalValue): value is readonly CanonicalValue[] {
	return Array.isArray(value)
}

function isRecord(value: CanonicalValue): value is { readonly [key: string]: CanonicalValue } {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}
