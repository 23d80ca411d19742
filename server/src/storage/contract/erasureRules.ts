import { scryptSync } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { Creation, Ending, Storage, StoredErasure } from '../ports.ts'
import type { Ground } from './place.ts'
import { at, collect, everyEntry, instant, Samples } from './samples.ts'

/** A negotiation with something of everything, and a session that holds a seat in it. */
async function fill(storage: Storage, samples: Samples, creation = samples.creation()) {
	const { negotiation, opening } = creation
	const [seat] = creation.seats
	if (seat === undefined) throw new RangeError('a sample has seats')
	const document = samples.document(negotiation.id)
	const writer = { document, clientId: 7, seat: seat.id, position: at(2) }
	const invitation = samples.invitation(seat.id)
	const session = samples.session()
	await storage.negotiations.create(creation)
	await storage.log.append({
		...samples.commit(opening.log, 1, [samples.update(document), samples.note()]),
		writers: [writer],
	})
	await storage.caches.put(document, { position: at(2), state: samples.bytes(50) })
	await storage.snapshots.save(samples.snapshot(negotiation.id, 1, 3))
	await storage.seats.invite(invitation)
	await storage.seats.invite(samples.invitation(seat.id))
	await storage.seats.redeem(invitation.id, session, instant(1500))
	return { creation, seat, document, session }
}

/** Erases it, leaving some record, and gives that. */
async function erase(
	storage: Storage,
	samples: Samples,
	{ negotiation }: Creation
): Promise<StoredErasure | null> {
	const record = { erasedAt: instant(5000), file: samples.bytes(40) }
	return storage.negotiations.erase(negotiation.id, () => record)
}

/** Everything that is kept of a negotiation. */
async function remains(storage: Storage, filled: Awaited<ReturnType<typeof fill>>) {
	const { creation, seat, document, session } = filled
	const { id } = creation.negotiation
	return {
		read: await storage.negotiations.read(id),
		listed: (await storage.negotiations.list()).some((one) => one.id === id),
		delegations: await storage.negotiations.delegations(id),
		seats: await storage.seats.seats(id),
		seat: await storage.seats.seat(seat.id),
		invitations: await storage.seats.invitations(id),
		session: await storage.seats.sessionByHash(session.tokenHash),
		entries: await everyEntry(storage.log, creation.opening.log),
		checkpoints: await collect(storage.log.checkpoints(creation.opening.log)),
		logged: (await storage.log.logs()).includes(creation.opening.log),
		writers: await storage.log.writers(document),
		cache: await storage.caches.newest(document, at(9)),
		snapshots: await storage.snapshots.list(id),
	}
}

