// @vitest-environment jsdom
import { bracketKey, createDocument, plainText, readBlocks, seed, textOf } from '@parley/schema'
import { doc, p } from '@parley/schema/builders'
import { TextSelection } from 'prosemirror-state'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type * as Y from 'yjs'
import { createClauseEditor, type ClauseEditor } from './clauseEditor.ts'

const BRACKET = 'aaaaaaaaaaaa'
const LOOKS = new Map([
	[BRACKET, { holders: [{ code: 'UA', slot: 1 }], name: 'bracket of Ukraine' }],
])

let clause: Y.Doc
let editor: ClauseEditor

/** An editor on `one [two] three` in a browser of this vendor, with the bracket drawn. */
function open(vendor = 'Google Inc.'): void {
	vi.spyOn(navigator, 'vendor', 'get').mockReturnValue(vendor)
	clause = createDocument()
	seed(clause, doc(p('one two three')))
	// the marker of the paragraph is the first unit
	textOf(clause).format(5, 3, { [bracketKey(BRACKET)]: true })
	editor = createClauseEditor({
		place: document.body,
		doc: clause,
		editable: () => true,
		label: () => 'Point 7',
	})
	editor.setBrackets(LOOKS)
}

afterEach(() => {
	editor.destroy()
	vi.restoreAllMocks()
})

function select(position: number, head = position): void {
	editor.run((state, dispatch) => {
		dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, position, head)))
		return true
	})
}

/** Gives whether the browser is kept from doing anything for this key itself. */
function type(letter: string, more: KeyboardEventInit = {}): boolean {
	const charCode = letter.charCodeAt(0)
	const event = new KeyboardEvent('keypress', {
		...{ key: letter, charCode, bubbles: true, cancelable: true },
		...more,
	})
	editor.dom.dispatchEvent(event)
	return event.defaultPrevented
}

function words(): string {
	return plainText(readBlocks(clause))
}

/** What is drawn under the bracket, and the elements that it is drawn by. */
function drawn(): readonly (readonly [Element, string])[] {
	return [...editor.dom.querySelectorAll('.bracketed, .bracket-tag')].map((element) => [
		element,
		element.textContent,
	])
}

describe('[E68] a letter typed into words with brackets drawn around them', () => {
	test('is put in by the editor, and the elements around them stay', () => {
		open()
		const before = drawn().map(([element]) => element)
		expect(before.length).toBeGreaterThan(1)
		select(7)
		expect(type('x')).toBe(true)
		expect(type(' ')).toBe(true)
		expect(words()).toBe('one twx o three')
		expect(drawn()).toEqual(before.map((element) => [element, 'twx o']))
		for (const [index, [element]] of drawn().entries()) expect(element).toBe(before[index])
	})

	test('takes the place of what is selected', () => {
		open()
		select(6, 8)
		expect(type('ї')).toBe(true)
		expect(words()).toBe('one tї three')
	})

	test('at its ends has no bracket', () => {
		open()
		select(8)
		expect(type('x')).toBe(true)
		expect(words()).toBe('one twox three')
		expect(drawn().map(([, text]) => text)).toEqual(drawn().map(() => 'two'))
	})

	test('is left to the browser elsewhere, and what is no letter too', () => {
		open()
		select(2)
		expect(type('x')).toBe(false)
		select(7)
		expect(type('Enter')).toBe(false)
		expect(type('\ud83d')).toBe(false)
		expect(type('x', { ctrlKey: true })).toBe(false)
		expect(words()).toBe('one two three')
	})

	test('is left to WebKit', () => {
		open('Apple Computer, Inc.')
		select(7)
		expect(type('x')).toBe(false)
	})

	test('goes through the rules of what is typed', () => {
		open()
		select(5)
		editor.run((state, dispatch) => {
			dispatch?.(state.tr.split(5))
			return true
		})
		expect(words()).toBe('one \ntwo three')
		select(7)
		for (const letter of '- ') expect(type(letter)).toBe(true)
		expect(editor.dom.querySelector('li')?.textContent).toBe('two three')
	})
})
