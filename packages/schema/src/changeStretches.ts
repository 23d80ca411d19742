import type * as Y from 'yjs'
import type { JsonObject } from './json.ts'

/** Units in a row, by the index of the first of them as `Y.Text` counts, and what becomes of them. */
export interface StretchChange {
	readonly at: number
	readonly length: number
	/** The marks that they get, null for those that end; or null where they go. */
	readonly marks: Readonly<Record<string, true | null | JsonObject>> | null
}

/**
 * Carries `changes` out, which are in the order of the text and do not overlap. The text is walked once for all of them: one call for each would
 * begin anew each time.
 */
export function changeStretches(text: Y.Text, changes: readonly StretchChange[]): void {
	let reached = 0
	const delta = changes.flatMap(({ at, length, marks }) => {
		const gap = at - reached
		reached = at + length
		const op = marks === null ? { delete: length } : { retain: length, attributes: { ...marks } }
		return gap > 0 ? [{ retain: gap }, op] : [op]
	})
	if (delta.length > 0) text.applyDelta(delta)
}
