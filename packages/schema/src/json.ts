/** A JSON value; what an embed, a mark or a property may hold once it has been read. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
	readonly [key: string]: Json
}

const MAX_NESTING = 32

/**
 * `value` as JSON: a copy in which whatever JSON cannot say (functions, class instances, Yjs types, `NaN`, anything
 * nested deeper than 32) is `null`. Total, so that odd states of a document can be read.
 */
export function toJson(value: unknown, nesting = 0): Json {
	switch (typeof value) {
		case 'string':
		case 'boolean':
			return value
		case 'number':
			return Number.isFinite(value) ? value : null
		case 'object': {
			if (value === null || nesting > MAX_NESTING) return null
			if (Array.isArray(value)) return value.map((item) => toJson(item, nesting + 1))
			const prototype: unknown = Object.getPrototypeOf(value)
			if (prototype !== Object.prototype && prototype !== null) return null
			return Object.fromEntries(
				Object.entries(value).map(([key, item]) => [key, toJson(item, nesting + 1)])
			)
		}
		case 'undefined':
		case 'bigint':
		case 'symbol':
		case 'function':
			return null
	}
}

/** Whether `value` is an object (not an array, not `null`). */
export function isJsonObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether `value` is an array; `Array.isArray` would make `any[]` of a read-only one. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
	return Array.isArray(value)
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
	if (a === b) return true
	if (isJsonArray(a)) {
		return isJsonArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]))
	}
	if (!isJsonObject(a) || !isJsonObject(b)) return false
	const keys = Object.keys(a)
	return (
		keys.length === Object.keys(b).length &&
		keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
	)
}
