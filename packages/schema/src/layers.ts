/** How many marks of one kind stand over each other in a text. */
import * as Y from 'yjs'
import { toJson } from './json.ts'

/**
 * How many marks of suggestions stand over each other at most, and how many of brackets. Each piece of a text is read with all of its marks, so that reading a
 * clause takes as long as it has pieces times marks: with 500 over each other, 4,000 changes of emphasis took a second (measured), of the server and of each page.
 */
export const MOST_LAYERS = 50

/**
 * How many brackets of one delegation stand over each other at most: so few that those of four others find room over the same words. Drafts that are
 * imported nest seven deep.
 */
export const MOST_OWN_LAYERS = 10

/** How many marks that `isCounted` by their keys are over each other where there are the most. What they are on is not asked: that would cost what is to be spared. */
export function layersIn(text: Y.Text, isCounted: (key: string) => boolean): number {
	const open = new Set<string>()
	let most = 0
	for (let item = text._start; item !== null; item = item.right) {
		const { content, deleted } = item
		if (deleted || !(content instanceof Y.ContentFormat)) continue
		if (!isCounted(content.key)) continue
		if (toJson(content.value) === null) open.delete(content.key)
		else open.add(content.key)
		most = Math.max(most, open.size)
	}
	return most
}
