import { type BracketJson } from '@parley/protocol'
import { type ContentBlock } from '@parley/snapshot'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RoomBrackets, type BracketNews } from './brackets.ts'

const CLAUSE = 'cl_000000000001'
const [UKRAINE, FRANCE] = ['dl_000000000001', 'dl_000000000002'] as const
const [ONE, TWO] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] as const

const stop = new AbortController()
let blocks: readonly ContentBlock[] = []
let brackets: RoomBrackets

beforeEach(() => {
	blocks = text(ONE, TWO)
	brackets = new RoomBrackets(
		{
			negotiation: 'ng_1',
			delegations: () => [
				{ id: UKRAINE, code: 'UA', name: 'Ukraine', slot: 1 },
				{ id: FRANCE, code: 'FR', name: 'France', slot: 2 },
			],
			textOf: (clause) => (clause === CLAUSE ? blocks : null),
		},
		stop.signal
	)
})

afterEach(() => {
	vi.unstubAllGlobals()
	vi.useRealTimers()
})

/** Words under each of the brackets. */
function text(...ids: readonly string[]): readonly ContentBlock[] {
	const content = ids.map((id) => ({ text: `words of ${id}`, marks: { [`bracket:${id}`]: true } }))
	return [{ id: 'b', type: 'paragraph', content }]
}

function open(id: string, ...holders: readonly string[]): BracketJson {
	const nothing = { proposed: null, declined: null, ended: null }
	return {
		id,
		clause: CLAUSE,
		holders: [...holders],
		reason: '',
		ownerless: holders.length === 0,
		placedBy: null,
		placedAt: 1,
		...nothing,
	}
}

/** A server that has these brackets as of a position; gives what was asked of it, and answers once it is let. */
function server(
	changedAt: number,
	...rows: readonly BracketJson[]
): { asked: number; answer: () => void } {
	let answer = (): void => undefined
	const isAnswering = new Promise<void>((resolve) => {
		answer = resolve
	})
	const state = { asked: 0, answer }
	vi.stubGlobal('fetch', async () => {
		state.asked++
		await isAnswering
		return Response.json({ brackets: rows, changedAt, next: null })
	})
	return state
}

function news(position: number, act: BracketNews['act']): BracketNews {
	return { type: 'bracket-changed', act, by: null, at: position, position }
}

const placed = (bracket: string, ...holders: string[]): BracketNews['act'] => ({
	...{ kind: 'bracket-placed', clause: CLAUSE, bracket, holders, reason: '' },
})

test('[B1] [B2] what is open and has words is counted, with its holders', async () => {
	const from = server(5, open(ONE, UKRAINE, FRANCE), open('cccccccccccc', UKRAINE))
	const loading = brackets.load()
	from.answer()
	await loading
	expect(brackets.count).toBe(1)
	expect(brackets.countIn(CLAUSE)).toBe(1)
	expect(brackets.in(CLAUSE).map(({ id, words, level }) => ({ id, words, level }))).toEqual([
		{ id: ONE, words: `words of ${ONE}`, level: 1 },
	])
	expect(brackets.looksIn(CLAUSE).get(ONE)?.name).toBe('bracket of Ukraine, France')
})

test('[B4] what is open and has no words is known as such while it is so, where the text is here', async () => {
	const elsewhere = { ...open('dddddddddddd', UKRAINE), clause: 'cl_000000000002' }
	const from = server(5, open(ONE, UKRAINE), open('cccccccccccc', FRANCE), elsewhere)
	const loading = brackets.load()
	from.answer()
	await loading
	expect(brackets.wordless.map(([id]) => id)).toEqual(['cccccccccccc'])
	vi.useFakeTimers()
	blocks = text('cccccccccccc')
	brackets.textChanged(CLAUSE)
	vi.advanceTimersByTime(100)
	expect(brackets.wordless.map(([id]) => id)).toEqual([ONE])
	brackets.hear(news(6, { kind: 'bracket-ended', clause: CLAUSE, bracket: ONE, ending: 'lift' }))
	expect(brackets.wordless).toEqual([])
})

test('[B1] what is announced while they are asked for is not lost, and counts once', async () => {
	const from = server(5, open(ONE, UKRAINE))
	const loading = brackets.load()
	const joined = {
		kind: 'bracket-joined',
		clause: CLAUSE,
		bracket: ONE,
		delegation: FRANCE,
	} as const
	brackets.hear(news(5, joined))
	brackets.hear(news(6, placed(TWO, FRANCE)))
	from.answer()
	await loading
	expect(brackets.count).toBe(2)
	expect(brackets.looksIn(CLAUSE).get(ONE)?.name).toBe('bracket of Ukraine')
	expect(brackets.looksIn(CLAUSE).get(TWO)?.name).toBe('bracket of France')
})

