import { InsertionList, OccurrencesJson, WithheldJson } from '@parley/protocol'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../negotiation/testRoom.ts'
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

/** Everything by which an advisor may not write in the first clause. */
const BARS: Readonly<Record<string, (t: TestApp) => readonly [string, string, object]>> = {
	held: (t) => ['POST', pathOf(t, '/hold'), { reason: 'Lawyers' }],
	'the clause reads': (t) => ['PUT', pathOf(t, '/level'), { level: 'read', reason: 'As agreed' }],
	'the seat reads': (t) => [
		'PUT',
		t.at(`/seats/${t.seat('Advisor 1').id}/level`),
		{ level: 'read', reason: 'As agreed' },
	],
	'the delegation reads': (t) => [
		'PUT',
		t.at(`/delegations/${t.seat('Advisor 1').delegation ?? ''}/level`),
		{ level: 'read', reason: 'As agreed' },
	],
}

test.each(Object.entries(BARS))(
	'[H88] %s: no request of their author takes out words that stand, one of those who run the room does',
	async (_, bar) => {
		const t = await openTestApp()
		const client = await paste(t, SECRET)
		const [method, path, body] = bar(t)
		expect((await t.ask(method, path, { as: await t.signIn('Chair'), body })).status).toBe(200)
		const refused = await withhold(t, 'Advisor 1', client)
		expect([refused.status, refused.code]).toEqual([403, 'words-stand'])
		expect(refused.text).toContain('Ask the secretariat or the chair')
		const forged = { author: t.seat('Advisor 1').id, seat: t.seat('Chair').id }
		expect((await withhold(t, 'Advisor 1', client, forged)).code).toBe('words-stand')
		expect(await everyAnswer(t)).toContain('SECRET')
		const done = await withhold(t, 'Secretariat', client, { author: t.seat('Advisor 1').id })
		expect(done.status).toBe(201)
		expect(await everyAnswer(t)).not.toContain('SECRET')
	}
)

test('[H88] a search tells a seat where its words are, and those who run the room where a seat’s are', async () => {
	const t = await openTestApp()
	const client = await paste(t, SECRET)
	await paste(t, `France heard: ${SECRET}`, 'Advisor 3')
	const find = async (as: string, more: object = {}): Promise<Answer> => {
		const passage = [{ client, from: 0, to: SECRET.length }]
		const asking = { as: await t.signIn(as), body: { passage, ...more } }
		return t.ask('POST', pathOf(t, '/occurrences'), asking)
	}
	const own = OccurrencesJson.parse((await find('Advisor 1')).json)
	expect(own).toMatchObject({
		words: { excerpt: SECRET, author: { name: 'Advisor 1', code: 'UA' } },
		...{ foreign: 0, along: [], isCut: false },
		copies: [{ excerpt: SECRET, author: { name: 'Advisor 3', code: 'FR' } }],
	})
	expect(own.copies).toHaveLength(1)
	const author = t.seat('Advisor 1').id
	expect(OccurrencesJson.parse((await find('Secretariat', { author })).json)).toEqual(own)
	expect((await find('Advisor 2', { author })).code).toBe('not-allowed')
	expect((await find('Observer')).code).toBe('not-allowed')
	// Of another's words one is told that they are none of one's own.
	expect(OccurrencesJson.parse((await find('Advisor 2')).json)).toMatchObject({
		...{ words: null, foreign: SECRET.length, copies: [] },
	})
})

test('[H88] in the last minute before a freeze copies are not looked for, and words are taken out all the same', async () => {
	const t = await openTestApp()
	const client = await paste(t, SECRET)
	await paste(t, `France heard: ${SECRET}`, 'Advisor 3')
	const find = async (): Promise<OccurrencesJson> => {
		const body = { passage: [{ client, from: 0, to: SECRET.length }] }
		const asked = await t.ask('POST', pathOf(t, '/occurrences'), {
			as: await t.signIn('Advisor 1'),
			body,
		})
		return OccurrencesJson.parse(asked.json)
	}
	t.clock.step(HOUR_MS - 60_001)
	const before = await find()
	expect([before.isSearched, before.copies.length]).toEqual([true, 1])
	t.clock.step(1)
	expect(await find()).toMatchObject({
		...{ words: { excerpt: SECRET }, copies: [], isCut: false, isSearched: false },
	})
	expect((await withhold(t, 'Advisor 1', client)).status).toBe(201)
})

