import { digestOf } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { type DeviceStore, type StoredEdit } from './deviceStore.ts'
import { Outbox } from './outbox.ts'

const CLAUSE = 'ng_1/1/shared/clause/cl_1'

/** A device in memory: the store's contract, with a way to fill it up. */
class MemoryDevice implements DeviceStore {
	readonly rows = new Map<string, StoredEdit>()
	full = false
	writes = 0

	async write(
		...[put, remove]: Parameters<DeviceStore['write']>
	): ReturnType<DeviceStore['write']> {
		await Promise.resolve()
		this.writes += 1
		if (this.full) throw new Error('the device is full')
		for (const edit of put) this.rows.set(edit.digest, edit)
		for (const [, , digest] of remove) this.rows.delete(digest)
	}

	async read(seat: string, prefix: string): Promise<readonly StoredEdit[]> {
		await Promise.resolve()
		return [...this.rows.values()].filter(
			(edit) => edit.seat === seat && edit.document.startsWith(prefix)
		)
	}

	close(): void {
		this.rows.clear()
	}
}

async function outboxOn(
	device: DeviceStore,
	now: () => number = () => 0
): Promise<{ outbox: Outbox; left: readonly string[] }> {
	const outbox = new Outbox('st_1', now)
	return { outbox, left: await outbox.keepIn(device, 'ng_1/1/') }
}

const update = (value: number): Uint8Array => Uint8Array.of(value)
const known = (value: number) => ({ type: 'known', digest: digestOf(update(value)) }) as const

test('[O9] an edit is kept once the device has it, and leaves the device when delivered', async () => {
	const device = new MemoryDevice()
	const { outbox } = await outboxOn(device)
	outbox.record(CLAUSE, update(1))
	expect(outbox.undelivered).toEqual({
		edits: 1,
		oldestAt: 0,
		isKept: false,
		isBeingKept: true,
	})

	await outbox.written()
	expect(outbox.undelivered.isKept).toBe(true)
	expect(device.rows.size).toBe(1)

	outbox.settle(CLAUSE, known(1))
	await outbox.written()
	expect(device.rows.size).toBe(0)
	expect(outbox.undelivered).toMatchObject({ edits: 0, oldestAt: null, isKept: true })
})

test('[O9] a full device is said to keep nothing, and is tried again with what it missed', async () => {
	const device = new MemoryDevice()
	const { outbox } = await outboxOn(device)
	device.full = true
	outbox.record(CLAUSE, update(1))
	await outbox.written()
	expect(outbox.undelivered.isKept).toBe(false)
	expect(outbox.isDeviceFailing).toBe(true)

	device.full = false
	outbox.record(CLAUSE, update(2))
	await outbox.written()
	expect(device.rows.size).toBe(2)
	expect(outbox.undelivered.isKept).toBe(true)
	expect(outbox.isDeviceFailing).toBe(false)
})

test('[O9] an edit delivered at once is never written', async () => {
	const device = new MemoryDevice()
	const { outbox } = await outboxOn(device)
	for (let i = 1; i <= 50; i++) {
		outbox.record(CLAUSE, update(i))
		outbox.settle(CLAUSE, known(i))
	}
	await outbox.written()
	expect(device.rows.size).toBe(0)
	expect(device.writes).toBeLessThan(5)
})

test('[O10] what an earlier page left is undelivered until it was made again and answered for', async () => {
	const device = new MemoryDevice()
	const first = await outboxOn(device)
	first.outbox.record(CLAUSE, update(1))
	first.outbox.record(CLAUSE, update(2))
	await first.outbox.written()

	const { outbox, left } = await outboxOn(device)
	expect(left).toEqual([CLAUSE])
	expect(outbox.undelivered).toMatchObject({ edits: 1, isKept: true })
	const restored = outbox.restored(CLAUSE)
	expect(restored.map(({ bytes }) => bytes)).toEqual([update(1), update(2)])

	// Yjs gives the first again as it was, and the second in other bytes
	outbox.record(CLAUSE, update(1))
	outbox.record(CLAUSE, update(22))
	outbox.dropRestored(CLAUSE, restored)
	await outbox.written()
	expect([...device.rows.keys()].sort()).toEqual([update(1), update(22)].map(digestOf).sort())

	outbox.settle(CLAUSE, known(1))
	outbox.settle(CLAUSE, known(22))
	await outbox.written()
	expect(device.rows.size).toBe(0)
	expect(outbox.has(CLAUSE)).toBe(false)
})

