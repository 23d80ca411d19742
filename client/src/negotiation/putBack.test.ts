import { createDocument, seed } from '@parley/schema'
import { digestOf } from '@parley/snapshot'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type OwnEdit } from './ledger.ts'
import { putBack } from './putBack.ts'

/** A clause on the server, and what somebody typed into a copy of it without a connection. */
function offline(type: (text: Y.Text) => void): { server: Y.Doc; edits: readonly OwnEdit[] } {
	const server = createDocument()
	seed(server, [{ id: 'aaaaaaaa', type: 'paragraph', content: [{ text: 'The text.' }] }])
	const page = copyOf(server)
	const edits: OwnEdit[] = []
	page.on('update', (bytes: Uint8Array) => {
		edits.push({ digest: digestOf(bytes), bytes, madeAt: edits.length })
	})
	type(page.getText('text'))
	return { server, edits }
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument()
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

function sentBy(doc: Y.Doc): Uint8Array[] {
	const sent: Uint8Array[] = []
	doc.on('update', (bytes: Uint8Array) => sent.push(bytes))
	return sent
}

const wordsOf = (doc: Y.Doc): string => doc.getText('text').toJSON()

function typed(words: string) {
	return (text: Y.Text): void => {
		for (const letter of words) text.insert(text.length, letter)
	}
}

test('[O10] what was typed letter by letter goes out as one edit', () => {
	const { server, edits } = offline(typed(' Fifty words, more or less.'))
	const page = copyOf(server)
	const sent = sentBy(page)
	expect(putBack(page, edits, 'restored')).toEqual({ taken: edits, stranded: [] })
	expect(wordsOf(page)).toBe('The text. Fifty words, more or less.')
	expect(sent).toHaveLength(1)
	for (const update of sent) Y.applyUpdate(server, update)
	expect(wordsOf(server)).toBe(wordsOf(page))
})

test('[O10] putting back twice, or what was delivered meanwhile, doubles nothing and sends nothing', () => {
	const { server, edits } = offline(typed(' Once.'))
	for (const { bytes } of edits) Y.applyUpdate(server, bytes)
	const page = copyOf(server)
	const sent = sentBy(page)
	expect(putBack(page, edits, 'restored').taken).toHaveLength(edits.length)
	expect(wordsOf(page)).toBe('The text. Once.')
	expect(sent).toEqual([])
})

test('[O10] a large paste goes out in updates that the server takes', () => {
	const { server, edits } = offline((text) => {
		for (let i = 0; i < 5; i++) text.insert(text.length, String(i).repeat(40 * 1024))
	})
	const page = copyOf(server)
	const sent = sentBy(page)
	putBack(page, edits, 'restored')
	expect(sent).toHaveLength(5)
	expect(Math.max(...sent.map(({ byteLength }) => byteLength))).toBeLessThan(64 * 1024)
	for (const update of sent) Y.applyUpdate(server, update)
	expect(wordsOf(server)).toBe(wordsOf(page))
	expect(wordsOf(server)).toHaveLength('The text.'.length + 5 * 40 * 1024)
})

test('[O14] an edit whose ground is not there is left out, and not slipped in by what comes later', () => {
	const { server, edits } = offline(typed('abc'))
	const [first, second, third] = edits
	if (first === undefined || second === undefined || third === undefined) throw new Error('three')
	const page = copyOf(server)
	expect(putBack(page, [second, third], 'restored')).toEqual({
		taken: [],
		stranded: [second, third],
	})
	const sent = sentBy(page)
	Y.applyUpdate(page, first.bytes, 'server')
	expect(wordsOf(page)).toBe('The text.a')
	expect(putBack(page, [second, third], 'restored').stranded).toEqual([])
	expect(wordsOf(page)).toBe('The text.abc')
	expect(sent).toHaveLength(2)
})
