/** Blocks that suggestions would begin, or join to the one before: a mark stands at their beginning. What they do to words is drawn by the marks on these. */
import { suggestionOfKey } from '@parley/schema'
import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

const key = new PluginKey<DecorationSet>('suggestions')

/** Draws at the beginning of a block that it is only suggested, or suggested to go. */
export function suggestionMarks(): Plugin<DecorationSet> {
	return new Plugin<DecorationSet>({
		key,
		state: {
			init: (_, { doc }) => draw(doc),
			apply: ({ docChanged, doc }, drawn) => (docChanged ? draw(doc) : drawn),
		},
		props: { decorations: (state) => key.getState(state) },
	})
}

function draw(doc: Node): DecorationSet {
	const marks: Decoration[] = []
	doc.descendants((node, position) => {
		const suggested: unknown = node.isTextblock ? node.attrs['suggested'] : null
		if (suggested === null || suggested === undefined) return !node.isTextblock
		const [named] = Object.keys(suggested).flatMap((one) => suggestionOfKey(one) ?? [])
		if (named !== undefined) {
			const attributes = {
				class: `block-suggestion ${named.family}`,
				'data-suggestion': named.id,
			}
			marks.push(Decoration.node(position, position + node.nodeSize, attributes))
		}
		return false
	})
	return marks.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, marks)
}
