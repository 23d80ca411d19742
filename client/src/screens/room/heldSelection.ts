import { samePlace } from './samePlace.ts'

/** A selection that outlives the editor it was made in. */
export interface HeldSelection {
	readonly clause: string
	/** The text it was made in, a paragraph a line. */
	readonly text: string
	/** Characters from the start of `text`. */
	readonly anchor: number
	/** Characters from the start of `text`. */
	readonly head: number
}

const LEAVES = ':is(p, h1, h2, h3, h4, h5, h6)'

/** The page's selection inside `text`, or null where it is elsewhere. */
export function holdSelection(clause: string, text: HTMLElement): HeldSelection | null {
	const selection = getSelection()
	if (!selection?.anchorNode || !selection.focusNode) return null
	const anchor = offsetOf(text, selection.anchorNode, selection.anchorOffset)
	const head = offsetOf(text, selection.focusNode, selection.focusOffset)
	if (anchor === null || head === null) return null
	return { clause, text: readText(text), anchor, head }
}

/**
 * Selects the same words in `text`, which may lack words that the selection was made among. Gives the range of the head, to draw a
 * caret at.
 */
export function restoreSelection(held: HeldSelection, text: HTMLElement): Range | null {
	const now = readText(text)
	const anchor = domOf(text, samePlace(held.anchor, held.text, now))
	const head = domOf(text, samePlace(held.head, held.text, now))
	if (anchor === null || head === null) return null
	getSelection()?.setBaseAndExtent(anchor.node, anchor.offset, head.node, head.offset)
	const range = document.createRange()
	range.setStart(head.node, head.offset)
	return range
}

function leavesOf(text: HTMLElement): readonly Element[] {
	return [...text.querySelectorAll(LEAVES)]
}

function readText(text: HTMLElement): string {
	return leavesOf(text)
		.map((leaf) => leaf.textContent)
		.join('\n')
}

function offsetOf(text: HTMLElement, node: Node, offset: number): number | null {
	let start = 0
	for (const leaf of leavesOf(text)) {
		if (leaf.contains(node)) {
			const before = document.createRange()
			before.setStart(leaf, 0)
			before.setEnd(node, offset)
			return start + before.toString().length
		}
		start += leaf.textContent.length + 1
	}
	return null
}

function domOf(text: HTMLElement, offset: number): { node: Node; offset: number } | null {
	let left = offset
	for (const leaf of leavesOf(text)) {
		if (left <= leaf.textContent.length) return domIn(leaf, left)
		left -= leaf.textContent.length + 1
	}
	return null
}

function domIn(leaf: Element, offset: number): { node: Node; offset: number } {
	let left = offset
	const walker = document.createTreeWalker(leaf, NodeFilter.SHOW_TEXT)
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		const length = node.textContent?.length ?? 0
		if (left <= length) return { node, offset: left }
		left -= length
	}
	return { node: leaf, offset: 0 }
}
