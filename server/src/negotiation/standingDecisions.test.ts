import {
	addMs,
	createId,
	DEFAULT_LADDER,
	openLedger,
	parseLogPosition,
	standingOf,
	type Seat,
} from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { verifySnapshot } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { FaultyStorage } from './faultyStorage.ts'
import { type PlainStandingAct } from './room.ts'
import { confirmRead, HOUR_MS, openTestRoom, seededRandom, type TestRoom } from './testRoom.ts'

const STATUS = 'agreed-ad-referendum'

/** A room with what its people decide in it. */
async function opened(options: Parameters<typeof openTestRoom>[0] = {}) {
	const t = await openTestRoom(options)
	const [ukraine, france, noteTaker, secretariat] = t.seats
	const [clause, other] = t.clauses
	if (!ukraine || !france || !noteTaker || !secretariat) throw new RangeError('four seats')
	if (!clause || !other) throw new RangeError('two clauses')
	const decide = (seat: Seat, ...acts: readonly PlainStandingAct[]) =>
		t.room.decideStanding({ acts, seat, receivedAt: t.clock.now() })
	const confirm = (seat: Seat) => confirmRead(t, clause.id, seat)
	const of = (seat: Seat) => {
		if (seat.delegation === null) throw new RangeError('no delegation')
		return { clause: clause.id, delegation: seat.delegation }
	}
	const opening = (confirmBy = addMs(t.clock.now(), 60_000)): readonly PlainStandingAct[] => [
		{ kind: 'status-set', clause: clause.id, status: STATUS },
		{ kind: 'ad-referendum-opened', clause: clause.id, status: STATUS, confirmBy },
	]
	const people = { ukraine, france, noteTaker, secretariat }
	return { t, ...people, clause, other, decide, confirm, of, opening }
}

const statusOf = ({ room }: TestRoom) => room.clauses[0]?.status

test('[S5] who confirms after the instant is late by the server’s clock at receipt, and only then', async () => {
	const { t, ukraine, france, secretariat, clause, decide, confirm, opening } = await opened()
	expect((await decide(secretariat, ...opening())).kind).toBe('decided')
	// a status that capitals confirm is not on disk without its instant
	const ends = [t.room.position - 1, t.room.position].map((position) =>
		t.storage.log.checkpointAt(sharedLog(t.negotiation.id), parseLogPosition(position))
	)
	expect((await Promise.all(ends)).map((end) => end !== null)).toEqual([false, true])
	t.clock.step(60_000)
	expect((await confirm(ukraine)).kind).toBe('decided')
	t.clock.step(1)
	await confirm(france)
	const again = await t.restart(0)
	const ledger = openLedger(standingOf(again.room.standing, clause.id))
	expect([...(ledger?.confirmed.values() ?? [])].map(({ late }) => late)).toEqual([false, true])
})

test('[S3] [S5] [S9] nobody decides for another delegation, nor what is not theirs to decide', async () => {
	const { t, ukraine, france, noteTaker, secretariat, clause, other, decide, of, ...rest } =
		await opened()
	const { confirm, opening } = rest
	await decide(secretariat, ...opening())
	const { position } = t.room
	const pack = createId('package', seededRandom(3))
	const reservation = 'scrutiny'
	const clauses = [clause.id, other.id]
	const cases: readonly (readonly [Seat, PlainStandingAct])[] = [
		[france, { kind: 'reservation-entered', ...of(ukraine), reservation, words: '' }],
		[secretariat, { kind: 'reservation-entered', ...of(ukraine), reservation, words: '' }],
		[france, { kind: 'reservation-lifted', ...of(ukraine), reservation }],
		[ukraine, { kind: 'status-set', clause: clause.id, status: 'open' }],
		[ukraine, { kind: 'ladder-set', steps: DEFAULT_LADDER }],
		[ukraine, { kind: 'confirm-by-set', clause: clause.id, confirmBy: addMs(t.clock.now(), 9) }],
		[ukraine, { kind: 'force-set', clause: clause.id, force: { kind: 'political' } }],
		[ukraine, { kind: 'package-made', package: pack, title: 'All', clauses }],
		[noteTaker, { kind: 'package-closed', package: pack }],
	]
	for (const [seat, act] of cases)
		expect([act.kind, seat.role, await decide(seat, act)]).toEqual([
			...[act.kind, seat.role, { kind: 'denied', reason: 'role' }],
		])
	// whose seat speaks for no delegation, or may not decide for it
	const quiet = { ...noteTaker, delegation: ukraine.delegation }
	for (const seat of [secretariat, noteTaker, quiet])
		expect(await confirm(seat)).toEqual({ kind: 'denied', reason: 'role' })
	expect(t.room.position).toBe(position)
})

