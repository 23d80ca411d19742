/** Walking two rows of leaves side by side, along the units that are in both. */
import type { PlacedLeaf } from './tree.ts'
import { leafAtUnit } from './units.ts'

/** Units kept: from `old` on in the one row and from `now` on in the other. */
export interface KeptRun {
	readonly old: number
	readonly now: number
	readonly length: number
}

/** A leaf's marker, or a piece of its content, that is in both rows. Indices are of leaves, offsets into their content. */
export type Aligned = { readonly oldIndex: number; readonly nowIndex: number } & (
	| { readonly kind: 'marker' }
	| {
			readonly kind: 'content'
			readonly oldOffset: number
			readonly nowOffset: number
			readonly length: number
	  }
)

/** The kept runs cut at the borders of leaves, in order. */
export function* aligned(
	old: readonly PlacedLeaf[],
	now: readonly PlacedLeaf[],
	kept: readonly KeptRun[]
): Generator<Aligned> {
	for (const run of kept) {
		let oldIndex = leafAtUnit(old, run.old)
		let nowIndex = leafAtUnit(now, run.now)
		for (let done = 0; done < run.length;) {
			while (isPast(old[oldIndex + 1], run.old + done)) oldIndex++
			while (isPast(now[nowIndex + 1], run.now + done)) nowIndex++
			const oldLeaf = old[oldIndex]
			const nowLeaf = now[nowIndex]
			if (!oldLeaf || !nowLeaf) return
			const oldOffset = run.old + done - oldLeaf.flat - 1
			const nowOffset = run.now + done - nowLeaf.flat - 1
			if (oldOffset < 0) {
				yield { kind: 'marker', oldIndex, nowIndex }
				done++
				continue
			}
			const length = Math.min(
				run.length - done,
				oldLeaf.node.content.size - oldOffset,
				nowLeaf.node.content.size - nowOffset
			)
			yield { kind: 'content', oldIndex, nowIndex, oldOffset, nowOffset, length }
			done += length
		}
	}
}

function isPast(leaf: PlacedLeaf | undefined, flat: number): boolean {
	return leaf !== undefined && leaf.flat <= flat
}
