/** A text as its author's own suggestions would have it, for what goes on from these: a level is lowered from where one has suggested it to be. */
import { Fragment, type Node } from 'prosemirror-model'
import {
	changedMarks,
	modelOf,
	storedMarks,
	suggestedIn,
	textblockOf,
	type Model,
} from './model.ts'
import { suggestedStyle } from './suggestedStyles.ts'
import { formattingOf, suggestionsOfMarks } from './suggestionKey.ts'
import { buildTree, flatten, shownPath, type Leaf } from './tree.ts'
import { positionAfter, unitsBefore } from './units.ts'

/** A document with the same words and beginnings of blocks as another, whose positions are counted over. */
export interface SuggestedDoc {
	readonly doc: Node
	/** Where in it a position of the other one is. */
	readonly position: (position: number) => number
}

/**
 * `doc` with its blocks of the kinds and at the places that one's own suggestions give them, and with the links that these set or take away; null where
 * they say nothing of either. What would be inserted, deleted or emphasised stands as it is.
 *
 * @param isOwn whether the suggestion with that id is one's own and open
 */
export function suggestedDoc(doc: Node, isOwn: (id: string) => boolean): SuggestedDoc | null {
	const model = modelOf(doc.type.schema)
	const leaves = flatten(model, doc)
	const suggested = leaves.map((leaf) => linked(model, restyled(model, leaf, isOwn), isOwn))
	if (suggested.every(({ node }, index) => node === leaves[index]?.node)) return null
	const tree = buildTree(model, suggested, doc)
	const placed = flatten(model, tree)
	return {
		doc: tree,
		position: (position) => positionAfter(placed, unitsBefore(leaves, position)),
	}
}

function restyled(model: Model, leaf: Leaf, isOwn: (id: string) => boolean): Leaf {
	const marks = suggestedIn(leaf.node)
	const isRestyled = suggestionsOfMarks(marks ?? {}).some(
		({ family, id }) => family === 'setBlock' && isOwn(id)
	)
	if (!isRestyled) return leaf
	const { type, attrs, in: path = [] } = suggestedStyle(model, leaf, isOwn)
	const shown = textblockOf(model, leaf.id, type, attrs, marks)
	return {
		id: leaf.id,
		path: shownPath(model, path, shown.type),
		node: shown.type.create(shown.attrs, leaf.node.content),
	}
}

function linked(model: Model, leaf: Leaf, isOwn: (id: string) => boolean): Leaf {
	const content = leaf.node.children.map((node) => {
		if (node.marks.length === 0) return node
		const changes = suggestionsOfMarks(storedMarks(node.marks)).flatMap(({ family, id, value }) => {
			const change = isOwn(id) ? formattingOf(family, value) : undefined
			return change?.mark === 'link' ? [change.value] : []
		})
		if (changes.length === 0) return node
		return node.mark(changedMarks(model, node.marks, { link: changes.at(-1) ?? null }))
	})
	const isLinked = content.some((node, index) => node !== leaf.node.child(index))
	return isLinked ? { ...leaf, node: leaf.node.copy(Fragment.fromArray(content)) } : leaf
}
