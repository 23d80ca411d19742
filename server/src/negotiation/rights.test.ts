import { type Level, type RightsSubject } from '@parley/domain'
import { sharedLog } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { FaultyStorage } from './faultyStorage.ts'
import { readHead } from './readHead.ts'
import { type Answer, type Proposal, type Recorded } from './room.ts'
import { committedText, HOUR_MS, openTestRoom, TestEditor, type TestRoom } from './testRoom.ts'

const SECRETARIAT = 3

function seatOf(t: TestRoom, index: number): TestRoom['seats'][number] {
	const seat = t.seats[index]
	if (seat === undefined) throw new RangeError(`no seat ${index}`)
	return seat
}

function clauseOf(t: TestRoom): TestRoom['clauses'][number]['id'] {
	const clause = t.clauses.find(({ heading }) => heading === 'Purpose')
	if (clause === undefined) throw new RangeError('no clause')
	return clause.id
}

function decide(t: TestRoom, act: Proposal['act'], expectsLevel?: Level | null): Promise<Recorded> {
	const seat = seatOf(t, SECRETARIAT).id
	return t.room.record({ act, seat, receivedAt: t.clock.now(), expectsLevel })
}

function set(t: TestRoom, subject: RightsSubject, level: Level | null): Promise<Recorded> {
	return decide(t, { kind: 'rights-set', subject, level, reason: 'As agreed.' })
}

function hold(t: TestRoom): Promise<Recorded> {
	return decide(t, { kind: 'clause-held', clause: clauseOf(t), reason: 'The lawyers look.' })
}

function release(t: TestRoom): Promise<Recorded> {
	return decide(t, { kind: 'clause-released', clause: clauseOf(t), reason: '' })
}

/** The reason of a refusal, else the kind of the answer. */
function short(answer: Answer | Recorded): string {
	return answer.kind === 'refused' ? answer.reason : answer.kind
}

describe('the effective right of a seat in a clause', () => {
	test('[A4] a level of the delegation goes for its seats, one of the seat goes before it', async () => {
		const t = await openTestRoom()
		const ua = await TestEditor.open(t, 0, 1)
		const fr = await TestEditor.open(t, 1, 2)
		const { id, delegation } = seatOf(t, 0)
		if (delegation === null) throw new Error('no delegation')
		await set(t, { kind: 'delegation', delegation }, 'read')
		expect(short(await ua.say(' one'))).toBe('delegation-reads')
		expect(short(await fr.say(' two'))).toBe('accepted')
		await set(t, { kind: 'seat', seat: id }, 'edit')
		expect(short(await (await TestEditor.open(t, 0, 3)).say(' three'))).toBe('accepted')
		await set(t, { kind: 'seat', seat: id }, 'read')
		expect(short(await (await TestEditor.open(t, 0, 4)).say(' four'))).toBe('seat-reads')
		await set(t, { kind: 'seat', seat: id }, null)
		await set(t, { kind: 'delegation', delegation }, null)
		expect(short(await (await TestEditor.open(t, 0, 5)).say(' five'))).toBe('accepted')
		expect(await committedText(t)).toBe('The parties agree. two three five')
	})

	test('[A4] [A5] a clause for reading, and a held one, take nothing from anybody, whoever holds it included', async () => {
		const t = await openTestRoom()
		const clause = clauseOf(t)
		await set(t, { kind: 'clause', clause }, 'read')
		expect(short(await (await TestEditor.open(t, 0, 1)).say(' one'))).toBe('clause-reads')
		await hold(t)
		await set(t, { kind: 'clause', clause }, null)
		expect(short(await (await TestEditor.open(t, 0, 2)).say(' two'))).toBe('held')
		const holder = await TestEditor.open(t, SECRETARIAT, 3)
		expect(short(await holder.say(' three'))).toBe('held')
		expect(t.room.rights.holds.get(clause)).toMatchObject({ holder: holder.seat.id })
		await release(t)
		expect(short(await (await TestEditor.open(t, 0, 4)).say(' four'))).toBe('accepted')
		expect(await committedText(t)).toBe('The parties agree. four')
	})

	test('[A5] what was in before the hold is known to it, and a deletion is an edit', async () => {
		const t = await openTestRoom()
		const ua = await TestEditor.open(t, 0, 1)
		const update = ua.type(' in time')
		expect(short(await t.room.offer(ua.offer(update)))).toBe('accepted')
		await hold(t)
		expect(short(await t.room.offer(ua.offer(update)))).toBe('known')
		const text = ua.doc.getText('text')
		const deleting = new Promise<Uint8Array>((resolve) => {
			ua.doc.once('update', resolve)
		})
		text.delete(1, 3)
		expect(short(await t.room.offer(ua.offer(await deleting)))).toBe('held')
		expect(await committedText(t)).toBe('The parties agree. in time')
	})
})

