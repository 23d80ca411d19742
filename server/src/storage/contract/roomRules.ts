import { expect, test } from 'vitest'
import type { Creation, Storage } from '../ports.ts'
import type { Ground } from './place.ts'
import { everyEntry, Samples } from './samples.ts'

/** All that storage has of a negotiation. */
async function whole({ negotiations, seats, log }: Storage, creation: Creation): Promise<unknown> {
	const { id } = creation.negotiation
	return {
		negotiation: await negotiations.read(id),
		delegations: await negotiations.delegations(id),
		seats: await seats.seats(id),
		entries: await everyEntry(log, creation.opening.log),
	}
}

/** Rules S11 to S13, as far as they are about negotiations. */
export function roomRules(ground: Ground): void {
	test('[S12] a negotiation comes back as it was created', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const creations = [samples.creation(), samples.creation(), samples.creation()]
		for (const creation of creations) await storage.negotiations.create(creation)
		expect(await storage.negotiations.list()).toEqual(creations.map((it) => it.negotiation))
		for (const creation of creations) {
			const { negotiation, delegations, seats, opening } = creation
			const { entries } = opening
			expect(await whole(storage, creation)).toEqual({ negotiation, delegations, seats, entries })
			for (const seat of seats) {
				expect(await storage.seats.seat(seat.id)).toEqual({ seat, negotiation: negotiation.id })
			}
		}
	})

	test('[S12] what is not there is null or empty', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { negotiation } = samples.creation()
		expect(await storage.negotiations.list()).toEqual([])
		expect(await storage.negotiations.read(negotiation.id)).toBeNull()
		expect(await storage.negotiations.delegations(negotiation.id)).toEqual([])
		expect(await storage.seats.seats(negotiation.id)).toEqual([])
		expect(await storage.seats.invitations(negotiation.id)).toEqual([])
		expect(await storage.seats.seat(samples.seatId())).toBeNull()
		expect(await storage.seats.invitationByHash(samples.hash())).toBeNull()
		expect(await storage.seats.sessionByHash(samples.hash())).toBeNull()
	})

	test('[S11] a negotiation that cannot be created leaves nothing behind', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const standing = samples.creation()
		await storage.negotiations.create(standing)
		const creation = samples.creation()
		const nothing = { negotiation: null, delegations: [], seats: [], entries: [] }

		const { opening, seats, delegations } = creation
		const gap = samples.commit(opening.log, 1, [samples.note()])
		const rejected: [Creation, string][] = [
			[{ ...creation, opening: gap }, 'log-append-failed'],
			[{ ...creation, opening: standing.opening }, 'log-append-failed'],
			[{ ...creation, seats: [...seats, ...standing.seats] }, 'storage-failed'],
			[{ ...creation, seats: [...seats, ...seats] }, 'storage-failed'],
			[{ ...creation, delegations: [...delegations, ...standing.delegations] }, 'storage-failed'],
		]
		for (const [wrong, code] of rejected) {
			await expect(storage.negotiations.create(wrong)).rejects.toMatchObject({
				name: 'ParleyError',
				code,
			})
			expect(await whole(storage, creation)).toEqual(nothing)
		}
		await expect(storage.negotiations.create(standing)).rejects.toMatchObject({
			name: 'ParleyError',
		})
		expect(await storage.negotiations.list()).toEqual([standing.negotiation])
		expect(await storage.log.logs()).toEqual([standing.opening.log])

		await storage.negotiations.create(creation)
		expect(await storage.negotiations.list()).toEqual([standing.negotiation, creation.negotiation])
	})

	test('[S12] the contact can be changed', async () => {
		const samples = new Samples()
		const { negotiations } = await ground.open()
		const [changed, other] = [samples.creation(), samples.creation()]
		await negotiations.create(changed)
		await negotiations.create(other)
		const contact = 'Room 12, +44 20 7946 0000'
		await negotiations.setContact(changed.negotiation.id, contact)
		expect(await negotiations.list()).toEqual([
			{ ...changed.negotiation, contact },
			other.negotiation,
		])
	})

	test('[S13] the contact of a negotiation that is not there is not set', async () => {
		const samples = new Samples()
		const { negotiations } = await ground.open()
		const { id } = samples.creation().negotiation
		await expect(negotiations.setContact(id, 'x')).rejects.toMatchObject({ code: 'not-found' })
	})
}
