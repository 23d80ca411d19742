/** A caret is told at most this often. */
const CARET_MS = 60

/**
 * Tells the others of my caret, at most every 60 ms, the last place always. The first place is told at once, since the words that are
 * typed there are sent at once too, and whoever gets them looks at the caret for whose they are.
 *
 * @param tell says where the caret is; null: nowhere any more
 */
export function caretSender<C>(tell: (cursor: C | null) => void): (cursor: C | null) => void {
	let waiting: ReturnType<typeof setTimeout> | null = null
	let next: C | null = null
	return (cursor) => {
		const isFirst = next === null
		next = cursor
		if (cursor === null) {
			if (waiting !== null) clearTimeout(waiting)
			waiting = null
			tell(null)
			return
		}
		if (isFirst) {
			tell(cursor)
			return
		}
		waiting ??= setTimeout(() => {
			waiting = null
			tell(next)
		}, CARET_MS)
	}
}
