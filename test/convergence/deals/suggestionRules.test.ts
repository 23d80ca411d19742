import { parseSuggestionId } from '@parley/domain'
import { createDocument, suggestionChanges } from '@parley/schema'
import { openTestRoom } from '@parley/server/src/negotiation/testRoom.ts'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SuggestionRules } from './suggestionRules.ts'
import { markKeysIn, sayingsIn, unitsIn } from './units.ts'

const THEIRS = parseSuggestionId('theirs000001')
const BLOCK = 'block0000001'
const KEY = `setBlock:${THEIRS}`
const headingOf = (block: string) => ({ block, type: 'heading', attrs: { level: 3 } })

/** A paragraph of which Ukraine suggests that it become a heading, while others put "Now: " right behind its marker. */
function textWithSuggestion(): Y.Doc {
	const doc = createDocument({ gc: false })
	const text = doc.getText('text')
	doc.transact(() => {
		text.insertEmbed(0, { block: BLOCK })
		text.insert(1, 'One and two.')
	})
	const typed = editOf(doc, 3, (own) => {
		own.insert(1, 'Now: ')
	})
	doc.clientID = 9_000_000
	text.format(0, 1, { [KEY]: headingOf(BLOCK) })
	Y.applyUpdate(doc, typed)
	return doc
}

function copyOf(doc: Y.Doc): Y.Doc {
	const copy = createDocument({ gc: false })
	Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
	return copy
}

/** The update that `write` makes of a copy of `doc`. */
function editOf(doc: Y.Doc, client: number, write: (text: Y.Text) => void): Uint8Array {
	const copy = copyOf(doc)
	copy.clientID = client
	const before = Y.encodeStateVector(copy)
	copy.transact(() => {
		write(copy.getText('text'))
	})
	return Y.encodeStateAsUpdate(copy, before)
}

/** The characters under the mark. */
function wordsUnder(doc: Y.Doc): string {
	const under = unitsIn(doc).filter(({ marks }) => marks.has(KEY))
	return under.map(({ character }) => character).join('')
}

/** What the referee says of an edit of France, and whether the product finds that it touches what is others'. */
async function judged(
	doc: Y.Doc,
	update: Uint8Array
): Promise<{ readonly said: string; readonly isRefused: boolean }> {
	const { seats, clauses } = await openTestRoom()
	const [ukraine, france] = seats
	const [clause] = clauses
	if (ukraine === undefined || france === undefined || clause === undefined)
		throw new RangeError('two seats and a clause')
	const rules = new SuggestionRules()
	const { delegation } = ukraine
	if (delegation === null) throw new RangeError('an advisor of a delegation')
	rules.decide(
		{ kind: 'suggestion-made', clause: clause.id, suggestion: THEIRS, delegation },
		ukraine
	)
	const then = copyOf(doc)
	Y.applyUpdate(then, update)
	const changes = suggestionChanges(copyOf(doc), update, () => false)
	const isRefused = changes.touchesForeign || changes.saidForOthers.size > 0
	const changed = { before: unitsIn(doc), after: unitsIn(then) }
	try {
		rules.expectSaidByAuthors(sayingsIn(doc), sayingsIn(then), france)
		rules.judgeEdit(changed, france, false, { keys: markKeysIn(doc), back: new Map() })
		return { said: '', isRefused }
	} catch (error) {
		return { said: error instanceof Error ? error.message : String(error), isRefused }
	}
}

test('[Q3] [T94] words may come under what others suggested of a block: it says nothing of them', async () => {
	const doc = textWithSuggestion()
	expect(wordsUnder(doc)).toBe('Now: ')
	// whoever types among words under the mark ends it there and has it go on behind
	const typed = editOf(doc, 4, (text) => {
		text.insert(10, 'or ', {})
		text.insert(3, '-', {})
	})
	// what takes the block out takes the marks along, as an alternative does that is not chosen
	const plain = new Y.Doc({ gc: false })
	Y.applyUpdate(plain, Y.encodeStateAsUpdate(doc))
	plain.getText('text').delete(0, 6)
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(plain))
	expect(markKeysIn(doc)).not.toContain(KEY)
	// nothing ends it any more
	const then = copyOf(doc)
	Y.applyUpdate(then, typed)
	expect(wordsUnder(then)).toBe('One or and two.')
	expect(await judged(doc, typed)).toEqual({ said: '', isRefused: false })
})

test('[Q3] a block is brought under nothing that others suggest of it, nor are words under what others would delete', async () => {
	const [text, bare] = [textWithSuggestion(), createDocument({ gc: false })]
	bare.getText('text').insertEmbed(0, { block: BLOCK })
	const fresh = { block: 'block0000002' }
	const restyled = editOf(text, 4, (own) => {
		own.insertEmbed(8, fresh, { [KEY]: headingOf(fresh.block) })
	})
	expect(await judged(text, restyled)).toMatchObject({
		said: expect.stringContaining('says of a block for others') as string,
		isRefused: true,
	})
	for (const [key, value] of [
		[KEY, headingOf(fresh.block)],
		[`del:${THEIRS}`, true],
	] as const) {
		const brought = editOf(bare, 4, (own) => {
			if (key === KEY) own.insertEmbed(1, fresh, { [key]: value })
			else own.insert(1, 'words', { [key]: value })
		})
		expect((await judged(bare, brought)).isRefused, key).toBe(true)
		expect((await judged(bare, brought)).said, key).not.toBe('')
	}
})

test('[Q3] nobody sets around words what another would then suggest of the block that is brought there', async () => {
	const other = { block: 'block0000002' }
	for (const prepare of [
		(own: Y.Text): void => {
			own.insert(10, 'xy', { [KEY]: headingOf(other.block) })
		},
		(own: Y.Text): void => {
			own.format(10, 2, { [KEY]: headingOf(other.block) })
		},
	]) {
		const doc = textWithSuggestion()
		expect(await judged(doc, editOf(doc, 4, prepare))).toEqual({
			said: `says of a block for others: ${KEY}=${JSON.stringify(headingOf(other.block))}`,
			isRefused: true,
		})
	}
})
