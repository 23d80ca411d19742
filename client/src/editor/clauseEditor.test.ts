// @vitest-environment jsdom
import { createDocument, plainText, readBlocks, seed, textOf } from '@parley/schema'
import { doc, li, p, ul } from '@parley/schema/builders'
import { TextSelection } from 'prosemirror-state'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Y from 'yjs'
import { createClauseEditor, type ClauseEditor, type ClauseEditorOptions } from './clauseEditor.ts'

let clause: Y.Doc
let editor: ClauseEditor
let editable: boolean

const content = doc(p('one two'), ul(li(p('first')), li(p('second'))))

function open(options: Partial<ClauseEditorOptions> = {}): void {
	clause = createDocument()
	seed(clause, content)
	editable = true
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => editable,
		label: () => (editable ? 'Point 7, editing' : 'Point 7, reading'),
		...options,
	})
}

// jsdom draws nothing, so that nothing has a place
Object.assign(Range.prototype, {
	getClientRects: () => [],
	getBoundingClientRect: () => new DOMRect(),
})

beforeEach(() => {
	open()
})

afterEach(() => {
	editor.destroy()
	expect(document.body.childElementCount).toBe(0)
})

function caretAt(position: number, head = position): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, position, head)))
		return true
	})
}

function press(key: string, more: KeyboardEventInit = {}): boolean {
	const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
	editor.dom.dispatchEvent(event)
	return event.defaultPrevented
}

const ctrl = { ctrlKey: true }

function html(): string {
	return editor.dom.innerHTML.replace(/<br class="ProseMirror-trailingBreak">/g, '')
}

function text(): string {
	return plainText(readBlocks(clause))
}

describe('[E30] for assistive technology', () => {
	test('the text is a text box of several lines with a name, and says when it is read-only', () => {
		const attribute = (name: string) => editor.dom.getAttribute(name)
		expect(attribute('role')).toBe('textbox')
		expect(attribute('aria-multiline')).toBe('true')
		expect(attribute('aria-label')).toBe('Point 7, editing')
		expect(attribute('aria-readonly')).toBe('false')
		editable = false
		editor.setEditable()
		expect(attribute('aria-readonly')).toBe('true')
		expect(attribute('aria-label')).toBe('Point 7, reading')
		expect(attribute('contenteditable')).toBe('false')
		expect(attribute('tabindex')).toBe('-1')
	})
})

test('[E80] one goes into a text that cannot be edited yet, and has a caret in it when it can', () => {
	caretAt(4)
	editable = false
	editor.setEditable()
	getSelection()?.removeAllRanges()
	editor.focus()
	expect(document.activeElement).toBe(editor.dom)
	editable = true
	editor.setEditable()
	const selection = getSelection()
	expect([selection?.focusNode?.textContent, selection?.focusOffset]).toEqual(['one two', 3])
})

