import { createDocument, textOf } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import * as z from 'zod/mini'
import { type PlaceSelection } from '../../editor/clauseEditor.ts'
import { pastedWords, selectedPassage, selectedWords } from './ownWords.ts'

function place(doc: Y.Doc, index: number): PlaceSelection['anchor'] {
	const relative = Y.createRelativePositionFromTypeIndex(textOf(doc), index, -1)
	return z.record(z.string(), z.unknown()).parse(Y.relativePositionToJSON(relative))
}

test('[Z3] all that is selected is asked about, and of it one’s own words are chosen', () => {
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
	expect(selectedPassage(doc, { anchor, head })).toEqual([
		{ client: 7, from: 2, to: 8 },
		{ client: 9, from: 0, to: 7 },
	])
	expect(selectedPassage(doc, { anchor, head: anchor })).toBeNull()
	const own = {
		passage: [{ client: 7, from: 2, to: 8 }],
		...{ excerpt: 'ne all', characters: 6, visible: 6 },
	}
	const words = { ...own, clause: 'cl_1', author: null }
	const found = {
		words,
		foreign: 7,
		along: [],
		isAlongCut: false,
		copies: [],
		isCut: false,
		isSearched: true,
	}
	expect(selectedWords(found)).toEqual({ ...own, kind: 'selected', at: null, foreign: 7 })
	expect(selectedWords({ ...found, words: null })).toBeNull()
})

test('[Z3] what was pasted is chosen as it was listed', () => {
	const passage = [{ client: 7, from: 0, to: 30 }]
	const listed = { passage, at: 5, characters: 30, visible: 0, excerpt: 'words' }
	expect(pastedWords(listed)).toEqual({ ...listed, kind: 'pasted', foreign: 0 })
})
