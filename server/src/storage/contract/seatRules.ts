import type { SeatId } from '@parley/domain'
import { expect, test } from 'vitest'
import type { Invitation, Session, Storage } from '../ports.ts'
import type { Ground } from './place.ts'
import { instant, Samples } from './samples.ts'

/** A storage with one negotiation, and its first two seats. */
async function room(
	ground: Ground,
	samples: Samples
): Promise<{ storage: Storage; one: SeatId; two: SeatId }> {
	const storage = await ground.open()
	const { one, two } = await createRoom(storage, samples)
	return { storage, one, two }
}

async function createRoom(
	storage: Storage,
	samples: Samples
): Promise<{ one: SeatId; two: SeatId }> {
	const creation = samples.creation()
	const [one, two] = creation.seats
	if (one === undefined || two === undefined) throw new RangeError('a sample has two seats')
	await storage.negotiations.create(creation)
	return { one: one.id, two: two.id }
}

/** What storage has of an invitation and a session. */
async function whole(
	{ seats }: Storage,
	invitation: Invitation,
	session: Session
): Promise<unknown> {
	return [
		await seats.invitationByHash(invitation.codeHash),
		await seats.sessionByHash(session.tokenHash),
	]
}

/** Rules S13 to S18. */
export function seatRules(ground: Ground): void {
	test('[S12] invitations come back as they were given, oldest first', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const elsewhere = await createRoom(storage, samples)
		const given = [one, two, one].map((seat) => samples.invitation(seat))
		for (const invitation of given) await storage.seats.invite(invitation)
		await storage.seats.invite(samples.invitation(elsewhere.one))
		const [first] = await storage.negotiations.list()
		if (first === undefined) throw new RangeError('a negotiation was created')
		expect(await storage.seats.invitations(first.id)).toEqual(given)
		for (const invitation of given) {
			expect(await storage.seats.invitationByHash(invitation.codeHash)).toEqual(invitation)
		}
	})

	test('[S13] what names something that is not there is not found', async () => {
		const samples = new Samples()
		const { storage, one } = await room(ground, samples)
		const { seats } = storage
		const missing = [
			seats.revokeSeat(samples.seatId(), instant(1)),
			seats.invite(samples.invitation(samples.seatId())),
			seats.revokeInvitation(samples.invitation(one).id, instant(1)),
			seats.revokeSession(samples.session().id, instant(1)),
		]
		for (const write of missing) await expect(write).rejects.toMatchObject({ code: 'not-found' })
	})

	test('[S13] what is taken away twice keeps the first instant', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const { seats } = storage
		const [used, open] = [samples.invitation(one), samples.invitation(one)]
		const session = samples.session()
		await seats.invite(used)
		await seats.invite(open)
		await seats.redeem(used.id, session, instant(1500))
		for (const ms of [1600, 1700]) {
			await seats.revokeInvitation(open.id, instant(ms))
			await seats.revokeSession(session.id, instant(ms))
			await seats.revokeSeat(two, instant(ms))
		}
		const revokedAt = instant(1600)
		expect(await seats.invitationByHash(open.codeHash)).toEqual({ ...open, revokedAt })
		expect((await seats.sessionByHash(session.tokenHash))?.revokedAt).toBe(revokedAt)
		expect((await seats.seat(two))?.seat.revoked).toBe(true)
	})

	test('[S12] an invitation whose id or code is taken is not kept', async () => {
		const samples = new Samples()
		const { storage, one } = await room(ground, samples)
		const first = samples.invitation(one)
		await storage.seats.invite(first)
		for (const taken of [{ id: first.id }, { codeHash: first.codeHash }]) {
			const again = { ...samples.invitation(one), ...taken }
			await expect(storage.seats.invite(again)).rejects.toMatchObject({ code: 'storage-failed' })
		}
		expect(await storage.seats.invitationByHash(first.codeHash)).toEqual(first)
	})

	test('[S14] of many who redeem one invitation at once, one gets the seat', async () => {
		const samples = new Samples()
		const { storage, one } = await room(ground, samples)
		const invitation = samples.invitation(one)
		await storage.seats.invite(invitation)
		const sessions = Array.from({ length: 5 }, () => samples.session())
		const answers = await Promise.all(
			sessions.map((session) => storage.seats.redeem(invitation.id, session, instant(1500)))
		)
		expect(answers.filter(Boolean)).toHaveLength(1)
		const holders = await storage.seats.sessionsOf(one, instant(1500))
		const winner = sessions.find((_, index) => answers[index])
		expect(holders).toEqual([{ ...winner, seats: [one] }])
		for (const session of sessions.filter((candidate) => candidate !== winner)) {
			expect(await storage.seats.sessionByHash(session.tokenHash)).toBeNull()
		}
		expect(await storage.seats.invitationByHash(invitation.codeHash)).toEqual({
			...invitation,
			redeemedAt: instant(1500),
		})
	})

	test('[S15] a link that does not stand redeems nothing and changes nothing', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const { seats } = storage
		const [used, revoked, open, toRevoked] = [
			samples.invitation(one),
			samples.invitation(one),
			samples.invitation(one),
			samples.invitation(two),
		]
		await seats.invite(used)
		await seats.invite(revoked)
		await seats.invite(open)
		await seats.redeem(used.id, samples.session(), instant(1100))
		await seats.revokeInvitation(revoked.id, instant(1200))
		await seats.revokeSeat(two, instant(1200))
		await seats.invite(toRevoked)
		const unknown = samples.invitation(one)

		const tries: [Invitation, number][] = [
			[used, 1500],
			[revoked, 1500],
			[open, 2000],
			[open, 2001],
			[toRevoked, 1500],
			[unknown, 1500],
		]
		for (const [invitation, ms] of tries) {
			const session = samples.session()
			const before = await whole(storage, invitation, session)
			expect(await seats.redeem(invitation.id, session, instant(ms))).toBe(false)
			expect(await whole(storage, invitation, session)).toEqual(before)
		}
		expect(await seats.redeem(open.id, samples.session(), instant(1999))).toBe(true)
	})

	test('[S15] a session that does not stand any more gets no seat and uses up no link', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const { seats } = storage
		const [first, second] = [samples.invitation(one), samples.invitation(one)]
		const open = { ...samples.invitation(two), expiresAt: instant(99_000) }
		const [revoked, expired] = [samples.session(), samples.session()]
		for (const invitation of [first, second, open]) await seats.invite(invitation)
		await seats.redeem(first.id, revoked, instant(1100))
		await seats.redeem(second.id, expired, instant(1100))
		await seats.revokeSession(revoked.id, instant(1200))

		expect(await seats.redeem(open.id, revoked, instant(1300))).toBe(false)
		expect(await seats.redeem(open.id, expired, instant(9000))).toBe(false)
		expect(await seats.redeem(open.id, samples.session(), instant(9000))).toBe(false)
		expect(await seats.invitationByHash(open.codeHash)).toEqual(open)
		expect(await seats.redeem(open.id, expired, instant(8999))).toBe(true)
	})

	test('[S16] a session holds one seat of each negotiation, the newest redeemed', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const elsewhere = await createRoom(storage, samples)
		const session = samples.session()
		const redeem = async (seat: SeatId): Promise<void> => {
			const invitation = samples.invitation(seat)
			await storage.seats.invite(invitation)
			expect(await storage.seats.redeem(invitation.id, session, instant(1500))).toBe(true)
		}
		const held = async (): Promise<readonly SeatId[] | undefined> =>
			(await storage.seats.sessionByHash(session.tokenHash))?.seats.toSorted()

		await redeem(one)
		expect(await held()).toEqual([one])
		await redeem(elsewhere.one)
		expect(await held()).toEqual([one, elsewhere.one].sort())
		await redeem(two)
		expect(await held()).toEqual([two, elsewhere.one].sort())
		await redeem(two)
		expect(await held()).toEqual([two, elsewhere.one].sort())
		expect(await storage.seats.sessionsOf(one, instant(1500))).toEqual([])
	})

	test('[S16] what a session says of its seats by itself gives it none', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const invitation = samples.invitation(one)
		await storage.seats.invite(invitation)
		const session = { ...samples.session(), seats: [two] }
		await storage.seats.redeem(invitation.id, session, instant(1500))
		expect((await storage.seats.sessionByHash(session.tokenHash))?.seats).toEqual([one])
	})

	test('[S17] a seat taken away is lost to its sessions, and its open links end', async () => {
		const samples = new Samples()
		const { storage, one, two } = await room(ground, samples)
		const { seats } = storage
		const session = samples.session()
		const [used, open, others] = [
			samples.invitation(one),
			samples.invitation(one),
			samples.invitation(two),
		]
		for (const invitation of [used, open, others]) await seats.invite(invitation)
		await seats.redeem(used.id, session, instant(1500))
		await seats.revokeSeat(one, instant(1600))

		expect((await seats.seat(one))?.seat.revoked).toBe(true)
		expect((await seats.seat(two))?.seat.revoked).toBe(false)
		expect(await seats.sessionsOf(one, instant(1600))).toEqual([])
		expect(await seats.sessionByHash(session.tokenHash)).toEqual(session)
		const ended = await seats.invitationByHash(open.codeHash)
		expect(ended).toEqual({ ...open, revokedAt: instant(1600) })
		const past = await seats.invitationByHash(used.codeHash)
		expect(past).toEqual({ ...used, redeemedAt: instant(1500) })
		expect(await seats.invitationByHash(others.codeHash)).toEqual(others)
	})

	test('[S18] only sessions that stand are given for a seat', async () => {
		const samples = new Samples()
		const { storage, one } = await room(ground, samples)
		const { seats } = storage
		const sessions = [samples.session(), samples.session(), samples.session()] as const
		for (const session of sessions) {
			const invitation = samples.invitation(one)
			await seats.invite(invitation)
			await seats.redeem(invitation.id, session, instant(1500))
		}
		const [gone, ...standing] = sessions
		await seats.revokeSession(gone.id, instant(1600))
		const holders = await seats.sessionsOf(one, instant(8999))
		expect(holders.map(({ id }) => id).sort()).toEqual(standing.map(({ id }) => id).sort())
		expect(await seats.sessionsOf(one, instant(9000))).toEqual([])
		expect(await seats.sessionByHash(gone.tokenHash)).toEqual({
			...gone,
			revokedAt: instant(1600),
			seats: [one],
		})
	})
}
