/** The exact ranges of the step between two trees, worked out from the units that were kept. */
import type { Node } from 'prosemirror-model'
import { aligned, type KeptRun } from './aligned.ts'
import { sameJson, toJson } from './json.ts'
import { samePath, type PlacedLeaf } from './tree.ts'

/** One of the two sides: its leaves, and its document. */
export interface Side {
	readonly leaves: readonly PlacedLeaf[]
	readonly doc: Node
}

/**
 * The ranges of a `StepMap` from `old` to `now`: position, old size, new size for each change.
 *
 * Both trees are walked along the kept units. Between two of them lie tokens of the tree (ends and beginnings of blocks and
 * containers). They are the same on both sides when the leaves before and after them are, with the same paths; everything
 * else between two kept units is a change.
 */
export function stepRanges(old: Side, now: Side, kept: readonly KeptRun[]): number[] {
	const ranges = new RangeList()
	let oldEnd = 0
	let nowEnd = 0
	let oldLast = -1
	let nowLast = -1
	const areBothAtEnd = () =>
		isAtEnd(old.leaves[oldLast], oldEnd) && isAtEnd(now.leaves[nowLast], nowEnd)
	const gap = (oldTo: number, nowTo: number, isSame: boolean) => {
		if (isSame && oldTo - oldEnd === nowTo - nowEnd) return
		ranges.add(oldEnd, oldTo - oldEnd, nowTo - nowEnd)
	}
	for (const piece of aligned(old.leaves, now.leaves, kept)) {
		const was = old.leaves[piece.oldIndex]
		const is = now.leaves[piece.nowIndex]
		if (!was || !is) break
		if (piece.kind === 'marker') {
			const isNext = piece.oldIndex === oldLast + 1 && piece.nowIndex === nowLast + 1
			const isSame =
				isNext &&
				samePath(was.path, is.path) &&
				(oldLast < 0 ? nowLast < 0 : areBothAtEnd() && haveSameEnd(old, now, oldLast, nowLast))
			gap(was.start - 1, is.start - 1, isSame)
			if (!haveSameMarkup(was.node, is.node)) ranges.add(was.start - 1, 1, 1)
			oldEnd = was.start
			nowEnd = is.start
		} else {
			gap(was.start + piece.oldOffset, is.start + piece.nowOffset, false)
			oldEnd = was.start + piece.oldOffset + piece.length
			nowEnd = is.start + piece.nowOffset + piece.length
		}
		oldLast = piece.oldIndex
		nowLast = piece.nowIndex
	}
	const areLast = oldLast === old.leaves.length - 1 && nowLast === now.leaves.length - 1
	const endsAlike = areLast && areBothAtEnd() && haveSameEnd(old, now, oldLast, nowLast)
	gap(old.doc.content.size, now.doc.content.size, endsAlike)
	return ranges.take()
}

function isAtEnd(leaf: PlacedLeaf | undefined, position: number): boolean {
	return leaf !== undefined && position === leaf.start + leaf.node.content.size
}

/** Whether the tokens that close two leaves and their containers are the same. */
function haveSameEnd(old: Side, now: Side, oldIndex: number, nowIndex: number): boolean {
	const was = old.leaves[oldIndex]
	const is = now.leaves[nowIndex]
	return was !== undefined && is?.node.type === was.node.type && samePath(was.path, is.path)
}

function haveSameMarkup(a: Node, b: Node): boolean {
	return a.type === b.type && (a.attrs === b.attrs || sameJson(toJson(a.attrs), toJson(b.attrs)))
}

/** Ranges in order, those that touch joined. */
class RangeList {
	readonly #ranges: number[] = []
	#end = -1

	add(start: number, oldSize: number, newSize: number): void {
		if (oldSize === 0 && newSize === 0) return
		const last = this.#ranges.length - 3
		if (last >= 0 && this.#end === start) {
			this.#ranges[last + 1] = (this.#ranges[last + 1] ?? 0) + oldSize
			this.#ranges[last + 2] = (this.#ranges[last + 2] ?? 0) + newSize
		} else this.#ranges.push(start, oldSize, newSize)
		this.#end = start + oldSize
	}

	take(): number[] {
		return this.#ranges
	}
}
