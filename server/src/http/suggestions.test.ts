import {
	ProposalAnswer,
	ProposalList,
	SuggestionAnswer,
	SuggestionList,
	SuggestionWordsList,
} from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { openTestApp, STORAGES } from './testApp.ts'
import { seen, suggest } from './testSuggestion.ts'

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H102] a suggestion is listed with its words, explained, proposed and accepted', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, chair] = [await t.signIn('Advisor 1'), await t.signIn('Chair')]
		const [clause] = t.framework.clauses
		if (clause === undefined) throw new RangeError('no clause')
		const id = await suggest(t, 'All ')
		const other = await suggest(t, 'Now, ', 'Advisor 3')
		const at = (path: string): string => t.at(`/clauses/${clause.id}/suggestions${path}`)
		const { suggestions } = SuggestionList.parse(
			(await t.ask('GET', t.at('/suggestions'), { as: chair })).json
		)
		expect(suggestions.map((one) => [one.id, one.by])).toEqual([
			[id, t.seat('Advisor 1').id],
			[other, t.seat('Advisor 3').id],
		])
		const words = SuggestionWordsList.parse((await t.ask('GET', at(''), { as: chair })).json)
		expect(words.suggestions).toMatchObject([{ inserted: 'All ' }, { inserted: 'Now, ' }])
		const first = await t.ask('GET', t.at('/suggestions?limit=1'), { as: chair })
		const page = SuggestionList.parse(first.json)
		expect(page.suggestions).toHaveLength(1)
		const rest = await t.ask('GET', t.at(`/suggestions?cursor=${page.next ?? ''}`), { as: chair })
		expect(SuggestionList.parse(rest.json).suggestions).toMatchObject([{ id: other }])

		const why = { reason: ' Which\r\nones? ', counters: other }
		const explained = await t.ask('PUT', at(`/${id}/reason`), { as: ukraine, body: why })
		expect(SuggestionAnswer.parse(explained.json).suggestions).toMatchObject([
			{ reason: 'Which\nones?', counters: other },
		])
		const body = { title: 'Purpose', suggestions: [{ clause: clause.id, suggestion: id }] }
		const made = await t.ask('POST', t.at('/proposals'), { as: ukraine, body })
		expect(made.status).toBe(201)
		const { proposal } = ProposalAnswer.parse(made.json)
		const listed = await t.ask('GET', t.at('/proposals'), { as: chair })
		expect(ProposalList.parse(listed.json).proposals).toEqual([proposal])

		const accepted = await t.ask('POST', at('/answers'), {
			as: chair,
			body: { suggestions: [{ id, expects: await seen(t, id, chair) }], answer: 'accepted' },
		})
		expect(SuggestionAnswer.parse(accepted.json).suggestions).toMatchObject([
			{ id, proposal: proposal.id, answered: { answer: 'accepted' } },
			{ id: other, answered: { answer: 'countered' } },
		])
		const text = await t.ask('GET', t.at(`/clauses/${clause.id}`), { as: chair })
		expect(JSON.stringify(text.json)).toContain('All ')
		expect(JSON.stringify(text.json)).not.toContain('Now, ')
		const none = await t.ask('GET', t.at('/suggestions'), { as: chair })
		expect(SuggestionList.parse(none.json).suggestions).toEqual([])
	})

	test('[H109] a comment is taken out of the record by its author or those who run the room, and is in no answer and no text any more', async () => {
		const t = await openTestApp({ storage })
		const [france, ukraine, chair] = [
			await t.signIn('Advisor 3'),
			await t.signIn('Advisor 1'),
			await t.signIn('Chair'),
		]
		const [clause] = t.framework.clauses
		const id = await suggest(t, 'All ')
		const at = (path: string): string => t.at(`/clauses/${clause?.id ?? ''}/suggestions${path}`)
		const say = (as: string, words: string) =>
			t.ask('POST', at(`/${id}/comments`), { as, body: { words } })
		for (const words of ['SECRET of France', 'SECRET too', 'Stays.'])
			expect((await say(france, words)).status).toBe(201)
		// what a request with a key was answered has all that was said, and would come again
		const keyed = () =>
			t.ask('PUT', at(`/${id}/reason`), {
				...{ as: ukraine, body: { reason: 'Asked for.' } },
				headers: { 'idempotency-key': 'b7c0b1de-6f0e-4c52-9f0a-2f1d7f9f6a10' },
			})
		for (const time of [1, 2]) expect((await keyed()).text, `time ${time}`).toContain('SECRET')
		const takeOut = (as: string, comment: number | string) =>
			t.ask('POST', at(`/${id}/comments/${comment}/withholding`), {
				...{ as, body: { reason: 'Wrong window.' } },
			})
		expect((await takeOut(ukraine, 0)).code).toBe('not-allowed')
		for (const none of [3, 'first', -1, '0x0'])
			expect((await takeOut(france, none)).code).toBe('no-such-words')
		const before = (await t.ask('GET', t.at('/text'), { as: chair })).json as { position: number }
		const done = await takeOut(france, 0)
		expect(done.status).toBe(201)
		const gone = { by: t.seat('Advisor 3').id, words: '', at: t.clock.now() }
		const stays = { words: 'Stays.' }
		const mine = { ...gone, withheld: { by: t.seat('Advisor 3').id, at: t.clock.now() } }
		expect(SuggestionAnswer.parse(done.json).suggestions).toMatchObject([
			{ id, comments: [mine, { words: 'SECRET too' }, stays] },
		])
		expect((await takeOut(france, 0)).code).toBe('no-such-words')
		expect((await keyed()).text).not.toContain('SECRET of France')
		// also where the suggestion was answered meanwhile
		const answer = { suggestions: [{ id }], answer: 'withdrawn' }
		expect((await t.ask('POST', at('/answers'), { as: ukraine, body: answer })).status).toBe(200)
		const others = await takeOut(chair, 1)
		const by = { withheld: { by: t.seat('Chair').id, at: t.clock.now() } }
		expect(SuggestionAnswer.parse(others.json).suggestions).toMatchObject([
			{ comments: [mine, { ...gone, ...by }, stays] },
		])
		const open = await suggest(t, 'Now, ')
		expect((await say(france, 'x')).code).toBe('suggestion-answered')
		const last = await t.ask('POST', at(`/${open}/comments`), {
			...{ as: france, body: { words: 'SECRET again' } },
		})
		expect(last.status).toBe(201)
		const third = at(`/${open}/comments/0/withholding`)
		expect((await t.ask('POST', third, { as: france, body: {} })).status).toBe(201)
		const files = async () => {
			const queries = ['txt', 'md', 'html', 'json'].flatMap((format) => [
				`?format=${format}`,
				`?format=${format}&at=${before.position}`,
			])
			const asked = queries.map((query) => t.ask('GET', t.at(`/text${query}`), { as: chair }))
			return (await Promise.all(asked)).map(({ text }) => text).join('')
		}
		const list = await t.ask('GET', t.at('/suggestions'), { as: france })
		for (const read of [await files(), list.text, t.logged.join('')])
			expect(read).not.toContain('SECRET')
		expect(await files()).toContain('(taken out of the record)')
		const freeze = { as: chair, body: { reason: 'Done.' } }
		expect((await t.ask('POST', t.at('/freeze'), freeze)).status).toBe(200)
		expect(await files()).not.toContain('SECRET')
		expect(await files()).toContain('(taken out of the record)')
		expect((await t.ask('POST', third, { as: france, body: {} })).code).toBe('frozen')
	})

	test('[H102] something is said about a suggestion, for all to read, and stays with it', async () => {
		const t = await openTestApp({ storage })
		const [france, chair] = [await t.signIn('Advisor 3'), await t.signIn('Chair')]
		const [clause] = t.framework.clauses
		const id = await suggest(t, 'All ')
		const at = (path: string): string => t.at(`/clauses/${clause?.id ?? ''}/suggestions${path}`)
		const say = (as: string, words: unknown, suggestion = id) =>
			t.ask('POST', at(`/${suggestion}/comments`), { as, body: { words } })
		const said = await say(france, ' Which\r\ncafe\u0301s? ')
		expect(said.status).toBe(201)
		const { id: by, delegation } = t.seat('Advisor 3')
		const comment = { by, delegation, words: 'Which\ncafés?' }
		expect(SuggestionAnswer.parse(said.json).suggestions).toMatchObject([
			{ id, comments: [comment] },
		])
		expect((await say(france, ' \n ')).json).toMatchObject({ code: 'bad-request', at: 'words' })
		expect((await say(france, 'x'.repeat(1001))).json).toMatchObject({ at: 'words' })
		expect((await say(france, 'Why?', 'no-such-one')).code).toBe('not-found')
		for (const name of ['Observer', 'Note-taker'])
			expect((await say(await t.signIn(name), 'Why?')).code).toBe('not-allowed')
		expect((await say(chair, 'All of them.')).status).toBe(201)
		const { suggestions } = SuggestionList.parse(
			(await t.ask('GET', t.at('/suggestions'), { as: france })).json
		)
		const both = [comment, { delegation: null, words: 'All of them.' }]
		expect(suggestions).toMatchObject([{ id, comments: both }])
		// what is said changes nothing of what is answered
		const expects = await seen(t, id, chair)
		expect((await say(france, 'Good.')).status).toBe(201)
		const body = { suggestions: [{ id, expects }], answer: 'accepted' }
		const done = await t.ask('POST', at('/answers'), { as: chair, body })
		const [answered] = SuggestionAnswer.parse(done.json).suggestions
		expect(answered?.comments).toHaveLength(3)
		expect((await say(france, 'Late.')).code).toBe('suggestion-answered')
	})

	test('[H102] what is not there, or not somebody’s own, is neither answered nor explained', async () => {
		const t = await openTestApp({ storage })
		const [france, observer] = [await t.signIn('Advisor 3'), await t.signIn('Observer')]
		const [clause] = t.framework.clauses
		const id = await suggest(t, 'All ')
		const at = (path: string): string => t.at(`/clauses/${clause?.id ?? ''}/suggestions${path}`)
		const expects = await seen(t, id, france)
		const answer = (as: string, suggestion: string, how: string) =>
			t.ask('POST', at('/answers'), {
				as,
				body: { suggestions: [{ id: suggestion, expects }], answer: how },
			})
		expect((await answer(observer, id, 'accepted')).code).toBe('not-allowed')
		expect((await answer(france, id, 'withdrawn')).code).toBe('not-allowed')
		expect((await answer(france, id, 'countered')).json).toMatchObject({ at: 'answer' })
		expect((await answer(france, 'no-such-one', 'declined')).json).toMatchObject({
			...{ code: 'bad-request', at: 'suggestions' },
		})
		const asked = { as: france, body: { reason: 'Why?' } }
		expect((await t.ask('PUT', at(`/${id}/reason`), asked)).code).toBe('not-allowed')
		expect((await t.ask('PUT', at('/no-such-one/reason'), asked)).code).toBe('not-found')
		const body = { title: 'x', suggestions: [{ clause: clause?.id, suggestion: id }] }
		expect((await t.ask('POST', t.at('/proposals'), { as: france, body })).code).toBe('not-allowed')
	})

	test('[H102] who accepts or declines says what they saw, and what is another by then is not answered', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, chair] = [await t.signIn('Advisor 1'), await t.signIn('Chair')]
		const [clause] = t.framework.clauses
		const [id, other] = [await suggest(t, 'All '), await suggest(t, 'Now, ', 'Advisor 3')]
		const at = (path: string): string => t.at(`/clauses/${clause?.id ?? ''}/suggestions${path}`)
		const answer = (as: string, how: string, suggestions: readonly object[]) =>
			t.ask('POST', at('/answers'), { as, body: { suggestions, answer: how } })
		for (const how of ['accepted', 'declined']) {
			const blind = await answer(chair, how, [{ id }])
			expect(blind.json).toMatchObject({ code: 'bad-request', at: 'suggestions' })
			const badly = await answer(chair, how, [{ id, expects: 'no digest' }])
			expect(badly.code).toBe('bad-request')
		}
		const [one, two] = [await seen(t, id, chair), await seen(t, other, chair)]
		const both = [
			{ id: other, expects: two },
			{ id, expects: one },
		]
		await t.ask('PUT', at(`/${id}/reason`), { as: ukraine, body: { reason: 'Another one' } })
		expect((await answer(chair, 'accepted', both)).code).toBe('suggestion-changed')
		const open = await t.ask('GET', t.at('/suggestions'), { as: chair })
		expect(SuggestionList.parse(open.json).suggestions).toHaveLength(2)
		const now = { id, expects: await seen(t, id, chair) }
		expect((await answer(chair, 'declined', [now])).status).toBe(200)
		expect((await answer(await t.signIn('Advisor 3'), 'withdrawn', [{ id: other }])).status).toBe(
			200
		)
	})
})
