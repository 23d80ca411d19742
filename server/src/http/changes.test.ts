import { parseClauseId, parseSessionId } from '@parley/domain'
import { ChangesJson, clauseDocument } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openTestApp, type TestApp } from './testApp.ts'
import { comeTooLate } from './testLateEdit.ts'

/** Types into a clause as a seat of the framework. */
async function type(t: TestApp, name: string, index: number): Promise<void> {
	const live = await t.app.rooms.room(t.framework.negotiation.id)
	const clause = t.framework.clauses[index]
	if (live === null || clause === undefined) throw new Error('no such clause')
	const document = clauseDocument(live.negotiation.id, 1, parseClauseId(clause.id))
	const doc = createDocument()
	const attached = await live.attach(document, doc)
	attached.close()
	const before = Y.encodeStateVector(doc)
	doc.getText('text').insert(1, 'Now. ')
	const answer = await live.offer({
		document,
		kind: 'update',
		bytes: Y.encodeStateAsUpdate(doc, before),
		receivedAt: t.clock.now(),
		seat: t.seat(name),
		session: parseSessionId('se_000000000000'),
		synced: true,
		speaksModel: true,
	})
	expect(answer.kind).toBe('accepted')
}

async function changesSince(t: TestApp, since: number): Promise<ChangesJson> {
	const answer = await t.ask('GET', t.at(`/changes?since=${since}`), {
		as: await t.signIn('Advisor 3'),
	})
	expect(answer.status).toBe(200)
	return ChangesJson.parse(answer.json)
}

async function positionOf(t: TestApp): Promise<number> {
	return (await t.app.rooms.room(t.framework.negotiation.id))?.position ?? 0
}

test('[H80] changes since a position are counted by clause and seat: bursts of typing, and new statuses', async () => {
	const t = await openTestApp()
	const [first, second] = t.framework.clauses
	await type(t, 'Advisor 3', 0)
	const left = await positionOf(t)
	expect(await changesSince(t, left)).toEqual({ position: left, clauses: [] })

	await type(t, 'Advisor 2', 1)
	t.clock.step(5_000)
	await type(t, 'Advisor 1', 1)
	t.clock.step(1_500)
	await type(t, 'Advisor 1', 1)
	t.clock.step(2_500)
	await type(t, 'Advisor 1', 1)
	const chair = await t.signIn('Chair')
	const note = { clause: first?.id, seen: 1, text: 'Said.' }
	await t.ask('POST', t.at('/notes'), { as: chair, body: note })
	await t.ask('PATCH', t.at(`/clauses/${first?.id ?? ''}`), {
		as: chair,
		body: { status: 'agreed' },
	})
	expect(await changesSince(t, left)).toEqual({
		position: await positionOf(t),
		clauses: [
			{ clause: first?.id, by: [{ seat: t.seat('Chair').id, count: 1 }] },
			{
				clause: second?.id,
				by: [
					{ seat: t.seat('Advisor 2').id, count: 1 },
					{ seat: t.seat('Advisor 1').id, count: 2 },
				],
			},
		],
	})
})

test('[H80] a late edit is no change, and a position that is not there yet is refused', async () => {
	const t = await openTestApp()
	const left = await positionOf(t)
	await type(t, 'Advisor 2', 1)
	const late = await comeTooLate(t)
	const { position, clauses } = await changesSince(t, left)
	expect(position).toBeLessThan(late)
	expect(clauses.map(({ clause }) => clause)).toEqual([t.framework.clauses[1]?.id])
	expect((await changesSince(t, late)).clauses).toEqual([])
	const beyond = await t.ask('GET', t.at(`/changes?since=${late + 100}`), {
		as: await t.signIn('Advisor 3'),
	})
	expect(beyond.json).toMatchObject({ code: 'bad-request', at: 'since' })
})
