import { parseSuggestionId } from '@parley/domain'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bracketKey } from './bracketKey.ts'
import { createDocument, seed } from './document.ts'
import { parleySchema } from './schema.ts'
import { suggestionDigests, type SaidOfSuggestion } from './suggestionDigests.ts'
import { suggestionKey, type SuggestionFamily } from './suggestionKey.ts'
import { buildDoc } from './tree.ts'
import { propertiesOf, textOf } from './wire.ts'

const MINE = 'mine00000001'
const THEIRS = 'theirs000001'
const said: SaidOfSuggestion = { reason: '', counters: null }

const mark = (family: SuggestionFamily, id = MINE) => ({ [suggestionKey(family, id)]: true })

/** "Parties shall act." and a second paragraph, with "not " suggested before "act", "shall " to go, and a split before the full stop. */
function suggested(): Y.Doc {
	const doc = createDocument({ gc: false })
	const content = [{ text: 'Parties shall act.' }]
	const blocks = [
		{ id: 'block000', type: 'paragraph', content },
		{ id: 'block001', type: 'paragraph', content: [{ text: 'Second.' }] },
	]
	seed(doc, buildDoc(parleySchema, blocks))
	doc.clientID = 21
	const text = textOf(doc)
	text.insert(15, 'not ', mark('ins'))
	text.format(9, 6, mark('del'))
	text.format(19, 3, mark('setStrong'))
	text.insertEmbed(22, { block: 'blockNEW' }, mark('ins'))
	return doc
}

const digestOf = (doc: Y.Doc, of = said, id = MINE) =>
	suggestionDigests(doc, new Map([[id, of]])).get(id)

/** Whether the suggestion is another to its readers once `change` was made by another client. */
function isAnother(change: (text: Y.Text, doc: Y.Doc) => void): boolean {
	const doc = suggested()
	const before = digestOf(doc)
	doc.clientID = 33
	doc.transact(() => {
		change(textOf(doc), doc)
	})
	return digestOf(doc) !== before
}

test('[T84] each change of what a suggestion does gives another digest', () => {
	const changes: Record<string, (text: Y.Text, doc: Y.Doc) => void> = {
		'more words': (text) => {
			text.insert(17, 'x', mark('ins'))
		},
		'fewer words': (text) => {
			text.delete(15, 4)
		},
		'the same words, elsewhere': (text) => {
			text.delete(15, 4)
			text.insert(1, 'not ', mark('ins'))
		},
		'the same words, anew': (text) => {
			text.delete(15, 4)
			text.insert(15, 'not ', mark('ins'))
		},
		'more to go': (text) => {
			text.format(1, 7, mark('del'))
		},
		'less to go': (text) => {
			text.format(9, 2, { [suggestionKey('del', MINE)]: null })
		},
		'words beside those that go, which go along': (text) => {
			text.insert(11, 'x', mark('del'))
		},
		'some of them gone': (text) => {
			text.delete(9, 2)
		},
		'formatted otherwise': (text) => {
			text.format(19, 3, mark('setEm'))
		},
		'formatted no more': (text) => {
			text.format(19, 3, { [suggestionKey('setStrong', MINE)]: null })
		},
		'words that come in emphasised': (text) => {
			text.format(15, 2, { em: true })
		},
		'a link on them': (text) => {
			text.format(15, 3, { link: { href: 'https://example.org/' } })
		},
		'another block': (_text, doc) => propertiesOf(doc).set('blockNEW:type', 'heading'),
		'a block elsewhere': (_text, doc) =>
			propertiesOf(doc).set('blockNEW:in', [['bullet_list', 'l.block000']]),
	}
	for (const [name, change] of Object.entries(changes)) expect(isAnother(change), name).toBe(true)
})

test('[T84] nothing beside it does, nor do suggestions and brackets of others on its words', () => {
	const changes: Record<string, (text: Y.Text, doc: Y.Doc) => void> = {
		'words beside': (text) => {
			text.insert(1, 'All ', {})
		},
		'words beside gone': (text) => {
			text.delete(1, 3)
		},
		'a block beside': (_text, doc) => propertiesOf(doc).set('block001:type', 'heading'),
		'others who would have them go': (text) => {
			text.format(12, 6, mark('del', THEIRS))
		},
		'others who suggest between': (text) => {
			text.insert(17, 'x', mark('ins', THEIRS))
		},
		'a bracket around': (text) => {
			text.format(10, 8, { [bracketKey('brack0000001')]: true })
		},
	}
	for (const [name, change] of Object.entries(changes)) expect(isAnother(change), name).toBe(false)
})

test('[T84] what its author said counts, and what others are does not', () => {
	const doc = suggested()
	const counters = parseSuggestionId(THEIRS)
	const all = [said, { ...said, reason: 'Why' }, { ...said, counters }].map((of) =>
		digestOf(doc, of)
	)
	expect(new Set(all).size).toBe(3)
	expect(all[0]).toMatch(/^[0-9a-f]{64}$/)
	// none has marks of that one
	expect(digestOf(doc, said, THEIRS)).toBe(digestOf(createDocument({ gc: false }), said, MINE))
})

test('[T84] documents with the same text give the same, however their units came to be one', () => {
	const doc = suggested()
	textOf(doc).insert(16, 'xyz', mark('ins'))
	textOf(doc).delete(17, 1)
	const other = createDocument({ gc: false })
	Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
	const collected = createDocument()
	Y.applyUpdate(collected, Y.mergeUpdates([Y.encodeStateAsUpdate(doc)]))
	expect(digestOf(other)).toBe(digestOf(doc))
	expect(digestOf(collected)).toBe(digestOf(doc))
	// taking a mark of others back leaves the words in more items than they were
	textOf(doc).format(16, 1, mark('del', THEIRS))
	textOf(doc).format(16, 1, { [suggestionKey('del', THEIRS)]: null })
	expect(digestOf(doc)).toBe(digestOf(other))
})
