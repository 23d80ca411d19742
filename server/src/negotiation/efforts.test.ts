import { parseSeatId } from '@parley/domain'
import { type UnitId } from '@parley/schema'
import { createEncoder, toUint8Array, writeUint8, writeVarUint } from 'lib0/encoding'
import { expect, test } from 'vitest'
import { Efforts } from './efforts.ts'
import { type Answer, type Offer } from './room.ts'
import { HOUR_MS, openTestRoom, TestEditor, unitsOf, type TestRoom } from './testRoom.ts'

/** Somebody types `characters` backwards in one go, each before the one before it: as many structs at one place. */
function backwards(editor: TestEditor, at: number, characters: number): Uint8Array {
	return editor.change((text) => {
		for (let i = 0; i < characters; i++) text.insert(at, 'y')
	})
}

/** Offers what `make` makes again and again, 500 times at the most; gives the first answer that is another one than `kind`, and how many were not. */
async function until(
	kind: Answer['kind'],
	t: TestRoom,
	make: () => Offer
): Promise<{ readonly made: Offer; readonly answer: Answer; readonly before: number }> {
	for (let before = 0; before < 500; before++) {
		const made = make()
		const answer = await t.room.offer(made)
		if (answer.kind !== kind) return { made, answer, before }
	}
	throw new Error(`500 were ${kind}`)
}

/** A character that says it was put behind the unit `origin` and before `rightOrigin`. */
function between(origin: UnitId, rightOrigin: UnitId): Uint8Array {
	const encoder = createEncoder()
	const write = (...numbers: readonly number[]): void => {
		for (const number of numbers) writeVarUint(encoder, number)
	}
	write(1, 1, 12, 0)
	writeUint8(encoder, 0xc4)
	write(origin.client, origin.clock, rightOrigin.client, rightOrigin.clock, 1, 122, 0)
	return toUint8Array(encoder)
}

test('[L19] a seat whose edits are dear to look at waits in the end, is not refused, and nobody else waits', async () => {
	const t = await openTestRoom()
	const [ua, fr] = [await TestEditor.open(t, 0, 11), await TestEditor.open(t, 1, 12)]
	const { first, last } = await unitsOf(t.room, t.document, 'The parties agree.')
	const end = ua.doc.getText('text').length
	const many = await t.room.offer(ua.offer(backwards(ua, end, 10_000), { kind: 'sync' }))
	expect(many.kind).toBe('accepted')
	// The first stands nowhere behind the last, which is known once all that was put behind that has been gone past.
	const forged = between(last, first)
	const { answer, before } = await until('refused', t, () => fr.offer(forged))
	expect(answer).toEqual({ kind: 'waiting' })
	expect(before).toBe(60)
	const honest = fr.type(' Meanwhile.')
	expect(await t.room.offer(fr.offer(honest))).toEqual({ kind: 'waiting' })
	expect((await ua.say(' Meanwhile.')).kind).toBe('accepted')

	t.clock.step(1000)
	expect((await t.room.offer(fr.offer(honest))).kind).toBe('accepted')
})

test('[L19] [F4] a seat for whose late edits much that it brought late is read again waits in the end, and loses none', async () => {
	const t = await openTestRoom()
	const [ua, fr] = [await TestEditor.open(t, 0, 11), await TestEditor.open(t, 1, 12)]
	t.clock.step(HOUR_MS)
	const many = await t.room.offer(ua.offer(backwards(ua, 1, 10_000), { kind: 'sync' }))
	expect(many.kind).toBe('late')
	const { made, answer, before } = await until('late', t, () => ua.offer(ua.typeAt(1, 'x')))
	expect(answer).toEqual({ kind: 'waiting' })
	expect(before).toBeGreaterThan(10)
	expect((await fr.say(' Late as well.')).kind).toBe('late')

	t.clock.step(10_000)
	expect((await t.room.offer({ ...made, receivedAt: t.clock.now() })).kind).toBe('late')
	expect(await t.room.lateLane()).toHaveLength(before + 3)
})

test('[L19] what a seat has spent comes back with time, and no more of it than there was', () => {
	let now = 0
	const [one, other] = [parseSeatId('st_000000000001'), parseSeatId('st_000000000002')]
	const efforts = new Efforts(() => now)
	efforts.spend(one, 620_000)
	expect([efforts.isLeft(one), efforts.isLeft(other)]).toEqual([false, true])
	now = 2000
	expect(efforts.isLeft(one)).toBe(false)
	now = 2001
	expect(efforts.isLeft(one)).toBe(true)
	now = 10 * HOUR_MS
	efforts.spend(one, 600_000)
	expect(efforts.isLeft(one)).toBe(false)
})

test('[L19] what was read counts, also where all of it is known or nothing of it is an edit; small edits are read all the same', async () => {
	const t = await openTestRoom()
	const [ua, fr] = [await TestEditor.open(t, 0, 11), await TestEditor.open(t, 1, 12)]
	const large = ua.offer(backwards(ua, 1, 60_000), { kind: 'sync' })
	expect((await t.room.offer(large)).kind).toBe('accepted')
	const last = ua.type(' All.')
	expect((await t.room.offer(ua.offer(last))).kind).toBe('accepted')
	const known = await until('known', t, () => large)
	expect(known.answer).toEqual({ kind: 'waiting' })
	expect(known.before).toBeLessThan(10)
	// what it has is small, as nearly everything that is said again
	expect(await t.room.offer(ua.offer(last))).toEqual({ kind: 'known' })

	const { bytes } = large
	const broken = fr.offer(bytes.subarray(0, bytes.length - 1), { kind: 'sync' })
	const refused = await until('refused', t, () => broken)
	expect(refused.answer).toEqual({ kind: 'waiting' })
	expect(refused.before).toBeLessThan(20)
})
