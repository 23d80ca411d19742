/** Leaves that remember what they were read from. */
import type { Fragment } from 'prosemirror-model'
import type * as Y from 'yjs'
import type { Marks } from './blocks.ts'
import { textblockOf, type Model } from './model.ts'
import { shownPath, type Leaf, type PlacedLeaf } from './tree.ts'
import { readProperties, type Marker } from './wire.ts'

/** A leaf with the marker it was read from; none for text before the first marker. */
export interface MarkedLeaf extends Leaf {
	readonly marker: Marker | undefined
}

/** A marked leaf with its place. The mirror moves leaves along when something before them changes. */
export interface MirrorLeaf extends MarkedLeaf, PlacedLeaf {
	node: PlacedLeaf['node']
	start: number
	flat: number
}

/** Whether two blocks were read under the same id, so that `leaf` had to be given another one. */
export function isDuplicate(leaf: MarkedLeaf): boolean {
	return leaf.marker !== undefined && leaf.marker.block !== leaf.id
}

/** The leaf that a marker and its content are shown as. */
export function readLeaf(
	model: Model,
	properties: Pick<Y.Map<unknown>, 'get'>,
	marker: Marker | undefined,
	id: string,
	content: Fragment,
	suggested: Marks | undefined
): MarkedLeaf {
	const stored = readProperties(properties, marker)
	const { type, attrs } = textblockOf(model, id, stored.type, stored.attrs, suggested)
	return { id, marker, path: shownPath(model, stored.in, type), node: type.create(attrs, content) }
}
