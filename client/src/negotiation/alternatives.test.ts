import { type AlternativesJson } from '@parley/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { RoomAlternatives, type AlternativesNews } from './alternatives.ts'

const CLAUSE = 'cl_000000000001'
const [UKRAINE, FRANCE] = ['dl_000000000001', 'dl_000000000002'] as const
const [GROUP, A, B] = ['group0000001', 'alternative1', 'alternative2'] as const

const stop = new AbortController()

afterEach(() => {
	vi.unstubAllGlobals()
})

const opened: AlternativesJson = {
	id: GROUP,
	clause: CLAUSE,
	alternatives: [
		{
			...{ id: A, label: 'A', by: UKRAINE, noText: false, at: 1, state: 'standing' },
			...{ endedAt: null, stances: [{ delegation: FRANCE, stance: 'oppose' }] },
		},
	],
	parked: null,
	closed: null,
}

/** A server that has these groups as of a position; gives what was asked of it, and answers once it is let. */
function server(changedAt: number, ...groups: readonly AlternativesJson[]) {
	const { promise, resolve } = Promise.withResolvers<undefined>()
	const state = {
		asked: 0,
		answer: () => {
			resolve(undefined)
		},
	}
	vi.stubGlobal('fetch', async () => {
		state.asked++
		await promise
		return Response.json({ groups, changedAt, next: null })
	})
	return state
}

const about = { clause: CLAUSE, group: GROUP }

function news(act: AlternativesNews['act'], position: number): AlternativesNews {
	return { type: 'alternatives-changed', act, by: null, at: position, position }
}

const offered = (position: number) =>
	news(
		{ kind: 'alternative-offered', ...about, alternative: B, by: FRANCE, noText: true },
		position
	)

const letters = (alternatives: RoomAlternatives) =>
	alternatives.group(GROUP)?.alternatives.map(({ label }) => label)

test('[B6] a server that never has what was named is asked once more, and not for ever', async () => {
	const asked: number[] = []
	const alternatives = new RoomAlternatives('ng_000000000001', stop.signal)
	vi.stubGlobal('fetch', () => {
		// as of what was named only once nobody ought to ask any more
		const changedAt = asked.push(asked.length) > 4 ? 9 : 3
		if (asked.length === 1) alternatives.newest(9)
		return Promise.resolve(Response.json({ groups: [opened], changedAt, next: null }))
	})
	await alternatives.load()
	expect(asked).toEqual([0, 1])
})

test('[B5] groups are asked for, and what is announced meanwhile is neither lost nor counted twice', async () => {
	const alternatives = new RoomAlternatives('ng_1', stop.signal)
	const asked = server(7, opened)
	const loading = alternatives.load()
	alternatives.hear(offered(8))
	alternatives.hear(news({ kind: 'alternatives-parked', ...about, reason: '' }, 6))
	expect(alternatives.groups.size).toBe(0)
	asked.answer()
	await loading
	expect(letters(alternatives)).toEqual(['A', 'B'])
	expect(alternatives.group(GROUP)?.parked).toBe(null)
	alternatives.hear(offered(8))
	expect(letters(alternatives)).toEqual(['A', 'B'])
	expect(asked.asked).toBe(1)
})

test('[B5] a stance that is announced is followed, and a decided group is open no more', async () => {
	const alternatives = new RoomAlternatives('ng_1', stop.signal)
	const asked = server(7, opened)
	asked.answer()
	await alternatives.load()
	const tap = { kind: 'stance-taken', ...about, alternative: A } as const
	alternatives.hear(news({ ...tap, delegation: UKRAINE, stance: 'support' }, 8))
	const [[, group] = []] = alternatives.openIn(CLAUSE)
	expect([...(group?.stances.values() ?? [])].map((of) => [...of])).toEqual([
		[
			[FRANCE, 'oppose'],
			[UKRAINE, 'support'],
		],
	])
	alternatives.hear(news({ kind: 'alternative-chosen', ...about, alternative: A }, 9))
	expect(alternatives.openIn(CLAUSE)).toEqual([])
	expect(alternatives.group(GROUP)?.closed?.chosen).toBe(A)
})

test('[B5] where a decision was made that was not heard, they are asked for again', async () => {
	const alternatives = new RoomAlternatives('ng_1', stop.signal)
	server(7).answer()
	await alternatives.load()
	const again = server(9, opened)
	again.answer()
	alternatives.newest(7)
	expect(again.asked).toBe(0)
	alternatives.newest(9)
	await vi.waitFor(() => {
		expect(letters(alternatives)).toEqual(['A'])
	})
	expect(again.asked).toBe(1)
})
