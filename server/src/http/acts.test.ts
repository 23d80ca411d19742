import {
	ClauseTextJson,
	LateLane,
	ReleasedEdits,
	NoteJson,
	NoteList,
	PhaseAnswer,
	RoomJson,
	SnapshotList,
	TextJson,
	KeyJson,
} from '@parley/protocol'
import { parseKey, verifyFile } from '@parley/snapshot'
import { once } from 'node:events'
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { HOUR_MS, START } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'
import { comeTooLate } from './testLateEdit.ts'

function clauseId(t: TestApp, index: number): string {
	const clause = t.framework.clauses[index]
	if (clause === undefined) throw new RangeError(`no clause ${index}`)
	return clause.id
}

async function room(t: TestApp, as: string): Promise<RoomJson> {
	return RoomJson.parse((await t.ask('GET', t.at(), { as })).json)
}

async function positionOf(t: TestApp, as: string): Promise<number> {
	return (await room(t, as)).position
}

describe.each(STORAGES)('on %s storage', (storage) => {
	test('[H7] the text is read at every position, as JSON and as plain text', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Observer')
		const now = TextJson.parse((await t.ask('GET', t.at('/text'), { as })).json)
		expect(now.clauses.map(({ text }) => text)).toEqual(['The parties agree.', 'To be settled.'])
		expect(now.clauses.map(({ clause }) => clause.heading)).toEqual(['Purpose', 'Territory'])
		const path = t.at(`/clauses/${clauseId(t, 1)}`)
		const json = ClauseTextJson.parse((await t.ask('GET', path, { as })).json)
		expect(json).toMatchObject({ text: 'To be settled.', position: now.position })
		expect(JSON.stringify(json.blocks)).toContain('"em":true')
		const plain = await t.ask('GET', path, { as, headers: { accept: 'text/plain' } })
		expect([plain.headers.get('content-type'), plain.text]).toEqual([
			'text/plain; charset=UTF-8',
			'To be settled.',
		])
		const first = ClauseTextJson.parse((await t.ask('GET', `${path}?at=1`, { as })).json)
		expect(first).toMatchObject({ position: 1, text: '' })
		for (const at of ['0', '-1', '4', '1e1', 'x', '']) {
			const answer = await t.ask('GET', `${path}?at=${at}`, { as })
			expect(answer.json, at).toMatchObject({ code: 'bad-request', at: 'at' })
		}
	})

	test('[H5] the deadline moves with a reason, to a moment or a time on the room’s clock', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Chair')
		const put = (body: unknown) => t.ask('PUT', t.at('/deadline'), { as, body })
		const moved = await put({ at: '2025-12-09T20:30', reason: 'More time.' })
		const { phase, position } = PhaseAnswer.parse(moved.json)
		expect(phase).toEqual({
			kind: 'drafting',
			deadline: { at: Date.UTC(2025, 11, 9, 20, 30), zone: 'Europe/London' },
		})
		expect(position).toBe(await positionOf(t, as))
		await put({ at: '2025-12-09T22:00+02:00', zone: 'Europe/Kyiv', reason: 'On their clock.' })
		expect((await room(t, as)).phase.deadline).toEqual({
			at: Date.UTC(2025, 11, 9, 20),
			zone: 'Europe/Kyiv',
		})
		const near = await put({ at: new Date(START + 30_000).toISOString(), reason: 'Now!' })
		expect([near.status, near.code]).toEqual([409, 'deadline-too-near'])
		const cases: readonly [unknown, string][] = [
			[{ at: 'tomorrow', reason: 'x' }, 'at'],
			[{ at: '2025-12-10', reason: 'x' }, 'at'],
			[{ at: '2026-03-29T01:30', zone: 'Europe/London', reason: 'x' }, 'at'],
			[{ at: '2025-12-10T18:00', zone: 'Mars/Base', reason: 'x' }, 'zone'],
			[{ at: '2025-12-10T18:00', reason: ' ' }, 'reason'],
			[{ at: '2025-12-10T18:00' }, 'reason'],
		]
		for (const [body, at] of cases) {
			expect((await put(body)).json, JSON.stringify(body)).toMatchObject({
				code: 'bad-request',
				at,
			})
		}
	})

	test('[H5] a clause climbs the ladder, and no further once the text is frozen', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		const path = t.at(`/clauses/${clauseId(t, 0)}`)
		const set = (status: string) => t.ask('PATCH', path, { as, body: { status } })
		expect((await set('agreed')).json).toMatchObject({ status: 'agreed', heading: 'Purpose' })
		expect((await room(t, as)).clauses.map(({ status }) => status)).toEqual([
			'agreed',
			'not-discussed',
		])
		expect((await set('done')).json).toMatchObject({ code: 'bad-request', at: 'status' })
		await t.ask('POST', t.at('/freeze'), { as })
		expect((await set('open')).code).toBe('frozen')
	})

	test('[H5] [H8] an early freeze ends the drafting once, and its files are valid against the server’s key', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		expect((await t.ask('GET', t.at('/snapshots'), { as })).json).toEqual({
			snapshots: [],
			next: null,
		})
		t.clock.step(1234)
		const frozen = PhaseAnswer.parse(
			(await t.ask('POST', t.at('/freeze'), { as, body: { reason: 'All agree.' } })).json
		)
		expect(frozen.phase).toMatchObject({ kind: 'frozen', at: START + 1234 })
		expect((await t.ask('POST', t.at('/freeze'), { as })).code).toBe('frozen')
		const later = { at: '2026-12-09T18:00', reason: 'Once more' }
		expect((await t.ask('PUT', t.at('/deadline'), { as, body: later })).code).toBe('frozen')

		const { snapshots } = SnapshotList.parse((await t.ask('GET', t.at('/snapshots'), { as })).json)
		const [row] = snapshots
		expect(row).toMatchObject({ round: 1, frozenAt: START + 1234 })
		const { key } = KeyJson.parse((await t.ask('GET', '/api/v1/keys')).json)
		for (const path of [row?.href ?? '', `${row?.href ?? ''}/protocol`]) {
			const response = await fetch(new URL(path, t.url), {
				headers: { authorization: `Bearer ${as}` },
			})
			expect(response.headers.get('content-disposition')).toMatch(
				/^attachment; filename="framework-round-1-[\w-]+\.json"; filename\*=UTF-8''Framework-round-1-[\w-]+\.json$/
			)
			const bytes = new Uint8Array(await response.arrayBuffer())
			expect(verifyFile(bytes, { key: parseKey(key) }).kind).toBe('valid')
		}
		const [stored] = await t.storage.snapshots.list(t.framework.negotiation.id)
		const sent = await t.ask('GET', row?.href ?? '', { as })
		expect(sent.text).toBe(new TextDecoder().decode(stored?.file))
	})

	test('[H23] a freeze as of the deadline is no early one because the deadline was moved just before it', async () => {
		const t = await openTestApp({ storage, startsAfterMs: HOUR_MS + 1 })
		const as = await t.signIn('Chair')
		expect((await room(t, as)).phase.kind).toBe('awaiting-chair')
		const expects = 'awaiting-chair'
		const later = { at: '2025-12-10T18:00', reason: 'The outage.', expects }
		expect((await t.ask('PUT', t.at('/deadline'), { as, body: later })).status).toBe(200)
		const position = await positionOf(t, as)
		const refused = await t.ask('POST', t.at('/freeze'), { as, body: { expects } })
		expect([refused.status, refused.code]).toEqual([409, 'phase-changed'])
		expect((await t.ask('PUT', t.at('/deadline'), { as, body: later })).code).toBe('phase-changed')
		expect((await room(t, as)).phase.kind).toBe('drafting')
		expect(await positionOf(t, as)).toBe(position)
		const early = await t.ask('POST', t.at('/freeze'), { as, body: { expects: 'drafting' } })
		expect(early.status).toBe(200)
	})

	test('[H5] at the deadline the text freezes by itself', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		t.clock.step(HOUR_MS)
		await expect.poll(async () => (await room(t, as)).phase.kind).toBe('frozen')
		expect((await room(t, as)).phase).toMatchObject({ at: START + HOUR_MS })
	})

	test('[H5] notes are stamped by the server, and taken also after the freeze', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Note-taker')
		const clause = clauseId(t, 1)
		t.clock.step(5000)
		const body = { clause, seen: 2, text: '  They\r\nspoke. ' }
		const answer = await t.ask('POST', t.at('/notes'), { as, body })
		expect(answer.status).toBe(201)
		const note = NoteJson.parse(answer.json)
		expect(note).toMatchObject({
			clause,
			seen: 2,
			takenAt: START + 5000,
			text: 'They\nspoke.',
			by: { name: 'Note-taker', code: null },
		})
		await t.ask('POST', t.at('/freeze'), { as: await t.signIn('Chair') })
		const late = await t.ask('POST', t.at('/notes'), { as, body: { ...body, text: 'After.' } })
		expect(late.status).toBe(201)
		const { notes } = NoteList.parse(
			(await t.ask('GET', t.at('/notes'), { as: await t.signIn('Advisor 3') })).json
		)
		expect(notes.map(({ text }) => text)).toEqual(['They\nspoke.', 'After.'])
	})

	test('[H6] an act is received when its last byte was read', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		const body = JSON.stringify({ clause: clauseId(t, 0), seen: 1, text: 'Slowly.' })
		const sent = request(new URL(t.at('/notes'), t.url), {
			method: 'POST',
			headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
		})
		const answered = once(sent, 'response')
		sent.write(body.slice(0, 20))
		await t.ask('GET', t.at(), { as })
		t.clock.step(7000)
		sent.end(body.slice(20))
		await answered
		const { notes } = NoteList.parse((await t.ask('GET', t.at('/notes'), { as })).json)
		expect(notes.map(({ takenAt }) => takenAt - START)).toEqual([7000])
	})

	async function lateSeenBy(t: TestApp, name: string): Promise<readonly unknown[]> {
		const as = await t.signIn(name)
		const { edits } = LateLane.parse((await t.ask('GET', t.at('/late'), { as })).json)
		return edits.map(({ delegation, whose, words, releasedAt }) => {
			return [delegation, whose, words, releasedAt === null ? null : releasedAt - START]
		})
	}

	test('[H9] a late edit has words for its delegation, none for the secretariat, and is nothing to others', async () => {
		const t = await openTestApp({ storage })
		await comeTooLate(t)
		expect(await lateSeenBy(t, 'Advisor 1')).toEqual([['UA', 'mine', 'Too late.', null]])
		expect(await lateSeenBy(t, 'Advisor 2')).toEqual([['UA', 'ours', 'Too late.', null]])
		expect(await lateSeenBy(t, 'Secretariat')).toEqual([['UA', 'theirs', null, null]])
		expect(await lateSeenBy(t, 'Advisor 3')).toEqual([])
		expect(await lateSeenBy(t, 'Note-taker')).toEqual([])
	})

	test('[H16] [F10] a late edit is kept for the next round by its delegation alone and once; the secretariat reads it then', async () => {
		const t = await openTestApp({ storage })
		const edit = await comeTooLate(t)
		const release = async (name: string, edits: readonly number[] = [edit]) => {
			const as = await t.signIn(name)
			return t.ask('POST', t.at('/late/releases'), { as, body: { edits } })
		}
		expect((await release('Advisor 3')).status).toBe(400)
		expect((await release('Secretariat')).status).toBe(400)
		expect((await release('Note-taker')).status).toBe(403)
		expect((await release('Advisor 1', [edit, edit + 1])).status).toBe(400)
		expect((await release('Advisor 1', [])).status).toBe(400)
		expect(await lateSeenBy(t, 'Secretariat')).toEqual([['UA', 'theirs', null, null]])

		t.clock.step(1000)
		const answer = await release('Advisor 2')
		expect(answer.status).toBe(200)
		expect(ReleasedEdits.parse(answer.json).edits).toMatchObject([{ releasedAt: START + 2000 }])
		t.clock.step(1000)
		const position = (await room(t, await t.signIn('Advisor 3'))).position
		expect((await release('Advisor 1')).status).toBe(200)
		expect((await room(t, await t.signIn('Advisor 3'))).position).toBe(position)

		expect(await lateSeenBy(t, 'Advisor 1')).toEqual([['UA', 'mine', 'Too late.', 2000]])
		expect(await lateSeenBy(t, 'Secretariat')).toEqual([['UA', 'theirs', 'Too late.', 2000]])
		expect(await lateSeenBy(t, 'Advisor 3')).toEqual([])
	})

	test('the contact is shown to all, and kept', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Secretariat')
		const body = { contact: ' The desk\u202e,\n +44 20 7946 0000 ' }
		await t.ask('PUT', t.at('/contact'), { as, body })
		expect((await room(t, await t.signIn('Advisor 3'))).contact).toBe('The desk, +44 20 7946 0000')
		const stored = await t.storage.negotiations.read(t.framework.negotiation.id)
		expect(stored?.contact).toBe('The desk, +44 20 7946 0000')
	})
})
