import { type ClockRangeJson, type InsertionJson } from '@parley/protocol'
import { passageBetween, rangesOf, readPassage, toPassage } from '@parley/schema'
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

/** How much of what is selected is shown, in UTF-16 units. */
const EXCERPT = 160

/**
 * What of a selection was written under `clients`, in the order of the text; null where that is nothing.
 *
 * @param doc the clause that the selection is in
 */
export function selectedWords(
	doc: Y.Doc,
	{ anchor, head }: PlaceSelection,
	clients: readonly number[]
): OwnWords | null {
	const [one, other] = [anchor, head].map((place) => indexOf(doc, place))
	if (one === undefined || other === undefined) return null
	const whole = rangesOf(passageBetween(doc, Math.min(one, other), Math.max(one, other)))
	const passage = whole.filter(({ client }) => clients.includes(client))
	const { words, visible } = readPassage(doc, toPassage(passage))
	if (words === '') return null
	const foreign = readPassage(doc, toPassage(whole)).visible - visible
	const excerpt = words.length > EXCERPT ? `${words.slice(0, EXCERPT).toWellFormed()}…` : words
	const characters = words.length
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