test('[A6] what is numbered below the hold is in the text, what would come behind it is not, however they race', async () => {
	const t = await openTestRoom()
	const editors = await Promise.all(
		Array.from({ length: 12 }, (_, i) => TestEditor.open(t, i % 2, i + 1))
	)
	const offered = editors.slice(0, 6).map((editor, i) => editor.say(` ${i}`))
	await Promise.race(offered)
	const more = editors.slice(6).map((editor, i) => editor.say(` ${i + 6}`))
	const held = await hold(t)
	const answers = await Promise.all([...offered, ...more])
	const position = held.kind === 'recorded' ? held.entry.position : NaN
	const accepted = answers.filter((answer) => answer.kind === 'accepted')
	expect(accepted.length).toBeGreaterThan(0)
	for (const answer of accepted) expect(answer.position).toBeLessThan(position)
	const others = new Set(answers.filter(({ kind }) => kind !== 'accepted').map(short))
	expect([...others]).toEqual(['held'])
	const words = answers.flatMap(({ kind }, i) => (kind === 'accepted' ? [` ${i}`] : []))
	const text = await committedText(t)
	expect(text.replace('The parties agree.', '').split(/(?= )/).toSorted()).toEqual(words.toSorted())
})

test('[A6] a restart folds the same rights from the log', async () => {
	const t = await openTestRoom()
	await hold(t)
	await set(t, { kind: 'seat', seat: seatOf(t, 0).id }, 'read')
	const { rights } = t.room
	const again = await t.restart(1_000)
	expect(again.room.rights).toEqual(rights)
	const { head } = await readHead(again.storage.log, sharedLog(t.negotiation.id))
	expect(head.rights).toEqual(rights)
	expect(short(await (await TestEditor.open(again, 1, 9)).say(' late'))).toBe('held')
})

test('[A6] a decision whose commit failed leaves the rights as they were', async () => {
	const faulty = new FaultyStorage()
	const t = await openTestRoom({ fault: faulty.fault })
	const ua = await TestEditor.open(t, 0, 1)
	faulty.failing = 1
	expect(short(await hold(t))).toBe('not-stored')
	await expect.poll(() => t.room.rights.holds.size).toBe(0)
	expect(short(await ua.say(' still'))).toBe('accepted')
})

test('[A7] after the freeze only that is kept as late which could have been text', async () => {
	const t = await openTestRoom()
	const [ua, fr] = [await TestEditor.open(t, 0, 1), await TestEditor.open(t, 1, 2)]
	await set(t, { kind: 'seat', seat: seatOf(t, 0).id }, 'read')
	t.clock.step(HOUR_MS)
	await expect.poll(() => t.room.phase.kind).toBe('frozen')
	expect(short(await ua.say(' one'))).toBe('seat-reads')
	expect(short(await fr.say(' two'))).toBe('late')
})

test('[A8] whoever decides on another state than there is decides nothing', async () => {
	const t = await openTestRoom()
	const subject = { kind: 'seat', seat: seatOf(t, 0).id } as const
	const reads = { kind: 'rights-set', subject, level: 'read', reason: 'x' } as const
	expect(short(await decide(t, reads, 'edit'))).toBe('rights-changed')
	expect(short(await decide(t, reads, null))).toBe('recorded')
	expect(short(await decide(t, reads, null))).toBe('rights-changed')
	expect(short(await release(t))).toBe('rights-changed')
	expect(short(await hold(t))).toBe('recorded')
	expect(short(await hold(t))).toBe('rights-changed')
	expect(short(await release(t))).toBe('recorded')
	t.clock.step(HOUR_MS)
	await expect.poll(() => t.room.phase.kind).toBe('frozen')
	expect([short(await hold(t)), short(await decide(t, reads))]).toEqual(['frozen', 'frozen'])
})

test('[L11] [T28] content that the model does not have is not taken anew, and what goes with it neither', async () => {
	const t = await openTestRoom()
	const ua = await TestEditor.open(t, 0, 1)
	const updates: Uint8Array[] = []
	ua.doc.on('update', (update: Uint8Array) => updates.push(update))
	ua.doc.transact(() => {
		ua.doc.getText('text').insert(3, 'under', { underline: true })
	})
	const [update] = updates
	if (update === undefined) throw new Error('nothing was written')
	expect(short(await t.room.offer(ua.offer(update)))).toBe('unknown-content')
	expect(await committedText(t)).toBe('The parties agree.')
})

test('an accent that comes behind its letter, by another hand, is taken and reads as one letter where it is fixed', async () => {
	const t = await openTestRoom()
	const [ua, fr] = [await TestEditor.open(t, 0, 1), await TestEditor.open(t, 1, 2)]
	expect(short(await ua.say(' e'))).toBe('accepted')
	await fr.pull()
	expect(short(await fr.say('\u0301'))).toBe('accepted')
	expect(await committedText(t)).toBe('The parties agree. e\u0301')
	t.clock.step(HOUR_MS)
	await expect
		.poll(() => t.room.phase)
		.toMatchObject({ kind: 'frozen', snapshot: expect.any(String) as string })
	const [snapshot] = await t.storage.snapshots.list(t.negotiation.id)
	const file = new TextDecoder().decode(snapshot?.file)
	expect(file).toContain('agree. \u00e9')
	expect(file).not.toContain('\u0301')
})
