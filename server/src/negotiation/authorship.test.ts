import { parseDocumentName } from '@parley/protocol'
import { afterEach, expect, test } from 'vitest'
import { type EntryRange, type Storage } from '../storage/ports.ts'
import { openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

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
