import { addMs, ParleyError } from '@parley/domain'
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

/** Watches how often a storage is cleared that refuses the first `refusals` times, and takes so long each time. */
async function open(refusals = 0, takesMs = 0): Promise<{ count: number }> {
	place = await openTestRoom()
	const cleared = { count: 0 }
	let left = refusals
	const storage = {
		...place.storage,
		scrub: async () => {
			if (left-- > 0) throw new ParleyError('storage-failed', 'others read')
			cleared.count++
			place.clock.step(takesMs)
			await place.storage.scrub()
		},
	}
	const { clock, rooms } = place
	task = startScrubbing({ storage, clock, rooms, log: pino({ level: 'silent' }) })
	return cleared
}

async function withholdWords(client = 11): Promise<void> {
	const editor = await TestEditor.open(place, 0, client)
	await editor.say('SECRET')
	const clause = place.clauses.find(({ id }) => place.document.endsWith(id))
	if (clause === undefined) throw new Error('the clause that is written in')
	await place.room.withhold({
		clause: clause.id,
		passage: [{ client, from: 0, to: 6 }],
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

test('[S46] a deadline that is always a few minutes ahead does not put it off for ever', async () => {
	const cleared = await open()
	const deadlineIn = async (ms: number): Promise<void> => {
		const secretariat = place.seats[3]
		if (secretariat === undefined) throw new Error('a secretariat')
		const act = {
			kind: 'deadline-moved',
			deadline: { at: addMs(place.clock.now(), ms), zone: 'Europe/London' },
			reason: '',
		} as const
		await place.room.record({ act, seat: secretariat.id, receivedAt: place.clock.now() })
	}
	await deadlineIn(9 * 60_000)
	const before = place.clock.pending
	await withholdWords()
	await expect.poll(() => place.clock.pending).toBeGreaterThan(before)
	for (let minute = 0; minute < 11; minute++) {
		await deadlineIn(9 * 60_000)
		place.clock.step(60_000)
		expect(cleared.count).toBe(0)
	}
	await deadlineIn(9 * 60_000)
	place.clock.step(60_000)
	await expect.poll(() => cleared.count).toBe(1)
})

test('[S45] what is withheld right after files were cleared is cleared at one go with all that came meanwhile', async () => {
	const cleared = await open()
	await withholdWords()
	await expect.poll(() => cleared.count).toBe(1)
	const before = place.clock.pending
	for (const client of [12, 13, 14, 15]) await withholdWords(client)
	await expect.poll(() => place.clock.pending).toBe(before + 1)
	place.clock.step(4_999)
	await new Promise(setImmediate)
	expect(cleared.count).toBe(1)
	place.clock.step(1)
	await expect.poll(() => cleared.count).toBe(2)
	expect(place.clock.pending).toBe(before)
	place.clock.step(60_000)
	await withholdWords(16)
	await expect.poll(() => cleared.count).toBe(3)
})

test('[S45] where clearing takes long it is done the more seldom', async () => {
	const cleared = await open(0, 1_000)
	await withholdWords()
	await expect.poll(() => cleared.count).toBe(1)
	const before = place.clock.pending
	await withholdWords(12)
	await expect.poll(() => place.clock.pending).toBe(before + 1)
	place.clock.step(19_999)
	await new Promise(setImmediate)
	expect(cleared.count).toBe(1)
	place.clock.step(1)
	await expect.poll(() => cleared.count).toBe(2)
})
