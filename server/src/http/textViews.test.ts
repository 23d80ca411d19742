import { readJson } from '@parley/formats'
import { AlternativesAnswer, clauseDocument, TextJson } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { unitsOf } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'
import { paste } from './testPaste.ts'
import { seen, suggest } from './testSuggestion.ts'

const read = async (t: TestApp, as: string, query: string) =>
	TextJson.parse((await t.ask('GET', t.at(`/text${query}`), { as })).json)

async function setStatus(t: TestApp, as: string, body: object): Promise<void> {
	const path = t.at(`/clauses/${t.framework.clauses[0]?.id ?? ''}`)
	expect((await t.ask('PATCH', path, { as, body })).status).toBe(200)
}

const wordsOf = async (t: TestApp, as: string, query: string): Promise<string | undefined> =>
	(await read(t, as, query)).clauses[0]?.text

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H104] the clean view is what accepting all suggestions makes of the text, and the view of one delegation has no words of others', async () => {
		const t = await openTestApp({ storage })
		const chair = await t.signIn('Chair')
		const first = await suggest(t, 'All ')
		const second = await suggest(t, 'Now, ', 'Advisor 3')
		const clean = await read(t, chair, '?view=clean')
		const only = await wordsOf(t, chair, '?view=delegation:UA')
		expect([only?.includes('All '), only?.includes('Now, ')]).toEqual([true, false])
		expect(await wordsOf(t, chair, '?view=delegation:FR')).toBe('Now, The parties agree.')
		expect(JSON.stringify(clean.clauses[0]?.blocks)).not.toContain('ins:')
		const path = `/clauses/${t.framework.clauses[0]?.id ?? ''}/suggestions/answers`
		const named = async (id: string) => ({ id, expects: await seen(t, id, chair) })
		const answer = { suggestions: [await named(first), await named(second)], answer: 'accepted' }
		expect((await t.ask('POST', t.at(path), { as: chair, body: answer })).status).toBe(200)
		const accepted = await read(t, chair, '')
		expect(clean.clauses.map(({ blocks }) => blocks)).toEqual(
			accepted.clauses.map(({ blocks }) => blocks)
		)
		// at the position before, it is the same view still
		const again = await read(t, chair, `?view=clean&at=${clean.position}`)
		expect(again.clauses[0]?.blocks).toEqual(clean.clauses[0]?.blocks)
	})

	test('[H105] a clause as last agreed has the words that it had then, without what was only suggested or is withheld now', async () => {
		const t = await openTestApp({ storage })
		const secretariat = await t.signIn('Secretariat')
		const never = await read(t, secretariat, '?view=agreed')
		expect(never.clauses.map(({ text, agreed }) => [text, agreed])).toEqual([
			['', null],
			['', null],
		])
		const client = await paste(t, 'SECRET words. ')
		await suggest(t, 'All ', 'Advisor 3')
		await setStatus(t, secretariat, { status: 'agreed' })
		await setStatus(t, secretariat, { status: 'open' })
		await paste(t, 'Reopened. ')
		const agreed = await read(t, secretariat, '?view=agreed')
		const { text = '' } = agreed.clauses[0] ?? {}
		expect([text.includes('SECRET words. '), text.includes('The parties agree.')]).toEqual([
			true,
			true,
		])
		expect([text.includes('All '), text.includes('Reopened')]).toEqual([false, false])
		expect(agreed.clauses[0]?.agreed).toEqual({
			position: expect.any(Number) as unknown,
			at: t.clock.now(),
		})
		expect(agreed.clauses[1]?.agreed).toBeNull()
		const passage = [{ client, from: 0, to: 'SECRET words. '.length }]
		const path = t.at(`/clauses/${t.framework.clauses[0]?.id ?? ''}/withholdings`)
		const as = await t.signIn('Advisor 1')
		expect((await t.ask('POST', path, { as, body: { passage } })).status).toBe(201)
		for (const query of ['', '&format=txt', '&format=json', '&format=html']) {
			const { text } = await t.ask('GET', t.at(`/text?view=agreed${query}`), { as })
			expect(text).toContain('The parties agree.')
			expect(text).not.toContain('SECRET')
			expect(text).not.toContain('Reopened')
		}
		// what was agreed ad referendum is agreed, and the newest time counts
		const confirmBy = '2026-12-09T18:00'
		await setStatus(t, secretariat, { status: 'agreed-ad-referendum', confirmBy })
		expect(await wordsOf(t, secretariat, '?view=agreed')).toContain('Reopened. ')
	})
})

/** Opens a group around the words of the first clause, offers another text, and gives what decides about the two. */
async function offered(t: TestApp) {
	const { negotiation, clauses } = t.framework
	const room = await t.app.rooms.room(negotiation.id)
	const clause = clauses[0]?.id
	if (room === null || clause === undefined) throw new RangeError('no room with a clause')
	const path = (rest = '') => t.at(`/clauses/${clause}/alternatives${rest}`)
	const units = await unitsOf(room, clauseDocument(negotiation.id, 1, clause), 'parties')
	const answerOf = async (asked: ReturnType<TestApp['ask']>) =>
		AlternativesAnswer.parse((await asked).json).group
	const opened = await answerOf(
		t.ask('POST', path(), { as: await t.signIn('Advisor 1'), body: units })
	)
	const text = { kind: 'words', paragraphs: ['No party agrees.'] }
	const { alternatives } = await answerOf(
		t.ask('POST', path(`/${opened.id}/offers`), {
			...{ as: await t.signIn('Advisor 3'), body: { text } },
		})
	)
	const [a, b] = alternatives.map(({ id }) => id)
	return { of: (rest: string) => path(`/${opened.id}${rest}`), a, b }
}

