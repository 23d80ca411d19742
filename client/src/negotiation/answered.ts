import {
	ownershipOf,
	type BracketAct,
	suggestionOf,
	type DelegationId,
	type SeatId,
	type Suggestion,
	type SuggestionAct,
	type SuggestionId,
	type SuggestionName,
	type Suggestions,
} from '@parley/domain'
import { fromBracketActJson, fromSuggestionActJson, type AnswerJson } from '@parley/protocol'

/** My seat, and the delegation that it speaks for. */
export interface Side {
	readonly id: SeatId
	readonly delegation: DelegationId | null
}

/**
 * What became of something: a suggestion ended, or another one is offered in its place; a bracket was lifted or struck, or that was declined, which
 * my side may have proposed.
 */
export type Outcome =
	| 'accepted'
	| 'declined'
	| 'countered'
	| 'moot'
	| 'offered'
	| 'lifted'
	| 'struck'
	| 'lift-declined'
	| 'strike-declined'
	| 'proposed-lift-declined'
	| 'proposed-strike-declined'

/** A decision about something that my side has suggested or proposed, or holds. */
export interface Answered {
	readonly outcome: Outcome
	readonly clause: string
	/** The suggestion, or the bracket. */
	readonly id: string
	/** The suggestion that is offered in its place; null where none is. */
	readonly counter: string | null
	/** The seat that decided it; null for the server itself. */
	readonly by: string | null
	/** In ms on the server's clock; of a suggestion that is offered, when that was begun or explained. */
	readonly at: number
}

const PROPOSED = 'proposed-'

/** What a server's row says; nothing for what needs not be told, as a withdrawal. */
export function answeredOf({ act: said, by, at, proposed }: AnswerJson): readonly Answered[] {
	const act = 'bracket' in said ? fromBracketActJson(said) : fromSuggestionActJson(said)
	return answeredBy(act, by, at, proposed)
}

/**
 * What a decision by the seat `by` says, as that of a server's row.
 *
 * @param isProposed it declines an ending that my side had proposed
 */
export function answeredBy(
	act: SuggestionAct | BracketAct,
	by: string | null,
	at: number,
	isProposed = false
): readonly Answered[] {
	if (act.kind === 'suggestion-answered') {
		const { clause, suggestion: id, answer } = act
		return answer === 'withdrawn' ? [] : [{ outcome: answer, clause, id, counter: null, by, at }]
	}
	if (act.kind === 'suggestion-explained') {
		const { clause, suggestion: counter, counters: id } = act
		return id === null ? [] : [{ outcome: 'offered', clause, id, counter, by, at }]
	}
	if (act.kind === 'bracket-ended') {
		const { clause, bracket: id, ending } = act
		const outcome = ending === 'lift' ? 'lifted' : 'struck'
		return [{ outcome, clause, id, counter: null, by, at }]
	}
	if (act.kind !== 'bracket-answered' || act.consents) return []
	const { clause, bracket: id, ending } = act
	const declined = ending === 'lift' ? 'lift-declined' : 'strike-declined'
	const outcome = isProposed ? (`${PROPOSED}${declined}` as const) : declined
	return [{ outcome, clause, id, counter: null, by, at }]
}

/** What became of the suggestions of `side`, as far as `suggestions` say: those that were answered, and those in whose place another is offered. */
export function answersIn({ clauses }: Suggestions, side: Side): readonly Answered[] {
	return [...clauses].flatMap(([clause, ofClause]) => {
		const isOurs = (id: SuggestionId): boolean => {
			const one = ofClause.get(id)
			return one !== undefined && ownershipOf(one, side) !== 'others'
		}
		return [...ofClause].flatMap(([id, suggestion]): readonly Answered[] => {
			const { answered, counters } = suggestion
			if (isOurs(id)) {
				if (answered === null || answered.answer === 'withdrawn') return []
				const { answer: outcome, by, at } = answered
				return [{ outcome, clause, id, counter: null, by, at }]
			}
			if (answered !== null || counters === null || !isOurs(counters)) return []
			return [{ ...offerOf(suggestion), clause, id: counters, counter: id }]
		})
	})
}

function offerOf({ by, at }: Suggestion): Pick<Answered, 'outcome' | 'by' | 'at'> {
	return { outcome: 'offered', by, at }
}

/** What tells one answer from all others, wherever it was heard of, and whoever proposed it: an end of a bracket may be declined more than once. */
export function keyOf({ outcome, clause, id, counter, at }: Answered): string {
	const when = outcome.endsWith('-declined') ? at : ''
	const what = outcome.startsWith(PROPOSED) ? outcome.slice(PROPOSED.length) : outcome
	return [what, clause, id, counter ?? '', when].join(' ')
}

/** Whether an answer still is one: what is offered in the place of a suggestion is so while both of them are open. */
export function isStanding(
	{ outcome, clause, id, counter }: Answered,
	suggestions: Suggestions
): boolean {
	if (outcome !== 'offered') return true
	const theirs = openOne(suggestions, clause, counter)
	return theirs?.counters === id && openOne(suggestions, clause, id) !== undefined
}

function openOne(
	suggestions: Suggestions,
	clause: string,
	suggestion: string | null
): Suggestion | undefined {
	const one = suggestionOf(suggestions, { clause, suggestion } as SuggestionName)
	return one?.answered === null ? one : undefined
}
