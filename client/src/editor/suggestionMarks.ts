/**
 * Blocks that suggestions would begin, join to the one before, or make others: a mark stands at their beginning. What they do to words is drawn by the
 * marks on these.
 */
import {
	changedStyle,
	readBlockChange,
	SUGGESTION_FAMILIES,
	suggestionsOfMarks,
	toJson,
	type BlockStyle,
	type Path,
} from '@parley/schema'
import { sayBlockChange } from '@parley/snapshot'
import { type Node } from 'prosemirror-model'
import { Plugin, PluginKey } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

const key = new PluginKey<DecorationSet>('suggestions')

/** Draws at the beginning of a block that it is only suggested, suggested to go, or to be another one. */
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

/**
 * Where the first words end that a suggestion marks and that stand together, over the beginnings of blocks that it marks as well; where it marks no words,
 * there the block begins that it does. Undefined where nothing of it stands in the text.
 */
export function endOfSuggestion(doc: Node, id: string): number | undefined {
	let end: number | undefined
	let isPast = false
	doc.descendants((node, position) => {
		if (isPast || (!node.isTextblock && !node.isInline)) return !isPast
		const suggested: unknown = node.attrs['suggested']
		const isMarked = node.isInline
			? node.marks.some(({ type, attrs }) => isFamily(type.name) && attrs['id'] === id)
			: suggestionsOfMarks({ ...(suggested ?? {}) }).some((mark) => mark.id === id)
		if (isMarked) end = node.isInline ? position + node.nodeSize : position + 1
		else if (end !== undefined) isPast = true
		return !isPast
	})
	return end
}

function isFamily(mark: string): boolean {
	return SUGGESTION_FAMILIES.some((family) => family === mark)
}

function draw(doc: Node): DecorationSet {
	const marks: Decoration[] = []
	doc.descendants((node, position) => {
		const suggested: unknown = node.isTextblock ? node.attrs['suggested'] : null
		if (suggested === null || suggested === undefined) return !node.isTextblock
		const all = suggestionsOfMarks({ ...suggested })
		// a beginning that would come or go tells more than what would become of it
		const named = all.find(({ family }) => family !== 'setBlock') ?? all[0]
		if (named === undefined) return false
		const style = styleAt(doc, position, node)
		const changes = all.flatMap(({ family, value }) => {
			const change = family === 'setBlock' ? readBlockChange(toJson(value)) : undefined
			return change === undefined ? [] : [sayBlockChange(style, changedStyle(style, change))]
		})
		const attributes = {
			class: `block-suggestion ${named.family}`,
			'data-suggestion': named.id,
			'data-suggestions': all.map(({ id }) => id).join(' '),
			...(changes.length > 0 && { title: `Suggested: ${changes.join('; ')}` }),
		}
		marks.push(Decoration.node(position, position + node.nodeSize, attributes))
		return false
	})
	return marks.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, marks)
}

/** What the block at `position` is, as far as it is told of a change. */
function styleAt(doc: Node, position: number, node: Node): BlockStyle {
	const $position = doc.resolve(position)
	const path = Array.from({ length: $position.depth }, (_, depth): Path[number] => {
		const { type, attrs } = $position.node(depth + 1)
		return [type.name, String(attrs['id'])]
	})
	const level = toJson(node.attrs['level'])
	return {
		type: node.type.name,
		...(typeof level === 'number' && { attrs: { level } }),
		in: path,
	}
}