test('[O13] edits of another seat or round on the same device are left alone', async () => {
	const device = new MemoryDevice()
	const edit = { digest: 'x', bytes: update(1), madeAt: 0 }
	await device.write(
		[
			{ ...edit, digest: 'a', seat: 'st_2', document: CLAUSE },
			{ ...edit, digest: 'b', seat: 'st_1', document: 'ng_1/2/shared/clause/cl_1' },
		],
		[]
	)
	const { outbox, left } = await outboxOn(device)
	expect(left).toEqual([])
	expect(outbox.undelivered.edits).toBe(0)
})

test('a burst of typing is one edit; another clause or a pause makes another', () => {
	let now = 0
	const outbox = new Outbox('st_1', () => now)
	for (let i = 0; i < 20; i++) {
		now += 200
		outbox.record(CLAUSE, update(i))
	}
	expect(outbox.undelivered).toEqual({
		edits: 1,
		oldestAt: 200,
		isKept: false,
		isBeingKept: false,
	})
	outbox.record('ng_1/1/shared/clause/cl_2', update(50))
	now += 3_000
	outbox.record(CLAUSE, update(60))
	expect(outbox.undelivered.edits).toBe(3)
})

test('[O14] an edit that could not be put back stays on the device until it is answered for', async () => {
	const device = new MemoryDevice()
	const first = await outboxOn(device)
	for (const value of [1, 2, 3]) first.outbox.record(CLAUSE, update(value))
	await first.outbox.written()

	const { outbox } = await outboxOn(device)
	const [one] = outbox.restored(CLAUSE)
	if (one === undefined) throw new Error('nothing was restored')
	outbox.record(CLAUSE, update(11))
	outbox.dropRestored(CLAUSE, [one])
	await outbox.written()
	expect([...device.rows.keys()].sort()).toEqual([11, 2, 3].map((n) => digestOf(update(n))).sort())
	outbox.settle(CLAUSE, known(11))
	expect(outbox.undelivered.edits).toBe(1)

	expect(outbox.settle(CLAUSE, { type: 'waiting', digest: digestOf(update(2)) }).kind).toBe(
		'nothing'
	)
	const late = { type: 'late', digest: digestOf(update(2)), position: 9, receivedAt: 7 } as const
	expect(outbox.settle(CLAUSE, late)).toMatchObject({ kind: 'late', receivedAt: 7 })
	const gap = { type: 'refused', digest: digestOf(update(3)), reason: 'gap' } as const
	expect(outbox.settle(CLAUSE, gap)).toMatchObject({ kind: 'refused', edits: [{ madeAt: 0 }] })
	await outbox.written()
	expect(device.rows.size).toBe(0)
	expect(outbox.has(CLAUSE)).toBe(false)
})

test('[O14] an edit that is refused without being in the text takes none of the text along', async () => {
	const device = new MemoryDevice()
	const first = await outboxOn(device)
	first.outbox.record(CLAUSE, update(1))
	await first.outbox.written()
	const { outbox } = await outboxOn(device)
	outbox.record(CLAUSE, update(2))
	outbox.settle(CLAUSE, { type: 'refused', digest: digestOf(update(1)), reason: 'gap' })
	expect(outbox.edits(CLAUSE).map(({ bytes }) => bytes)).toEqual([update(2)])
})

test('[O15] once nothing is kept any more, nothing is called kept and nothing is written', async () => {
	const device = new MemoryDevice()
	const { outbox } = await outboxOn(device)
	outbox.record(CLAUSE, update(1))
	await outbox.written()
	expect(outbox.isKeeping).toBe(true)
	device.rows.clear()
	outbox.stopKeeping()
	expect(outbox.isKeeping).toBe(false)
	expect(outbox.undelivered).toMatchObject({ edits: 1, isKept: false, isBeingKept: false })
	outbox.record(CLAUSE, update(2))
	await outbox.written()
	expect(device.rows.size).toBe(0)
	expect(outbox.edits(CLAUSE)).toHaveLength(2)
})

test('[O15] a device that is wiped while it is being read keeps nothing afterwards', async () => {
	const device = new MemoryDevice()
	const first = await outboxOn(device)
	first.outbox.record(CLAUSE, update(1))
	await first.outbox.written()

	const outbox = new Outbox('st_1', () => 0)
	const reading = outbox.keepIn(device, 'ng_1/1/')
	device.rows.clear()
	outbox.stopKeeping()
	expect(await reading).toEqual([])
	expect(outbox.isKeeping).toBe(false)
	outbox.record(CLAUSE, update(2))
	await outbox.written()
	expect(outbox.undelivered).toMatchObject({ edits: 1, isKept: false })
	expect(device.rows.size).toBe(0)
})
