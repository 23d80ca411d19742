import { parseClauseId, parseInstant, parseSuggestionId } from '@parley/domain'
import { afterEach, expect, test, vi } from 'vitest'
import { type StandingSuggestion } from '../negotiation/suggestions.ts'
import { answerShown, OtherByNow } from './answers.ts'

const address = { negotiation: 'ng_1', clause: 'cl_000000000001' }

afterEach(() => {
	vi.unstubAllGlobals()
})

const idOf = (index: number): string => `sugg${String(index).padStart(8, '0')}`

/** A suggestion that is shown, in the place of another one where `counters` says so. */
function shown(index: number, counters: number | null = null): StandingSuggestion {
	return {
		...{ id: parseSuggestionId(idOf(index)), inserted: 'words', deleted: '', formatted: '' },
		...{ links: [], blocks: [] },
		digest: String(index).padStart(64, '0'),
		suggestion: {
			...{ clause: parseClauseId(address.clause), by: null, delegation: null, reason: '' },
			...{ at: parseInstant(1), proposal: null, comments: [], answered: null },
			counters: counters === null ? null : parseSuggestionId(idOf(counters)),
		},
	}
}

/** A server that takes every answer; gives the suggestions of each, with what was said of them. */
function server(): { id: string; expects?: string }[][] {
	const asked: { id: string; expects?: string }[][] = []
	vi.stubGlobal('fetch', (_url: string, { body }: { body: string }) => {
		const read = JSON.parse(body) as { suggestions: { id: string; expects?: string }[] }
		asked.push(read.suggestions)
		return Promise.resolve(Response.json({ suggestions: [], position: 1, now: 1 }))
	})
	return asked
}

test('many are answered in parts, each named as it was shown', async () => {
	const asked = server()
	const all = Array.from({ length: 450 }, (_, index) => shown(index))
	await answerShown(address, all, 'accepted')
	expect(asked.map(({ length }) => length)).toEqual([200, 200, 50])
	expect(asked.flat()).toEqual(all.map(({ id, digest }) => ({ id, expects: digest })))
})

test('those in the place of each other are answered together', async () => {
	const asked = server()
	const all = Array.from({ length: 300 }, (_, index) => shown(index, index === 299 ? 1 : null))
	await answerShown(address, all, 'declined')
	const part = asked.find((some) => some.some(({ id }) => id === idOf(299)))
	expect(part?.some(({ id }) => id === idOf(1))).toBe(true)
	expect(new Set(asked.flat().map(({ id }) => id)).size).toBe(300)
})

test('what this page cannot name is not accepted, and none of what stands beside it; it can be withdrawn', async () => {
	const asked = server()
	const far = { ...shown(1), digest: null }
	await expect(answerShown(address, [shown(0), far], 'accepted')).rejects.toThrow(OtherByNow)
	expect(asked).toEqual([])
	await answerShown(address, [far], 'withdrawn')
	expect(asked).toEqual([[{ id: idOf(1) }]])
})
