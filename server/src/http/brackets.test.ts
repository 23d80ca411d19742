import { BracketAnswer, BracketList } from '@parley/protocol'
import { clauseDocument } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { unitsOf } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

async function opened(t: TestApp) {
	const { negotiation, clauses } = t.framework
	const room = await t.app.rooms.room(negotiation.id)
	const clause = clauses.find(({ heading }) => heading === 'Purpose')
	if (room === null || clause === undefined) throw new RangeError('no room with that clause')
	const document = clauseDocument(negotiation.id, 1, clause.id)
	const post = async (path: string, as: string, body: unknown = {}) =>
		t.ask('POST', t.at(`/clauses/${clause.id}/brackets${path}`), { as, body })
	const place = async (words: string, as: string, more: object = {}) =>
		post('', as, { ...(await unitsOf(room, document, words)), ...more })
	return { clause, post, place }
}

const list = async (t: TestApp, as: string, query = '') =>
	BracketList.parse((await t.ask('GET', t.at(`/brackets${query}`), { as })).json)

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H100] a bracket is placed, proposed to be lifted, and ended by its last holder', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france, chair] = [
			await t.signIn('Advisor 1'),
			await t.signIn('Advisor 3'),
			await t.signIn('Chair'),
		]
		const { clause, post, place } = await opened(t)
		const done = await place('parties', ukraine, { reason: ' Which\r\nones? ' })
		expect(done.status).toBe(201)
		const { bracket } = BracketAnswer.parse(done.json)
		const [ua, fr] = ['Advisor 1', 'Advisor 3'].map((name) => t.seat(name).delegation)
		expect(bracket).toMatchObject({ clause: clause.id, holders: [ua], reason: 'Which\nones?' })
		expect((await list(t, france)).brackets).toEqual([bracket])
		await post(`/${bracket.id}/holders`, france)
		const proposed = await post(`/${bracket.id}/ending`, chair, { ending: 'lift' })
		expect(BracketAnswer.parse(proposed.json).bracket).toMatchObject({
			holders: [ua, fr],
			proposed: { ending: 'lift', consents: [] },
		})
		const consents = { ending: 'lift', consents: true }
		await post(`/${bracket.id}/answers`, france, consents)
		const last = BracketAnswer.parse((await post(`/${bracket.id}/answers`, ukraine, consents)).json)
		expect(last.bracket.ended).toMatchObject({ ending: 'lift' })
		expect(await list(t, france)).toMatchObject({ brackets: [], next: null })
	})

	test('[H100] who does not hold a bracket neither ends it nor answers for it', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france] = [await t.signIn('Advisor 1'), await t.signIn('Advisor 3')]
		const { post, place } = await opened(t)
		const { bracket } = BracketAnswer.parse((await place('parties', ukraine)).json)
		for (const [path, body] of [
			['ending', { ending: 'strike' }],
			['answers', { ending: 'lift', consents: true }],
			['departure', {}],
			['holders', { delegation: t.seat('Advisor 1').delegation }],
		] as const)
			expect((await post(`/${bracket.id}/${path}`, france, body)).code, path).toBe('not-allowed')
		const others = { holders: [t.seat('Advisor 3').delegation] }
		expect((await place('agree', ukraine, others)).code).toBe('not-allowed')
		expect((await list(t, france)).brackets).toEqual([bracket])
	})
})

test('[H100] the secretariat says who holds it, and no seat without a delegation holds one', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	const { place } = await opened(t)
	expect((await place('parties', as)).json).toMatchObject({ code: 'bad-request', at: 'holders' })
	const unknown = { holders: ['dl_000000000000'] }
	expect((await place('parties', as, unknown)).json).toMatchObject({ code: 'bad-request' })
	const both = { holders: ['Advisor 1', 'Advisor 3'].map((name) => t.seat(name).delegation) }
	expect((await place('parties', as, both)).json).toMatchObject({ bracket: both })
})

test('[H100] open brackets come by pages, in the order in which they were placed', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	const { post, place } = await opened(t)
	const ids: string[] = []
	for (const words of ['The', 'parties', 'agree', 'part', 'gree'])
		ids.push(BracketAnswer.parse((await place(words, as)).json).bracket.id)
	const first = await list(t, as, '?limit=2')
	expect(first.brackets.map(({ id }) => id)).toEqual(ids.slice(0, 2))
	await post(`/${ids[1] ?? ''}/ending`, as, { ending: 'lift' })
	const second = await list(t, as, `?limit=2&cursor=${first.next ?? ''}`)
	expect(second.brackets.map(({ id }) => id)).toEqual(ids.slice(2, 4))
	const third = await list(t, as, `?limit=2&cursor=${second.next ?? ''}`)
	expect(third).toMatchObject({ brackets: [{ id: ids[4] }], next: null })
})
