import { createDocument, seed } from '@parley/schema'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { wordsOf } from './words.ts'

function clause(text: string): { doc: Y.Doc; updates: Uint8Array[] } {
	const doc = createDocument()
	seed(doc, [{ id: 'aaaaaaaa', type: 'paragraph', content: [{ text }] }])
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	return { doc, updates }
}

test('words come in the order of the text, not of typing', () => {
	const { doc, updates } = clause('The parties shall consult.')
	const text = doc.getText('text')
	text.insert(text.length - 1, ' within a day')
	text.insert(5, 'two ')
	expect(wordsOf(doc, updates)).toBe('two  …  within a day')
})

test('words typed one letter at a time are one passage', () => {
	const { doc, updates } = clause('ab')
	const word = 'свобода'
	for (let i = 0; i < word.length; i++) doc.getText('text').insert(2 + i, word.charAt(i))
	expect(wordsOf(doc, updates)).toBe('свобода')
})

test('what was deleted again is no word of it, and a new paragraph is a line', () => {
	const { doc, updates } = clause('ab')
	const text = doc.getText('text')
	text.insert(3, 'one two')
	text.insertEmbed(10, { block: 'bbbbbbbb' })
	text.insert(11, 'three')
	text.delete(3, 4)
	expect(wordsOf(doc, updates)).toBe('two\nthree')
})

test('an edit that only deletes has no words', () => {
	const { doc, updates } = clause('abc')
	doc.getText('text').delete(1, 2)
	expect(wordsOf(doc, updates)).toBe('')
})

test('[O14] words that the clause could not take are said all the same', () => {
	const { doc: page, updates: typed } = clause('ab')
	page.getText('text').insert(3, 'one')
	page.getText('text').insert(6, ' two')
	const { doc } = clause('ab')
	expect(wordsOf(doc, typed)).toBe('one two')
})
