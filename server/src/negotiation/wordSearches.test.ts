import { type ClauseId, type SeatId, type WithheldRange } from '@parley/domain'
import { clauseDocument, parseDocumentName } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type Occurrences } from './room.ts'
import { openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

const SECRET = 'SECRET mandate of the capital'

let place: TestRoom
afterEach(async () => {
	await place.rooms.close()
})

function firstClause(): ClauseId {
	const address = parseDocumentName(place.document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	return address.clause
}

function otherClause(): ClauseId {
	const other = place.clauses.find(({ id }) => id !== firstClause())
	if (other === undefined) throw new RangeError('another clause')
	return other.id
}

/** Has the seat of `editor` paste words at the beginning of the other clause. */
async function pasteElsewhere(editor: TestEditor, client: number, words: string): Promise<void> {
	const doc = createDocument()
	doc.clientID = client
	doc.getText('text').insert(0, words)
	const document = clauseDocument(place.negotiation.id, 1, otherClause())
	const bytes = Y.encodeStateAsUpdate(doc)
	expect((await place.room.offer(editor.offer(bytes, { document }))).kind).toBe('accepted')
}

/** Has somebody delete the last `length` units and undo that. */
async function bringBack(editor: TestEditor, length: number): Promise<void> {
	await editor.pull()
	const made: Uint8Array[] = []
	const text = editor.doc.getText('text')
	const undo = new Y.UndoManager(text)
	const keep = (update: Uint8Array) => made.push(update)
	editor.doc.on('update', keep)
	text.delete(text.length - length, length)
	undo.undo()
	editor.doc.off('update', keep)
	for (const update of made) await place.room.offer(editor.offer(update))
}

/** Where words of a seat in the first clause stand or stood. */
function find(
	passage: readonly WithheldRange[],
	author: SeatId,
	extent = { copies: true }
): Promise<Occurrences> {
	return place.room.occurrences(firstClause(), passage, author, extent)
}

test('[L16] words are found where others brought them back, and copied in every clause, by whose they are', async () => {
	place = await openTestRoom()
	const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
	await one.say(SECRET)
	await bringBack(other, SECRET.length)
	await pasteElsewhere(one, 12, `Own copy: ${SECRET}`)
	await pasteElsewhere(other, 23, `${SECRET.slice(0, 25)} as France heard`)
	const passage = [{ client: 11, from: 0, to: SECRET.length }]
	const found = await find(passage, one.seat.id)
	expect(found.words).toMatchObject({ words: SECRET, visible: 0, author: one.seat.id })
	expect([found.foreign, found.isCut]).toEqual([0, false])
	expect(found.along).toMatchObject([
		{ clause: firstClause(), words: SECRET, visible: SECRET.length, author: one.seat.id },
	])
	expect(found.copies).toMatchObject([
		{ clause: otherClause(), words: SECRET, author: one.seat.id, visible: SECRET.length },
		{ clause: otherClause(), words: SECRET.slice(0, 25), author: other.seat.id, visible: 25 },
	])
	// What is named there can be withheld as it is.
	for (const { clause, passage, author } of found.copies) {
		const seat = place.seats.find(({ id }) => id === author)
		if (seat === undefined) throw new Error('a seat')
		const asked = { clause, passage, author: seat.id, seat, reason: '' }
		const done = await place.room.withhold({ ...asked, receivedAt: place.clock.now() })
		expect(done.kind).toBe('withheld')
	}
	const again = await find(passage, one.seat.id)
	expect(again.copies).toEqual([])
	const text = await place.room.readClause(otherClause())
	expect(JSON.stringify(text?.blocks)).toContain('Own copy:  as France heard')
})

test('[L16] of what is asked about only the words of that author count, by whomever they were put there', async () => {
	place = await openTestRoom()
	const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
	await one.say('Words of one ')
	await other.pull()
	await other.say('and of another')
	await bringBack(one, 27)
	const clocks = Y.getState(one.doc.store, 11)
	const passage = [{ client: 11, from: 0, to: clocks }]
	const ofOne = await find(passage, one.seat.id)
	// Deleted once and standing once, with the other's words in what was brought back.
	expect(ofOne.words).toMatchObject({ visible: 13, author: one.seat.id })
	expect(ofOne.words?.words).toBe('Words of one Words of one ')
	expect(ofOne.foreign).toBe(14)
	const ofOther = await find(passage, other.seat.id)
	expect(ofOther.words).toMatchObject({ words: 'and of another', visible: 14 })
	const nobody = await find([{ client: 5, from: 0, to: 3 }], one.seat.id)
	expect(nobody).toMatchObject({ words: null, foreign: 0, along: [], copies: [], isCut: false })
})

test('[L16] a hundred copies are named, and that there are more', async () => {
	place = await openTestRoom()
	const one = await TestEditor.open(place, 0, 11)
	await one.say(SECRET)
	await pasteElsewhere(one, 12, `${SECRET}. `.repeat(130))
	const passage = [{ client: 11, from: 0, to: SECRET.length }]
	const found = await find(passage, one.seat.id)
	expect([found.copies.length, found.isCut]).toEqual([100, true])
})

test('[L16] a hundred places that go along are named, those that stand first, and that there are more', async () => {
	place = await openTestRoom()
	const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
	const length = 240
	await one.say('secret'.repeat(length / 6))
	// Every other character, so that each of them is a place of its own where it is brought back.
	const passage = Array.from({ length: length / 2 }, (_, i) => {
		return { client: 11, from: 2 * i, to: 2 * i + 1 }
	})
	expect(await find(passage, one.seat.id)).toMatchObject({ along: [], isAlongCut: false })
	await bringBack(other, length)
	await bringBack(other, length)
	// Twice as many: half of them were deleted again.
	const found = await find(passage, one.seat.id)
	expect([found.along.length, found.isAlongCut]).toEqual([100, true])
	expect(found.along.map(({ visible }) => visible)).toEqual(Array.from({ length: 100 }, () => 1))
	const few = await find(passage.slice(0, 30), one.seat.id)
	expect(few.along.map(({ visible }) => visible)).toEqual(
		Array.from({ length: 60 }, (_, i) => (i < 30 ? 1 : 0))
	)
	expect(few.isAlongCut).toBe(false)
})

test('[L16] no copies are looked for where none are asked for', async () => {
	place = await openTestRoom()
	const one = await TestEditor.open(place, 0, 11)
	await one.say(SECRET)
	await pasteElsewhere(one, 12, `Own copy: ${SECRET}`)
	const passage = [{ client: 11, from: 0, to: SECRET.length }]
	const hurried = await find(passage, one.seat.id, { copies: false })
	expect(hurried).toMatchObject({ words: { words: SECRET }, copies: [], isSearched: false })
	const whole = await find(passage, one.seat.id)
	expect([whole.copies.length, whole.isSearched]).toEqual([1, true])
})

test('[L12] what one moved or brought back of others is no insertion of one’s own', async () => {
	place = await openTestRoom()
	const [one, other] = [await TestEditor.open(place, 0, 11), await TestEditor.open(place, 1, 22)]
	await one.say(SECRET)
	await bringBack(other, SECRET.length)
	const wordsOf = async (editor: TestEditor): Promise<readonly string[]> => {
		const { insertions } = await place.room.insertions(firstClause(), editor.seat.id)
		return insertions.map(({ words }) => words)
	}
	expect(await wordsOf(other)).toEqual([])
	expect(await wordsOf(one)).toEqual([SECRET])
})
