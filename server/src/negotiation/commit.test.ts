import { createDocument, plainText, readBlocks } from '@parley/schema'
import { expect, test } from 'vitest'
import { FaultyStorage } from './faultyStorage.ts'
import { committedText, HOUR_MS, openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

/** A room whose storage a test can make fail. */
async function openFaultyRoom(): Promise<TestRoom & { readonly faults: FaultyStorage }> {
	const faults = new FaultyStorage()
	return { ...(await openTestRoom({ fault: faults.fault })), faults }
}

/** Resolves once whatever has been offered has been judged: nothing in memory takes longer than a turn of the loop. */
function judged(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve))
}

test('[L3] what is numbered and not yet on disk is not known: its commit may still fail', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const begun = t.faults.hold()
	t.faults.failing = 1
	const update = ua.type(' Lost.')
	const first = t.room.offer(ua.offer(update))
	await begun
	const second = t.room.offer(ua.offer(update))
	await judged()
	t.faults.release()
	expect(await Promise.all([first, second])).toEqual([{ kind: 'waiting' }, { kind: 'waiting' }])
	expect((await t.room.offer(ua.offer(update))).kind).toBe('accepted')
	expect(await committedText(t)).toBe('The parties agree. Lost.')
})

test('[L3] what is numbered is known as soon as it is on disk, and no sooner', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const begun = t.faults.hold()
	const update = ua.type(' Kept.')
	const first = t.room.offer(ua.offer(update))
	await begun
	let isAnswered = false
	const second = t.room.offer(ua.offer(update)).finally(() => (isAnswered = true))
	await judged()
	expect(isAnswered).toBe(false)
	t.faults.release()
	expect((await first).kind).toBe('accepted')
	expect(await second).toEqual({ kind: 'known' })
})

test('[L3] [F4] the stamp of a late edit is given again only once that edit is on disk', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.clock.step(HOUR_MS)
	expect((await ua.say(' Late.')).kind).toBe('late')
	const update = ua.type(' Lost.')
	const begun = t.faults.hold()
	t.faults.failing = 1
	const first = t.room.offer(ua.offer(update))
	await begun
	const second = t.room.offer(ua.offer(update))
	await judged()
	t.faults.release()
	expect(await Promise.all([first, second])).toEqual([{ kind: 'waiting' }, { kind: 'waiting' }])
	expect(await t.room.lateLane()).toHaveLength(1)
	expect((await t.room.offer(ua.offer(update))).kind).toBe('late')
})

test('[L9] what was stored although its commit was reported as failed is followed like everything else', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const live = createDocument({ gc: false })
	await t.room.attach(t.document, live)
	const committed: number[] = []
	t.room.listen((event) => {
		if (event.kind === 'committed') committed.push(event.entry.position)
	})
	const { position } = t.room
	t.faults.silent = 1
	const update = ua.type(' Stored.')
	expect(await t.room.offer(ua.offer(update))).toEqual({ kind: 'waiting' })
	expect(await t.room.offer(ua.offer(update))).toEqual({ kind: 'known' })
	expect((await ua.say(' More.')).kind).toBe('accepted')
	expect(plainText(readBlocks(live))).toBe('The parties agree. Stored. More.')
	expect(committed).toEqual([position + 1, position + 2])
})

test('[L9] what fails in a live document keeps nobody from the log', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	const live = createDocument({ gc: false })
	await t.room.attach(t.document, live)
	live.on('update', () => {
		throw new Error('a listener that fails')
	})
	expect((await ua.say(' One.')).kind).toBe('accepted')
	expect((await ua.say(' Two.')).kind).toBe('accepted')
	expect(await committedText(await t.restart(1))).toBe('The parties agree. One. Two.')
})

test('[L7] after a failed commit a clientID stays with the seat that it is stored for', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	expect((await ua.say(' Mine.')).kind).toBe('accepted')
	const next = await t.restart(1)
	await next.room.attach(next.document, createDocument({ gc: false }))
	t.faults.failing = 1
	const fr = await TestEditor.open(next, 1, 12)
	expect((await fr.say('x')).kind).toBe('waiting')
	for (let i = 0; i < 5; i++) await judged()
	expect(next.room.claim(next.document, 11, fr.seat.id, fr.session)).toBe(false)
})

test('a room whose storage does not answer can be closed, also while it freezes', async () => {
	const t = await openFaultyRoom()
	const ua = await TestEditor.open(t, 0, 11)
	t.faults.failing = 1
	t.faults.isUnreadable = true
	expect((await ua.say('x')).kind).toBe('waiting')
	t.clock.step(HOUR_MS)
	expect(t.room.phase.kind).toBe('freezing')
	const closed = t.rooms.close().then(() => 'closed')
	const patience = async (): Promise<string> => {
		for (let i = 0; i < 50; i++) await judged()
		return 'still waiting'
	}
	expect(await Promise.race([closed, patience()])).toBe('closed')
})
