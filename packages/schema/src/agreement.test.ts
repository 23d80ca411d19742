import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { isAgreed, isPlain } from './agreement.ts'
import { createDocument } from './document.ts'
import { readUpdate } from './readUpdate.ts'
import { textOf } from './wire.ts'

/** A document in which client 1 has written `words`. */
function written(words: string): Y.Doc {
	const doc = createDocument({ gc: false })
	doc.clientID = 1
	textOf(doc).insert(0, words)
	return doc
}

/** What `change` makes of a copy of `doc`, under `client`. */
function updateBy(client: number, doc: Y.Doc, change: (copy: Y.Doc) => void): Uint8Array {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	copy.clientID = client
	const before = Y.encodeStateVector(copy)
	change(copy)
	return Y.encodeStateAsUpdate(copy, before)
}

function agreed(doc: Y.Doc, bytes: Uint8Array): boolean {
	const edit = readUpdate(bytes)
	if (!edit.ok) throw new Error(edit.reason)
	return isAgreed(edit, bytes, doc)
}

test('[T46] what editors write has one order: alone, at one place at once, undone and done again', () => {
	const doc = written('The parties agree.')
	const [one, other] = [2, 3].map((client) =>
		updateBy(client, doc, (copy) => {
			textOf(copy).insert(4, `${client} `)
			const undo = new Y.UndoManager(textOf(copy))
			textOf(copy).delete(0, 9)
			undo.undo()
			undo.redo()
			undo.undo()
			textOf(copy).format(2, 6, { strong: true })
		})
	)
	if (one === undefined || other === undefined) throw new RangeError('two were asked for')
	expect(agreed(doc, one)).toBe(true)
	Y.applyUpdate(doc, one)
	expect(agreed(doc, other)).toBe(true)
})

test('[T46] a struct between units that its author cannot have seen side by side is found', () => {
	const doc = createDocument({ gc: false })
	doc.clientID = 5
	textOf(doc).insert(0, 'abc')
	// Behind unit 0 and before unit 2 of client 5, who wrote unit 1 between them before.
	expect(agreed(doc, Uint8Array.of(1, 1, 3, 0, 0xc4, 5, 0, 5, 2, 1, 122, 0))).toBe(false)
	// Behind unit 0 and before nothing: whoever has seen unit 0 alone would say so.
	expect(agreed(doc, Uint8Array.of(1, 1, 3, 0, 0x84, 5, 0, 1, 122, 0))).toBe(true)
})

test('[T46] a struct behind the unit that it also stands before, which would stand elsewhere for whoever comes later, is found', () => {
	const doc = createDocument({ gc: false })
	doc.clientID = 5
	textOf(doc).insert(0, 'ab')
	// Client 3 puts "z" behind unit 1 of client 5 and before it.
	expect(agreed(doc, Uint8Array.of(1, 1, 3, 0, 0xc4, 5, 1, 5, 1, 1, 122, 0))).toBe(false)
	expect(agreed(doc, Uint8Array.of(1, 1, 3, 0, 0x84, 5, 1, 1, 122, 0))).toBe(true)
})

/** Whether no copy is needed to tell. */
function plain(doc: Y.Doc, bytes: Uint8Array): boolean {
	const edit = readUpdate(bytes)
	if (!edit.ok) throw new Error(edit.reason)
	return isPlain(edit, doc)
}

test('[T46] of a struct that is known in part, the rest is not where it says: a copy has to tell', () => {
	const doc = written('LR')
	const mine = updateBy(9, doc, (copy) => {
		textOf(copy).insert(2, 'X')
	})
	expect(plain(doc, mine)).toBe(true)
	Y.applyUpdate(doc, mine)
	expect(plain(doc, mine)).toBe(true)
	// Client 9 says that its "X" was the beginning of "Xy" between L and R; what is new of it comes to stand behind X.
	expect(plain(doc, Uint8Array.of(1, 1, 9, 0, 0xc4, 1, 0, 1, 1, 2, 88, 121, 0))).toBe(false)
	expect(plain(doc, Uint8Array.of(1, 1, 8, 0, 0xc4, 1, 0, 1, 1, 2, 88, 121, 0))).toBe(true)
})

test('[T46] the first value of a property needs no copy; two first ones at once do', () => {
	const doc = written('A heading')
	const [one, other] = [2, 3].map((client) =>
		updateBy(client, doc, (copy) => {
			copy.getMap('blocks').set('block00001:type', 'heading')
		})
	)
	if (one === undefined || other === undefined) throw new RangeError('two were asked for')
	expect(plain(doc, one)).toBe(true)
	expect(plain(doc, Y.mergeUpdates([one, other]))).toBe(false)
	Y.applyUpdate(doc, one)
	expect(plain(doc, other)).toBe(false)
	expect(agreed(doc, other)).toBe(true)
})
