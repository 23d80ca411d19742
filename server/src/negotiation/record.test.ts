import { addMs, parseClauseId, parseLogPosition, parseNoteId, type Act } from '@parley/domain'
import { expect, test } from 'vitest'
import { type Proposal } from './room.ts'
import { HOUR_MS, openTestRoom, setStatus, type TestRoom } from './testRoom.ts'

const NOTE = parseNoteId('nt_000000000001')

/** Records `act` for the secretariat, as received now. */
function record(
	t: TestRoom,
	act: Proposal['act'],
	receivedAt = t.clock.now()
): ReturnType<TestRoom['room']['record']> {
	return t.room.record({ act, seat: secretariat(t), receivedAt })
}

function secretariat({ seats: [, , , seat] }: TestRoom): NonNullable<Proposal['seat']> {
	if (seat === undefined) throw new Error('no secretariat')
	return seat.id
}

function clauseOf({ clauses: [clause] }: TestRoom): Extract<Act, { kind: 'status-set' }>['clause'] {
	if (clause === undefined) throw new Error('no clause')
	return clause.id
}

test('[L10] words that canonical JSON cannot hold are put right before they are numbered', async () => {
	const t = await openTestRoom()
	const events: string[] = []
	t.room.listen(({ kind }) => events.push(kind))
	const seen = parseLogPosition(1)
	const text = 'Cafe\u0301 \ud83d'
	const noted = await record(t, { kind: 'note-taken', note: NOTE, clause: clauseOf(t), seen, text })
	expect(noted).toMatchObject({ entry: { payload: { act: { text: 'Caf\u00e9 \ufffd' } } } })
	const deadline = { at: addMs(t.clock.now(), 2 * HOUR_MS), zone: 'Europe/London' }
	const moved = await record(t, { kind: 'deadline-moved', deadline, reason: text })
	expect(moved).toMatchObject({ entry: { payload: { act: { reason: 'Caf\u00e9 \ufffd' } } } })
	expect(await t.room.freeze(secretariat(t), t.clock.now(), text)).toEqual({ kind: 'frozen' })
	expect(events).not.toContain('commit-failed')
})

test('an act about a clause that the round does not have, or about what nobody has seen, is not recorded', async () => {
	const t = await openTestRoom()
	const { position } = t.room
	const clause = parseClauseId('cl_000000000000')
	await expect(setStatus(t, clause, 'agreed')).rejects.toThrow(RangeError)
	const note = { kind: 'note-taken', note: NOTE, text: 'x' } as const
	const seen = parseLogPosition(position + 1)
	await expect(record(t, { ...note, clause, seen: position })).rejects.toThrow(RangeError)
	await expect(record(t, { ...note, clause: clauseOf(t), seen })).rejects.toThrow(RangeError)
	expect(t.room.position).toBe(position)
})

test('[F3] while it is freezing, decisions received before the instant count, later ones wait for it', async () => {
	const t = await openTestRoom()
	t.clock.step(HOUR_MS - 5)
	const slow = t.frames.receive()
	t.clock.step(10)
	const clause = clauseOf(t)
	const later = setStatus(t, clause, 'open')
	const seen = parseLogPosition(1)
	const note = record(t, { kind: 'note-taken', note: NOTE, clause, seen, text: 'after' })
	const inTime = await setStatus(t, clause, 'agreed', slow.receivedAt)
	expect(inTime.kind).toBe('decided')
	slow.done()
	expect(await later).toEqual({ kind: 'denied', reason: 'frozen' })
	expect((await note).kind).toBe('recorded')
	expect(t.room.clauses.find(({ id }) => id === clause)?.status).toBe('agreed')
})
