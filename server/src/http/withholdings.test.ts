import { InsertionList, WithheldJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { STORAGES, openTestApp, type Answer, type TestApp } from './testApp.ts'
import { paste } from './testPaste.ts'

const SECRET = 'SECRET words of a capital, pasted into the wrong window'

function pathOf(t: TestApp, rest: string): string {
	return t.at(`/clauses/${t.framework.clauses[0]?.id ?? ''}${rest}`)
}

async function withhold(
	t: TestApp,
	as: string,
	client: number,
	more: object = {}
): Promise<Answer> {
	const passage = [{ client, from: 0, to: SECRET.length }]
	return t.ask('POST', pathOf(t, '/withholdings'), {
		as: await t.signIn(as),
		body: { passage, ...more },
	})
}

/** What everybody can read of the text, in every form and at every position. */
async function everyAnswer(t: TestApp): Promise<string> {
	const as = await t.signIn('Advisor 2')
	const newest = (await t.ask('GET', t.at('/text'), { as })).json as { position: number }
	const paths = ['/text', '/changes?since=1', '/notes', '/late', '']
	for (let at = 1; at <= newest.position; at++) {
		paths.push(`/text?at=${at}`)
		for (const format of ['txt', 'md', 'html', 'json'])
			paths.push(`/text?at=${at}&format=${format}`)
	}
	const answers: string[] = []
	for (const path of paths) answers.push((await t.ask('GET', t.at(path), { as })).text)
	return answers.join('\n')
}

test.each(STORAGES)(
	'[H86] %s: words that one withholds are in no answer any more',
	async (storage) => {
		const t = await openTestApp({ storage })
		const client = await paste(t, SECRET)
		await paste(t, 'Words of another. ', 'Advisor 2')
		expect(await everyAnswer(t)).toContain('SECRET')
		const done = await withhold(t, 'Advisor 1', client, { reason: 'Wrong window' })
		expect(done.status).toBe(201)
		expect(WithheldJson.parse(done.json)).toMatchObject({
			author: { name: 'Advisor 1' },
			by: { name: 'Advisor 1' },
			reason: 'Wrong window',
		})
		const answers = await everyAnswer(t)
		expect(answers).not.toContain('SECRET')
		expect(answers).toContain('Words of another. ')
		expect(answers).toContain('The parties agree.')
		expect(t.logged.join('')).not.toContain('SECRET')
	}
)

test('[H86] others cannot withhold them, those who run the room can on the author’s request', async () => {
	const t = await openTestApp()
	const client = await paste(t, SECRET)
	const { id } = t.seat('Advisor 1')
	expect((await withhold(t, 'Advisor 2', client)).code).toBe('not-own-words')
	expect((await withhold(t, 'Advisor 2', client, { author: id })).code).toBe('not-allowed')
	expect((await withhold(t, 'Chair', client)).code).toBe('not-own-words')
	const unknown = { author: 'st_000000000000' }
	expect((await withhold(t, 'Chair', client, unknown)).code).toBe('bad-request')
	expect((await withhold(t, 'Advisor 1', 1)).code).toBe('no-such-words')
	expect(await everyAnswer(t)).toContain('SECRET')
	const done = await withhold(t, 'Chair', client, { author: id })
	expect(WithheldJson.parse(done.json)).toMatchObject({
		author: { seat: id },
		by: { name: 'Chair' },
	})
	expect((await withhold(t, 'Advisor 1', client)).code).toBe('no-such-words')
})

test('[H86] the same request twice under one key is one act', async () => {
	const t = await openTestApp()
	const client = await paste(t, SECRET)
	const asking = {
		as: await t.signIn('Advisor 1'),
		body: { passage: [{ client, from: 0, to: SECRET.length }] },
		headers: { 'idempotency-key': '"withhold-0123456789"' },
	}
	const first = await t.ask('POST', pathOf(t, '/withholdings'), asking)
	const second = await t.ask('POST', pathOf(t, '/withholdings'), asking)
	expect([second.status, second.text]).toEqual([201, first.text])
})

test('[H87] one finds what one has pasted, those who run the room what a seat has', async () => {
	const t = await openTestApp()
	const client = await paste(t, SECRET)
	await paste(t, 'Another one has pasted this here. ', 'Advisor 2')
	const list = async (as: string, query = ''): Promise<readonly string[]> => {
		const answer = await t.ask('GET', pathOf(t, `/insertions${query}`), { as: await t.signIn(as) })
		return InsertionList.parse(answer.json).insertions.map(({ excerpt }) => excerpt)
	}
	expect(await list('Advisor 1')).toEqual([SECRET])
	expect(await list('Chair')).toEqual([])
	const of = `?author=${t.seat('Advisor 1').id}`
	expect(await list('Chair', of)).toEqual([SECRET])
	const foreign = await t.ask('GET', pathOf(t, `/insertions${of}`), {
		as: await t.signIn('Advisor 2'),
	})
	expect(foreign.code).toBe('not-allowed')
	await withhold(t, 'Advisor 1', client)
	expect(await list('Advisor 1')).toEqual([])
})
