import { addMs, parseLogPosition, type Phase } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { expect, test } from 'vitest'
import { FaultyStorage } from '../negotiation/faultyStorage.ts'
import { type Room } from '../negotiation/room.ts'
import {
	committedText,
	HOUR_MS,
	openTestRoom,
	START,
	TestEditor,
	type TestRoom,
} from '../negotiation/testRoom.ts'

const DEADLINE = addMs(START, HOUR_MS)

type FaultyRoom = TestRoom & { readonly faults: FaultyStorage; readonly told: readonly Phase[] }

/** A room whose storage a test can make fail, and the phases that it has told. */
async function openFaultyRoom(): Promise<FaultyRoom> {
	const faults = new FaultyStorage()
	const room = await openTestRoom({ fault: faults.fault })
	const told: Phase[] = []
	room.room.listen((event) => {
		if (event.kind === 'phase') told.push(event.phase)
	})
	return { ...room, faults, told }
}

/** Lets everything happen that waits for nothing but memory. */
async function settle(): Promise<void> {
	for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}

function move({ room, seats: [, , , seat] }: TestRoom, at: Phase['deadline']['at']) {
	if (seat === undefined) throw new Error('no secretariat')
	const deadline = { at, zone: 'Europe/London' }
	const act = { kind: 'deadline-moved', deadline, reason: 'more time' } as const
	return room.record({ act, seat: seat.id, receivedAt: START })
}

function freezeNow({ room, clock, seats: [, , , seat] }: TestRoom): ReturnType<Room['freeze']> {
	if (seat === undefined) throw new Error('no secretariat')
	return room.freeze(seat.id, clock.now(), 'agreed early')
}

/** The positions of the freeze entries. */
async function freezeEntries({ storage, negotiation, room }: TestRoom): Promise<readonly number[]> {
	const positions: number[] = []
	const range = { after: parseLogPosition(0), until: room.position, kind: 'act' } as const
	for await (const { payload, position } of storage.log.read(sharedLog(negotiation.id), range)) {
		if (payload.kind === 'act' && payload.act.kind === 'frozen') positions.push(position)
	}
	return positions
}

test('[L3] [F5] nobody is told that the text is frozen before the freeze entry is on disk', async () => {
	const t = await openFaultyRoom()
	const begun = t.faults.hold()
	t.clock.step(HOUR_MS)
	await begun
	t.faults.failing = 1
	expect(t.room.phase.kind).toBe('freezing')
	t.faults.release()
	await settle()
	expect(t.room.phase.kind).toBe('freezing')
	expect(t.told.map(({ kind }) => kind)).toEqual(['freezing'])
	t.clock.step(1000)
	await settle()
	expect(t.room.phase).toMatchObject({ kind: 'frozen', at: DEADLINE })
	expect(await freezeEntries(t)).toHaveLength(1)
})

test('[L3] [F7] nobody is told of a moved deadline before it is on disk, and it counts from its number', async () => {
	const t = await openFaultyRoom()
	const begun = t.faults.hold()
	const moving = move(t, addMs(DEADLINE, HOUR_MS))
	await begun
	expect(t.room.phase.deadline.at).toBe(DEADLINE)
	expect(t.told).toEqual([])
	t.clock.step(HOUR_MS)
	expect(t.room.phase.kind).toBe('drafting')
	t.faults.release()
	expect((await moving).kind).toBe('recorded')
	expect(t.told).toMatchObject([{ kind: 'drafting', deadline: { at: addMs(DEADLINE, HOUR_MS) } }])
})

test('[L3] [F7] a freeze right after a moved deadline is told when it is on disk itself', async () => {
	const t = await openFaultyRoom()
	const begun = t.faults.hold()
	const moving = move(t, addMs(DEADLINE, HOUR_MS))
	await begun
	const frozen = freezeNow(t)
	await settle()
	const second = t.faults.hold()
	expect((await moving).kind).toBe('recorded')
	await second
	expect(t.told.map(({ kind }) => kind)).toEqual(['freezing'])
	t.faults.release()
	expect(await frozen).toEqual({ kind: 'frozen' })
})

test('[F7] a moved deadline that was not stored did not move it', async () => {
	const t = await openFaultyRoom()
	t.faults.failing = 1
	expect(await move(t, addMs(DEADLINE, HOUR_MS))).toMatchObject({ reason: 'not-stored' })
	await settle()
	expect(t.told.filter(({ deadline }) => deadline.at !== DEADLINE)).toEqual([])
	t.clock.step(HOUR_MS)
	await settle()
	expect(t.room.phase).toMatchObject({ kind: 'frozen', at: DEADLINE })
})

test('[F7] nor where the storage answers again only after the deadline that was to be', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.faults.failing = 1
	t.faults.isUnreadable = true
	expect((await move(t, addMs(DEADLINE, HOUR_MS))).kind).toBe('refused')
	t.clock.step(HOUR_MS + 1)
	const between = ua.say(' Between.')
	t.clock.step(HOUR_MS)
	t.faults.isUnreadable = false
	for (let i = 0; i < 5; i++) {
		await settle()
		t.clock.step(1000)
	}
	await settle()
	expect(t.room.phase).toMatchObject({ kind: 'frozen', at: DEADLINE })
	expect((await between).kind).toBe('late')
	expect(await committedText(t)).toBe('The parties agree.')
})

test('[F5] a freeze entry that was stored although its commit was reported as failed is the only one', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.faults.silent = 1
	t.clock.step(HOUR_MS)
	await settle()
	const late = ua.say(' Late.')
	t.clock.step(1000)
	await settle()
	expect((await late).kind).toBe('late')
	expect(t.room.phase).toMatchObject({ kind: 'frozen', at: DEADLINE })
	expect(await freezeEntries(t)).toHaveLength(1)
	expect(await committedText(t)).toBe('The parties agree.')
})

test('[F3] what came in time is in the text where the storage fails and comes back while the freeze waits', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(HOUR_MS - 1)
	const slow = t.frames.receive()
	t.faults.failing = 1
	expect((await ua.say('lost')).kind).toBe('waiting')
	t.clock.step(1)
	const fr = await TestEditor.open(t, 1, 12)
	const inTime = fr.say(' In time.', { receivedAt: slow.receivedAt })
	expect((await inTime).kind).toBe('accepted')
	slow.done()
	await settle()
	expect(t.room.phase.kind).toBe('frozen')
	expect(await committedText(t)).toBe('The parties agree. In time.')
})

test('[F5] the snapshot is stored as soon as the storage takes it', async () => {
	const t = await openFaultyRoom()
	const begun = t.faults.hold()
	t.clock.step(HOUR_MS)
	await begun
	t.faults.isUnreadable = true
	t.faults.release()
	await settle()
	expect(t.room.phase).toMatchObject({ kind: 'frozen', snapshot: null })
	t.faults.isUnreadable = false
	t.clock.step(1000)
	await settle()
	expect(t.room.phase).toMatchObject({
		kind: 'frozen',
		snapshot: expect.stringMatching(/^sn_/) as string,
	})
})
