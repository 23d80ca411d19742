import { blockTree, type ContentBlock, type TextNode } from '@parley/snapshot'

/** What stands before a block because a list item begins with it. */
export interface ItemMark {
	readonly kind: 'number' | 'bullet'
	/** Which item of its list it is, from 1. */
	readonly count: number
	/** As it is shown: `3.`, in a numbered list within another `c.`, within that `iii.`; or `•`. */
	readonly text: string
}

/** A block with the list items that begin with it, from outside in, and the number of list items around it. */
export interface ListedBlock {
	readonly block: ContentBlock
	readonly marks: readonly ItemMark[]
	readonly depth: number
}

/** The blocks of a clause as a reader of the room sees them: every list counts from 1, also one that was interrupted. */
export function listBlocks(blocks: readonly ContentBlock[]): ListedBlock[] {
	const listed: ListedBlock[] = []
	list(blockTree(blocks), { depth: 0, numbered: 0 }, [], listed)
	return listed
}

interface Place {
	readonly depth: number
	/** How many numbered lists stand around. */
	readonly numbered: number
}

/** Lists `nodes`; `marks` are those of items that have begun and hold no block yet. Gives whether a block took them. */
function list(
	nodes: readonly TextNode[],
	place: Place,
	marks: readonly ItemMark[],
	into: ListedBlock[]
): void {
	let pending = marks
	for (const node of nodes) {
		if (node.kind === 'block') {
			into.push({ block: node.block, marks: pending, depth: place.depth })
		} else if (node.type === 'ordered_list' || node.type === 'bullet_list') {
			listItems(node.type === 'ordered_list', node.children, place, pending, into)
		} else list(node.children, place, pending, into)
		pending = []
	}
}

function listItems(
	isNumbered: boolean,
	items: readonly TextNode[],
	{ depth, numbered }: Place,
	marks: readonly ItemMark[],
	into: ListedBlock[]
): void {
	const inside = { depth: depth + 1, numbered: numbered + (isNumbered ? 1 : 0) }
	items.forEach((item, i) => {
		const count = i + 1
		const text = isNumbered ? `${NUMERALS[Math.min(numbered, 2)]?.(count) ?? count}.` : '•'
		const own: ItemMark = { kind: isNumbered ? 'number' : 'bullet', count, text }
		const children = item.kind === 'container' ? item.children : [item]
		list(children, inside, i === 0 ? [...marks, own] : [own], into)
	})
}

const NUMERALS: readonly ((count: number) => string)[] = [String, alphabetic, roman]

/** 1 is a, 26 z, 27 aa. */
function alphabetic(count: number): string {
	const rest = Math.floor((count - 1) / 26)
	const letter = String.fromCharCode(0x61 + ((count - 1) % 26))
	return rest === 0 ? letter : alphabetic(rest) + letter
}

const ROMAN = [
	[1000, 'm'],
	[900, 'cm'],
	[500, 'd'],
	[400, 'cd'],
	[100, 'c'],
	[90, 'xc'],
	[50, 'l'],
	[40, 'xl'],
	[10, 'x'],
	[9, 'ix'],
	[5, 'v'],
	[4, 'iv'],
	[1, 'i'],
] as const

/** As browsers number it: digits from 4,000 on. */
function roman(count: number): string {
	if (count >= 4000) return String(count)
	let rest = count
	let letters = ''
	for (const [value, letter] of ROMAN) {
		while (rest >= value) {
			letters += letter
			rest -= value
		}
	}
	return letters
}
