import { createId, parseLogPosition, type Seat } from '@parley/domain'
import {
	ClauseList,
	LateLane,
	NegotiationList,
	NoteList,
	PeopleJson,
	SnapshotList,
} from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../negotiation/testRoom.ts'
import { openTestApp, STORAGES, type TestApp } from './testApp.ts'
import { comeTooLate } from './testLateEdit.ts'

/** What every page of a list has. */
interface Rows {
	readonly rows: readonly unknown[]
	readonly next: string | null
}

const LISTS: Readonly<Record<string, (json: unknown) => Rows>> = {
	'/notes': (json) => named(NoteList.parse(json), 'notes'),
	'/clauses': (json) => named(ClauseList.parse(json), 'clauses'),
	'/people': (json) => named(PeopleJson.parse(json), 'people'),
	'/late': (json) => named(LateLane.parse(json), 'edits'),
	'/snapshots': (json) => named(SnapshotList.parse(json), 'snapshots'),
}

function named<Name extends string>(
	page: { readonly next: string | null } & Readonly<Record<Name, readonly unknown[]>>,
	name: Name
): Rows {
	return { rows: page[name], next: page.next }
}

/** Every page from `path` on, as its links lead. */
async function follow(
	t: TestApp,
	as: string,
	path: string,
	read: (json: unknown) => Rows
): Promise<readonly (readonly unknown[])[]> {
	const pages: (readonly unknown[])[] = []
	for (let at: string | undefined = path; at !== undefined;) {
		const answer = await t.ask('GET', at, { as })
		expect(answer.status, `${at} ${answer.text}`).toBe(200)
		const { rows, next } = read(answer.json)
		pages.push(rows)
		const link = answer.headers.get('link')
		at = /^<([^<>]+)>; rel="next"$/.exec(link ?? '')?.[1]
		expect(at === undefined ? null : new URL(at, t.url).searchParams.get('cursor')).toBe(next)
	}
	return pages
}

async function takeNotes(t: TestApp, from: number, count: number): Promise<void> {
	const room = await t.app.rooms.room(t.framework.negotiation.id)
	const clause = t.framework.clauses[0]?.id
	if (room === null || clause === undefined) throw new Error('no room')
	const seat: Seat = t.seat('Note-taker')
	const random = seededRandom(from)
	for (let i = from; i < from + count; i++) {
		const note = createId('note', random)
		const text = `Note ${i}`
		const act = { kind: 'note-taken', note, clause, seen: parseLogPosition(1), text } as const
		const recorded = await room.record({ act, seat: seat.id, receivedAt: t.clock.now() })
		expect(recorded.kind).toBe('recorded')
	}
}

const textsOf = (pages: readonly (readonly unknown[])[]): readonly string[] =>
	NoteList.parse({ notes: pages.flat(), next: null }).notes.map(({ text }) => text)

const upTo = (count: number): readonly string[] =>
	Array.from({ length: count }, (_, i) => `Note ${i}`)

describe.each(STORAGES)('pages on %s', (storage) => {
	test('[H32] 250 notes come by pages of 100, each once and in their order', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		await takeNotes(t, 0, 250)
		const read = (json: unknown) => named(NoteList.parse(json), 'notes')
		const pages = await follow(t, as, t.at('/notes'), read)
		expect(pages.map(({ length }) => length)).toEqual([100, 100, 50])
		expect(textsOf(pages)).toEqual(upTo(250))
		const whole = await follow(t, as, t.at('/notes?limit=250'), read)
		expect(whole.map(({ length }) => length)).toEqual([250])
		expect(textsOf(await follow(t, as, t.at('/notes?limit=7'), read))).toEqual(upTo(250))
	})

	test('[H32] each list gives the same rows by pages of one as at once', async () => {
		const t = await openTestApp({ storage })
		await takeNotes(t, 0, 3)
		await comeTooLate(t)
		for (const [path, read] of Object.entries(LISTS)) {
			const as = await t.signIn('Chair')
			const [whole = []] = await follow(t, as, t.at(`${path}?limit=500`), read)
			const single = await follow(t, as, t.at(`${path}?limit=1`), read)
			expect(whole.length, path).toBeGreaterThan(0)
			expect([path, single]).toEqual([path, whole.map((row) => [row])])
		}
	})

	test('[H32] the negotiations of a session come by pages in the order in which they were made', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		const code = await t.code('Advisor 3', t.other)
		const taken = await t.ask('POST', '/api/v1/sessions', { as, body: { code, kind: 'token' } })
		expect(taken.status).toBe(201)
		const read = (json: unknown) => named(NegotiationList.parse(json), 'negotiations')
		const pages = await follow(t, as, '/api/v1/negotiations?limit=1', read)
		expect(pages.map(({ length }) => length)).toEqual([1, 1])
		const [whole] = await follow(t, as, '/api/v1/negotiations', read)
		expect(pages.flat()).toEqual(whole)
	})

	test('[H33] what is added between two pages is neither left out nor given twice', async () => {
		const t = await openTestApp({ storage })
		const as = await t.signIn('Advisor 1')
		await takeNotes(t, 0, 4)
		const first = NoteList.parse((await t.ask('GET', t.at('/notes?limit=3'), { as })).json)
		await takeNotes(t, 4, 3)
		const rest = await follow(t, as, t.at(`/notes?limit=2&cursor=${first.next}`), (json) =>
			named(NoteList.parse(json), 'notes')
		)
		expect(textsOf([first.notes, ...rest])).toEqual(upTo(7))
	})
})

