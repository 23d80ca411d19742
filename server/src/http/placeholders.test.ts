import { clauseDocument, PlaceholderAnswer, PlaceholderList } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { unitsOf } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

async function opened(t: TestApp) {
	const { negotiation, clauses } = t.framework
	const room = await t.app.rooms.room(negotiation.id)
	const clause = clauses.find(({ heading }) => heading === 'Purpose')
	if (room === null || clause === undefined) throw new RangeError('no room with that clause')
	const document = clauseDocument(negotiation.id, 1, clause.id)
	const path = t.at(`/clauses/${clause.id}/placeholders`)
	const place = async (words: string, as: string, more: object = {}) => {
		const { last: behind } = await unitsOf(room, document, words)
		const body = { behind, what: 'amount', words: 'amount in euro', ...more }
		return t.ask('POST', path, { as, body })
	}
	return { clause, path, place }
}

const list = async (t: TestApp, as: string, query = '') =>
	PlaceholderList.parse((await t.ask('GET', t.at(`/placeholders${query}`), { as })).json)

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H103] what is missing is placed with its owner, read by all, set by its owner, and filled', async () => {
		const t = await openTestApp({ storage })
		const [ukraine, france] = [await t.signIn('Advisor 1'), await t.signIn('Advisor 3')]
		const { clause, path, place } = await opened(t)
		const owner = t.seat('Advisor 3').delegation
		const due = t.clock.now() + 60_000
		const done = await place('parties', ukraine, { words: ' amount\n in euro ', owner, due })
		expect(done.status).toBe(201)
		const { placeholder } = PlaceholderAnswer.parse(done.json)
		expect(placeholder).toMatchObject({
			...{ clause: clause.id, what: 'amount', words: 'amount in euro', owner, due, filled: null },
		})
		expect((await list(t, france)).placeholders).toEqual([{ ...placeholder, open: true }])

		const one = `${path}/${placeholder.id}`
		expect((await t.ask('PATCH', one, { as: ukraine, body: { due: null } })).code).toBe(
			'not-allowed'
		)
		const set = await t.ask('PATCH', one, { as: france, body: { due: null } })
		expect(PlaceholderAnswer.parse(set.json).placeholder).toEqual({ ...placeholder, due: null })

		const body = { text: '5 million euro' }
		const filled = await t.ask('POST', `${one}/filling`, { as: france, body })
		const said = { by: t.seat('Advisor 3').id, at: t.clock.now() }
		expect(filled.json).toMatchObject({ placeholder: { filled: said } })
		expect(filled.text).not.toContain(body.text)
		const { placeholders, changedAt } = await list(t, ukraine)
		expect(placeholders).toMatchObject([{ id: placeholder.id, open: false }])
		expect(changedAt).toBeGreaterThan(0)
	})
})

test('[H103] words that are none, a delegation that is none and a placeholder of another clause are refused in plain words', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	const { path, place } = await opened(t)
	expect((await place('parties', as, { words: ' \n ' })).json).toMatchObject({
		...{ code: 'bad-request', at: 'words' },
	})
	const stranger = await place('parties', as, { owner: 'dl_zzzzzzzzzzzz' })
	expect(stranger.json).toMatchObject({ code: 'bad-request', at: 'owner' })
	expect((await place('parties', as, { what: 'sum' })).code).toBe('bad-request')
	const { id } = PlaceholderAnswer.parse((await place('parties', as)).json).placeholder
	const other = t.framework.clauses.find(({ heading }) => heading === 'Territory')
	const elsewhere = t.at(`/clauses/${other?.id ?? ''}/placeholders/${id}/filling`)
	const body = { text: 'x' }
	expect((await t.ask('POST', elsewhere, { as, body })).code).toBe('not-found')
	expect((await t.ask('POST', `${path}/nothing0000/filling`, { as, body })).code).toBe('not-found')
	const observer = await t.signIn('Observer')
	expect((await place('agree', observer)).code).toBe('not-allowed')
	expect((await list(t, observer)).placeholders).toMatchObject([{ id, open: true }])
})

test('[H103] they come by pages, in the order in which they were placed', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	const { place } = await opened(t)
	const ids: string[] = []
	for (const words of ['agree', 'parties', 'The'])
		ids.push(PlaceholderAnswer.parse((await place(words, as)).json).placeholder.id)
	const first = await list(t, as, '?limit=2')
	expect(first.placeholders.map(({ id }) => id)).toEqual(ids.slice(0, 2))
	const second = await list(t, as, `?limit=2&cursor=${first.next ?? ''}`)
	expect(second).toMatchObject({ placeholders: [{ id: ids[2] }], next: null })
})
