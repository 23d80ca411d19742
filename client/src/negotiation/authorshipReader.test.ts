import { type AuthorshipJson } from '@parley/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { AuthorshipReader } from './authorshipReader.ts'

const ROWS = 6

/** A page of a clause that has six rows; three to a page. */
function pageOf(path: string, rows = ROWS): AuthorshipJson {
	const from = Number(new URL(path, 'http://localhost').searchParams.get('cursor') ?? 0)
	const stamps = { firstAt: 1, firstPosition: 1, lastAt: 1, lastPosition: 1 }
	const all = Array.from({ length: rows }, (_, i) => ({
		...{ block: 'a', offset: i, length: 1, seat: null, ...stamps, repeats: [] },
	}))
	const shares = [{ seat: null, delegation: null, name: '', initials: '', units: rows }]
	const next = from + 3 < rows ? String(from + 3) : null
	return {
		clause: /clauses\/(\w+)\//.exec(path)?.[1] ?? '',
		position: 1,
		written: all.slice(from, from + 3),
		deleted: [],
		shares,
		next,
	}
}

let asked: string[] = []
let answer: (path: string) => Response
let came: AuthorshipJson[] = []

beforeEach(() => {
	vi.useFakeTimers()
	asked = []
	came = []
	answer = (path) => Response.json(pageOf(path))
	vi.stubGlobal('fetch', (path: string) => {
		asked.push(path)
		return Promise.resolve(answer(path))
	})
})

afterEach(() => {
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

async function started(...clauses: readonly string[]): Promise<AuthorshipReader> {
	const reader = new AuthorshipReader('ng_1', (one) => came.push(one))
	reader.start(clauses)
	await vi.advanceTimersByTimeAsync(0)
	return reader
}

/** What came last. */
function newest(): AuthorshipJson {
	const last = came.at(-1)
	if (last === undefined) throw new Error('nothing came')
	return last
}

test('[U3] the rows of all pages are one answer, with the shares of the whole text once', async () => {
	await started('cl_1')
	expect(newest().written.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5])
	expect(newest().shares.map(({ units }) => units)).toEqual([ROWS])
	expect(asked).toHaveLength(2)
})

test('[U4] what does not fit the text here is asked for again, later each time, until it fits', async () => {
	const reader = await started('cl_1')
	const pauses: number[] = []
	for (let i = 0; i < 8; i++) {
		asked = []
		const before = Date.now()
		reader.fits(newest(), false)
		reader.fits(newest(), false)
		while (asked.length < 2) await vi.advanceTimersByTimeAsync(500)
		pauses.push(Date.now() - before)
	}
	expect(pauses).toEqual([1_500, 3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000])
	reader.fits(newest(), true)
	asked = []
	await vi.advanceTimersByTimeAsync(300_000)
	expect(asked).toEqual([])
})

test('[U4] of a text with more rows than are read the rest is not asked for', async () => {
	answer = (path) => Response.json(pageOf(path, 1_000))
	const reader = await started('cl_1')
	expect(newest().next).not.toBeNull()
	asked = []
	reader.fits(newest(), false)
	await vi.advanceTimersByTimeAsync(300_000)
	expect(asked).toEqual([])
})

test('[U4] while the server does not answer, or has been asked too much, points wait their turn; what it refuses is left', async () => {
	const statuses = [503, 429, 404]
	answer = (path) => {
		const status = statuses.shift()
		if (status === undefined) return Response.json(pageOf(path))
		const problem = { type: 'about:blank', title: '', detail: '', code: 'not-found', status }
		return Response.json(problem, { status })
	}
	const reader = await started('cl_1', 'cl_2')
	expect(asked).toHaveLength(1)
	await vi.advanceTimersByTimeAsync(10_000)
	expect(came.map(({ clause }) => clause)).toEqual(['cl_2'])
	reader.changed('cl_2')
	reader.close()
	asked = []
	await vi.advanceTimersByTimeAsync(300_000)
	expect(asked).toEqual([])
})
