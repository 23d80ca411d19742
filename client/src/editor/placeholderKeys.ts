import { parleySchema } from '@parley/schema'
import { NodeSelection, Plugin, type EditorState } from 'prosemirror-state'

/** The placeholder that is selected, or that stands right before or behind the caret; null where none does. */
export function placeholderAt({ selection }: EditorState): string | null {
	const boxes =
		selection instanceof NodeSelection
			? [selection.node]
			: selection.empty
				? [selection.$from.nodeBefore, selection.$from.nodeAfter]
				: []
	const box = boxes.find((node) => node?.type === parleySchema.nodes.placeholder)
	const id: unknown = box?.attrs['id']
	return typeof id === 'string' ? id : null
}

/** Enter on a placeholder that the arrow keys have selected opens it, in place of putting a new line there. */
export function placeholderKeys(onOpen: (id: string) => void): Plugin {
	return new Plugin({
		props: {
			handleKeyDown({ state }, { key, ctrlKey, metaKey, altKey }) {
				if (key !== 'Enter' || ctrlKey || metaKey || altKey) return false
				if (!(state.selection instanceof NodeSelection)) return false
				const id = placeholderAt(state)
				if (id !== null) onOpen(id)
				return id !== null
			},
		},
	})
}
