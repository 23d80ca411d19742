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
