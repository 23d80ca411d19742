import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMs, parseInstant, type NegotiationId } from '@parley/domain'
import { importMarkdown } from '@parley/formats'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { retentionSince } from './commands/retentionSince.ts'
import { createSteppedClock } from './freeze/steppedClock.ts'
import { createNegotiation } from './negotiation/createNegotiation.ts'
import { openTestRoom, seededRandom, testSigner } from './negotiation/testRoom.ts'
import { invite } from './people/invite.ts'
import { runRetention, startRetention } from './retentionTask.ts'
import { openMemoryStorage } from './storage/memory/openMemoryStorage.ts'

const START = parseInstant(Date.UTC(2026, 0, 1))
const DAY_MS = 24 * 3_600_000

/** A server's daily round in which one negotiation ends after a day and another after a hundred. */
async function setUp(days: number | null) {
	const storage = openMemoryStorage()
	const clock = createSteppedClock(START)
	const random = seededRandom(5)
	const signer = testSigner()
	const warnings: { msg: string; negotiation?: string }[] = []
	const log = pino(
		{ level: 'warn' },
		{
			write(line: string) {
				warnings.push(JSON.parse(line) as { msg: string })
			},
		}
	)
	const cleared: NegotiationId[] = []
	const make = async (title: string, inDays: number) => {
		const created = await createNegotiation(
			{ storage, clock, signer, random },
			{
				...{ title, notice: '', language: 'en', contact: '', baseTextDigest: null },
				deadline: { at: addMs(START, inDays * DAY_MS), zone: 'UTC' },
				delegations: [{ code: 'UA', name: 'Ukraine' }],
				seats: [{ role: 'advisor', name: 'Advisor 1', delegationCode: 'UA' }],
				clauses: importMarkdown('## 1. Scope\n\nAll of it.\n').clauses,
			}
		)
		return created
	}
	const first = await make('First', 1)
	const second = await make('Second', 100)
	const parts = {
		...{ storage, clock, signer, log, days },
		daysSince: () => Promise.resolve(START),
		rooms: { all: () => Promise.resolve([]) },
		clearBeside: (id: NegotiationId) => {
			cleared.push(id)
			return Promise.resolve()
		},
	}
	const ids = async (): Promise<readonly string[]> =>
		(await storage.negotiations.list()).map(({ id }) => id)
	return { storage, clock, random, parts, warnings, cleared, first, second, ids }
}

test('[K17] without a number of days nothing is ever erased', async () => {
	const { clock, parts, ids } = await setUp(null)
	clock.step(10_000 * DAY_MS)
	await runRetention(parts)
	expect(await ids()).toHaveLength(2)
})

test('[K17] what closed so many days ago is erased, a week after the log began to say so', async () => {
	const { storage, clock, parts, warnings, cleared, first, second, ids } = await setUp(30)
	const { id } = first.negotiation
	// Erased from day 31 on: the log tells from day 24.
	clock.step(23.9 * DAY_MS)
	await runRetention(parts)
	expect(warnings).toEqual([])
	clock.step(0.1 * DAY_MS)
	await runRetention(parts)
	expect(warnings).toMatchObject([
		{ negotiation: id, msg: expect.stringContaining('will be erased') as string },
	])
	expect(JSON.stringify(warnings)).not.toContain('First')
	clock.step(7 * DAY_MS - 1)
	await runRetention(parts)
	expect(await ids()).toHaveLength(2)
	clock.step(1)
	await runRetention(parts)
	expect(await ids()).toEqual([second.negotiation.id])
	expect(cleared).toEqual([id])
	expect(await storage.negotiations.erasures()).toMatchObject([{ negotiation: id }])
	expect(warnings.at(-1)).toMatchObject({
		negotiation: id,
		msg: expect.stringContaining('was erased') as string,
	})
})

