import { parseDocumentName } from '@parley/protocol'
import { withReturnNote, type UnitId } from '@parley/schema'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type EntryRange, type Storage } from '../storage/ports.ts'
import { type RoomEvent } from './room.ts'
import { openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

let place: TestRoom
afterEach(async () => {
	await place.rooms.close()
})

test('[H93] who wrote what is not found out anew for each who asks, however large a clause is', async () => {
	const reads: EntryRange[] = []
	const watch = (storage: Storage): Storage => ({
		...storage,
		log: {
			...storage.log,
			read(id, range) {
				reads.push(range)
				return storage.log.read(id, range)
			},
		},
	})
	place = await openTestRoom({ fault: watch })
	const address = parseDocumentName(place.document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	const editor = await TestEditor.open(place, 0, 11)
	for (let part = 0; part < 4; part++) {
		// Each before the last one: as many structs as characters.
		const made: Uint8Array[] = []
		const keep = (update: Uint8Array): number => made.push(update)
		editor.doc.on('update', keep)
		editor.doc.transact(() => {
			for (let i = 0; i < 16_000; i++) editor.doc.getText('text').insert(1, String(i % 10))
		})
		editor.doc.off('update', keep)
		const [update] = made
		if (update === undefined) throw new Error('typing made no update')
		const answer = await place.room.offer(editor.offer(update, { kind: 'sync' }))
		expect(answer.kind).toBe('accepted')
	}
	await place.room.readAuthorship(address.clause)
	reads.length = 0
	await place.room.readAuthorship(address.clause)
	await place.room.insertions(address.clause, editor.seat.id)
	expect(reads.map(({ after }) => after)).toEqual([place.room.position, place.room.position])
})

test('[T93] whoever says of words that they are another’s, which the log does not bear out, is told of once, and by name', async () => {
	place = await openTestRoom()
	const address = parseDocumentName(place.document)
	if (address.kind !== 'clause') throw new RangeError('the document of a clause')
	const told: RoomEvent[] = []
	place.room.listen((event) => {
		if (event.kind === 'note-disbelieved') told.push(event)
	})
	const editor = await TestEditor.open(place, 0, 11)
	const { first } = await unitsOf(place.room, place.document, 'parties')
	const say = async (words: string, source: UnitId | null) => {
		const unit = { client: 11, clock: Y.getState(editor.doc.store, 11) }
		const typed = editor.typeAt(1, words)
		const runs = source === null ? [] : [{ unit, source, length: words.length }]
		const answer = await place.room.offer(editor.offer(withReturnNote(typed, runs)))
		expect(answer.kind).toBe('accepted')
	}
	await say('honest', null)
	expect(await place.room.readAuthorship(address.clause)).not.toBeNull()
	expect(told).toEqual([])
	await say('parties', first)
	const { position } = place.room
	const found = { position, seat: editor.seat.id, units: 7 }
	await place.room.readAuthorship(address.clause)
	// two of a document are kept: the newer of these goes on to this one, and finds it again
	for (const before of [1, 2])
		await place.room.readAuthorship(address.clause, (position - before) as typeof position)
	await place.room.readAuthorship(address.clause, position)
	expect(told).toEqual([{ kind: 'note-disbelieved', found }])
})