describe('[E31] keys', () => {
	test('Enter, Shift+Enter and Backspace', () => {
		caretAt(4)
		expect(press('Enter')).toBe(true)
		expect(text()).toBe('one\n two\nfirst\nsecond')
		expect(press('Backspace')).toBe(true)
		expect(text()).toBe('one two\nfirst\nsecond')
		press('Enter', { shiftKey: true })
		expect(html()).toContain('<p>one<br> two</p>')
	})

	test('Enter in a list makes an item, and in an empty one leaves the list', () => {
		caretAt(27)
		press('Enter')
		expect(html()).toContain('<li><p>second</p></li><li><p></p></li></ul>')
		press('Enter')
		expect(html()).toContain('<li><p>second</p></li></ul><p></p>')
	})

	test('Backspace at the beginning of an item leaves the list, then joins text to text', () => {
		caretAt(12)
		press('Backspace')
		expect(html()).toBe('<p>one two</p><p>first</p><ul><li><p>second</p></li></ul>')
		press('Backspace')
		expect(html()).toBe('<p>one twofirst</p><ul><li><p>second</p></li></ul>')
	})

	test('Delete at the end of a paragraph joins the first item of the list to it', () => {
		caretAt(8)
		press('Delete')
		expect(text()).toBe('one twofirst\nsecond')
	})

	test('Tab and Shift+Tab move an item, Ctrl+] and Ctrl+[ too; elsewhere Tab leaves the text, as it does after Escape', () => {
		caretAt(22)
		expect(press('Tab')).toBe(true)
		expect(html()).toContain('<li><p>first</p><ul><li><p>second</p></li></ul></li>')
		expect(press('Tab', { shiftKey: true })).toBe(true)
		expect(html()).toContain('<li><p>first</p></li><li><p>second</p></li>')
		expect(press(']', ctrl)).toBe(true)
		expect(html()).toContain('<li><p>first</p><ul><li><p>second</p></li></ul></li>')
		expect(press('[', ctrl)).toBe(true)
		expect(html()).toContain('<li><p>first</p></li><li><p>second</p></li>')
		press('Escape')
		expect(press('Tab')).toBe(false)
		press('a')
		expect(press('Tab')).toBe(true)
		caretAt(3)
		expect(press('Tab')).toBe(false)
	})

	test('letters of shortcuts go by their place where the layout is not Latin', () => {
		caretAt(1, 4)
		expect(press('и', { ...ctrl, code: 'KeyB' })).toBe(true)
		expect(html()).toContain('<strong>one</strong>')
		expect(press('я', { ...ctrl, code: 'KeyZ' })).toBe(true)
		expect(html()).not.toContain('<strong>')
		expect(press('Я', { ...ctrl, shiftKey: true, code: 'KeyZ' })).toBe(true)
		expect(html()).toContain('<strong>one</strong>')
		expect(press('i', ctrl)).toBe(true)
		expect(html()).toContain('<em><strong>one</strong></em>')
		// AltGr is Ctrl+Alt and types letters
		expect(press('и', { ...ctrl, altKey: true, code: 'KeyB' })).toBe(false)
	})

	test('Ctrl+Shift with 8 and 9 makes lists, also where shift gives another character', () => {
		caretAt(4)
		expect(press('*', { ...ctrl, shiftKey: true, keyCode: 56 })).toBe(true)
		expect(html()).toContain('<ul><li><p>one two</p></li></ul>')
		expect(press('9', { ...ctrl, shiftKey: true })).toBe(true)
		expect(html()).toContain('<ol><li><p>one two</p></li></ol>')
	})

	test('Ctrl+Shift+K asks where words are to lead, and only where there are some', () => {
		editor.destroy()
		let asked = 0
		open({ onLink: () => (asked += 1) })
		caretAt(4)
		press('K', { ...ctrl, shiftKey: true, keyCode: 75 })
		expect(asked).toBe(0)
		caretAt(1, 4)
		expect(press('K', { ...ctrl, shiftKey: true, keyCode: 75 })).toBe(true)
		expect(asked).toBe(1)
	})

	test('[E88] Ctrl+Shift+H tells of which level the heading is, or that there is none any more', () => {
		editor.destroy()
		const told: (number | null)[] = []
		open({ onHeading: (level) => told.push(level) })
		caretAt(4)
		for (let i = 0; i < 4; i++) press('H', { ...ctrl, shiftKey: true, keyCode: 72 })
		expect(told).toEqual([1, 2, 3, null])
		press('H', { ...ctrl, shiftKey: true, keyCode: 72 })
		press('Enter')
		editable = false
		editor.setEditable()
		press('H', { ...ctrl, shiftKey: true, keyCode: 72 })
		expect(told).toEqual([1, 2, 3, null, 1])
	})

	test('nothing of this in a text that may not be edited', () => {
		caretAt(4)
		editable = false
		editor.setEditable()
		expect(press('Enter')).toBe(false)
		expect(press('b', ctrl)).toBe(false)
		expect(editor.undo()).toBe(false)
		expect(text()).toBe('one two\nfirst\nsecond')
	})
})

/** ProseMirror's own reading of a clipboard, with the editor's props. */
function paste(html: string, plain: string, isPlain: boolean): void {
	const event = new Event('paste', { bubbles: true, cancelable: true })
	const clipboardData = {
		getData: (kind: string) => (kind === 'text/html' ? (isPlain ? '' : html) : plain),
		files: [],
	}
	Object.assign(event, { clipboardData })
	editor.dom.dispatchEvent(event)
}

