/** What the browser would copy of drawn text, with the signs of what is drawn around its words. */
import {
	beginningSign,
	elementsAround,
	missingSign,
	signAlternative,
	signOf,
	signPieces,
	suggestedBy,
	type CopiedPiece,
} from './copySigns.ts'

const TEXT = '.clause-text'
/** What has its words in lines. */
const LINES = 'p, h1, h2, h3, h4, h5, h6'
/** What has signs, and what begins so. */
const SIGNED = '.bracketed, .placeholder, .suggestion, .begins, .block-suggestion, .alternative'
/** What is never copied: controls, and what is only read aloud. */
const LEFT_OUT = 'button, input, select, textarea, svg, .sr-only, .alternative-line, .author-bands'
/** Elements that say something of their words, wherever they are pasted. */
const KEPT = 'h1, h2, h3, h4, h5, h6, p, ul, ol, li, strong, em, ins, del, a[href], br'

/**
 * A copy of what is selected, as a document of its own that has elements and words alone. Null where nothing has signs: a browser copies that well by
 * itself.
 */
export function copyOfRange(range: Range): HTMLElement | null {
	const { commonAncestorContainer: common } = range
	const element = common instanceof Element ? common : common.parentElement
	const root = element?.closest(TEXT) ?? element
	if (root === null || ![...root.querySelectorAll(SIGNED)].some(isIn(range))) return null
	const copy = new Copying(range)
	const copied = document.createElement('div')
	copied.append(...copy.of(root))
	copy.sign()
	return copied
}

function isIn(range: Range): (node: Node) => boolean {
	return (node) => {
		if (!range.intersectsNode(node)) return false
		const own = document.createRange()
		own.selectNode(node)
		// what only touches it at an edge has nothing of it
		return (
			range.compareBoundaryPoints(Range.START_TO_END, own) > 0 &&
			range.compareBoundaryPoints(Range.END_TO_START, own) < 0
		)
	}
}

class Copying {
	readonly #range: Range
	readonly #isIn: (node: Node) => boolean
	readonly #pieces = new Map<Element, CopiedPiece[]>()

	constructor(range: Range) {
		this.#range = range
		this.#isIn = isIn(range)
	}

	/** The signs of brackets and suggestions, once all words are there. */
	sign(): void {
		for (const [drawn, pieces] of this.#pieces) signPieces(pieces, drawn)
	}

	of(node: Node): readonly ChildNode[] {
		if (node instanceof Text) return this.#words(node)
		if (!(node instanceof HTMLElement) || !this.#isIn(node) || isLeftOut(node)) return []
		const drawn = node.closest(TEXT)
		if (node.matches('br, .atom, .placeholder, .begins')) return this.#atom(node, drawn)
		const content = [...node.childNodes].flatMap((child) => this.of(child))
		if (drawn !== null && node.matches('.block-suggestion'))
			content.unshift(signOf(node, beginningSign(suggestedBy([node]), drawn)))
		const name = nameOf(node)
		if (name === null) return content
		// what has no words is kept where it is a line of the text
		if (content.length === 0 && (drawn === null || !node.matches('p'))) return []
		const copied = document.createElement(name)
		for (const key of ['href', 'lang']) {
			const value = node.getAttribute(key)
			if (value !== null) copied.setAttribute(key, value)
		}
		copied.append(...content)
		if (drawn !== null && node.matches('.alternative') && !node.contains(this.#common))
			signAlternative(copied, node.dataset['id'] ?? '', drawn)
		return [copied]
	}

	get #common(): Node {
		return this.#range.commonAncestorContainer
	}

	#words(text: Text): readonly ChildNode[] {
		if (!this.#isIn(text)) return []
		const { startContainer, startOffset, endContainer, endOffset } = this.#range
		const words = text.data.slice(
			text === startContainer ? startOffset : 0,
			text === endContainer ? endOffset : undefined
		)
		const drawn = text.parentElement?.closest(TEXT) ?? null
		const isInLine = text.parentElement?.closest(LINES) !== null
		if (drawn === null) {
			const shown = words.replace(/\s+/g, ' ')
			// between blocks there is the white space of the page
			return shown === '' || (shown === ' ' && !isInLine) ? [] : [document.createTextNode(shown)]
		}
		if (words === '' || !isInLine) return []
		return [this.#piece(document.createTextNode(words), text, drawn)]
	}

	#atom(box: HTMLElement, drawn: Element | null): readonly ChildNode[] {
		if (drawn === null) return box.matches('br') ? [document.createElement('br')] : []
		if (box.matches('.ProseMirror-trailingBreak')) return []
		const { says = '', placeholder } = box.dataset
		if (box.matches('.begins')) return [signOf(box, `${says} `)]
		if (box.matches('br')) return [this.#piece(document.createElement('br'), box, drawn)]
		const copied = document.createElement('span')
		if (placeholder === undefined) copied.append(box.textContent)
		else {
			copied.dataset['placeholder'] = placeholder
			copied.append(missingSign(placeholder, drawn))
		}
		return [this.#piece(copied, box, drawn)]
	}

	#piece(node: ChildNode, shown: Node, drawn: Element): ChildNode {
		const around = elementsAround(shown)
		const brackets = around.flatMap(({ dataset: { brackets: ids } }) => ids?.split(' ') ?? [])
		const pieces = this.#pieces.get(drawn) ?? []
		pieces.push({ node, brackets, suggested: suggestedBy(around) })
		this.#pieces.set(drawn, pieces)
		return node
	}
}

function isLeftOut(element: HTMLElement): boolean {
	const { display, visibility, userSelect } = getComputedStyle(element)
	return (
		element.matches(LEFT_OUT) ||
		display === 'none' ||
		visibility === 'hidden' ||
		userSelect === 'none'
	)
}

/** The element that stands for one in a copy; null where its content stands for itself. */
function nameOf(element: HTMLElement): string | null {
	if (element.matches(KEPT)) return element.localName
	return /^(?:inline|contents)/.test(getComputedStyle(element).display) ? null : 'div'
}
