/**
 * What is copied says what is drawn around its words: the signs of brackets, of what is suggested, of what is missing and of alternatives, as files for
 * people have them. On the page they are generated content, which no browser copies. Every sign is an element of its own, so that whoever pastes here
 * takes the words without them.
 */
import { SUGGESTION_FAMILIES, suggestionOfKey, type SuggestionKey } from '@parley/schema'
import {
	alternativeHead,
	holderSign,
	sayMissingWords,
	sayStances,
	suggestionSigns,
	type SnapshotPlaceholder,
} from '@parley/snapshot'
import { bracketRuns } from './bracketSpans.ts'
import { type AlternativeSaid } from './said.ts'

/** The attribute of every sign. */
const SIGN = 'data-parley-sign'

/** What stands in its place where nothing is drawn of what is missing. */
const SOMETHING = '⟨…⟩'

/** Words, or an atom, that are copied. */
export interface CopiedPiece {
	readonly node: ChildNode
	/** The open brackets over it. */
	readonly brackets: readonly string[]
	/** What is suggested of it: ids and what they would do, from outside in. */
	readonly suggested: readonly SuggestionKey[]
}

const BLOCKS = new Set('P H1 H2 H3 H4 H5 H6 LI UL OL DIV TR TABLE BLOCKQUOTE'.split(' '))

/** Adds the signs to what an editor copies. What they say is read off `drawn`, its text on the page. */
export function signCopied(copied: ParentNode, drawn: ParentNode): void {
	const isDrawn = (id: string): boolean =>
		drawn.querySelector(`.bracketed[data-brackets~="${id}"]`) !== null
	const pieces: CopiedPiece[] = []
	for (const node of wordsOf(copied)) {
		const around = elementsAround(node)
		pieces.push({
			node,
			brackets: around.flatMap(({ dataset: { bracket = '' } }) =>
				isDrawn(bracket) ? bracket : []
			),
			suggested: suggestedBy(around),
		})
	}
	signPieces(pieces, drawn)
	for (const box of copied.querySelectorAll<HTMLElement>('[data-placeholder]')) {
		box.textContent = missingSign(box.dataset['placeholder'] ?? '', drawn)
	}
	for (const block of copied.querySelectorAll<HTMLElement>('[data-begins]')) {
		const keys = (block.dataset['begins'] ?? '').split(' ')
		const suggested = keys.flatMap((key) => suggestionOfKey(key) ?? [])
		block.prepend(signOf(block, beginningSign(suggested, drawn)))
	}
	for (const one of copied.querySelectorAll<HTMLElement>('.alternatives > .alternative')) {
		signAlternative(one, one.dataset['id'] ?? '', drawn)
	}
}

/** Adds the signs of brackets and suggestions to pieces that follow each other. */
export function signPieces(pieces: readonly CopiedPiece[], drawn: ParentNode): void {
	const runs = bracketRuns(
		pieces.map(({ brackets }) => brackets),
		{ has: () => true }
	)
	const keysOf = (piece: CopiedPiece | undefined, other: CopiedPiece): string =>
		piece === undefined || blockOf(piece.node) !== blockOf(other.node)
			? ''
			: piece.suggested.map(({ family, id }) => `${family}:${id}`).join()
	const signs = pieces.map((piece, index) => {
		const own = keysOf(piece, piece)
		const all = piece.suggested.map(({ family, id }) =>
			suggestionSigns(family, suggesterOf(id, drawn))
		)
		const opens = keysOf(pieces[index - 1], piece) === own ? [] : all.map((one) => one.opens)
		const closes =
			keysOf(pieces[index + 1], piece) === own ? [] : all.toReversed().map((one) => one.closes)
		const ended = (runs[index]?.closes ?? []).map((id) => `${holderSign(holdersOf(id, drawn))}]`)
		return {
			before: '['.repeat(runs[index]?.opens.length ?? 0) + opens.join(''),
			behind: [...closes, ...ended].join(''),
		}
	})
	for (const [index, { node }] of pieces.entries()) {
		const { before = '', behind = '' } = signs[index] ?? {}
		if (before !== '') outermost(node, 'previousSibling').before(signOf(node, before))
		if (behind !== '') outermost(node, 'nextSibling').after(signOf(node, behind))
	}
}

/** Says before an alternative which it is and whose, and behind it what delegations think of it. */
export function signAlternative(copied: HTMLElement, id: string, drawn: ParentNode): void {
	const line = `.alternative[data-id="${id}"] > .alternative-line`
	const said = drawn.querySelector<HTMLElement>(`${line}[data-said], ${line} [data-said]`)
	if (said === null) return
	const one = JSON.parse(said.dataset['said'] ?? '') as AlternativeSaid
	const isNothing = one.noText && copied.textContent === ''
	const stances = sayStances(one)
	const lineOf = (words: string): HTMLElement => {
		const paragraph = copied.ownerDocument.createElement('p')
		paragraph.setAttribute(SIGN, '')
		paragraph.append(words)
		return paragraph
	}
	const head = lineOf(alternativeHead(one, { parked: one.parked, isNothing }))
	if (isNothing) copied.replaceChildren(head)
	else copied.prepend(head)
	if (stances !== '') copied.append(lineOf(stances))
}

