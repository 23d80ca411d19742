import { expect, test } from 'vitest'
import type { Ground } from './place.ts'
import { at, Samples } from './samples.ts'

/** Rules S9 and S10. */
export function viewRules(ground: Ground): void {
	test('[S9] the newest cache is the last one that is not after the position asked for', async () => {
		const samples = new Samples()
		const document = samples.document()
		const { caches } = await ground.open()
		const [five, nine] = [5, 9].map((position) => ({
			position: at(position),
			state: samples.bytes(40),
		}))
		if (five === undefined || nine === undefined) throw new RangeError('two caches')
		await caches.put(document, nine)
		await caches.put(document, { ...five, state: samples.bytes(10) })
		await caches.put(document, five)

		expect(await caches.newest(document, at(4))).toBeNull()
		expect(await caches.newest(document, at(5))).toEqual(five)
		expect(await caches.newest(document, at(8))).toEqual(five)
		expect(await caches.newest(document, at(9))).toEqual(nine)
		expect(await caches.newest(document, at(1000))).toEqual(nine)
		expect(await caches.newest(samples.document(), at(1000))).toBeNull()
	})

	test('[S9] of the caches of a document the eight at the newest positions are kept', async () => {
		const samples = new Samples()
		const [document, other] = [samples.document(), samples.document()]
		const { caches } = await ground.open()
		const put = (position: number): Promise<void> =>
			caches.put(document, { position: at(position), state: samples.bytes(9) })
		await caches.put(other, { position: at(1), state: samples.bytes(9) })
		for (let position = 1; position <= 11; position++) await put(position)
		await put(2)
		expect(await caches.newest(document, at(3))).toBeNull()
		expect((await caches.newest(document, at(4)))?.position).toBe(4)
		expect((await caches.newest(document, at(99)))?.position).toBe(11)
		expect((await caches.newest(other, at(99)))?.position).toBe(1)
	})

	test('[S10] a freeze entry has one snapshot, however many are saved at once', async () => {
		const samples = new Samples()
		const { negotiation } = samples.creation()
		const { snapshots } = await ground.open()
		const tries = [1, 2, 3].map(() => samples.snapshot(negotiation.id, 1, 40))
		const saved = await Promise.all(tries.map((snapshot) => snapshots.save(snapshot)))
		const [standing] = saved
		expect(tries).toContainEqual(standing)
		for (const answer of saved) expect(answer).toEqual(standing)
		expect(await snapshots.save(samples.snapshot(negotiation.id, 2, 40))).toEqual(standing)
		expect(await snapshots.list(negotiation.id)).toEqual([standing])
	})

	test('[S10] snapshots come newest round first, each with its negotiation', async () => {
		const samples = new Samples()
		const [here, there] = [samples.creation().negotiation.id, samples.creation().negotiation.id]
		const { snapshots } = await ground.open()
		const rounds = [1, 3, 2].map((round) => samples.snapshot(here, round, round * 10))
		for (const snapshot of rounds) await snapshots.save(snapshot)
		const elsewhere = await snapshots.save(samples.snapshot(there, 1, 10))
		expect(await snapshots.list(here)).toEqual([rounds[1], rounds[2], rounds[0]])
		expect(await snapshots.list(there)).toEqual([elsewhere])
		expect(await snapshots.list(samples.creation().negotiation.id)).toEqual([])
	})

	test('[S10] a snapshot whose id stands for another freeze is not taken', async () => {
		const samples = new Samples()
		const { negotiation } = samples.creation()
		const { snapshots } = await ground.open()
		const first = await snapshots.save(samples.snapshot(negotiation.id, 1, 10))
		const again = { ...samples.snapshot(negotiation.id, 2, 20), id: first.id }
		await expect(snapshots.save(again)).rejects.toMatchObject({ code: 'storage-failed' })
		expect(await snapshots.list(negotiation.id)).toEqual([first])
	})
}
