declare const instant: unique symbol
declare const position: unique symbol

/** A moment on the server's clock: whole milliseconds since 1970-01-01T00:00Z. */
export type Instant = number & { readonly [instant]: true }

/** Where an entry stands in its log: 1, 2, 3 … without gaps; 0 is the place before the first entry. */
export type LogPosition = number & { readonly [position]: true }

/** Parses whole milliseconds UTC between the years 1970 and 9999. Throws `RangeError` on anything else. */
export function parseInstant(value: number): Instant {
	if (!Number.isInteger(value) || value < 0 || value > 253402300799999) {
		throw new RangeError(`not an instant in whole milliseconds: ${value}`)
	}
	return value as Instant
}

/** Parses a position in a log, 0 included. Throws `RangeError` on anything else. */
export function parseLogPosition(value: number): LogPosition {
	if (!Number.isSafeInteger(value) || value < 0)
		throw new RangeError(`not a log position: ${value}`)
	return value as LogPosition
}

/** The instant as ISO 8601 in UTC with milliseconds, e.g. `2025-12-09T18:00:00.000Z`: how every file and answer writes it. */
export function toIso(at: Instant): string {
	return new Date(at).toISOString()
}

/** The instant `ms` milliseconds after `at` (before it, where negative). */
export function addMs(at: Instant, ms: number): Instant {
	return parseInstant(at + ms)
}
