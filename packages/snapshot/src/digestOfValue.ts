import { canonicalBytes } from './canonical.ts'
import { digestOf } from './digest.ts'

/** The digest of a value's canonical bytes. Throws `RangeError` where it has none. */
export function digestOfValue(value: unknown): string {
	return digestOf(canonicalBytes(value))
}
