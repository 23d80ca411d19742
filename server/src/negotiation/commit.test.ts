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
