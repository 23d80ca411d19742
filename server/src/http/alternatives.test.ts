import { AlternativesAnswer, AlternativesList, clauseDocument } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { unitsOf } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

/** The clause of the test, and what is asked about its alternatives. */
async function about(t: TestApp) {
	const { negotiation, clauses } = t.framework
	const room = await t.app.rooms.room(negotiation.id)
	const clause = clauses.find(({ heading }) => heading === 'Purpose')
	if (room === null || clause === undefined) throw new RangeError('no room with that clause')
	const path = (rest = '') => t.at(`/clauses/${clause.id}/alternatives${rest}`)
	const units = await unitsOf(room, clauseDocument(negotiation.id, 1, clause.id), 'parties')
	const post = (rest: string, as: string, body: unknown = {}) =>
		t.ask('POST', path(rest), { as, body })
	const text = async () =>
		(
			await t.ask('GET', t.at(`/clauses/${clause.id}`), {
				as: await t.signIn('Advisor 1'),
				headers: { accept: 'text/plain' },
			})
		).text
	return {
		...{ clause, path, post, text },
		open: (as: string, more: object = {}) => post('', as, { ...units, ...more }),
		group: async (asked: ReturnType<typeof post>) =>
			AlternativesAnswer.parse((await asked).json).group,
	}
}

const list = async (t: TestApp, as: string, query = '') =>
	AlternativesList.parse((await t.ask('GET', t.at(`/alternatives${query}`), { as })).json)

const words = (...paragraphs: readonly string[]) => ({ text: { kind: 'words', paragraphs } })

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H101] [N1] [N3] [N5] alternatives are opened, offered, thought of and chosen; what goes stays readable', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france, chair] = [
			await t.signIn('Advisor 1'),
			await t.signIn('Advisor 3'),
			await t.signIn('Chair'),
		]
		const { path, post, open, group, text } = await about(t)
		const opened = await group(open(ukraine))
		const [ua, fr] = ['Advisor 1', 'Advisor 3'].map((name) => t.seat(name).delegation)
		expect(opened.alternatives).toMatchObject([{ label: 'A', by: ua, state: 'standing' }])
		const offer = words(' No party agrees.\r\n\r\nNone. ')
		const offered = await group(post(`/${opened.id}/offers`, france, offer))
		expect(await text()).toBe('The parties agree.\nNo party agrees.\nNone.')
		const [a = '', b = ''] = offered.alternatives.map(({ id }) => id)
		const tap = (as: string, of: string, stance: string | null) =>
			t.ask('PUT', path(`/${opened.id}/${of}/stance`), { as, body: { stance } })
		await Promise.all([
			tap(ukraine, b, 'oppose'),
			tap(france, b, 'support'),
			tap(france, a, 'flexible'),
		])
		const [found] = (await list(t, ukraine)).groups
		expect(found?.alternatives.map(({ stances }) => stances.length)).toEqual([1, 2])
		expect(found?.alternatives[1]?.stances).toEqual(
			expect.arrayContaining([
				{ delegation: ua, stance: 'oppose' },
				{ delegation: fr, stance: 'support' },
			])
		)
		const chosen = await group(post(`/${opened.id}/choice`, chair, { alternative: b }))
		expect(chosen.closed).toMatchObject({ chosen: b })
		expect(await text()).toBe('No party agrees.\nNone.')
		const before = await t.ask('GET', path(`/${opened.id}/${a}/text`), { as: france })
		expect(before.json).toMatchObject({ alternative: a, text: 'The parties agree.' })
		expect((await tap(france, a, 'oppose')).code).toBe('alternatives-closed')
	})

	test('[H101] [N2] [N5] nobody decides what is for others', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france, chair, observer] = [
			await t.signIn('Advisor 1'),
			await t.signIn('Advisor 3'),
			await t.signIn('Chair'),
			await t.signIn('Note-taker'),
		]
		const { path, post, open, group } = await about(t)
		const opened = await group(open(ukraine))
		const [a] = opened.alternatives
		const forFrance = { ...words('No.'), for: t.seat('Advisor 3').delegation }
		const cases = [
			[ukraine, '/choice', { alternative: a?.id }],
			[ukraine, '/parking', { parked: true }],
			[france, `/${a?.id ?? ''}/withdrawal`, {}],
			[chair, `/${a?.id ?? ''}/withdrawal`, {}],
			[ukraine, '/offers', forFrance],
			[observer, '/offers', words('No.')],
		] as const
		for (const [as, rest, body] of cases)
			expect([rest, (await post(`/${opened.id}${rest}`, as, body)).code]).toEqual([
				...[rest, 'not-allowed'],
			])
		const stance = { as: chair, body: { stance: 'support' } }
		const asked = await t.ask('PUT', path(`/${opened.id}/${a?.id ?? ''}/stance`), stance)
		expect(asked.code).toBe('not-allowed')
		const unchanged = await list(t, france)
		expect(unchanged.groups).toEqual([opened])
		// and those who run the room offer for any
		const offered = await group(post(`/${opened.id}/offers`, chair, forFrance))
		expect(offered.alternatives[1]?.by).toBe(forFrance.for)
	})
})

test('[H101] what is asked wrongly is refused in plain words', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	const { path, post, open, group } = await about(t)
	const opened = await group(open(as))
	expect((await open(as)).code).toBe('no-such-words')
	const empty = await post(`/${opened.id}/offers`, as, words(' \n '))
	expect(empty.json).toMatchObject({ code: 'bad-request', at: 'text' })
	const unknown = await post(`/${opened.id}/offers`, as, {
		...words('No.'),
		for: 'dl_000000000000',
	})
	expect(unknown.json).toMatchObject({ code: 'bad-request', at: 'for' })
	for (const rest of ['/none00000/offers', `/${opened.id}/none00000/withdrawal`])
		expect((await post(rest, as, words('No.'))).code, rest).toBe('not-found')
	expect((await t.ask('GET', path(`/${opened.id}/none00000/text`), { as })).code).toBe('not-found')
})

test('[H101] groups come by pages, in the order in which they were opened, decided ones included', async () => {
	const t = await openTestApp()
	const [as, chair] = [await t.signIn('Advisor 1'), await t.signIn('Chair')]
	const { post, open, group } = await about(t)
	const ids: string[] = []
	for (let count = 0; count < 3; count++) {
		const { id, alternatives } = await group(open(as))
		ids.push(id)
		await post(`/${id}/choice`, chair, { alternative: alternatives[0]?.id })
	}
	const first = await list(t, as, '?limit=2')
	expect(first.groups.map(({ id }) => id)).toEqual(ids.slice(0, 2))
	const second = await list(t, as, `?limit=2&cursor=${first.next ?? ''}`)
	expect(second).toMatchObject({ groups: [{ id: ids[2] }], next: null })
})
