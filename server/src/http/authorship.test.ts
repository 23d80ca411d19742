import { parseClauseId, parseSessionId } from '@parley/domain'
import { AuthorshipJson, clauseDocument } from '@parley/protocol'
import { createDocument } from '@parley/schema'
import { describe, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'

/** Someone writes in the first clause, one entry for each change. */
async function write(t: TestApp, name: string, change: (text: Y.Text) => void): Promise<void> {
	const live = await t.app.rooms.room(t.framework.negotiation.id)
	const [clause] = t.framework.clauses
	if (live === null || clause === undefined) throw new Error('no room')
	const document = clauseDocument(live.negotiation.id, 1, parseClauseId(clause.id))
	const doc = createDocument()
	const attached = await live.attach(document, doc)
	attached.close()
	const updates: Uint8Array[] = []
	doc.on('update', (update: Uint8Array) => updates.push(update))
	doc.transact(() => {
		change(doc.getText('text'))
	})
	for (const bytes of updates) {
		const answer = await live.offer({
			document,
			kind: 'update',
			bytes,
			receivedAt: t.clock.now(),
			seat: t.seat(name),
			session: parseSessionId('se_000000000000'),
			synced: true,
			speaksModel: true,
		})
		expect(answer.kind).toBe('accepted')
	}
	doc.destroy()
}

async function authorship(t: TestApp, as: string, query = ''): Promise<AuthorshipJson> {
	const [clause] = t.framework.clauses
	const answer = await t.ask('GET', t.at(`/clauses/${clause?.id ?? ''}/authorship${query}`), { as })
	expect(answer.status).toBe(200)
	return AuthorshipJson.parse(answer.json)
}

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H90] says who wrote and deleted what, when and at which position, now and at any position before', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Observer')
		const [ukraine, chair] = [t.seat('Advisor 1'), t.seat('Chair')]
		await write(t, 'Advisor 1', (text) => {
			text.insert(5, 'two ')
		})
		t.clock.step(1000)
		await write(t, 'Advisor 1', (text) => {
			text.insert(9, 'new ')
		})
		const before = await authorship(t, as)
		t.clock.step(120_000)
		await write(t, 'Chair', (text) => {
			text.delete(5, 4)
		})
		const now = await authorship(t, as)
		expect(before.written.map(({ offset, length, seat }) => [offset, length, seat])).toEqual([
			[0, 4, null],
			[4, 8, ukraine.id],
			[12, 14, null],
		])
		const [, words] = before.written
		expect(
			words && [words.lastAt - words.firstAt, words.lastPosition - words.firstPosition]
		).toEqual([1000, 1])
		expect(now.deleted).toMatchObject([
			{ words: 'two ', offset: 4, author: ukraine.id, seat: chair.id, lastPosition: now.position },
		])
		expect(
			now.shares.map(({ seat, units, delegation }) => [seat, units, delegation?.code])
		).toEqual([
			[ukraine.id, 4, 'UA'],
			[null, 18, undefined],
		])
		expect(await authorship(t, as, `?at=${before.position}`)).toEqual(before)
		expect(await authorship(t, as)).toEqual(now)
	})

	test('[H90] words typed in one go are one row, also over the full minute; those of 60 s later are another', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Observer')
		const type = (at: number, words: string) =>
			write(t, 'Advisor 1', (text) => {
				text.insert(at, words)
			})
		t.clock.step(60_000 - (t.clock.now() % 60_000) - 200)
		await type(5, 'two ')
		t.clock.step(400)
		await type(9, 'new ')
		t.clock.step(59_600)
		await type(13, 'later ')
		const { written } = await authorship(t, as)
		expect(written.map(({ offset, length }) => [offset, length])).toEqual([
			[0, 4],
			[4, 8],
			[12, 6],
			[18, 14],
		])
	})

	test('[H91] gives who wrote what by pages of one position, which come to the same as one page does', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Observer')
		for (let i = 0; i < 6; i++) {
			await write(t, i % 2 === 0 ? 'Advisor 1' : 'Chair', (text) => {
				text.insert(5, `word${String(i)} `)
			})
		}
		await write(t, 'Chair', (text) => {
			text.delete(7, 30)
		})
		const whole = await authorship(t, as)
		const pages = [await authorship(t, as, '?limit=2')]
		await write(t, 'Chair', (text) => {
			text.insert(5, 'meanwhile ')
		})
		for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
			pages.push(await authorship(t, as, `?limit=2&cursor=${next}`))
		expect(pages.length).toBeGreaterThan(2)
		for (const { written, deleted, position, shares } of pages) {
			expect(written.length + deleted.length).toBeLessThanOrEqual(2)
			expect([position, shares]).toEqual([whole.position, whole.shares])
		}
		expect(pages.flatMap(({ written }) => written)).toEqual(whole.written)
		expect(pages.flatMap(({ deleted }) => deleted)).toEqual(whole.deleted)
		expect(whole.deleted.length).toBeGreaterThan(1)
	})

	test('[H91] words that were deleted are rows of 4,096 units at most', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Observer')
		const long = `${'x'.repeat(4095)}🕊${'y'.repeat(5000)}`
		await write(t, 'Advisor 1', (text) => {
			text.insert(5, long)
		})
		await write(t, 'Chair', (text) => {
			text.delete(5, long.length)
		})
		const { deleted } = await authorship(t, as)
		expect(deleted.map(({ words }) => words?.length)).toEqual([4095, 4096, 906])
		expect(deleted.map(({ words }) => words).join('')).toBe(long)
	})
})

