import { expect, test } from 'vitest'
import {
	foldSuggestions,
	suggestionRefusal,
	type SuggestionAct,
	type SuggestionDecision,
} from './foldSuggestions.ts'
import {
	parseClauseId,
	parseDelegationId,
	parseProposalId,
	parseSeatId,
	parseSuggestionId,
} from './ids.ts'
import { parseInstant } from './instant.ts'
import {
	MOST_COMMENTS,
	NO_SUGGESTIONS,
	ownershipOf,
	suggestionOf,
	type Suggestions,
} from './suggestion.ts'

const CLAUSE = parseClauseId('cl_000000000001')
const OTHER_CLAUSE = parseClauseId('cl_000000000002')
const SEAT = parseSeatId('st_000000000001')
const CHAIR = parseSeatId('st_000000000002')
const UA = parseDelegationId('dl_000000000001')
const FR = parseDelegationId('dl_000000000002')
const AT = parseInstant(1000)
const PROPOSAL = parseProposalId('pp_000000000001')
const [A, B, C] = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'].map(parseSuggestionId) as [
	ReturnType<typeof parseSuggestionId>,
	ReturnType<typeof parseSuggestionId>,
	ReturnType<typeof parseSuggestionId>,
]

const made = (suggestion = A, clause = CLAUSE): SuggestionAct => ({
	...{ kind: 'suggestion-made', clause, suggestion, delegation: UA },
})
const explained = (
	suggestion = A,
	counters: typeof A | null = null,
	reason = 'Clearer.'
): SuggestionDecision => ({
	...{ kind: 'suggestion-explained', clause: CLAUSE, suggestion, reason, counters },
})
const answered = (
	suggestion = A,
	answer: 'accepted' | 'declined' = 'accepted'
): SuggestionDecision => ({
	...{ kind: 'suggestion-answered', clause: CLAUSE, suggestion, answer },
})
const proposed = (...suggestions: readonly (typeof A)[]): SuggestionDecision => ({
	...{ kind: 'proposal-made', proposal: PROPOSAL, title: 'Article 4', reason: '', delegation: UA },
	suggestions: suggestions.map((suggestion) => ({ clause: CLAUSE, suggestion })),
})

function after(...acts: readonly SuggestionAct[]): Suggestions {
	return acts.reduce((all, act) => foldSuggestions(all, act, SEAT, AT), NO_SUGGESTIONS)
}

const one = (suggestions: Suggestions, suggestion = A) =>
	suggestionOf(suggestions, { clause: CLAUSE, suggestion })

test('[Q2] a suggestion is its seat’s in whose update it first stood, and stays so', () => {
	const first = after(made())
	const again = foldSuggestions(first, { ...made(), delegation: FR } as SuggestionAct, CHAIR, AT)
	expect(again).toBe(first)
	expect(one(first)).toMatchObject({ by: SEAT, delegation: UA, answered: null, reason: '' })
	// another clause has ids of its own
	const there = foldSuggestions(first, made(A, OTHER_CLAUSE), CHAIR, AT)
	expect(one(there)?.by).toBe(SEAT)
	const asked = { by: SEAT, delegation: UA }
	expect(ownershipOf(asked, { id: SEAT, delegation: UA })).toBe('own')
	expect(ownershipOf(asked, { id: CHAIR, delegation: UA })).toBe('ours')
	expect(ownershipOf(asked, { id: CHAIR, delegation: FR })).toBe('others')
	expect(ownershipOf({ by: SEAT, delegation: null }, { id: CHAIR, delegation: null })).toBe(
		'others'
	)
})

test('[Q5] what is answered stays answered: nothing that is decided afterwards changes it', () => {
	const done = foldSuggestions(after(made()), answered(), CHAIR, AT)
	expect(one(done)?.answered).toEqual({ answer: 'accepted', by: CHAIR, at: AT })
	for (const act of [answered(A, 'declined'), explained(), proposed(A)]) {
		expect(suggestionRefusal(done, act, SEAT)).toBe('suggestion-answered')
		expect(one(foldSuggestions(done, act, SEAT, AT))).toEqual(one(done))
	}
	expect(suggestionRefusal(after(), explained(), SEAT)).toBe('suggestion-answered')
	expect(after(explained(), answered())).toEqual(NO_SUGGESTIONS)
})

