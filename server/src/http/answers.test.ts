import { AnswerList, BracketAnswer, clauseDocument, type AnswerJson } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { unitsOf } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'
import { seen, suggest } from './testSuggestion.ts'

const path = (t: TestApp, rest: string): string =>
	t.at(`/clauses/${t.framework.clauses[0]?.id ?? ''}${rest}`)

async function answersOf(t: TestApp, as: string, query = ''): Promise<readonly AnswerJson[]> {
	const answer = await t.ask('GET', t.at(`/answers${query}`), { as })
	expect(answer.status, answer.text).toBe(200)
	return AnswerList.parse(answer.json).answers
}

async function answer(t: TestApp, as: string, how: string, id: string): Promise<void> {
	const suggestions = [{ id, expects: await seen(t, id, as) }]
	const body = { suggestions, answer: how }
	expect((await t.ask('POST', path(t, '/suggestions/answers'), { as, body })).status).toBe(200)
}

/** What is said of each: by whom, and how it ended or in whose place another is offered. */
const said = (t: TestApp, answers: readonly AnswerJson[]) =>
	answers.map(({ by, act }) => [
		t.framework.seats.find(({ id }) => id === by)?.name,
		act.kind,
		'answer' in act ? act.answer : 'counters' in act ? act.counters : null,
	])

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H108] a delegation is told what became of what it has suggested, and nobody else is', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, colleague, france, chair] = [
			await t.signIn('Advisor 1'),
			await t.signIn('Advisor 2'),
			await t.signIn('Advisor 3'),
			await t.signIn('Chair'),
		]
		const [kept, gone, own] = [
			await suggest(t, 'All '),
			await suggest(t, 'Now, '),
			await suggest(t, 'Here, '),
		]
		const counter = await suggest(t, 'Soon, ', 'Advisor 3')
		const left = (await t.app.rooms.room(t.framework.negotiation.id))?.position ?? 0
		const body = { reason: 'Clearer.', counters: gone }
		await t.ask('PUT', path(t, `/suggestions/${counter}/reason`), { as: france, body })
		await answer(t, chair, 'declined', kept)
		await answer(t, ukraine, 'withdrawn', own)
		await answer(t, chair, 'accepted', counter)

		const ours = [
			['Advisor 3', 'suggestion-explained', gone],
			['Chair', 'suggestion-answered', 'declined'],
			['Advisor 1', 'suggestion-answered', 'withdrawn'],
			['Chair', 'suggestion-answered', 'countered'],
		]
		expect(said(t, await answersOf(t, ukraine))).toEqual(ours)
		expect(said(t, await answersOf(t, colleague, `?since=${left}`))).toEqual(ours)
		expect(said(t, await answersOf(t, france))).toEqual([
			['Chair', 'suggestion-answered', 'accepted'],
		])
		expect(await answersOf(t, chair)).toEqual([])
		expect(await answersOf(t, await t.signIn('Observer'))).toEqual([])
	})

	test('[H108] those who hold a bracket are told that its end was declined, and that it ended', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france, chair] = [
			await t.signIn('Advisor 1'),
			await t.signIn('Advisor 3'),
			await t.signIn('Chair'),
		]
		const [clause] = t.framework.clauses
		const room = await t.app.rooms.room(t.framework.negotiation.id)
		if (room === null || clause === undefined) throw new RangeError('no room with a clause')
		const document = clauseDocument(t.framework.negotiation.id, 1, clause.id)
		const words = await unitsOf(room, document, 'parties')
		const placed = await t.ask('POST', path(t, '/brackets'), { as: ukraine, body: words })
		const { bracket } = BracketAnswer.parse(placed.json)
		const post = async (rest: string, as: string, body: object = {}) => {
			const done = await t.ask('POST', path(t, `/brackets/${bracket.id}${rest}`), { as, body })
			expect(done.status, done.text).toBeLessThan(300)
		}
		await post('/holders', france)
		await post('/ending', chair, { ending: 'strike' })
		await post('/answers', france, { ending: 'strike', consents: false })
		await post('/ending', ukraine, { ending: 'lift' })
		await post('/answers', france, { ending: 'lift', consents: true })
		const told = [
			['Advisor 3', 'bracket-answered', null],
			['Advisor 3', 'bracket-ended', null],
		]
		expect(said(t, await answersOf(t, ukraine))).toEqual(told)
		expect(said(t, await answersOf(t, france))).toEqual(told)
		expect((await answersOf(t, ukraine)).map(({ proposed }) => proposed)).toEqual([false, false])
		// who runs the room proposed what was declined, and was told nothing of the rest
		const run = await answersOf(t, await t.signIn('Secretariat'))
		expect(said(t, run)).toEqual(told.slice(0, 1))
		expect(run.map(({ proposed }) => proposed)).toEqual([true])
		expect(await answersOf(t, chair)).toEqual(run)
		expect(await answersOf(t, await t.signIn('Observer'))).toEqual([])
	})
})

test('[H108] answers come by pages behind a position, each once, and up to the freeze', async () => {
	const t = await openTestApp()
	const [ukraine, chair] = [await t.signIn('Advisor 1'), await t.signIn('Chair')]
	for (const words of ['One ', 'Two ', 'Three ']) {
		await answer(t, chair, 'declined', await suggest(t, words))
	}
	const all = await answersOf(t, ukraine)
	expect(all).toHaveLength(3)
	const since = all[0]?.position ?? 0
	expect(await answersOf(t, ukraine, `?since=${since}`)).toEqual(all.slice(1))
	const first = AnswerList.parse(
		(await t.ask('GET', t.at(`/answers?since=${since}&limit=1`), { as: ukraine })).json
	)
	expect(first.answers).toEqual([all[1]])
	expect(await answersOf(t, ukraine, `?limit=1&cursor=${first.next ?? ''}`)).toEqual([all[2]])
	const beyond = await t.ask('GET', t.at('/answers?since=999999'), { as: ukraine })
	expect(beyond.json).toMatchObject({ code: 'bad-request', at: 'since' })

	const body = { reason: 'Done.' }
	expect((await t.ask('POST', t.at('/freeze'), { as: chair, body })).status).toBeLessThan(300)
	const { answers, position } = AnswerList.parse(
		(await t.ask('GET', t.at('/answers'), { as: ukraine })).json
	)
	expect(answers).toEqual(all)
	const { phase } = (await t.app.rooms.room(t.framework.negotiation.id)) ?? {}
	expect(phase).toMatchObject({ kind: 'frozen', position })
})
