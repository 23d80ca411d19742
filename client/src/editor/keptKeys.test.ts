// @vitest-environment jsdom
import { createDocument, plainText, readBlocks, seed } from '@parley/schema'
import { doc, p } from '@parley/schema/builders'
import { TextSelection } from 'prosemirror-state'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { createClauseEditor, type ClauseEditor } from './clauseEditor.ts'
import { commandOfKey, commandOfPaste } from './keptKeys.ts'

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})
// it has no clipboard either
Object.assign(globalThis, { ClipboardEvent: Event })

let editor: ClauseEditor
let clause: Y.Doc

beforeEach(() => {
	clause = createDocument()
	seed(clause, doc(p('one two')))
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
	})
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, 5)))
		return true
	})
})

afterEach(() => {
	editor.destroy()
})

/** Presses keys one after the other, each as it was kept. */
function press(...keys: readonly (string | KeyboardEventInit)[]): void {
	for (const key of keys) {
		const command = commandOfKey(
			new KeyboardEvent('keydown', typeof key === 'string' ? { key } : key)
		)
		if (command === null) throw new RangeError(`${JSON.stringify(key)} does nothing`)
		editor.run(command)
	}
}

const read = (): string => plainText(readBlocks(clause))

test('[E78] keys that were kept write what they would have written', () => {
	press('С', 'А', '🕊', 'x', 'Backspace', 'Enter', 'y', 'Delete', 'Delete')
	expect(read()).toBe('one СА🕊\nyo')
})

test('[E78] what a person sees as one character goes as one, and at the edges of a paragraph it is joined', () => {
	press('🇺🇦', 'e\u0301', 'Backspace', 'Backspace')
	expect(read()).toBe('one two')
	press('Enter', 'Backspace')
	expect(read()).toBe('one two')
})

test('[E78] letters with AltGr are kept, shortcuts and keys that write nothing are not', () => {
	press({ key: '€', ctrlKey: true, altKey: true, modifierAltGraph: true })
	expect(read()).toBe('one €two')
	for (const key of ['F5', 'Tab', 'Escape', 'Process', 'Dead', 'Shift', 'PageDown'])
		expect(commandOfKey(new KeyboardEvent('keydown', { key }))).toBeNull()
	expect(commandOfKey(new KeyboardEvent('keydown', { key: 'b', ctrlKey: true }))).toBeNull()
})

test('[E78] what was pasted is pasted as it would have been', () => {
	editor.run(commandOfPaste({ html: '', text: 'a ' }))
	editor.run(commandOfPaste({ html: '<p><b>b</b> </p>', text: 'b ' }))
	expect(read()).toBe('one a btwo')
	expect(readBlocks(clause)[0]?.content).toContainEqual({ text: 'b', marks: { strong: true } })
})
