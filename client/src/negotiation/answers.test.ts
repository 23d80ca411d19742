import {
	foldSuggestions,
	NO_SUGGESTIONS,
	parseBracketId,
	parseClauseId,
	parseDelegationId,
	parseInstant,
	parseSeatId,
	parseSuggestionId,
	type BracketAct,
	type SeatId,
	type SuggestionAct,
	type Suggestions,
} from '@parley/domain'
import { type AnswerJson, type SeatJson } from '@parley/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RoomAnswers } from './answers.ts'

const [first, second] = [parseClauseId('cl_000000000001'), parseClauseId('cl_000000000002')]
const [ukraine, france] = [
	parseDelegationId('dl_000000000001'),
	parseDelegationId('dl_000000000002'),
]
const [me, colleague, them] = [
	parseSeatId('st_000000000001'),
	parseSeatId('st_000000000002'),
	parseSeatId('st_000000000003'),
]
const [ours, more, counter] = [
	parseSuggestionId('ours00000001'),
	parseSuggestionId('ours00000002'),
	parseSuggestionId('theirs000001'),
]

const seat = (id: SeatId, delegation: string): SeatJson => ({
	...{ id, role: 'advisor', name: 'Advisor', initials: 'A', revoked: false },
	delegation: { id: delegation, code: 'XX', name: delegation, slot: 1 },
})

let suggestions: Suggestions
let bracketsTold: readonly { act: BracketAct; by: SeatId | null; at: number }[]
let answers: RoomAnswers
let stop: AbortController

beforeEach(() => {
	stop = new AbortController()
	suggestions = NO_SUGGESTIONS
	bracketsTold = []
	for (const [clause, suggestion, by, delegation] of [
		[first, ours, me, ukraine],
		[second, more, colleague, ukraine],
		[first, counter, them, france],
	] as const)
		decide({ kind: 'suggestion-made', clause, suggestion, delegation }, by)
	answers = new RoomAnswers(
		{
			negotiation: 'ng_1',
			side: { id: me, delegation: ukraine },
			from: 10,
			seats: () => [seat(me, ukraine), seat(colleague, ukraine), seat(them, france)],
			clauses: () => [{ id: first }, { id: second }],
			suggestions: () => suggestions,
			bracketsTold: () => bracketsTold,
		},
		stop.signal
	)
	answers.listed()
})

afterEach(() => {
	stop.abort()
	vi.unstubAllGlobals()
})

function decide(act: SuggestionAct, by: SeatId, at = 1): void {
	suggestions = foldSuggestions(suggestions, act, by, parseInstant(at))
}

const answered = (
	suggestion = ours,
	clause = first,
	answer: 'accepted' | 'withdrawn' = 'accepted'
) => ({ kind: 'suggestion-answered', clause, suggestion, answer }) as const
const offered = {
	kind: 'suggestion-explained',
	clause: first,
	suggestion: counter,
	reason: '',
} as const

/** A server that has these rows behind any position; gives what was asked of it. */
function server(position: number, ...rows: readonly AnswerJson[]): readonly string[] {
	const asked: string[] = []
	vi.stubGlobal('fetch', (url: string) => {
		asked.push(new URL(url, 'http://parley').searchParams.get('since') ?? '')
		return Promise.resolve(Response.json({ answers: rows, position, next: null }))
	})
	return asked
}

const row = (
	position: number,
	act: AnswerJson['act'],
	by: SeatId | null = them,
	proposed = false
): AnswerJson => ({
	...{ position, at: position, by, act, proposed },
})
const told = () => answers.told.map(({ outcome, clause, id }) => [outcome, clause, id])

test('[R1] what others answer is told while this page is open, of a colleague’s suggestion too', () => {
	decide(answered(), them)
	decide(answered(more, second), them, 2)
	answers.look()
	expect(told()).toEqual([
		['accepted', first, ours],
		['accepted', second, more],
	])
})

test('[R1] what my own side decides is not told', () => {
	decide(answered(), colleague)
	decide(answered(more, second, 'withdrawn'), colleague)
	answers.look()
	expect(told()).toEqual([])
})

test('[R4] what is offered in the place of a suggestion is told while both are open', () => {
	decide({ ...offered, counters: ours }, them)
	answers.look()
	expect(answers.told).toMatchObject([{ outcome: 'offered', id: ours, counter, by: them }])
	// the reason is said later, and is no other offer
	decide({ ...offered, counters: ours, reason: 'Shorter.' }, them, 5)
	answers.look()
	expect(answers.told).toHaveLength(1)
	decide(answered(counter, first, 'withdrawn'), them, 6)
	expect(told()).toEqual([])
})

test('[R4] where what was offered is accepted, that is told and the offer is not', () => {
	decide({ ...offered, counters: ours }, them)
	answers.look()
	decide(answered(counter), me)
	decide({ ...answered(), answer: 'countered' }, them)
	answers.look()
	expect(told()).toEqual([['countered', first, ours]])
})

