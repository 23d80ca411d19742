/** The clipboard, as a browser hands it to an editor. */
import { type Node } from 'prosemirror-model'
import { AllSelection, TextSelection, type Selection } from 'prosemirror-state'
import { type ClauseEditor } from '../clauseEditor.ts'

/** Has the editor cut or copy what is selected, all of its text where nothing says that; gives the clipboard. */
export function take(
	editor: ClauseEditor,
	how: 'copy' | 'cut',
	select: (doc: Node) => Selection = (doc) => new AllSelection(doc)
): ReadonlyMap<string, string> {
	editor.run(({ doc, tr }, dispatch) => {
		dispatch?.(tr.setSelection(select(doc)))
		return true
	})
	const clipboard = new Map<string, string>()
	const clipboardData = {
		clearData: () => {
			clipboard.clear()
		},
		setData: (type: string, text: string) => clipboard.set(type, text),
	}
	editor.dom.dispatchEvent(Object.assign(new Event(how, { bubbles: true }), { clipboardData }))
	return clipboard
}

/** Has the editor paste it at the end of its text. */
export function paste(editor: ClauseEditor, clipboard: ReadonlyMap<string, string>): void {
	editor.run(({ doc, tr }, dispatch) => {
		dispatch?.(tr.setSelection(TextSelection.atEnd(doc)))
		return true
	})
	const clipboardData = { getData: (type: string) => clipboard.get(type) ?? '', files: [] }
	editor.dom.dispatchEvent(Object.assign(new Event('paste', { bubbles: true }), { clipboardData }))
}
