// @vitest-environment jsdom
import { createDocument, plainText, readBlocks, seed } from '@parley/schema'
import { NodeSelection, TextSelection } from 'prosemirror-state'
import { expect, onTestFinished, test } from 'vitest'
import { createClauseEditor } from './clauseEditor.ts'

const ID = '0v3k9m2p7q1x'

test('[E75] a placeholder is at the caret beside it, and Enter on it opens it and changes no word', () => {
	const clause = createDocument()
	const content = [{ text: 'pay ' }, { inline: 'placeholder', attrs: { id: ID } }, { text: ' now' }]
	seed(clause, [{ id: 'block001', type: 'paragraph', content }])
	const opened: string[] = []
	const editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
		onPlaceholder: (id) => {
			opened.push(id)
		},
	})
	onTestFinished(() => {
		editor.destroy()
	})
	const caretAt = (position: number): string | null => {
		editor.run(({ doc, tr }, dispatch) => {
			dispatch?.(tr.setSelection(TextSelection.create(doc, position)))
			return true
		})
		return editor.placeholderAtCaret()
	}
	expect([3, 5, 6, 7].map(caretAt)).toEqual([null, ID, ID, null])
	const press = () =>
		editor.dom.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
	editor.run(({ doc, tr }, dispatch) => {
		dispatch?.(tr.setSelection(NodeSelection.create(doc, 5)))
		return true
	})
	expect(editor.placeholderAtCaret()).toBe(ID)
	press()
	expect(opened).toEqual([ID])
	expect(plainText(readBlocks(clause))).toBe('pay \ufffc now')
	// with the caret alone it is a new line, as everywhere
	caretAt(5)
	press()
	expect(opened).toEqual([ID])
	expect(plainText(readBlocks(clause))).toBe('pay \n\ufffc now')
})