test('[R3] what was decided while nobody looked is asked of the server, and told once', async () => {
	decide(answered(more, second), them)
	answers.look()
	const asked = server(
		30,
		row(21, { ...answered(), answer: 'declined' }),
		row(22, answered(more, second)),
		row(23, answered(), colleague),
		row(24, { kind: 'bracket-ended', clause: first, bracket: 'bracket00001', ending: 'lift' }),
		row(25, { ...offered, counters: 'gone00000001' })
	)
	await answers.ask(5)
	expect(told()).toEqual([
		['accepted', second, more],
		['declined', first, ours],
		['lifted', first, 'bracket00001'],
	])
	await answers.ask(5)
	expect(answers.told).toHaveLength(3)
	// what was asked for is not asked for again
	expect(asked).toEqual(['5', '30'])
	await answers.ask(2)
	expect(asked).toEqual(['5', '30', '2'])
})

test('[R3] what stood before the page was opened, and before the line came back, is no news', () => {
	decide({ ...offered, counters: ours }, them)
	answers.listed()
	answers.look()
	expect(told()).toEqual([])
})

test('[R3] an end of a bracket that is declined twice is told twice', async () => {
	const declined = { kind: 'bracket-answered', clause: first, bracket: 'bracket00001' } as const
	const act = { ...declined, delegation: france, ending: 'strike', consents: false } as const
	server(30, row(21, act), row(24, act), row(25, { ...act, consents: true }))
	await answers.ask(10)
	expect(answers.told.map(({ outcome }) => outcome)).toEqual(['strike-declined', 'strike-declined'])
})

test('[R3] what a message told of a bracket is not told again behind a gap of the line', async () => {
	const [one, other] = [parseBracketId('bracket00001'), parseBracketId('bracket00002')]
	const declined = {
		...({ kind: 'bracket-answered', clause: first, bracket: other } as const),
		...({ delegation: france, ending: 'strike', consents: false } as const),
	}
	const ended = (bracket: typeof one) =>
		({ kind: 'bracket-ended', clause: first, bracket, ending: 'lift' }) as const
	bracketsTold = [
		{ act: ended(one), by: them, at: 21 },
		{ act: declined, by: them, at: 22 },
	]
	server(30, row(21, ended(one)), row(22, declined), row(23, declined), row(24, ended(other)))
	await answers.ask(10)
	expect(answers.told.map(({ outcome, id, at }) => [outcome, id, at])).toEqual([
		['strike-declined', other, 23],
		['lifted', other, 24],
	])
})

test('[R3] that an ending was declined which my side had proposed is told as that, and not again where a message has told it', async () => {
	const bracket = parseBracketId('bracket00001')
	const lift = {
		...({ kind: 'bracket-answered', clause: first, bracket } as const),
		...({ delegation: france, ending: 'lift', consents: false } as const),
	}
	bracketsTold = [{ act: lift, by: them, at: 21 }]
	const strike = { ...lift, ending: 'strike' } as const
	server(30, row(21, lift, them, true), row(22, strike, them, true), row(23, strike))
	await answers.ask(10)
	expect(answers.told.map(({ outcome, at }) => [outcome, at])).toEqual([
		['proposed-strike-declined', 22],
		['strike-declined', 23],
	])
})

test('[R4] an offer that has ended is not where one has gone to', () => {
	decide({ ...offered, counters: ours }, them)
	decide(answered(more, second), them, 2)
	answers.look()
	expect(answers.goOn()).toMatchObject({ outcome: 'offered' })
	expect(answers.at).toMatchObject({ outcome: 'offered' })
	decide(answered(counter, first, 'withdrawn'), them, 3)
	expect(answers.at).toBeNull()
	expect(answers.pending.map(({ clause }) => clause)).toEqual([second])
})

test('[R2] only what is new, or gone to, is read aloud, and once', () => {
	expect(answers.takeNews()).toBe(false)
	decide({ ...offered, counters: ours }, them)
	decide(answered(more, second), them, 2)
	answers.look()
	expect([answers.takeNews(), answers.takeNews()]).toEqual([true, false])
	answers.goOn()
	expect([answers.takeNews(), answers.takeNews()]).toEqual([true, false])
	// what remains was read aloud before
	decide(answered(counter, first, 'withdrawn'), them, 3)
	expect(answers.takeNews()).toBe(false)
	decide(answered(), them, 4)
	answers.look()
	expect(answers.takeNews()).toBe(true)
	answers.putAway()
	expect(answers.takeNews()).toBe(false)
})

test('[R2] they are gone to in the order of the text, and what is put away is kept in the list alone', () => {
	decide(answered(more, second), them, 1)
	decide(answered(), them, 2)
	answers.look()
	expect(answers.pending.map(({ clause }) => clause)).toEqual([first, second])
	expect(answers.goOn()).toMatchObject({ clause: first })
	expect(answers.at).toMatchObject({ clause: first })
	expect(answers.pending).toHaveLength(1)
	answers.putAway()
	expect([answers.told, answers.pending, answers.at]).toEqual([[], [], null])
	expect(answers.all).toHaveLength(2)
	answers.look()
	expect(answers.told).toEqual([])
	expect(answers.goOn()).toBeNull()
})
