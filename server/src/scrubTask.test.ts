import { ParleyError } from '@parley/domain'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { HOUR_MS, openTestRoom, TestEditor, type TestRoom } from './negotiation/testRoom.ts'
import { startScrubbing } from './scrubTask.ts'

let place: TestRoom
let task: { close(): Promise<void> }
afterEach(async () => {
	await task.close()
	await place.rooms.close()
})

/** Watches how often a storage is cleared that refuses the first `refusals` times. */
async function open(refusals = 0): Promise<{ count: number }> {
	place = await openTestRoom()
	const cleared = { count: 0 }
	let left = refusals
	const storage = {
		...place.storage,
		scrub: async () => {
			if (left-- > 0) throw new ParleyError('storage-failed', 'others read')
			cleared.count++
			await place.storage.scrub()
		},
	}
	const { clock, rooms } = place
	task = startScrubbing({ storage, clock, rooms, log: pino({ level: 'silent' }) })
	return cleared
}

async function withholdWords(): Promise<void> {
	const editor = await TestEditor.open(place, 0, 11)
	await editor.say('SECRET')
	const clause = place.clauses.find(({ id }) => place.document.endsWith(id))
	if (clause === undefined) throw new Error('the clause that is written in')
	await place.room.withhold({
		clause: clause.id,
		passage: [{ client: 11, from: 0, to: 6 }],
		...{ author: editor.seat.id, seat: editor.seat, reason: '' },
		receivedAt: place.clock.now(),
	})
}

test('[S42] files are cleared as soon as words are withheld, and not for other edits', async () => {
	const cleared = await open()
	const editor = await TestEditor.open(place, 1, 22)
	await editor.say('harmless')
	await withholdWords()
	await expect.poll(() => cleared.count).toBe(1)
})

test('[S43] where others are in the way it is tried again', async () => {
	const cleared = await open(2)
	await withholdWords()
	await expect.poll(() => place.clock.pending).toBeGreaterThan(1)
	expect(cleared.count).toBe(0)
	await expect
		.poll(() => {
			place.clock.step(10_000)
			return cleared.count
		})
		.toBe(1)
})

test('[S43] nothing is cleared within ten minutes before a freeze', async () => {
	const cleared = await open()
	place.clock.step(HOUR_MS - 5 * 60_000)
	const before = place.clock.pending
	await withholdWords()
	await expect.poll(() => place.clock.pending).toBeGreaterThan(before)
	expect(cleared.count).toBe(0)
	place.clock.step(5 * 60_000)
	await expect.poll(() => cleared.count).toBe(1)
})