test('[H33] a page behind the last row is empty and has no link; what comes then is on it', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Advisor 1')
	await takeNotes(t, 0, 2)
	const first = NoteList.parse((await t.ask('GET', t.at('/notes?limit=1'), { as })).json)
	const last = await t.ask('GET', t.at(`/notes?cursor=${first.next}`), { as })
	expect([NoteList.parse(last.json).next, last.headers.get('link')]).toEqual([null, null])
	const frozen = await t.ask('GET', t.at('/snapshots?limit=1'), { as })
	expect(frozen.json).toEqual({ snapshots: [], next: null })
	expect(frozen.headers.get('link')).toBeNull()

	const [name] = JSON.parse(Buffer.from(first.next ?? '', 'base64url').toString()) as [string]
	const [note] = NoteList.parse(last.json).notes
	const end = Buffer.from(JSON.stringify([name, note?.position])).toString('base64url')
	const behind = await t.ask('GET', t.at(`/notes?cursor=${end}`), { as })
	expect([behind.json, behind.headers.get('link')]).toEqual([{ notes: [], next: null }, null])
	await takeNotes(t, 2, 1)
	const later = await t.ask('GET', t.at(`/notes?cursor=${end}`), { as })
	expect(textsOf([NoteList.parse(later.json).notes])).toEqual(['Note 2'])
})

test('[H34] a cursor that the list did not give, and a limit beyond the bounds, are problems that say where', async () => {
	const t = await openTestApp()
	const as = await t.signIn('Chair')
	await takeNotes(t, 0, 2)
	const cursor = NoteList.parse((await t.ask('GET', t.at('/notes?limit=1'), { as })).json).next
	const [name] = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString()) as [string]
	const made = (...parts: unknown[]): string =>
		Buffer.from(JSON.stringify(parts)).toString('base64url')
	const refused = async (path: string, at: string): Promise<void> => {
		const answer = await t.ask('GET', t.at(path), { as })
		expect([path, answer.status, answer.json]).toEqual([
			path,
			400,
			expect.objectContaining({ code: 'bad-request', at }),
		])
	}
	for (const path of ['/clauses', '/people', '/late', '/snapshots']) {
		await refused(`${path}?cursor=${cursor}`, 'cursor')
	}
	const bad = ['', 'x', '%ff', '2', made(), made(name), made(name, '1'), made(name, -1)]
	for (const one of [...bad, made(name, 1.5), made(name, 1, 1), made('', 1), `${cursor}AAAA`]) {
		await refused(`/notes?cursor=${one}`, 'cursor')
	}
	for (const one of ['0', '501', '-1', '1.5', 'all', ''])
		await refused(`/notes?limit=${one}`, 'limit')
	const people = PeopleJson.parse((await t.ask('GET', t.at('/people?limit=1'), { as })).json)
	const [list] = JSON.parse(Buffer.from(people.next ?? '', 'base64url').toString()) as [string]
	await refused(`/people?cursor=${made(list, 'st_000000000000')}`, 'cursor')
	expect((await t.ask('GET', t.at(`/people?cursor=${people.next}`), { as })).status).toBe(200)

	const other = await t.ask('POST', '/api/v1/sessions', {
		as,
		body: { code: await t.code('Chair', t.other), kind: 'token' },
	})
	expect(other.status).toBe(201)
	const there = `/api/v1/negotiations/${t.other.negotiation.id}/notes?cursor=${cursor}`
	expect((await t.ask('GET', there, { as })).json).toMatchObject({ at: 'cursor' })
})
