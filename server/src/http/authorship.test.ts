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
})
