import { expect, test, vi } from 'vitest'
import type { Ground } from './place.ts'
import { at, collect, everyEntry, instant, Samples } from './samples.ts'

const CLOSED = { name: 'ParleyError', code: 'storage-failed' }

/** Rules S19 to S22. */
export function lifeRules(ground: Ground): void {
	test('[S19] everything is there after closing and opening again', async () => {
		const samples = new Samples()
		const creation = samples.creation()
		const { negotiation, delegations, seats, opening } = creation
		const [seat] = seats
		if (seat === undefined) throw new RangeError('a sample has seats')
		const document = samples.document()
		const writer = { document, clientId: 9, seat: seat.id, position: at(2) }
		const next = samples.commit(opening.log, 1, [samples.update(document, 70_000), samples.note()])
		const cache = { position: at(2), state: samples.bytes(100_000) }
		const snapshot = samples.snapshot(negotiation.id, 1, 3)
		const invitation = samples.invitation(seat.id)
		const session = samples.session()

		const before = await ground.open()
		await before.negotiations.create(creation)
		await before.log.append({ ...next, writers: [writer] })
		await before.caches.put(document, cache)
		await before.snapshots.save(snapshot)
		await before.seats.invite(invitation)
		await before.seats.redeem(invitation.id, session, instant(1500))
		await before.close()

		const after = await ground.open()
		expect(await after.negotiations.list()).toEqual([negotiation])
		expect(await after.negotiations.delegations(negotiation.id)).toEqual(delegations)
		expect(await after.seats.seats(negotiation.id)).toEqual(seats)
		expect(await everyEntry(after.log, opening.log)).toEqual([...opening.entries, ...next.entries])
		expect(await collect(after.log.checkpoints(opening.log))).toEqual([
			opening.checkpoint,
			next.checkpoint,
		])
		expect(await after.log.writers(document)).toEqual([writer])
		expect(await after.caches.newest(document, at(9))).toEqual(cache)
		expect(await after.snapshots.list(negotiation.id)).toEqual([snapshot])
		expect(await after.seats.sessionByHash(session.tokenHash)).toEqual({
			...session,
			seats: [seat.id],
		})
		expect(
			(await after.seats.invitations(negotiation.id)).map(({ redeemedAt }) => redeemedAt)
		).toEqual([instant(1500)])
		await after.log.append(samples.commit(opening.log, 3, [samples.note()]))
	})

	test('[S20] closing waits for the writes under way', async () => {
		const samples = new Samples()
		const log = samples.log()
		const storage = await ground.open()
		const appends = Array.from({ length: 50 }, (_, index) =>
			storage.log.append(samples.commit(log, index, [samples.note()]))
		)
		await storage.close()
		await Promise.all(appends)
		expect(await everyEntry((await ground.open()).log, log)).toHaveLength(50)
	})

	test('[S20] a closed storage can be closed again and does nothing more', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const commit = samples.commit(samples.log(), 0, [samples.note()])
		await Promise.all([storage.close(), storage.close()])
		await storage.close()
		const asked: (() => Promise<unknown>)[] = [
			() => storage.log.append(commit),
			() => storage.log.last(commit.log),
			() => everyEntry(storage.log, commit.log),
			() => storage.negotiations.list(),
			() => storage.seats.seat(samples.seatId()),
			() => storage.check(),
		]
		for (const ask of asked) await expect(ask()).rejects.toMatchObject(CLOSED)
		expect(await everyEntry((await ground.open()).log, commit.log)).toEqual([])
	})

	test('[S21] a watch tells of the writes of others and not of its own', async () => {
		const samples = new Samples()
		const [here, there] = [await ground.open(), await ground.open()]
		const [onHere, onThere] = [vi.fn(), vi.fn()]
		here.watch(onHere)
		there.watch(onThere)
		await here.log.append(samples.commit(samples.log(), 0, [samples.note()]))
		await expect.poll(() => onThere.mock.calls.length).toBe(1)
		expect(onHere).not.toHaveBeenCalled()
		await there.log.append(samples.commit(samples.log(), 0, [samples.note()]))
		await expect.poll(() => onHere.mock.calls.length).toBe(1)
		expect(onThere).toHaveBeenCalledOnce()
	})

	test('[S21] a watch that is stopped is silent', async () => {
		const samples = new Samples()
		const [here, there] = [await ground.open(), await ground.open()]
		const [stopped, going] = [vi.fn(), vi.fn()]
		const stop = here.watch(stopped)
		here.watch(going)
		stop()
		await there.log.append(samples.commit(samples.log(), 0, [samples.note()]))
		await expect.poll(() => going.mock.calls.length).toBe(1)
		expect(stopped).not.toHaveBeenCalled()
	})

	test('[S22] a storage in order says that it would take a write', async () => {
		const storage = await ground.open()
		await storage.check()
		await storage.check()
	})
}
