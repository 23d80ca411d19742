import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { doc, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { describeEdit, isVisible, type EditDescription } from './judge.ts'
import { propertiesOf, textOf } from './wire.ts'

/** What another client's change does to a clause of two paragraphs, in which `[shall]` is bracketed. */
function describe(change: (clause: Y.Doc) => void): EditDescription {
	const base = createDocument({ gc: false })
	base.clientID = 11
	seed(base, doc(p('The Parties [shall] withdraw.'), p('Second.')))
	textOf(base).format(13, 7, { 'bracket:abcdefgh': true })
	const [scratch, other] = [createDocument({ gc: false }), createDocument()]
	for (const copy of [scratch, other]) Y.applyUpdate(copy, Y.encodeStateAsUpdate(base))
	other.clientID = 22
	const updates: Uint8Array[] = []
	other.on('update', (update: Uint8Array) => updates.push(update))
	other.transact(() => {
		change(other)
	})
	return describeEdit(scratch, Y.mergeUpdates(updates))
}

const nothing = {
	inserted: [],
	deleted: [],
	formats: [],
	split: [],
	joined: [],
	properties: [],
	vanished: [],
}

test('[T30] an edit is described by what it puts in, takes out and formats', () => {
	const typed = describe((it) => {
		textOf(it).insert(5, 'two ', {})
	})
	expect(typed).toEqual({ ...nothing, inserted: [{ text: 'two ', marks: [] }] })
	const half = describe((it) => {
		textOf(it).delete(13, 3)
	})
	expect(half).toEqual({
		...nothing,
		deleted: [{ text: '[sh', marks: ['bracket:abcdefgh'], client: 11 }],
	})
	const strong = describe((it) => {
		textOf(it).format(1, 3, { strong: true })
	})
	expect(strong).toEqual({ ...nothing, formats: [{ text: 'The', change: { strong: true } }] })
})

test('[T31] a mark that is nowhere any more has vanished, whether it was ended or its words deleted', () => {
	const ended = describe((it) => {
		textOf(it).format(13, 7, { 'bracket:abcdefgh': null })
	})
	expect(ended.vanished).toEqual(['bracket:abcdefgh'])
	expect(ended.formats).toEqual([{ text: '[shall]', change: { 'bracket:abcdefgh': null } }])
	expect(
		describe((it) => {
			textOf(it).delete(13, 7)
		}).vanished
	).toEqual(['bracket:abcdefgh'])
	expect(
		describe((it) => {
			textOf(it).delete(13, 6)
		}).vanished
	).toEqual([])
})

test('[T32] splits, joins and properties are told apart from text', () => {
	const split = describe((it) => {
		textOf(it).insertEmbed(5, { block: 'newblock1' }, {})
	})
	expect(split).toEqual({ ...nothing, split: ['newblock1'] })
	const join = describe((it) => {
		textOf(it).delete(30, 1)
	})
	expect(join).toEqual({ ...nothing, joined: ['seed00002'] })
	const list = describe((it) => {
		propertiesOf(it).set('seed00002:in', [['bullet_list', 'bl.seed00002']])
	})
	expect(list).toEqual({ ...nothing, properties: ['seed00002:in'] })
})

test('[T33] an edit that changes nothing that is seen is not visible', () => {
	expect(
		isVisible(
			describe((it) => {
				textOf(it).insert(3, 'x', {})
				textOf(it).delete(3, 1)
			})
		)
	).toBe(false)
	expect(
		isVisible(
			describe((it) => {
				textOf(it).insert(3, 'x', {})
			})
		)
	).toBe(true)
	const tidied = describe((it) => {
		textOf(it).format(13, 7, { 'bracket:abcdefgh': true })
	})
	expect(isVisible(tidied)).toBe(false)
})
