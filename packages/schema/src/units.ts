/**
 * A clause as one row of *units*: a marker, a character (UTF-16), an atom. The n-th unit is the n-th element of the Y.Text, save
 * that a first block without a marker has one here all the same. Positions of the tree are counted over to units and back.
 */
import type { Mark, Node } from 'prosemirror-model'
import { firstIndex } from './firstIndex.ts'
import { storedInline, type Model } from './model.ts'
import type { PlacedLeaf } from './tree.ts'

/** One unit. Units with the same key are taken to be the same thing when two documents are compared. */
export type Unit = { readonly key: string } & (
	| { readonly kind: 'marker'; readonly leaf: PlacedLeaf }
	| { readonly kind: 'character'; readonly character: string; readonly marks: readonly Mark[] }
	| { readonly kind: 'atom'; readonly node: Node; readonly marks: readonly Mark[] }
)

/** The index of the last of `leaves` for which `isBefore` holds; −1 for none. They hold for a first part of the leaves. */
function lastIndex(leaves: readonly PlacedLeaf[], isBefore: (leaf: PlacedLeaf) => boolean): number {
	return firstIndex(leaves, (leaf) => !isBefore(leaf)) - 1
}

/** The index of the leaf that unit `flat` belongs to. */
export function leafAtUnit(leaves: readonly PlacedLeaf[], flat: number): number {
	return lastIndex(leaves, (leaf) => leaf.flat <= flat)
}

/** The index of the leaf whose content `position` lies in or after; −1 when it lies before all. */
export function leafAtPosition(leaves: readonly PlacedLeaf[], position: number): number {
	return lastIndex(leaves, (leaf) => leaf.start <= position)
}

/** How many units stand before `position`. */
export function unitsBefore(leaves: readonly PlacedLeaf[], position: number): number {
	const leaf = leaves[lastIndex(leaves, ({ start }) => start - 1 < position)]
	if (!leaf) return 0
	return leaf.flat + 1 + Math.min(Math.max(position - leaf.start, 0), leaf.node.content.size)
}

/** The position in a text block before which `flat` units stand. */
export function positionAfter(leaves: readonly PlacedLeaf[], flat: number): number {
	const leaf = leaves[Math.max(0, leafAtUnit(leaves, flat - 1))]
	if (!leaf) return 0
	return leaf.start + Math.min(Math.max(flat - leaf.flat - 1, 0), leaf.node.content.size)
}

/** The number of units up to the end of the last leaf. */
export function endOf(leaves: readonly PlacedLeaf[]): number {
	const last = leaves.at(-1)
	return last ? last.flat + 1 + last.node.content.size : 0
}

/** The units from `from` up to `to`. */
export function unitsOf(
	model: Model,
	leaves: readonly PlacedLeaf[],
	from: number,
	to: number
): Unit[] {
	const units: Unit[] = []
	if (from >= to) return units
	for (let i = leafAtUnit(leaves, from); i < leaves.length; i++) {
		const leaf = leaves[i]
		if (!leaf || leaf.flat >= to) break
		if (leaf.flat >= from) units.push({ kind: 'marker', key: `¶${leaf.id}`, leaf })
		addContent(model, leaf.node, from - leaf.flat - 1, to - leaf.flat - 1, units)
	}
	return units
}

function addContent(model: Model, textblock: Node, from: number, to: number, units: Unit[]): void {
	let start = 0
	for (const node of textblock.children) {
		const end = start + node.nodeSize
		if (end > from && start < to) {
			const { marks, text } = node
			const inserted = insertedBy(marks)
			if (text === undefined) {
				const key = `▫${JSON.stringify(storedInline(model, node))}${inserted}`
				units.push({ kind: 'atom', key, node, marks })
			} else {
				for (let i = Math.max(from, start); i < Math.min(to, end); i++) {
					const character = text.charAt(i - start)
					const key = `${keyAt(text, i - start)}${inserted}`
					units.push({ kind: 'character', key, character, marks })
				}
			}
		}
		if (end >= to) break
		start = end
	}
}

/** The suggestions that would insert what carries `marks`: no unit becomes one of another suggestion, or none. */
function insertedBy(marks: readonly Mark[]): string {
	if (marks.length === 0) return ''
	const ids = marks.flatMap(({ type, attrs }) => (type.name === 'ins' ? [String(attrs['id'])] : []))
	return ids.length === 0 ? '' : ` ${ids.join(' ')}`
}

/** A half of a surrogate pair is the same as another only when the whole pairs are: Yjs would spoil a pair that is cut. */
function keyAt(text: string, index: number): string {
	if (isHighSurrogate(text, index)) return `H${text.slice(index, index + 2)}`
	if (isLowSurrogate(text, index)) return `L${text.slice(index - 1, index + 1)}`
	return text.charAt(index)
}

/** Whether the unit of `text` at `index` is the first half of a surrogate pair. */
function isHighSurrogate(text: string, index: number): boolean {
	return (text.charCodeAt(index) & 0xfc00) === 0xd800
}

/** Whether the unit of `text` at `index` is the second half of a surrogate pair. */
function isLowSurrogate(text: string, index: number): boolean {
	return (text.charCodeAt(index) & 0xfc00) === 0xdc00
}

/** Whether unit `flat` is the first half of a surrogate pair. */
export function beginsPair(leaves: readonly PlacedLeaf[], flat: number): boolean {
	return isHighSurrogate(characterAt(leaves, flat), 0)
}

/** Whether unit `flat` is the second half of a surrogate pair. */
export function endsPair(leaves: readonly PlacedLeaf[], flat: number): boolean {
	return isLowSurrogate(characterAt(leaves, flat), 0)
}

function characterAt(leaves: readonly PlacedLeaf[], flat: number): string {
	const leaf = leaves[leafAtUnit(leaves, flat)]
	const offset = leaf ? flat - leaf.flat - 1 : -1
	if (!leaf || offset < 0 || offset >= leaf.node.content.size) return ''
	const { node, offset: start } = leaf.node.childAfter(offset)
	return node?.text?.charAt(offset - start) ?? ''
}
