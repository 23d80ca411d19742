/**
 * Marks that begin and end around nothing, or end and begin again: between the same two words of a text, so that neither tells of them. Honest editors
 * leave such behind what they write beside words that are set otherwise: they are nothing wrong. But what somebody writes there next may stand under
 * a mark that neither of the two words is under, or be the only one not to, and names no mark itself.
 */
import * as Y from 'yjs'
import type { Watched } from './alternativeWatch.ts'
import { toJson } from './json.ts'
import type { Between } from './laidStructs.ts'
import { contains, itemAt } from './outline.ts'
import { firstBehind } from './rangeRow.ts'
import type { Edit } from './readUpdate.ts'
import { textOf } from './wire.ts'

/** As many steps are taken for one edit, wherever it comes. One takes some 0.1 µs. */
export const MOST_STEPS = 20_000

/** How a text is looked at. */
interface Looking {
	/** Edits that the document does not have yet: what they delete counts as gone. */
	readonly pending: readonly Edit[]
	/** Whether it is asked of the marks with this key. */
	readonly isConcerned: (key: string) => boolean
	/** Whether what stands there is a word, which shows under which marks it is; not asked of what is deleted, or counts for nothing. */
	readonly isWord: (content: Y.Item['content']) => boolean
	/** As many steps are taken; where more are needed, anything may stand there. */
	readonly most: number
}

/**
 * Whether what comes to `place` in the text of `doc` may come between two words of which both are under a mark, or neither is, and itself be otherwise: marks with
 * one key both begin and end between these two. What stands between the two units of `place` may have come there later, and is looked at as well.
 */
export function mayStandOtherwise(
	doc: Y.Doc,
	{ left, right }: Between,
	{ pending, isConcerned, isWord, most }: Looking
): Watched {
	const from = left === null ? null : itemAt(doc, left)
	if (left !== null && from === null) return { may: true, steps: 1 }
	if (from !== null && from.parentSub !== null) return { may: false, steps: 1 }
	let steps = 0
	const isStanding = (item: Y.Item): boolean => {
		if (item.deleted || !item.countable || !isWord(item.content)) return false
		steps += pending.length
		return !losesSome(item, pending)
	}
	let word = from
	while (word !== null && !isStanding(word)) {
		if (++steps > most) return { may: true, steps }
		word = word.left
	}
	let isReached = from !== null && right !== null && contains(from, right)
	if (isReached && word === from) return { may: false, steps }
	const turns = new Map<string, boolean>()
	for (let item = nextTo(word, doc); item !== null; item = item.right) {
		if (++steps > most) return { may: true, steps }
		isReached ||= right !== null && contains(item, right)
		if (isStanding(item)) {
			if (isReached) return { may: false, steps }
			turns.clear()
		} else if (!item.deleted && item.content instanceof Y.ContentFormat) {
			const { key, value } = item.content
			if (!isConcerned(key)) continue
			const isEnd = toJson(value) === null
			if (turns.get(key) === !isEnd) return { may: true, steps }
			turns.set(key, isEnd)
		}
	}
	// what is open where the text ends has no word behind it to show that
	return { may: [...turns.values()].includes(false), steps }
}

function nextTo(item: Y.Item | null, doc: Y.Doc): Y.Item | null {
	return item === null ? textOf(doc)._start : item.right
}

/** Whether any of `pending` deletes some of `item`. */
function losesSome({ id, length }: Y.Item, pending: readonly Edit[]): boolean {
	return pending.some(({ deleted }) => {
		const ranges = deleted.get(id.client) ?? []
		return (ranges[firstBehind(ranges, id.clock)]?.from ?? Infinity) < id.clock + length
	})
}
