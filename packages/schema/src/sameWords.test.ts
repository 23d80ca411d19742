import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { doc, p } from './builders.ts'
import { createDocument, seed } from './document.ts'
import { findWords, soughtWords } from './sameWords.ts'
import { readPassage } from './withheldPassage.ts'
import { atOnce } from './steps.ts'
import { textOf } from './wire.ts'
import { toPassage, withholdFromDocument } from './withhold.ts'
import { withholdFromUpdate } from './withholdFromUpdate.ts'

const SECRET = 'the mandate of the capital is eighteen months'

function clause(clientID: number): Y.Doc {
	const made = createDocument({ gc: false })
	made.clientID = clientID
	return made
}

/** The words that are found, as they were written. */
function found(made: Y.Doc, words: readonly string[], most = 50): readonly string[] {
	return atOnce(findWords(made, words, most)).map(
		(range) => readPassage(made, toPassage([range])).words
	)
}

test('[T57] a copy is found whole or in part, deleted or not, and whatever was typed into it', () => {
	const made = clause(7)
	const text = textOf(made)
	text.insert(0, `Before ${SECRET} after. `)
	made.clientID = 8
	text.insert(0, `${SECRET.slice(4, 30)} and more. `)
	made.clientID = 9
	text.insert(0, SECRET)
	text.insert(10, '(typed into it)')
	text.format(3, 8, { strong: true })
	text.delete(0, text.length)
	expect(found(made, [SECRET])).toEqual([SECRET, SECRET.slice(4, 30), SECRET])
	expect(found(made, [SECRET], 2)).toHaveLength(2)
	expect(found(made, ['another mandate of another capital'])).toEqual([])
	expect(found(made, [])).toEqual([])
})

test('[T57] a copy of several paragraphs is one place', () => {
	const made = clause(7)
	seed(made, doc(p('First SECRET paragraph'), p('second SECRET one')))
	const passage = toPassage([{ client: 7, from: 0, to: Y.getState(made.store, 7) }])
	const sought = atOnce(soughtWords(made, passage))
	const other = clause(11)
	seed(other, doc(p('Before.'), p('First SECRET paragraph'), p('second SECRET one'), p('After.')))
	expect(found(other, sought)).toEqual(['First SECRET paragraph\nsecond SECRET one'])
})

test('[T57] words that were typed out of order are looked for as they stand, too', () => {
	const made = clause(7)
	const text = textOf(made)
	text.insert(0, 'eighteen months')
	text.insert(0, 'mandate: ')
	const sought = atOnce(soughtWords(made, toPassage([{ client: 7, from: 0, to: 24 }])))
	const other = clause(9)
	textOf(other).insert(0, 'Pasted: mandate: eighteen months')
	expect(found(other, sought)).toEqual(['mandate: eighteen months'])
})

test('[T57] short words count as a whole, and single letters not at all', () => {
	const made = clause(7)
	textOf(made).insert(0, 'code 4711-Z')
	const other = clause(9)
	textOf(other).insert(0, 'The code 4711-Z and the code 4711')
	const sought = atOnce(soughtWords(made, toPassage([{ client: 7, from: 0, to: 11 }])))
	expect(found(other, sought)).toEqual(['code 4711-Z'])
	expect(atOnce(soughtWords(made, toPassage([{ client: 7, from: 0, to: 4 }])))).toEqual([])
})

test('[T57] nothing is found where words were withheld, nor across them', () => {
	const made = clause(7)
	textOf(made).insert(0, SECRET)
	withholdFromDocument(made, toPassage([{ client: 7, from: 16, to: 27 }]))
	expect(found(made, [SECRET])).toEqual([])
})

test('[T57] texts that repeat themselves are read once', () => {
	const made = clause(7)
	textOf(made).insert(0, 'a'.repeat(300_000))
	const began = performance.now()
	expect(
		atOnce(findWords(made, ['a'.repeat(20_000), `${'a'.repeat(19)}b`.repeat(500)], 1000))
	).toHaveLength(15)
	// Quadratic would be six thousand million comparisons.
	expect(performance.now() - began).toBeLessThan(5_000)
})

test('[T59] of a passage of many ranges only those are looked at that have something to do with an item', () => {
	const made = clause(7)
	const text = textOf(made)
	// Each before the last one: as many items as characters.
	made.transact(() => {
		for (let i = 0; i < 4_000; i++) text.insert(0, String(i % 10))
	})
	const ranges = Array.from({ length: 1000 }, (_, i) => ({ client: 7, from: 4 * i, to: 4 * i + 2 }))
	let looks = 0
	const counted = [...(toPassage(ranges).get(7) ?? [])].map(({ from, to }) => ({
		from,
		get to() {
			looks++
			return to
		},
	}))
	const passage = new Map([[7, counted]])
	atOnce(soughtWords(made, passage))
	expect(withholdFromUpdate(Y.encodeStateAsUpdate(made), passage)).not.toBeNull()
	// A million times for each of the two where all are gone through.
	expect(looks).toBeLessThan(200_000)
	expect(looks).toBeGreaterThan(1000)
})

test('[T59] more rows than a call takes arguments are looked for', () => {
	const made = clause(7)
	textOf(made).insert(0, `Before ${SECRET} after.`)
	const rows = Array.from({ length: 140_000 }, (_, i) => String(i).padEnd(20, '~'))
	expect(found(made, [...rows, SECRET])).toEqual([SECRET])
})
