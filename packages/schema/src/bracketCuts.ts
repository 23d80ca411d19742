/** Whether an edit may cut a bracket of which it names no mark, a question that is asked of every edit that brings words where there are brackets. */
import type * as Y from 'yjs'
import type { Watched } from './alternativeWatch.ts'
import { mayStandOtherwise, MOST_STEPS } from './bareMarks.ts'
import { bracketIdOf } from './bracketKey.ts'
import { marksBrackets } from './bracketWatch.ts'
import { EditPlaces } from './editPlaces.ts'
import type { Edit } from './readUpdate.ts'
import { markerIn } from './wire.ts'

/**
 * Whether `edit`, where it names no mark of a bracket, may cut one in `doc`, where `pending` is not there yet: by words that come where its mark ends and begins
 * again around nothing, or begins and ends beside it; or anything pending sets or ends marks of brackets, which may be so.
 */
export function mayCutBrackets(edit: Edit, doc: Y.Doc, pending: readonly Edit[]): Watched {
	if (!edit.inserts) return { may: false, steps: 0 }
	let steps = pending.length
	if (pending.some(marksBrackets)) return { may: true, steps }
	const places = new EditPlaces(edit, doc, pending)
	for (const place of places.all()) {
		if (place === 'nowhere') return { may: true, steps: steps + places.steps }
		const most = MOST_STEPS - steps
		const found = mayStandOtherwise(doc, place, { pending, isConcerned, isWord, most })
		steps += found.steps
		if (found.may) return { may: true, steps: steps + places.steps }
	}
	return { may: false, steps: steps + places.steps }
}

function isConcerned(key: string): boolean {
	return bracketIdOf(key) !== undefined
}

/** A bracket goes over paragraphs, and their markers are no words of it. */
function isWord(content: Y.Item['content']): boolean {
	return markerIn(content) === undefined
}
