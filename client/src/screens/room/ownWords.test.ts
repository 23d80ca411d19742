import { createDocument, textOf } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { type PlaceSelection } from '../../editor/clauseEditor.ts'
import { pastedWords, selectedWords } from './ownWords.ts'

function place(doc: Y.Doc, index: number): PlaceSelection['anchor'] {
	const relative = Y.createRelativePositionFromTypeIndex(textOf(doc), index, -1)
	return z.record(z.string(), z.unknown()).parse(Y.relativePositionToJSON(relative))
}

test('[Z3] what is selected is one’s own, without what others wrote between', () => {
	const doc = createDocument()
	doc.clientID = 7
	textOf(doc).insert(0, 'mine all mine')
	const other = createDocument()
	other.clientID = 9
	Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
	textOf(other).insert(5, 'THEIRS ')
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
	expect(textOf(doc).toJSON()).toBe('mine THEIRS all mine')
	const [anchor, head] = [place(doc, 15), place(doc, 2)]
	expect(selectedWords(doc, { anchor, head }, [7, 8])).toEqual({
		kind: 'selected',
		passage: [{ client: 7, from: 2, to: 8 }],
		excerpt: 'ne all',
		characters: 6,
		at: null,
		foreign: 7,
		visible: 6,
	})
	expect(selectedWords(doc, { anchor, head }, [8])).toBeNull()
	expect(selectedWords(doc, { anchor, head: anchor }, [7])).toBeNull()
})

test('[Z3] what was pasted is chosen as it was listed', () => {
	const passage = [{ client: 7, from: 0, to: 30 }]
	const listed = { passage, at: 5, characters: 30, visible: 0, excerpt: 'words' }
	expect(pastedWords(listed)).toEqual({ ...listed, kind: 'pasted', foreign: 0 })
})