test('[K17] [C50] a frozen text is kept for the days after its freeze; then its room is told, and is no more', async () => {
	const { parts } = await setUp(30)
	const room = await openTestRoom()
	const { storage, clock, rooms, negotiation, seats } = room
	const secretariat = seats.find(({ role }) => role === 'secretariat')
	if (secretariat === undefined) throw new RangeError('a secretariat')
	await room.room.freeze(secretariat.id, clock.now(), 'agreed')
	const events: string[] = []
	rooms.listen((_, event) => events.push(event.kind))
	const own = { ...parts, storage, clock, rooms }
	clock.step(30 * DAY_MS - 1)
	await runRetention(own)
	expect(await rooms.room(negotiation.id)).not.toBeNull()
	clock.step(1)
	await runRetention(own)
	expect(events).toEqual(['erased'])
	expect(await rooms.room(negotiation.id)).toBeNull()
	expect(await storage.log.logs()).toEqual([])
	await rooms.close()
})

test('[K17] nothing is erased while a text is about to freeze; it is looked again soon', async () => {
	const { clock, parts, ids } = await setUp(30)
	clock.step(100 * DAY_MS - 60_000)
	expect(await runRetention(parts)).toBe(15 * 60_000)
	expect(await ids()).toHaveLength(2)
	clock.step(15 * 60_000)
	expect(await runRetention(parts)).toBe(DAY_MS)
	expect(await ids()).toHaveLength(1)
})

test('[K17] a number of days that is new, or was lowered, erases nothing that was not announced for a week', async () => {
	const { clock, parts, warnings, first, ids } = await setUp(30)
	clock.step(200 * DAY_MS)
	const since = clock.now()
	const own = { ...parts, daysSince: () => Promise.resolve(since) }
	await runRetention(own)
	clock.step(7 * DAY_MS - 1)
	await runRetention(own)
	expect(await ids()).toHaveLength(2)
	expect(warnings).toHaveLength(4)
	expect(warnings[0]).toMatchObject({ negotiation: first.negotiation.id })
	clock.step(1)
	await runRetention(own)
	expect(await ids()).toEqual([])
})

test('[K17] since when a number of days counts is noted in the data folder', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'parley-retention-'))
	const later = addMs(START, DAY_MS)
	expect(await retentionSince(folder, 30, START)).toBe(START)
	expect(await retentionSince(folder, 30, later)).toBe(START)
	expect(await retentionSince(folder, 3, later)).toBe(later)
	expect(await retentionSince(folder, 30, later)).toBe(later)
	expect(await retentionSince(folder, null, later)).toBe(later)
	expect(readdirSync(folder)).toEqual([])
	writeFileSync(join(folder, 'retention.json'), '{"days": 30')
	expect(await retentionSince(folder, 30, later)).toBe(later)
	rmSync(folder, { recursive: true })
})

test('[K16] [K17] what could not be cleared from the files is cleared in the next round', async () => {
	const { storage, clock, parts, first, ids } = await setUp(30)
	let scrubs = 0
	let isRead = true
	const scrub = (): Promise<void> => {
		scrubs++
		return isRead ? Promise.reject(new Error('others read')) : storage.scrub()
	}
	const own = { ...parts, storage: { ...storage, scrub } }
	clock.step(31 * DAY_MS)
	await expect(runRetention(own)).rejects.toThrow('others read')
	expect(await ids()).not.toContain(first.negotiation.id)
	isRead = false
	expect(await runRetention(own)).toBe(DAY_MS)
	expect(scrubs).toBe(2)
})

test('[K17] links that have ended are forgotten after thirty days, and the round comes every day until it is stopped', async () => {
	const { storage, clock, random, parts, second } = await setUp(null)
	const { id } = second.negotiation
	const [seat] = second.seats
	if (seat === undefined) throw new RangeError('a seat')
	const made = await invite({ storage, clock, random }, id, seat.id, START)
	if (made.kind === 'refused') throw new RangeError('a link')
	await storage.seats.revokeInvitation(made.invitation.id, clock.now())
	const task = startRetention(parts)
	const links = async (): Promise<number> => (await storage.seats.invitations(id)).length
	for (let day = 0; day < 30; day++) {
		await expect.poll(() => clock.pending).toBe(1)
		clock.step(DAY_MS)
	}
	await expect.poll(() => clock.pending).toBe(1)
	expect(await links()).toBe(1)
	clock.step(DAY_MS)
	await expect.poll(links).toBe(0)
	await task.close()
	expect(clock.pending).toBe(0)
})
