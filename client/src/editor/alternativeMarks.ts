/** What stands beside the alternatives of a text: drawn by others, in an element at the end of each. */
import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { type DrawAlternative, type DrawnAlternative } from '../text/drawAlternative.ts'

const key = new PluginKey<DecorationSet>('alternatives')

/** Has `draw` say at the end of each alternative what is said of it. */
export function alternativeMarks(draw: DrawAlternative): Plugin<DecorationSet> {
	const stops = new WeakMap<globalThis.Node, () => void>()
	const decorate = (doc: Node): DecorationSet => {
		const lines = alternativesOf(doc).map(({ end, ...about }) =>
			Decoration.widget(
				end,
				() => {
					const place = document.createElement('div')
					place.className = 'alternative-line'
					place.contentEditable = 'false'
					stops.set(place, draw(place, about))
					return place
				},
				{
					key: `${about.alternative} ${String(about.isEmpty)}`,
					side: 1,
					ignoreSelection: true,
					stopEvent: () => true,
					destroy: (place) => {
						stops.get(place)?.()
					},
				}
			)
		)
		return lines.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, lines)
	}
	return new Plugin<DecorationSet>({
		key,
		state: {
			init: (_, { doc }) => decorate(doc),
			apply: ({ docChanged, doc }, drawn) => (docChanged ? decorate(doc) : drawn),
		},
		props: { decorations: (state) => key.getState(state) },
	})
}

/** The alternatives of a document, each with the position behind its last block. */
export function alternativesOf(
	doc: Node
): readonly (DrawnAlternative & { readonly end: number })[] {
	const found: (DrawnAlternative & { readonly end: number })[] = []
	doc.forEach((group, position) => {
		if (group.type.name !== 'alternatives') return
		group.forEach((one, offset) => {
			const end = position + 1 + offset + one.nodeSize - 1
			const isEmpty = one.childCount === 1 && one.firstChild?.content.size === 0
			found.push({ group: idOf(group), alternative: idOf(one), isEmpty, end })
		})
	})
	return found
}

/** The alternatives that have blocks in `before` and none in `after`. */
export function alternativesRemoved(before: Node, after: Node): readonly string[] {
	if (before === after) return []
	const standing = alternativesOf(before)
	if (standing.length === 0) return []
	const left = new Set(alternativesOf(after).map(({ alternative }) => alternative))
	return standing.flatMap(({ alternative }) => (left.has(alternative) ? [] : [alternative]))
}

function idOf(node: Node): string {
	return String(node.attrs['id'] ?? '')
}