test('[H89] a seat that takes out or looks for too much within an hour is told to wait, others go on', async () => {
	const t = await openTestApp({ rates: { withholdingsPerHour: 2, searchesPerHour: 3 } })
	const client = await paste(t, SECRET)
	const other = await paste(t, SECRET, 'Advisor 2')
	const codes: (string | null)[] = []
	for (let i = 0; i < 3; i++) codes.push((await withhold(t, 'Advisor 1', 1)).code)
	expect(codes).toEqual(['no-such-words', 'no-such-words', 'too-many-requests'])
	const over = await withhold(t, 'Advisor 1', client)
	expect([over.status, over.code]).toEqual([429, 'too-many-requests'])
	expect(over.text).toContain('take words out of the record')
	expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(60)
	expect(await everyAnswer(t)).toContain('SECRET')
	expect((await withhold(t, 'Advisor 2', other)).status).toBe(201)
	const search = async (): Promise<string | null> => {
		const asking = {
			as: await t.signIn('Advisor 1'),
			body: { passage: [{ client, from: 0, to: 1 }] },
		}
		return (await t.ask('POST', pathOf(t, '/occurrences'), asking)).code
	}
	expect([await search(), await search(), await search(), await search()]).toEqual([
		...[null, null, null],
		'too-many-requests',
	])
})

test('[H92] where words stand is counted by the time that it takes to find, too', async () => {
	const t = await openTestApp({ rates: { sessionWorkMsPerMinute: 1 } })
	const client = await paste(t, SECRET)
	const as = await t.signIn('Advisor 1')
	const body = { passage: [{ client, from: 0, to: SECRET.length }] }
	const statuses: number[] = []
	for (let i = 0; i < 3; i++)
		statuses.push((await t.ask('POST', pathOf(t, '/occurrences'), { as, body })).status)
	expect([statuses[0], statuses[2]]).toEqual([200, 429])
})

test('[H86] ranges that are forged, out of reach, in thousands or over each other take out nothing, and break nothing', async () => {
	const t = await openTestApp({ rates: { withholdingsPerHour: 1000 } })
	const client = await paste(t, SECRET)
	const other = await paste(t, 'Words of another. ', 'Advisor 2')
	const as = await t.signIn('Advisor 1')
	const ask = (passage: unknown): Promise<Answer> =>
		t.ask('POST', pathOf(t, '/withholdings'), { as, body: { passage } })
	const own = { client, from: 0, to: SECRET.length }
	const whole = Number.MAX_SAFE_INTEGER
	for (const [passage, code] of [
		[[], 'bad-request'],
		[[{ ...own, from: -1 }], 'bad-request'],
		[[{ ...own, to: 1.5 }], 'bad-request'],
		[[{ ...own, to: 2 ** 60 }], 'bad-request'],
		[[{ ...own, client: 'x' }], 'bad-request'],
		[Array.from({ length: 1001 }, () => own), 'bad-request'],
		[[{ ...own, to: whole }], 'no-such-words'],
		[[{ ...own, from: 5, to: 5 }], 'no-such-words'],
		[[{ ...own, from: 5, to: 4 }], 'no-such-words'],
		[[own, { client: whole, from: 0, to: 1 }], 'no-such-words'],
		[[own, { client: other, from: 0, to: 1 }], 'not-own-words'],
		[[own, { ...own, to: SECRET.length + 1 }], 'no-such-words'],
	] as const) {
		expect((await ask(passage)).code, JSON.stringify(passage).slice(0, 90)).toBe(code)
	}
	expect(await everyAnswer(t)).toContain('SECRET')
	const over = [own, ...Array.from({ length: 900 }, (_, i) => ({ client, from: i % 7, to: 20 }))]
	expect((await ask(over)).status).toBe(201)
	const answers = await everyAnswer(t)
	expect(answers).not.toContain('SECRET')
	expect(answers).toContain('Words of another. ')
})