test('[B1] a decision that was not heard has them asked for again, one that was has not', async () => {
	const from = server(5, open(ONE, UKRAINE))
	const loading = brackets.load()
	from.answer()
	await loading
	brackets.newest(5)
	expect(from.asked).toBe(1)
	const later = server(8)
	brackets.newest(8)
	later.answer()
	await expect.poll(() => brackets.count).toBe(0)
	expect(later.asked).toBe(1)
})

test('[B1] a decision that is named while they are asked for has them asked for once more', async () => {
	const from = server(5, open(ONE, UKRAINE))
	const loading = brackets.load()
	brackets.newest(8)
	await expect.poll(() => from.asked).toBe(1)
	const later = server(8)
	from.answer()
	later.answer()
	await loading
	expect([from.asked, later.asked]).toEqual([1, 1])
	expect(brackets.count).toBe(0)
})

test('[B1] the end of a bracket takes it out of the register, and is told with what it was', async () => {
	const from = server(5, open(ONE, UKRAINE))
	const loading = brackets.load()
	from.answer()
	await loading
	const about = { clause: CLAUSE, bracket: ONE, ending: 'lift' } as const
	brackets.hear(news(6, { kind: 'bracket-ending-proposed', ...about, consents: [UKRAINE] }))
	expect(brackets.in(CLAUSE)[0]?.bracket.proposed?.ending).toBe('lift')
	brackets.hear(news(7, { kind: 'bracket-ended', ...about }))
	expect(brackets.count).toBe(0)
	expect(brackets.looksIn(CLAUSE).size).toBe(0)
	expect(brackets.news?.before?.holders.size).toBe(1)
	expect(brackets.news?.after?.ended?.ending).toBe('lift')
})

test('[B2] the register follows the text, a moment behind it', async () => {
	const from = server(5, open(ONE, UKRAINE), open(TWO, FRANCE))
	const loading = brackets.load()
	from.answer()
	await loading
	vi.useFakeTimers()
	blocks = text(TWO)
	brackets.textChanged(CLAUSE)
	expect(brackets.count).toBe(2)
	vi.advanceTimersByTime(100)
	expect(brackets.in(CLAUSE).map(({ id }) => id)).toEqual([TWO])
})

test('[B2] what a decision is not about is the same object as before it, and so is a list in which nothing changed', async () => {
	const from = server(5, open(ONE, UKRAINE), open(TWO, FRANCE))
	const loading = brackets.load()
	from.answer()
	await loading
	const before = brackets.in(CLAUSE)
	brackets.hear(news(6, { ...placed('cccccccccccc', UKRAINE), clause: 'cl_000000000002' }))
	expect(brackets.in(CLAUSE)).toBe(before)
	const about = { clause: CLAUSE, bracket: ONE } as const
	brackets.hear(
		news(7, { kind: 'bracket-ending-proposed', ...about, ending: 'lift', consents: [] })
	)
	const after = brackets.in(CLAUSE)
	expect(after[0]?.bracket.proposed?.ending).toBe('lift')
	expect(after[1]).toBe(before[1])
})

test('[B2] a list is made anew where words change, where another bracket stands, and where one is decided about before it stands', async () => {
	const from = server(5, open(ONE, UKRAINE))
	const loading = brackets.load()
	from.answer()
	await loading
	vi.useFakeTimers()
	const listed = () => brackets.in(CLAUSE).map(({ id, words }) => [id, words])
	expect(listed()).toEqual([[ONE, `words of ${ONE}`]])
	blocks = text(ONE, ONE)
	brackets.textChanged(CLAUSE)
	vi.advanceTimersByTime(100)
	expect(listed()).toEqual([[ONE, `words of ${ONE}words of ${ONE}`]])
	blocks = text(TWO, ONE)
	brackets.textChanged(CLAUSE)
	vi.advanceTimersByTime(100)
	expect(listed()).toEqual([[ONE, `words of ${ONE}`]])
	brackets.hear(news(6, placed(TWO, FRANCE)))
	expect(listed().map(([id]) => id)).toEqual([TWO, ONE])
})
