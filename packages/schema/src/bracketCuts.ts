/** Whether an edit may cut a bracket of which it names no mark, a question that is asked of every edit that brings words where there are brackets. */
import type * as Y from 'yjs'
import type { Watched } from './alternativeWatch.ts'
import { BareMarks, BY_PENDING } from './bareMarks.ts'
import { bracketIdOf } from './bracketKey.ts'
import { marksBrackets } from './bracketWatch.ts'
import { EditPlaces } from './editPlaces.ts'
import type { Edit } from './readUpdate.ts'
import { markerIn } from './wire.ts'

/**
 * Whether `edit` may cut a bracket in `doc`, where `pending` is not there yet, otherwise than by marks of its own: by words that come where the mark of the
 * bracket ends and begins again around nothing, or begins and ends. Where anything pending sets or ends marks of brackets, nothing is looked at: it may.
 */
export function mayCutBrackets(edit: Edit, doc: Y.Doc, pending: readonly Edit[]): Watched {
	if (!edit.inserts) return { may: false, steps: 0 }
	if (pending.some(marksBrackets)) return { may: true, steps: pending.length * BY_PENDING }
	const places = new EditPlaces(edit, doc, pending)
	const marks = new BareMarks(doc, pending, { isConcerned, isWord })
	let may = false
	for (const place of places.all()) {
		may = place === 'nowhere' || marks.mayStandOtherwise(place)
		if (may) break
	}
	return { may, steps: pending.length * BY_PENDING + places.steps + marks.steps }
}

function isConcerned(key: string): boolean {
	return bracketIdOf(key) !== undefined
}

/** A bracket goes over paragraphs, and their markers are no words of it. */
function isWord(content: Y.Item['content']): boolean {
	return markerIn(content) === undefined
}