test('[Q4] a suggestion is offered instead of an open one of its clause, and never, by way of others, of itself', () => {
	const all = after(made(A), made(B), made(C), explained(B, A), explained(C, B))
	expect(one(all, C)).toMatchObject({ counters: B, reason: 'Clearer.' })
	expect(suggestionRefusal(all, explained(A, A), SEAT)).toBe('cannot-counter')
	expect(suggestionRefusal(all, explained(A, C), SEAT)).toBe('cannot-counter')
	expect(suggestionRefusal(all, explained(C, A), SEAT)).toBe(null)
	expect(suggestionRefusal(after(made(A)), explained(A, B), SEAT)).toBe('cannot-counter')
	expect(suggestionRefusal(after(made(A), made(B), answered(A)), explained(B, A), SEAT)).toBe(
		'cannot-counter'
	)
	expect(one(foldSuggestions(all, explained(C, null, ''), SEAT, AT), C)).toMatchObject({
		...{ counters: null, reason: '' },
	})
})

const commented = (words = 'Why?'): SuggestionDecision => ({
	...{ kind: 'suggestion-commented', clause: CLAUSE, suggestion: A, delegation: FR, words },
})

test('[Q11] what is said about a suggestion stays with it, however it ends, and nothing is said about one that has ended', () => {
	const said = foldSuggestions(after(made(), commented()), commented('Agreed.'), CHAIR, AT)
	const done = foldSuggestions(said, answered(), CHAIR, AT)
	expect(one(done)?.comments).toEqual([
		{ by: SEAT, delegation: FR, at: AT, words: 'Why?' },
		{ by: CHAIR, delegation: FR, at: AT, words: 'Agreed.' },
	])
	expect(suggestionRefusal(said, commented(), SEAT)).toBe(null)
	expect(suggestionRefusal(done, commented(), SEAT)).toBe('suggestion-answered')
	expect(foldSuggestions(done, commented(), CHAIR, AT)).toBe(done)
	// of a suggestion of another clause with the same id nothing was said
	expect(one(after(made(), made(A, OTHER_CLAUSE), commented()))?.comments).toHaveLength(1)
})

test('[Q11] [L22] of a comment that is taken out of the record its author, instant and place stay, also where the suggestion was answered', () => {
	const said = foldSuggestions(after(made(), commented()), commented('Agreed.'), CHAIR, AT)
	const withheld: SuggestionAct = {
		...{ kind: 'comment-withheld', clause: CLAUSE, suggestion: A, comment: 0, author: SEAT },
		...{ entries: [], reason: '' },
	}
	for (const before of [said, foldSuggestions(said, answered(), CHAIR, AT)]) {
		expect(one(foldSuggestions(before, withheld, CHAIR, AT))?.comments).toEqual([
			{ by: SEAT, delegation: FR, at: AT, words: '', withheld: { by: CHAIR, at: AT } },
			{ by: CHAIR, delegation: FR, at: AT, words: 'Agreed.' },
		])
	}
	// one that is read from the log again has no words before the act
	const again = after(made(), commented(''), withheld)
	expect(one(again)?.comments[0]?.words).toBe('')
	const elsewhere = { ...withheld, clause: OTHER_CLAUSE }
	expect(foldSuggestions(said, elsewhere, CHAIR, AT)).toBe(said)
})

test('[Q11] a seat says so much about one suggestion, and so much in a round; others go on', () => {
	const { ofSuggestion, inRound } = MOST_COMMENTS
	const often = Array.from({ length: ofSuggestion }, () => commented())
	const full = after(made(), ...often)
	expect(suggestionRefusal(after(made(), ...often.slice(1)), commented(), SEAT)).toBe(null)
	expect(suggestionRefusal(full, commented(), SEAT)).toBe('too-many-comments')
	expect(suggestionRefusal(full, commented(), CHAIR)).toBe(null)
	const commentedOften = new Map([[SEAT, inRound]])
	const round = { ...after(made()), commented: commentedOften }
	expect(suggestionRefusal(round, commented(), SEAT)).toBe('too-many-comments')
	expect(suggestionRefusal(round, commented(), CHAIR)).toBe(null)
	expect(after(made(), ...often).commented.get(SEAT)).toBe(ofSuggestion)
})

test('[Q8] a proposal takes in open suggestions, and is made once', () => {
	const set = after(made(A), made(B), proposed(A, B))
	expect(one(set, B)?.proposal).toBe(PROPOSAL)
	expect(set.proposals.get(PROPOSAL)).toMatchObject({ title: 'Article 4', by: SEAT })
	expect(foldSuggestions(set, proposed(), CHAIR, AT)).toBe(set)
	expect(suggestionRefusal(after(made(A)), proposed(A, B), SEAT)).toBe('suggestion-answered')
	expect(suggestionRefusal(after(made(A), made(B)), proposed(A, B), SEAT)).toBe(null)
})
