import { Plugin, TextSelection, type EditorState } from 'prosemirror-state'

/**
 * Puts letters that come from keys into words with elements drawn around them, before the browser does. Where the browser does it, prosemirror-view
 * takes these elements out and makes them anew, as the letter could stand outside of them: the paragraph is then laid out twice for a key, and in
 * words under seven brackets that was more than half of what a key cost. Composed letters, and those of a touch keyboard, come without a key.
 *
 * @param isDrawnAround says whether words at the caret have elements around them
 */
export function typedLetters(isDrawnAround: (state: EditorState) => boolean): Plugin {
	// it corrects words only where it put their letters in itself
	const isWebKit = /Apple Computer/.test(navigator.vendor)
	return new Plugin({
		props: {
			handleKeyPress(view, { key }) {
				const { state } = view
				const { selection } = state
				const isInLine =
					selection instanceof TextSelection && selection.$from.sameParent(selection.$to)
				if (isWebKit || !isInLine || !isLetter(key) || !isDrawnAround(state)) return false
				const put = () => state.tr.insertText(key).scrollIntoView()
				const { from, to } = selection
				const isHandled = view.someProp('handleTextInput', (handle) =>
					handle(view, from, to, key, put)
				)
				if (isHandled !== true) view.dispatch(put())
				return true
			},
		},
	})
}

/** Neither a key like Enter, nor half of a character: the browser puts both halves in at once. */
function isLetter(key: string): boolean {
	return key.length === 1 && key.isWellFormed()
}