describe('[E32] pasting', () => {
	test('keeps paragraphs, lists, emphasis and safe links, and nothing else', () => {
		caretAt(8)
		paste(
			'<h2>Title</h2><p style="color:red">a <b>bold</b> <a href="javascript:x()">bad</a> ' +
				'<a href="https://example.org/">good</a><img src="x"><script>x()</script></p>' +
				'<ol><li>item</li></ol><table><tr><td>A</td><td>B</td></tr><tr><td>C</td></tr></table>',
			'',
			false
		)
		expect(text()).toContain('Title')
		expect(html()).toContain('<strong>bold</strong>')
		expect(html()).toContain('href="https://example.org/"')
		expect(html()).not.toMatch(/javascript|<img|<h2|color/)
		expect(html()).toMatch(/<ol><li><p>item<\/p><\/li><\/ol>/)
		expect(text()).toMatch(/A B\nC/)
	})

	test('words that stand in a part of a table and in no cell stay', () => {
		caretAt(8)
		paste('<tfoot>foot</tfoot>', '', false)
		paste('<tr>row<td>A</td><td>B</td></tr>', '', false)
		for (const word of ['foot', 'row', 'A B']) expect(text()).toContain(word)
	})

	test('plain text: lines are paragraphs, in NFC and without control characters', () => {
		caretAt(8)
		paste('', ' e\u0301\u0007\r\nline\n', true)
		expect(text()).toBe('one two é\nline\nfirst\nsecond')
	})

	test('an address over words links them', () => {
		caretAt(1, 4)
		paste('', 'https://example.org/x', true)
		expect(html()).toContain('href="https://example.org/x"')
		expect(text()).toBe('one two\nfirst\nsecond')
	})
})

describe('[E33] what the editor tells', () => {
	test('edits made here, the selection as places, and its end', () => {
		editor.destroy()
		const told: unknown[] = []
		let edits = 0
		open({
			onLocalEdit: () => {
				edits++
			},
			onSelection: (selection) => told.push(selection),
		})
		editor.focus()
		caretAt(4)
		expect(told.at(-1)).toEqual(editor.relativeSelection())
		expect(edits).toBe(0)
		press('Enter')
		expect(edits).toBe(1)
		editor.dom.blur()
		expect(told.at(-1)).toBe(null)
	})

	test('after a freeze nothing is written or taken in, and the selection stays', () => {
		caretAt(2, 5)
		const selection = editor.relativeSelection()
		editor.freeze()
		seedMore()
		expect(html()).not.toContain('late')
		expect(editor.relativeSelection()).toEqual(selection)
		expect(press('Enter')).toBe(false)
		expect(editor.run((state, dispatch) => (dispatch?.(state.tr.insertText('x')), true))).toBe(
			false
		)
		expect(editor.dom.getAttribute('aria-readonly')).toBe('true')
	})
})

function seedMore(): void {
	clause.getText('text').insert(1, 'late', {})
}

test('[E34] a key asks nothing of where things stand; the caret is brought into sight in the next frame', async () => {
	editor.focus()
	caretAt(4)
	const nextFrame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
	await nextFrame()
	const asked = [
		vi.spyOn(Range.prototype, 'getClientRects'),
		vi.spyOn(Range.prototype, 'getBoundingClientRect'),
		vi.spyOn(Element.prototype, 'getClientRects'),
		vi.spyOn(Element.prototype, 'getBoundingClientRect'),
	]
	const count = (): number => asked.reduce((sum, { mock }) => sum + mock.calls.length, 0)
	press('Enter')
	expect(readBlocks(clause).length).toBe(4)
	expect(count()).toBe(0)
	await nextFrame()
	expect(count()).toBeGreaterThan(0)
	for (const spy of asked) spy.mockRestore()
})

test('[E90] the caret is put behind the first words that a suggestion marks and that stand together; it stays where nothing of it stands', () => {
	const ins = { 'ins:AAAA': true }
	const behind = (id: string): number | null =>
		editor.selectBehindSuggestion(id) ? editor.head() : null
	textOf(clause).insert(4, ' and', ins)
	textOf(clause).format(8, 3, { 'del:AAAA': true })
	textOf(clause).insert(12, ' again', ins)
	expect(text()).toContain('one and two again')
	expect(behind('AAAA')).toBe(1 + 'one and tw'.length)
	expect(behind('BBBB')).toBe(null)
	expect(editor.head()).toBe(1 + 'one and tw'.length)
})
