import { type ClockRangeJson, type InsertionJson, type OccurrencesJson } from '@parley/protocol'
import { passageBetween, rangesOf } from '@parley/schema'
import * as Y from 'yjs'
import { type PlaceSelection } from '../../editor/clauseEditor.ts'

/** Words that a seat wrote, to be chosen: what is selected, or what was pasted. */
export interface OwnWords {
	readonly kind: 'selected' | 'pasted'
	readonly passage: readonly ClockRangeJson[]
	readonly excerpt: string
	readonly characters: number
	/** When they came; null for what is selected. */
	readonly at: number | null
	/** Characters between them that others wrote, and that stay. */
	readonly foreign: number
	/** How many of them can be seen in the text. */
	readonly visible: number
}

/**
 * What stands or stood in a selection, by whomever it was written; null where nothing is selected. Whose it is the server knows: words can
 * have been moved or brought back by others.
 *
 * @param doc the clause that the selection is in
 */
export function selectedPassage(
	doc: Y.Doc,
	{ anchor, head }: PlaceSelection
): readonly ClockRangeJson[] | null {
	const [one, other] = [anchor, head].map((place) => indexOf(doc, place))
	if (one === undefined || other === undefined || one === other) return null
	return rangesOf(passageBetween(doc, Math.min(one, other), Math.max(one, other)))
}

/** What of a selection is one's own, as it is chosen; null where that is nothing. */
export function selectedWords({ words, foreign }: OccurrencesJson): OwnWords | null {
	if (words === null) return null
	const { passage, excerpt, characters, visible } = words
	return { kind: 'selected', passage, excerpt, characters, at: null, foreign, visible }
}

/** What was pasted, as it is chosen. */
export function pastedWords({ passage, excerpt, at, ...sizes }: InsertionJson): OwnWords {
	return { kind: 'pasted', passage, excerpt, at, foreign: 0, ...sizes }
}

function indexOf(doc: Y.Doc, place: PlaceSelection['anchor']): number | undefined {
	const relative = Y.createRelativePositionFromJSON(place)
	return Y.createAbsolutePositionFromRelativePosition(relative, doc)?.index
}
