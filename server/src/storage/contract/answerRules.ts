import { expect, test } from 'vitest'
import { ANSWERS_KEPT } from '../commit.ts'
import type { Ground } from './place.ts'
import { instant, Samples } from './samples.ts'

/** Rules S26 to S28. */
export function answerRules(ground: Ground): void {
	test('[S26] an answer is kept with what it answers, or neither is', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { negotiation, opening, seats } = await created(samples, storage)
		const [seat] = seats
		if (seat === undefined) throw new RangeError('a sample has seats')
		const invitation = samples.invitation(seat.id)
		const link = samples.invitation(seat.id)
		const answers = Array.from({ length: 5 }, () => samples.answer(negotiation.id))
		const [noted, invited, redeemed, revoked, called] = answers
		const commit = samples.commit(opening.log, 1, [samples.note()])
		if (noted === undefined) throw new RangeError('five answers')
		await storage.log.append({ ...commit, answers: [noted] })
		await storage.seats.invite(invitation, invited)
		await storage.seats.redeem(invitation.id, samples.session(), instant(1500), redeemed)
		await storage.seats.invite(link)
		await storage.seats.revokeInvitation(link.id, instant(1500), revoked)
		await storage.negotiations.setContact(negotiation.id, 'Desk', called)
		for (const answer of answers) expect(await storage.answers.find(answer.id)).toEqual(answer)

		const lost = samples.answer(negotiation.id)
		await expect(storage.log.append({ ...commit, answers: [lost] })).rejects.toThrow()
		await expect(storage.seats.invite(invitation, lost)).rejects.toThrow()
		expect(await storage.seats.redeem(invitation.id, samples.session(), instant(1600), lost)).toBe(
			false
		)
		const nobody = samples.creation().negotiation.id
		await expect(storage.negotiations.setContact(nobody, 'Desk', lost)).rejects.toThrow()
		expect(await storage.answers.find(lost.id)).toBeNull()

		await storage.close()
		const again = await ground.open()
		expect(await again.answers.find(noted.id)).toEqual(noted)
	})

	test('[S27] a later answer of the same id takes the place of the one before; old ones are forgotten', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const first = samples.answer(null)
		await storage.answers.keep(first)
		const second = { ...first, at: instant(2500), sealed: samples.bytes(80) }
		await storage.answers.keep(second)
		expect(await storage.answers.find(first.id)).toEqual(second)
		await storage.answers.forget(instant(2500))
		expect(await storage.answers.find(first.id)).toEqual(second)
		await storage.answers.forget(instant(2501))
		expect(await storage.answers.find(first.id)).toBeNull()
	})

	test('[S27] of each holder the newest are kept, and those of others are not touched', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const others = samples.answer(null)
		await storage.answers.keep(others)
		const { holder } = samples.answer(null)
		const all = Array.from({ length: ANSWERS_KEPT + 2 }, () => ({
			...samples.answer(null),
			holder,
		}))
		const { opening } = await created(samples, storage)
		// In one commit: a thousand would take as many transactions.
		await storage.log.append({
			...samples.commit(opening.log, 1, [samples.note()]),
			answers: all,
		})
		const kept = await Promise.all(all.map(({ id }) => storage.answers.find(id)))
		expect(kept.map((answer) => answer === null).indexOf(false)).toBe(2)
		expect(kept.filter((answer) => answer !== null)).toHaveLength(ANSWERS_KEPT)
		expect(await storage.answers.find(others.id)).toEqual(others)
	})

	test('[S28] answers go with their negotiation, and none of it is taken again', async () => {
		const samples = new Samples()
		const storage = await ground.open()
		const { negotiation } = await created(samples, storage)
		const [gone, stays] = [samples.answer(negotiation.id), samples.answer(null)]
		await storage.answers.keep(gone)
		await storage.answers.keep(stays)
		const record = { erasedAt: instant(5000), file: samples.bytes(9) }
		await storage.negotiations.erase(negotiation.id, () => record)
		expect(await storage.answers.find(gone.id)).toBeNull()
		expect(await storage.answers.find(stays.id)).toEqual(stays)
		await expect(storage.answers.keep(gone)).rejects.toMatchObject({ name: 'ParleyError' })
		expect(await storage.answers.find(gone.id)).toBeNull()
	})
}

async function created(samples: Samples, storage: Awaited<ReturnType<Ground['open']>>) {
	const creation = samples.creation()
	await storage.negotiations.create(creation)
	return creation
}
