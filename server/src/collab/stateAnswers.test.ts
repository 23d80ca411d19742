import { Document } from '@hocuspocus/server'
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { StateAnswers } from './stateAnswers.ts'

const NOTHING = Uint8Array.of(0)

/** The step that a message of the document `d` is, and what it carries. */
function read(message: Uint8Array) {
	const decoder = createDecoder(message)
	expect(readVarString(decoder)).toBe('d')
	expect(readVarUint(decoder)).toBe(0)
	return { step: readVarUint(decoder), bytes: readVarUint8Array(decoder) }
}

function textOf(...updates: readonly Uint8Array[]): string {
	const doc = new Y.Doc()
	for (const update of updates) Y.applyUpdate(doc, update)
	return doc.getText('text').toJSON()
}

test('[C36] who has nothing is sent the same bytes as everybody, until the text changes', () => {
	const document = new Document('d')
	const answers = new StateAnswers()
	document.getText('text').insert(0, 'one ')
	const whole = answers.answer(document, NOTHING)
	const question = answers.question(document)
	expect(answers.answer(document, NOTHING)).toBe(whole)
	expect(answers.question(document)).toBe(question)
	document.getText('text').insert(4, 'two')
	const { step, bytes } = read(answers.answer(document, NOTHING))
	expect(step).toBe(1)
	expect(textOf(bytes)).toBe('one two')
	expect(read(answers.question(document))).toEqual({
		step: 0,
		bytes: Y.encodeStateVector(document),
	})
})

test('[C36] who has something is sent what is missing', () => {
	const document = new Document('d')
	const answers = new StateAnswers()
	document.getText('text').insert(0, 'one ')
	const had = Y.encodeStateAsUpdate(document)
	const stateVector = Y.encodeStateVector(document)
	document.getText('text').insert(4, 'two')
	const { bytes } = read(answers.answer(document, stateVector))
	expect(textOf(bytes)).toBe('')
	expect(textOf(had, bytes)).toBe('one two')
})

test('[C37] what a document is filled with is what everybody is sent who has nothing of it', () => {
	const document = new Document('d')
	const answers = new StateAnswers()
	const [sent] = answers.beforeFilling(document, stateOf('one'), [])
	expect(answers.isAsFilled(document)).toBe(false)
	Y.applyUpdate(document, stateOf('one'))
	expect(answers.isAsFilled(document)).toBe(true)
	expect(answers.answer(document, NOTHING)).toBe(sent)
	document.getText('text').insert(3, ' two')
	expect(answers.isAsFilled(document)).toBe(false)
	expect(textOf(read(answers.answer(document, NOTHING)).bytes)).toBe('one two')
})

test('[C37] what follows a state is sent before it, and is in what others are sent', () => {
	const document = new Document('d')
	const answers = new StateAnswers()
	const state = stateOf('one')
	const since = [' two', ' three'].map((words, index) => continued(state, 3, words, index + 2))
	const sent = answers.beforeFilling(document, state, since).map((message) => read(message))
	expect(sent.map(({ step }) => step)).toEqual([2, 1])
	document.transact(() => {
		for (const update of [state, ...since]) Y.applyUpdate(document, update)
	})
	expect(answers.isAsFilled(document)).toBe(true)
	const whole = textOf(read(answers.answer(document, NOTHING)).bytes)
	expect(textOf(...sent.map(({ bytes }) => bytes))).toBe(whole)
	expect(whole).toContain('two')
})

/** A document that says `words`, as one update. */
function stateOf(words: string): Uint8Array {
	const doc = new Y.Doc()
	doc.clientID = 1
	doc.getText('text').insert(0, words)
	return Y.encodeStateAsUpdate(doc)
}

/** The update by which `client` says `words` at `index` of a document with `state`. */
function continued(state: Uint8Array, index: number, words: string, client: number): Uint8Array {
	const doc = new Y.Doc()
	Y.applyUpdate(doc, state)
	doc.clientID = client
	const before = Y.encodeStateVector(doc)
	doc.getText('text').insert(index, words)
	return Y.encodeStateAsUpdate(doc, before)
}