test('[H105] alternatives and placeholders of a clause as last agreed are those of then, whatever became of them', async () => {
	const t = await openTestApp()
	const [secretariat, chair] = [await t.signIn('Secretariat'), await t.signIn('Chair')]
	const { of, b } = await offered(t)
	await setStatus(t, secretariat, { status: 'agreed' })
	await setStatus(t, secretariat, { status: 'open' })
	const done = await t.ask('POST', of('/choice'), { as: chair, body: { alternative: b } })
	expect(done.status).toBe(200)
	const file = async (query: string) =>
		(await t.ask('GET', t.at(`/text?format=${query}`), { as: chair })).text
	const then = await file('txt&view=agreed')
	for (const words of [
		'Alternative A – as the text stood:',
		'The parties agree.',
		'Alternative B – FR:',
	])
		expect(then).toContain(words)
	const now = await file('txt')
	expect(now).toContain('No party agrees.')
	expect(now).not.toContain('Alternative')
	const read = await t.ask('GET', t.at('/text?view=agreed'), { as: chair })
	const [clause] = TextJson.parse(read.json).clauses
	expect(clause?.alternatives?.[0]?.alternatives.map(({ label, by }) => [label, by])).toEqual([
		['A', 'UA'],
		['B', 'FR'],
	])
})

test('[I39] [I41] a draft says what is missing from it, and holds no container of an alternative that does not stand', async () => {
	const t = await openTestApp()
	const [ukraine, france] = [await t.signIn('Advisor 1'), await t.signIn('Advisor 3')]
	const { of, b } = await offered(t)
	const { negotiation, clauses } = t.framework
	const room = await t.app.rooms.room(negotiation.id)
	const clause = clauses[0]?.id
	if (room === null || clause === undefined) throw new RangeError('no room with a clause')
	const document = clauseDocument(negotiation.id, 1, clause)
	const { last: behind } = await unitsOf(room, document, 'The')
	const body = { behind, what: 'amount', words: 'in euro', owner: t.seat('Advisor 3').delegation }
	const placed = await t.ask('POST', t.at(`/clauses/${clause}/placeholders`), { as: ukraine, body })
	expect(placed.status).toBe(201)
	const draft = async () =>
		readJson((await t.ask('GET', t.at('/text?format=json'), { as: france })).text).clauses[0]
	const two = await draft()
	expect(two?.alternatives?.[0]?.alternatives.map(({ label, by }) => [label, by])).toEqual([
		['A', 'UA'],
		['B', 'FR'],
	])
	expect(two?.placeholders).toMatchObject([{ what: 'amount', words: 'in euro', owner: 'FR' }])
	const plain = (await t.ask('GET', t.at('/text?format=txt'), { as: france })).text
	expect(plain).toContain('The⟨amount: in euro – FR⟩ parties agree.')
	const withdrawn = await t.ask('POST', of(`/${b ?? ''}/withdrawal`), { as: france, body: {} })
	expect(withdrawn.status).toBe(200)
	const one = await draft()
	expect(one?.alternatives?.[0]?.alternatives.map(({ label }) => label)).toEqual(['A'])
	const ids = JSON.stringify(one?.blocks.map((block) => block.in))
	expect(ids).not.toContain(b ?? 'none')
})

test('[H104] a view is a file of its own name in each format, before the freeze and after it', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Secretariat')
	await suggest(t, 'All ')
	const clause = t.framework.clauses[0]?.id ?? ''
	const names = new Set<string | null>()
	for (const view of ['clean', 'agreed', 'delegation:UA', 'marked&attributed=false']) {
		for (const format of ['txt', 'md', 'html', 'json']) {
			const file = await t.ask('GET', t.at(`/text?format=${format}&view=${view}`), { as })
			expect([view, file.status]).toEqual([view, 200])
			expect(file.text).toContain('not the text of record')
			names.add(file.headers.get('content-disposition'))
		}
	}
	expect(names.size).toBe(16)
	await setStatus(t, as, { status: 'agreed' })
	expect((await t.ask('POST', t.at('/freeze'), { as, body: { reason: 'Done.' } })).status).toBe(200)
	const clean = await t.ask('GET', t.at('/text?format=json&view=clean'), { as })
	const frozen = readJson(clean.text)
	expect([frozen.state.kind, frozen.view?.shown.kind]).toEqual(['frozen', 'clean'])
	expect(JSON.stringify(frozen.clauses)).not.toContain('ins:')
	expect((await read(t, as, '?view=clean')).clauses[0]?.text).toContain('All ')
	const agreed = readJson((await t.ask('GET', t.at('/text?format=json&view=agreed'), { as })).text)
	expect(agreed.clauses.find(({ id }) => id === clause)?.agreed?.at).toBeDefined()
	const plain = await t.ask('GET', t.at('/text?format=txt'), { as })
	expect(plain.text).not.toContain('not the text of record')
})

test('[H104] a view that is none, or of a delegation that is not here, is refused with its place', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Observer')
	for (const query of ['view=redline', 'view=delegation', 'view=delegation:XX', 'attributed=no']) {
		const refused = await t.ask('GET', t.at(`/text?${query}`), { as })
		expect([query, refused.code]).toEqual([query, 'bad-request'])
	}
	const same = await t.ask('GET', t.at('/text?view=marked&attributed=true'), { as })
	expect(same.text).toBe((await t.ask('GET', t.at('/text'), { as })).text)
	expect((await t.ask('GET', t.at('/text?view=clean'))).code).toBe('not-signed-in')
})