/** What stands in the place of something that is missing, e.g. `⟨amount: in euro – UA⟩`. */
export function missingSign(id: string, drawn: ParentNode): string {
	const box = drawn.querySelector<HTMLElement>(`[data-placeholder="${id}"]`)
	const said = box?.dataset['said']
	// in a room a sheet of styles says it
	const words =
		said === undefined
			? propertyOf(box, '--missing')
			: sayMissingWords(JSON.parse(said) as SnapshotPlaceholder)
	return words === '' ? SOMETHING : `⟨${words}⟩`
}

/** A sign, as an element beside `place`. */
export function signOf(place: Node, words: string): HTMLElement {
	const sign = (place.ownerDocument ?? document).createElement('span')
	sign.setAttribute(SIGN, '')
	sign.append(words)
	return sign
}

/** The sign of a block that would begin, or be joined to the one before, by `suggested`. */
export function beginningSign(suggested: readonly SuggestionKey[], drawn: ParentNode): string {
	const all = suggested.map(({ family, id }) => suggestionSigns(family, suggesterOf(id, drawn)))
	const closes = all.toReversed().map((one) => one.closes)
	return [...all.map((one) => one.opens), '¶', ...closes].join('')
}

/** What is suggested of words by the elements around them. */
export function suggestedBy(around: readonly HTMLElement[]): readonly SuggestionKey[] {
	return around.flatMap((element) => {
		const id = element.dataset['suggestion']
		const family = SUGGESTION_FAMILIES.find((one) => element.classList.contains(one))
		return id === undefined || family === undefined ? [] : [{ family, id }]
	})
}

/** The elements around words, from outside in. */
export function elementsAround(node: Node): readonly HTMLElement[] {
	const around: HTMLElement[] = []
	for (let one = node.parentElement; one !== null && !isBlock(one); one = one.parentElement) {
		around.unshift(one)
	}
	return around
}

/** What is copied as plain text: a line for each block. */
function plainOf(copied: ParentNode): string {
	const lines: string[] = []
	let isNew = true
	const write = (words: string): void => {
		if (isNew) lines.push('')
		isNew = false
		lines.push((lines.pop() ?? '') + words)
	}
	const read = (node: Node): void => {
		if (node instanceof Text) write(node.data)
		else if (!(node instanceof Element) || !isBlock(node)) {
			if (node.nodeName === 'BR') write('\n')
			node.childNodes.forEach(read)
		} else {
			isNew = true
			// an empty paragraph is a line, too
			if (!node.hasChildNodes()) write('')
			node.childNodes.forEach(read)
			isNew = true
		}
	}
	copied.childNodes.forEach(read)
	return lines.join('\n')
}

/**
 * What was copied last, as plain text with its signs and without. Where plain text is asked for, a browser hands over nothing else that lies on the clipboard:
 * so it is known again by itself, in the window that it was copied in.
 */
let last = { signed: '', words: '' }

/** What is copied as plain text; remembers it for whoever pastes it here. */
export function copyPlain(copied: ParentNode): string {
	const signed = plainOf(copied)
	const words = copied.cloneNode(true) as DocumentFragment | HTMLElement
	for (const sign of words.querySelectorAll(`[${SIGN}]`)) sign.remove()
	last = { signed, words: plainOf(words) }
	return signed
}

/** Plain text that is pasted, without the signs if it is what was copied here last. */
export function wordsOfPasted(text: string): string {
	return text.replace(/\r\n?/g, '\n') === last.signed ? last.words : text
}

function wordsOf(copied: ParentNode): readonly ChildNode[] {
	return [...copied.childNodes].flatMap((node) => {
		if (node instanceof Text) return [node]
		if (!(node instanceof HTMLElement)) return []
		return node.matches('br, .atom, .placeholder') ? [node] : wordsOf(node)
	})
}

function holdersOf(bracket: string, drawn: ParentNode): readonly string[] {
	const tags = drawn.querySelectorAll<HTMLElement>(
		`.bracket-tag[data-bracket="${bracket}"][data-code]`
	)
	// the first holder's element is the innermost one
	return [...new Set([...tags].reverse().flatMap(({ dataset: { code = [] } }) => code))]
}

function suggesterOf(id: string, drawn: ParentNode): string {
	const marks = [...drawn.querySelectorAll<HTMLElement>(`[data-suggestion="${id}"]`)]
	const said = marks.flatMap(({ dataset: { by = [] } }) => by)
	return said[0] ?? propertyOf(marks[0], '--suggested-code')
}

/** The text that a sheet of styles gives to an element, by a property of its own. */
function propertyOf(element: Element | null | undefined, name: string): string {
	if (element === null || element === undefined) return ''
	const value = getComputedStyle(element).getPropertyValue(name).trim()
	return value.replace(/^"(.*)"$/s, '$1').replace(/\\(.)/gs, '$1')
}

/** The element that a piece begins or ends, as far out as elements in a line go. */
function outermost(node: ChildNode, beside: 'previousSibling' | 'nextSibling'): ChildNode {
	const { parentElement } = node
	if (parentElement === null || isBlock(parentElement) || node[beside] !== null) return node
	return outermost(parentElement, beside)
}

function blockOf(node: Node): Element | null {
	const { parentElement } = node
	return parentElement === null || isBlock(parentElement) ? parentElement : blockOf(parentElement)
}

function isBlock({ nodeName }: Element): boolean {
	return BLOCKS.has(nodeName)
}
