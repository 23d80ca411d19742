import { parseSuggestionId } from '@parley/domain'
import { type SuggestionJson } from '@parley/protocol'
import { createDocument, readBlocks, seed, suggestionDigests, textOf } from '@parley/schema'
import { doc, p } from '@parley/schema/builders'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type * as Y from 'yjs'
import { RoomSuggestions } from './suggestions.ts'

const CLAUSE = 'cl_000000000001'
const UKRAINE = 'dl_000000000001'
const [MINE, THEIRS] = ['mine00000001', 'theirs000001'] as const

const stop = new AbortController()
let clause: Y.Doc
let isFollowed: boolean
let suggestions: RoomSuggestions

beforeEach(() => {
	vi.useFakeTimers()
	clause = createDocument({ gc: false })
	seed(clause, doc(p('The parties agree.')))
	textOf(clause).insert(13, 'shall ', { [`ins:${MINE}`]: true })
	isFollowed = true
	suggestions = new RoomSuggestions(
		{
			negotiation: 'ng_1',
			me: 'st_000000000001',
			delegations: () => [{ id: UKRAINE, code: 'UA', name: 'Ukraine', slot: 1 }],
			ownDelegation: () => UKRAINE,
			textOf: () => readBlocks(clause),
			docOf: () => (isFollowed ? clause : null),
		},
		stop.signal
	)
})

afterEach(() => {
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

function row(id: string): SuggestionJson {
	const nothing = { counters: null, proposal: null, comments: [], answered: null }
	return { id, clause: CLAUSE, by: null, delegation: UKRAINE, at: 1, reason: 'Why', ...nothing }
}

async function load(): Promise<void> {
	const list = { suggestions: [row(MINE)], changedAt: 5, next: null }
	vi.stubGlobal('fetch', () => Promise.resolve(Response.json(list)))
	await suggestions.load()
}

const named = () =>
	suggestionDigests(clause, new Map([[MINE, { reason: 'Why', counters: null }]])).get(MINE)

test('[Q9] a suggestion is named as its card shows it, until the card shows what it has become', async () => {
	await load()
	const read = named()
	expect(suggestions.in(CLAUSE)).toMatchObject([{ inserted: 'shall ', digest: read }])
	textOf(clause).insert(19, 'not ', { [`ins:${MINE}`]: true })
	suggestions.textChanged(CLAUSE)
	expect(named()).not.toBe(read)
	expect(suggestions.in(CLAUSE)).toMatchObject([{ inserted: 'shall ', digest: read }])
	vi.advanceTimersByTime(1_000)
	expect(suggestions.in(CLAUSE)).toMatchObject([{ inserted: 'shall not ', digest: named() }])
})

test('[Q9] what stands in a text that this page does not follow it does not name', async () => {
	isFollowed = false
	await load()
	expect(suggestions.in(CLAUSE)).toMatchObject([{ id: MINE, digest: null }])
})

test('that a suggestion is in the place of another one is said until the server answers', async () => {
	await load()
	const bodies: unknown[] = []
	const given = suggestions.offerInPlace(CLAUSE, MINE, THEIRS)
	vi.stubGlobal('fetch', (_url: string, { body }: RequestInit) => {
		bodies.push(typeof body === 'string' ? JSON.parse(body) : body)
		if (bodies.length < 3) return Promise.reject(new TypeError('offline'))
		return Promise.resolve(Response.json({ suggestions: [row(MINE)], position: 9, now: 9 }))
	})
	await vi.advanceTimersByTimeAsync(20_000)
	expect(await given).toBe(true)
	const body = { reason: 'Why', counters: parseSuggestionId(THEIRS) }
	expect(bodies.slice(-2)).toEqual([body, body])
})