/** Rules S23 to S25. */
export function erasureRules(ground: Ground): void {
	test('[S23] erasing takes everything of a negotiation, leaves its record, and touches no other', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const [one, other] = [await fill(storage, samples), await fill(storage, samples)]
		const before = await remains(storage, other)
		const erasure = await erase(storage, samples, one.creation)
		expect(erasure?.negotiation).toBe(one.creation.negotiation.id)
		await storage.scrub()
		expect(await remains(storage, one)).toEqual({
			...{ read: null, listed: false, delegations: [], seats: [], seat: null, invitations: [] },
			...{ session: null, entries: [], checkpoints: [], logged: false, writers: [] },
			...{ cache: null, snapshots: [] },
		})
		expect(await remains(storage, other)).toEqual(before)
		expect(await storage.negotiations.erasures()).toEqual([erasure])
		await storage.close()
		const again = await ground.open()
		expect(await again.negotiations.erasures()).toEqual([erasure])
		expect(await remains(again, other)).toEqual(before)
	})

	test('[S23] a session that holds a seat elsewhere keeps that one', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const one = await fill(storage, samples)
		const other = await fill(storage, samples)
		const link = samples.invitation(other.seat.id)
		await storage.seats.invite(link)
		await storage.seats.redeem(link.id, one.session, instant(1600))
		await erase(storage, samples, one.creation)
		expect(await storage.seats.sessionByHash(one.session.tokenHash)).toMatchObject({
			seats: [other.seat.id],
			revokedAt: null,
		})
	})

	test('[S23] nothing is erased where there is nothing, where no record of it is made, or a second time', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const one = await fill(storage, samples)
		const { negotiation, opening } = one.creation
		const before = await remains(storage, one)
		const unknown = storage.negotiations.erase(samples.creation().negotiation.id, () => {
			throw new RangeError('a record of nothing')
		})
		expect(await unknown).toBeNull()
		const unmade = storage.negotiations.erase(negotiation.id, () => {
			throw new RangeError('no key to sign with')
		})
		await expect(unmade).rejects.toThrow('no key to sign with')
		expect(await remains(storage, one)).toEqual(before)
		expect(await storage.negotiations.erasures()).toEqual([])
		// and it takes more
		await storage.log.append(samples.commit(opening.log, 3, [samples.note()]))
		expect(await erase(storage, samples, one.creation)).not.toBeNull()
		expect(await erase(storage, samples, one.creation)).toBeNull()
		expect(await storage.negotiations.erasures()).toHaveLength(1)
	})

	test('[S23] the record is made of what the log and the frozen texts have come to', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { creation } = await fill(storage, samples)
		const { id } = creation.negotiation
		await storage.snapshots.save(samples.snapshot(id, 2, 2))
		const end = await storage.log.last(creation.opening.log)
		const digests = (await storage.snapshots.list(id)).map(({ digest }) => digest)
		let came: Ending | null = null
		await storage.negotiations.erase(id, (ending) => {
			came = ending
			return { erasedAt: instant(5000), file: samples.bytes(40) }
		})
		const { position, chain } = end?.checkpoint ?? {}
		expect(came).toEqual({ position, chain, snapshots: digests.toReversed() })
		expect(digests).toHaveLength(2)
	})

	test('[S23] what others write without a pause does not keep it from its end, and is whole in the record or not taken', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { creation } = await fill(storage, samples)
		const { log } = creation.opening
		const other = await ground.open()
		let [sent, last] = [3, 3]
		const writeOne = async () => {
			await other.log.append(samples.commit(log, sent++, [samples.note()]))
			last++
		}
		const writing = async (): Promise<never> => {
			for (;;) {
				await Promise.all(Array.from({ length: 20 }, writeOne))
				await turn()
			}
		}
		const written = expect(writing()).rejects.toMatchObject({ code: 'erased' })
		await vi.waitUntil(() => last > 10)
		let end = 0
		const own = samples.update(samples.document(creation.negotiation.id))
		const erasing = storage.negotiations.erase(creation.negotiation.id, ({ position }) => {
			end = position
			// takes its time, in which another thread has several commits stored
			scryptSync('', '', 64)
			return { erasedAt: instant(5000), file: samples.bytes(40) }
		})
		// this one's own, asked for meanwhile, comes afterwards
		const late = storage.log.append(samples.commit(log, 3, [own]))
		await expect(late).rejects.toMatchObject({ code: 'erased' })
		expect(await erasing).not.toBeNull()
		await written
		expect(end).toBe(last)
	})

	test('[S24] nothing of what was erased is taken again', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const one = await fill(storage, samples)
		const { creation, document } = one
		const { id } = creation.negotiation
		await erase(storage, samples, creation)
		const update = samples.update(document)
		for (const last of [0, 3]) {
			const commit = samples.commit(creation.opening.log, last, [update])
			await expect(storage.log.append(commit)).rejects.toMatchObject({ code: 'erased' })
		}
		const attempts: (() => Promise<unknown>)[] = [
			() => storage.caches.put(document, { position: at(3), state: samples.bytes(20) }),
			() => storage.snapshots.save(samples.snapshot(id, 1, 3)),
			() => storage.negotiations.create(creation),
			() => storage.seats.invite(samples.invitation(one.seat.id)),
		]
		for (const attempt of attempts) {
			await expect(attempt()).rejects.toMatchObject({ name: 'ParleyError' })
		}
		expect(await storage.log.logs()).toEqual([])
		expect(await storage.caches.newest(document, at(9))).toBeNull()
		expect(await storage.snapshots.list(id)).toEqual([])
	})

	test('[S25] what was over before an instant is forgotten, and nothing else', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { creation, seat, session } = await fill(storage, samples)
		await storage.seats.purge(instant(1500))
		expect(await storage.seats.invitations(creation.negotiation.id)).toHaveLength(2)
		await storage.seats.purge(instant(1501))
		expect(await storage.seats.invitations(creation.negotiation.id)).toHaveLength(1)
		await storage.seats.purge(instant(2001))
		expect(await storage.seats.invitations(creation.negotiation.id)).toEqual([])
		expect(await storage.seats.sessionsOf(seat.id, instant(2000))).toHaveLength(1)
		await storage.seats.purge(instant(9000))
		expect(await storage.seats.sessionByHash(session.tokenHash)).not.toBeNull()
		await storage.seats.purge(instant(9001))
		expect(await storage.seats.sessionByHash(session.tokenHash)).toBeNull()

		const ended = await fill(storage, samples)
		await storage.seats.revokeSession(ended.session.id, instant(3000))
		await storage.seats.purge(instant(3001))
		expect(await storage.seats.sessionByHash(ended.session.tokenHash)).toBeNull()
		expect(await storage.seats.seats(creation.negotiation.id)).toHaveLength(3)
	})
}
