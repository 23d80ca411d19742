import {
	type ClauseId,
	type DelegationId,
	type ProposalId,
	type SeatId,
	type SuggestionId,
} from './ids.ts'
import { type Instant } from './instant.ts'

/**
 * How a suggestion ends: it is taken into the text, or not, or its own side takes it back; `countered` where another one that was offered
 * instead of it is taken in; `moot` where all words that it was about went with another decision, whose act stands before it in the same commit.
 */
export const SUGGESTION_ANSWERS = [
	'accepted',
	'declined',
	'withdrawn',
	'countered',
	'moot',
] as const

export type SuggestionAnswer = (typeof SUGGESTION_ANSWERS)[number]

/** How somebody answers a suggestion; the others follow from a decision about something else. */
export type GivenAnswer = Exclude<SuggestionAnswer, 'countered' | 'moot'>

/** What somebody said about a suggestion, for all to read. */
export interface SuggestionComment {
	/** Null where the server itself said it. */
	readonly by: SeatId | null
	/** For whom its author spoke; null for nobody. */
	readonly delegation: DelegationId | null
	readonly at: Instant
	/** Empty where they were taken out of the record. */
	readonly words: string
	/** Who took its words out of the record, and when; left out where nobody has. */
	readonly withheld?: { readonly by: SeatId | null; readonly at: Instant }
}

/** How much one seat says about suggestions: of one of them, and in a round (rule Q11). */
export const MOST_COMMENTS = { ofSuggestion: 20, inRound: 500 } as const

/**
 * A change of a clause that somebody would have and nobody has taken in yet. What would change stands in the text, by marks with the id of the
 * suggestion, and nothing else does.
 */
export interface Suggestion {
	readonly clause: ClauseId
	/** The seat in whose update its id first stood: nobody else's edits touch it. Null where the server itself brought it. */
	readonly by: SeatId | null
	readonly delegation: DelegationId | null
	readonly at: Instant
	/** Empty where nothing was said. */
	readonly reason: string
	/** The one in whose place it is offered. */
	readonly counters: SuggestionId | null
	/** The set that it was put into. */
	readonly proposal: ProposalId | null
	/** What was said about it while it was open, in that order. */
	readonly comments: readonly SuggestionComment[]
	/** How it ended; null while it is open. */
	readonly answered: {
		readonly answer: SuggestionAnswer
		readonly by: SeatId | null
		readonly at: Instant
	} | null
}

/** A suggestion by its clause and its id, which no other one of that clause has. */
export interface SuggestionName {
	readonly clause: ClauseId
	readonly suggestion: SuggestionId
}

/** Suggestions that a delegation puts forward together. */
export interface SuggestionProposal {
	readonly title: string
	/** Empty where nothing was said. */
	readonly reason: string
	readonly by: SeatId | null
	readonly delegation: DelegationId | null
	readonly at: Instant
	readonly suggestions: readonly SuggestionName[]
}

/** The suggestions of one clause by their ids, answered ones included, in the order in which they were made. */
export type ClauseSuggestions = ReadonlyMap<SuggestionId, Suggestion>

/** The suggestions of a round by their clauses, and the proposals that were made of them. */
export interface Suggestions {
	readonly clauses: ReadonlyMap<ClauseId, ClauseSuggestions>
	readonly proposals: ReadonlyMap<ProposalId, SuggestionProposal>
	/** How often each seat has said something about any of them. */
	readonly commented: ReadonlyMap<SeatId, number>
}

/** Nothing was suggested yet. */
export const NO_SUGGESTIONS: Suggestions = {
	clauses: new Map(),
	proposals: new Map(),
	commented: new Map(),
}

/** The suggestion that `name` names, open or answered; undefined where there is none. */
export function suggestionOf(
	{ clauses }: Suggestions,
	{ clause, suggestion }: SuggestionName
): Suggestion | undefined {
	return clauses.get(clause)?.get(suggestion)
}

/** Whose a suggestion is to somebody: of another side, of their own delegation, or of their own seat. */
export const OWNERSHIPS = ['others', 'ours', 'own'] as const

export type Ownership = (typeof OWNERSHIPS)[number]

/** Whose a suggestion is to the seat `id` that speaks for `delegation`, or for none. */
export function ownershipOf(
	suggestion: Pick<Suggestion, 'by' | 'delegation'>,
	{ id, delegation }: { readonly id: SeatId; readonly delegation: DelegationId | null }
): Ownership {
	if (suggestion.by === id) return 'own'
	return delegation !== null && suggestion.delegation === delegation ? 'ours' : 'others'
}
