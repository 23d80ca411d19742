/** A place in a clause's text as it is drawn: characters from the start of its `block`-th paragraph. */
interface Spot {
	readonly block: number
	readonly offset: number
}

/** A selection that outlives the editor it was made in. */
export interface HeldSelection {
	readonly clause: string
	readonly anchor: Spot
	readonly head: Spot
}

const LEAVES = ':is(p, h1, h2, h3, h4, h5, h6)'

/** The page's selection inside `text`, or null where it is elsewhere. */
export function holdSelection(clause: string, text: HTMLElement): HeldSelection | null {
	const selection = getSelection()
	if (!selection?.anchorNode || !selection.focusNode) return null
	const anchor = spotOf(text, selection.anchorNode, selection.anchorOffset)
	const head = spotOf(text, selection.focusNode, selection.focusOffset)
	return anchor && head ? { clause, anchor, head } : null
}

/** Selects the same words in `text`, as far as they are there. Gives the range of the head, to draw a caret at. */
export function restoreSelection(held: HeldSelection, text: HTMLElement): Range | null {
	const anchor = domOf(text, held.anchor)
	const head = domOf(text, held.head)
	if (anchor === null || head === null) return null
	getSelection()?.setBaseAndExtent(anchor.node, anchor.offset, head.node, head.offset)
	const range = document.createRange()
	range.setStart(head.node, head.offset)
	return range
}

function spotOf(text: HTMLElement, node: Node, offset: number): Spot | null {
	const leaves = [...text.querySelectorAll(LEAVES)]
	const block = leaves.findIndex((leaf) => leaf.contains(node))
	const leaf = leaves[block]
	if (leaf === undefined) return null
	const before = document.createRange()
	before.setStart(leaf, 0)
	before.setEnd(node, offset)
	return { block, offset: before.toString().length }
}

function domOf(text: HTMLElement, spot: Spot): { node: Node; offset: number } | null {
	const leaves = [...text.querySelectorAll(LEAVES)]
	const leaf = leaves[Math.min(spot.block, leaves.length - 1)]
	if (leaf === undefined) return null
	let left = spot.offset
	const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT)
	let last: Node = leaf
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		const length = node.textContent?.length ?? 0
		if (left <= length) return { node, offset: left }
		left -= length
		last = node
	}
	return { node: last, offset: last === leaf ? 0 : (last.textContent?.length ?? 0) }
}
