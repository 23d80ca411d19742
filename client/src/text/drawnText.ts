import { type ContentBlock } from '@parley/snapshot'

/** A rectangle in the viewport, in CSS pixels. */
type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>

/** Text that `BlockText` has drawn, by positions as an editor has them: a UTF-16 unit takes one, and so do an atom and a break. */
export interface DrawnText {
	readonly dom: HTMLElement
	/** Where the content of each block begins and ends, by the ids of the blocks. */
	blockSpans(): ReadonlyMap<string, { readonly from: number; readonly to: number }>
	/** The rectangles that the text between two positions takes, line by line. */
	rectsIn(from: number, to: number): readonly Box[]
	/** Where a caret at a position would be. */
	boxAt(position: number): Box
}

/** A block and the element it is drawn in. */
interface Place {
	readonly id: string
	readonly element: Element
	readonly from: number
	readonly to: number
}

const ELEMENTS = ['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']
	.map((tag) => `.clause-text ${tag}`)
	.join()

/** The text that is drawn of `blocks` in `dom`. It has no positions where something else is drawn there. */
export function drawnText(dom: HTMLElement, blocks: readonly ContentBlock[]): DrawnText {
	const elements = [...dom.querySelectorAll(ELEMENTS)]
	const places: Place[] = []
	let end = 0
	for (const [i, { id, content }] of blocks.entries()) {
		const element = elements[i]
		if (element === undefined || elements.length !== blocks.length) break
		const from = end + 1
		end = from + content.reduce((sum, one) => sum + ('text' in one ? one.text.length : 1), 0)
		places.push({ id, element, from, to: end })
	}
	const rectsIn = (from: number, to: number): readonly Box[] =>
		places
			.filter((place) => place.from < to && from < place.to)
			.flatMap(({ element, ...place }) => {
				const [start, stop] = [Math.max(from, place.from), Math.min(to, place.to)]
				const range = rangeIn(element, start - place.from, stop - place.from)
				return [...range.getClientRects()].filter(({ left, right }) => right > left)
			})
	return {
		dom,
		blockSpans: () => new Map(places.map(({ id, from, to }) => [id, { from, to }])),
		rectsIn,
		boxAt: (position) => {
			const place = places.find(({ from, to }) => from <= position && position <= to)
			if (place === undefined) return dom.getBoundingClientRect()
			// before what follows, and only at the end behind what stands there: a line may break in between
			const [next] = position < place.to ? rectsIn(position, position + 1) : []
			if (next !== undefined) return caretAt(next, next.left)
			const last = position > place.from ? rectsIn(position - 1, position).at(-1) : undefined
			if (last !== undefined) return caretAt(last, last.right)
			const box = place.element.getBoundingClientRect()
			return caretAt(box, box.left)
		},
	}
}

function caretAt({ top, bottom }: Box, x: number): Box {
	return { left: x, right: x, top, bottom }
}

/** What stands in `element` from the unit `from` up to `to`. */
function rangeIn(element: Element, from: number, to: number): Range {
	const range = document.createRange()
	range.selectNodeContents(element)
	const walker = document.createTreeWalker(
		element,
		NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
		(node) => {
			if (node instanceof Text) return NodeFilter.FILTER_ACCEPT
			return isAtom(node) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP
		}
	)
	let before = 0
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		// what an atom is shown by is no part of the text
		if (node instanceof Text && isAtom(node.parentNode)) continue
		const after = before + (node instanceof Text ? node.length : 1)
		if (before <= from && from < after) {
			if (node instanceof Text) range.setStart(node, from - before)
			else range.setStartBefore(node)
		}
		if (before < to && to <= after) {
			if (node instanceof Text) range.setEnd(node, to - before)
			else range.setEndAfter(node)
			break
		}
		before = after
	}
	return range
}

function isAtom(node: Node | null): boolean {
	return node instanceof Element && node.matches('br, .atom, .placeholder')
}