test('[S3] an advisor sets what the ladder gives to advisors, and takes no agreement away', async () => {
	const { t, ukraine, secretariat, clause, decide } = await opened()
	const set = (status: string): PlainStandingAct => ({
		kind: 'status-set',
		clause: clause.id,
		status,
	})
	const steps = DEFAULT_LADDER.map((step) =>
		step.effect === 'agreed' ? step : { ...step, setBy: [...step.setBy, 'advisor' as const] }
	)
	await decide(secretariat, { kind: 'ladder-set', steps })
	expect((await decide(ukraine, set('bracketed'))).kind).toBe('decided')
	expect(await decide(ukraine, set('agreed'))).toMatchObject({ reason: 'role' })
	await decide(secretariat, set('agreed'))
	expect(await decide(ukraine, set('open'))).toMatchObject({ reason: 'role' })
	expect(statusOf(t)).toBe('agreed')
})

test('[S2] [S11] of acts that go together all are recorded, or none is', async () => {
	const { t, secretariat, clause, decide, opening } = await opened()
	const past = opening(addMs(t.clock.now(), -1))
	expect(await decide(secretariat, ...past)).toMatchObject({ reason: 'confirm-by-past' })
	expect(statusOf(t)).toBe('not-discussed')
	const without = DEFAULT_LADDER.filter(({ id }) => id !== 'not-discussed')
	expect(await decide(secretariat, { kind: 'ladder-set', steps: without })).toEqual({
		...{ kind: 'refused', reason: 'ladder-in-use', clauses: t.clauses.map(({ id }) => id) },
	})
	const nothing = t.room.decideStanding({
		...{ acts: [{ kind: 'ladder-set', steps: [] }], seat: secretariat, receivedAt: t.clock.now() },
	})
	await expect(nothing).rejects.toThrow(RangeError)
	t.clock.step(2 * HOUR_MS)
	expect(await decide(secretariat, { kind: 'force-set', clause: clause.id, force: null })).toEqual({
		...{ kind: 'denied', reason: 'frozen' },
	})
})

test('[S11] what was not stored is not so: a room goes back to how its clauses stood', async () => {
	const faults = new FaultyStorage()
	const { t, secretariat, decide, opening } = await opened({ fault: faults.fault })
	faults.failing = 1
	expect(await decide(secretariat, ...opening())).toMatchObject({ reason: 'not-stored' })
	await expect.poll(() => statusOf(t)).toBe('not-discussed')
	expect(t.room.standing.clauses.size).toBe(0)
})

test('[S10] [F5] the frozen text has how each clause stood, and the replay of the log gives the same', async () => {
	const { t, ukraine, france, secretariat, clause, other, decide, of, ...rest } = await opened()
	const { confirm, opening } = rest
	const force = { kind: 'subject-to-approval', body: 'US Congress', state: 'not-asked' } as const
	const pack = createId('package', seededRandom(3))
	const reserved = {
		kind: 'reservation-entered',
		reservation: 'scrutiny',
		words: 'Cafe\u0301',
	} as const
	await decide(secretariat, ...opening())
	await decide(secretariat, { kind: 'force-set', clause: clause.id, force })
	await decide(secretariat, {
		...{ kind: 'package-made', package: pack, title: 'Both', clauses: [clause.id, other.id] },
	})
	await decide(ukraine, { ...reserved, ...of(ukraine) })
	await confirm(france)
	expect(await t.room.freeze(secretariat.id, t.clock.now(), '')).toEqual({ kind: 'frozen' })
	const [stored] = await t.storage.snapshots.list(t.negotiation.id)
	const checked = verifySnapshot(stored?.file ?? new Uint8Array())
	if (checked.kind === 'invalid') throw new RangeError('a snapshot')
	expect(checked.document.ladder[3]).toMatchObject({ effect: 'ad-referendum', shape: 'half-disc' })
	expect(checked.document.clauses[0]).toMatchObject({
		status: STATUS,
		legalForce: force,
		reservations: [{ delegation: 'UA', kind: 'scrutiny', words: 'Caf\u00e9' }],
		confirmations: { delegations: [{ delegation: 'FR', late: false }, { confirmedAt: null }] },
		packages: [{ title: 'Both', state: 'open' }],
	})
	const protocol = await t.room.freezeProtocol()
	expect(new TextDecoder().decode(protocol?.bytes)).toContain('"replay":"equal"')
})
