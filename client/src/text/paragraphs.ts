// as the style sheet of the text counts them: where alternatives stand, those of the first that still does
const PARAGRAPHS =
	'.clause-text > p, .clause-text > .alternatives > :nth-child(1 of .alternative) > p'

/**
 * The number of the paragraph of a drawn clause in which `node` is, from 1, as its gutter counts; what stands in a list, and another alternative than the
 * first of its place, counts with the paragraph before it. Null where the node is not in the text, before its first paragraph, or in a clause that has only one.
 */
export function paragraphOf(clause: Element, node: Node | null): number | null {
	if (node === null) return null
	const all = [...clause.querySelectorAll(PARAGRAPHS)]
	if (all.length < 2 || !(all[0]?.closest('.clause-text')?.contains(node) ?? false)) return null
	const before = all.filter(
		(one) =>
			one.contains(node) ||
			(one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0
	)
	return before.length === 0 ? null : before.length
}

/** Where a paragraph of a drawn clause is on the screen; the clause itself where it has none of that number. */
export function paragraphBox(clause: Element, number: number | null): DOMRect {
	const all = clause.querySelectorAll(PARAGRAPHS)
	const found = number === null ? undefined : all[number - 1]
	return (found ?? clause).getBoundingClientRect()
}

/** Where the words of a bracket are on the screen, from their first line to the last; undefined where none of them are drawn. */
export function bracketBox(clause: Element, id: string): DOMRect | undefined {
	const boxes = [...clause.querySelectorAll(`[data-brackets~="${id}"]`)].map((words) =>
		words.getBoundingClientRect()
	)
	if (boxes.length === 0) return undefined
	let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
	for (const box of boxes) {
		left = Math.min(left, box.left)
		top = Math.min(top, box.top)
		right = Math.max(right, box.right)
		bottom = Math.max(bottom, box.bottom)
	}
	return new DOMRect(left, top, right - left, bottom - top)
}
