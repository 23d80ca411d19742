import { type Act } from './act.ts'
import { type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'
import {
	MOST_COMMENTS,
	suggestionOf,
	type Suggestion,
	type SuggestionName,
	type Suggestions,
} from './suggestion.ts'

/** An act about one suggestion, or about several that are proposed together. */
export type SuggestionAct = Extract<
	Act,
	{
		readonly kind:
			| 'suggestion-made'
			| 'suggestion-explained'
			| 'suggestion-commented'
			| 'comment-withheld'
			| 'suggestion-answered'
			| 'proposal-made'
	}
>

/** An act that somebody decides about suggestions that are open. */
export type SuggestionDecision = Exclude<
	SuggestionAct,
	{ kind: 'suggestion-made' | 'comment-withheld' }
>

/**
 * The suggestions after `act`, which `by` decided at `at`. An act about a suggestion that was answered, or is not known, changes nothing; whether it
 * may be is `suggestionRefusal`'s to say.
 */
export function foldSuggestions(
	suggestions: Suggestions,
	act: SuggestionAct,
	by: SeatId | null,
	at: Instant
): Suggestions {
	if (act.kind === 'proposal-made') return withProposal(suggestions, act, by, at)
	const before = suggestionOf(suggestions, act)
	if (act.kind === 'suggestion-made') {
		if (before !== undefined) return suggestions
		const { clause, delegation } = act
		const about = { reason: '', counters: null, proposal: null, comments: [], answered: null }
		return changed(suggestions, act, { clause, by, delegation, at, ...about })
	}
	if (act.kind === 'comment-withheld') {
		if (before === undefined) return suggestions
		const comments = before.comments.map((one, index) =>
			index === act.comment ? { ...one, words: '', withheld: { by, at } } : one
		)
		return changed(suggestions, act, { ...before, comments })
	}
	if (before === undefined || before.answered !== null) return suggestions
	if (act.kind === 'suggestion-explained') {
		const { reason, counters } = act
		return changed(suggestions, act, { ...before, reason, counters })
	}
	if (act.kind === 'suggestion-commented') {
		const { delegation, words } = act
		const comments = [...before.comments, { by, delegation, at, words }]
		const commented = new Map(suggestions.commented)
		if (by !== null) commented.set(by, (commented.get(by) ?? 0) + 1)
		return changed({ ...suggestions, commented }, act, { ...before, comments })
	}
	return changed(suggestions, act, { ...before, answered: { answer: act.answer, by, at } })
}

/** `suggestions` with another one under `name`. Only those of its clause are copied: a room may have thousands. */
function changed(
	suggestions: Suggestions,
	{ clause, suggestion: id }: SuggestionName,
	suggestion: Suggestion
): Suggestions {
	const ofClause = new Map(suggestions.clauses.get(clause)).set(id, suggestion)
	return { ...suggestions, clauses: new Map(suggestions.clauses).set(clause, ofClause) }
}

function withProposal(
	before: Suggestions,
	{
		proposal,
		title,
		reason,
		delegation,
		suggestions,
	}: Extract<SuggestionAct, { kind: 'proposal-made' }>,
	by: SeatId | null,
	at: Instant
): Suggestions {
	if (before.proposals.has(proposal)) return before
	const made = { title, reason, by, delegation, at, suggestions }
	const proposals = new Map(before.proposals).set(proposal, made)
	return suggestions.reduce<Suggestions>(
		(after, name) => {
			const one = suggestionOf(after, name)
			const isOpen = one !== undefined && one.answered === null
			return isOpen ? changed(after, name, { ...one, proposal }) : after
		},
		{ ...before, proposals }
	)
}

/** Why an act about a suggestion cannot be, whoever wants it; from one closed list. */
export type SuggestionRefusal =
	/** It is not known, or was answered meanwhile. */
	| 'suggestion-answered'
	/** What it is to be offered instead of is not known or was answered; or the two would be offered instead of each other. */
	| 'cannot-counter'
	/** The seat has said as much about it, or in the round, as one does. */
	| 'too-many-comments'

/** Why `act` of the seat `by` cannot follow `suggestions`, or null where it can. Whether the seat may decide it is for `can` to say. */
export function suggestionRefusal(
	suggestions: Suggestions,
	act: SuggestionDecision,
	by: SeatId
): SuggestionRefusal | null {
	if (act.kind === 'proposal-made') {
		const areOpen = act.suggestions.every((name) => isOpen(suggestions, name))
		return areOpen ? null : 'suggestion-answered'
	}
	if (!isOpen(suggestions, act)) return 'suggestion-answered'
	if (act.kind === 'suggestion-commented') {
		const said = suggestionOf(suggestions, act)?.comments.filter((one) => one.by === by) ?? []
		const inRound = suggestions.commented.get(by) ?? 0
		const isTooMuch = said.length >= MOST_COMMENTS.ofSuggestion || inRound >= MOST_COMMENTS.inRound
		return isTooMuch ? 'too-many-comments' : null
	}
	if (act.kind === 'suggestion-answered' || act.counters === null) return null
	const { clause } = act
	if (!isOpen(suggestions, { clause, suggestion: act.counters })) return 'cannot-counter'
	// none is offered, by way of others, instead of itself
	const seen = new Set([act.suggestion])
	for (let next: SuggestionName['suggestion'] | null = act.counters; next !== null;) {
		if (seen.has(next)) return 'cannot-counter'
		seen.add(next)
		next = suggestionOf(suggestions, { clause, suggestion: next })?.counters ?? null
	}
	return null
}

function isOpen(suggestions: Suggestions, name: SuggestionName): boolean {
	return suggestionOf(suggestions, name)?.answered === null
}