describe('what is dear to read', () => {
	const DEAR = [
		'/clauses/CLAUSE/authorship',
		'/clauses/CLAUSE/authorship?at=1',
		'/clauses/CLAUSE/insertions',
		'/changes?since=1',
		'/text?format=html',
		'/text?at=1',
		'/clauses/CLAUSE?at=1',
	]

	test.each(DEAR)('[H92] %s counts by the time that it takes, for its session', async (path) => {
		const t = await openTestApp({ rates: { sessionWorkMsPerMinute: 1 } })
		const [greedy, modest] = [await t.signIn('Advisor 1'), await t.signIn('Advisor 2')]
		const at = t.at(path.replace('CLAUSE', t.framework.clauses[0]?.id ?? ''))
		await write(t, 'Chair', (text) => {
			text.insert(5, 'two ')
		})
		// each takes more than nothing, and what is begun counts as a millisecond
		const began = performance.now()
		const statuses: number[] = []
		for (let i = 0; i < 3; i++) statuses.push((await t.ask('GET', at, { as: greedy })).status)
		expect([statuses[0], statuses[2]]).toEqual([200, 429])
		const over = await t.ask('GET', at, { as: greedy })
		expect(over.code).toBe('too-many-requests')
		// a minute from when it began, however long these requests took
		const tookSeconds = (performance.now() - began) / 1000
		expect(Number(over.headers.get('retry-after')) + tookSeconds).toBeGreaterThan(50)
		expect(over.headers.get('ratelimit')).toContain('"session-work";r=0')
		expect((await t.ask('GET', t.at('/text'), { as: greedy })).status).toBe(200)
		expect((await t.ask('GET', at, { as: modest })).status).toBe(200)
	})

	test('[H92] what all sessions of an address read is counted together', async () => {
		const t = await openTestApp({ rates: { addressWorkMsPerMinute: 1 } })
		const path = t.at('/changes?since=1')
		const statuses: number[] = []
		for (const name of ['Advisor 1', 'Advisor 2', 'Chair', 'Observer'])
			statuses.push((await t.ask('GET', path, { as: await t.signIn(name) })).status)
		expect([statuses[0], ...statuses.slice(2)]).toEqual([200, 429, 429])
	})
})
