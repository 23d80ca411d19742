import {
	ownershipOf,
	suggestionOf,
	type Act,
	type BracketAct,
	type Brackets,
	type LogPosition,
	type Seat,
	type SuggestionAct,
	type SuggestionName,
	type Suggestions,
} from '@parley/domain'
import { type Entry } from '../storage/ports.ts'

/** Decisions about what a side has suggested, or holds. */
export interface Answers {
	/** Where no more follow, everything up to here was read. */
	readonly position: LogPosition
	/** Entries with the acts, oldest first. */
	readonly entries: readonly Entry[]
	/** How long it took to find them, in ms. */
	readonly workMs: number
}

/** A decision that answers somebody. */
export type AnswerAct = Extract<
	SuggestionAct | BracketAct,
	{
		kind: 'suggestion-answered' | 'suggestion-explained' | 'bracket-answered' | 'bracket-ended'
	}
>

/**
 * Whether `act` answers the side of `seat`, whoever decided it: a suggestion of it was answered, or another one offered in its place; the end of a
 * bracket that it holds was declined, or such a bracket ended.
 *
 * @param head what was suggested and bracketed in the round, with what was answered and ended
 */
export function isAnswerTo(
	seat: Seat,
	act: Act,
	{ suggestions, brackets }: { readonly suggestions: Suggestions; readonly brackets: Brackets }
): act is AnswerAct {
	const isOurs = (name: SuggestionName): boolean => {
		const suggestion = suggestionOf(suggestions, name)
		return suggestion !== undefined && ownershipOf(suggestion, seat) !== 'others'
	}
	if (act.kind === 'suggestion-answered') return isOurs(act)
	if (act.kind === 'suggestion-explained') {
		const { clause, counters } = act
		return counters !== null && isOurs({ clause, suggestion: counters })
	}
	if (act.kind === 'bracket-answered') return !act.consents && isHeld(brackets, act, seat)
	return act.kind === 'bracket-ended' && isHeld(brackets, act, seat)
}

function isHeld(brackets: Brackets, { bracket }: BracketAct, { delegation }: Seat): boolean {
	return delegation !== null && (brackets.get(bracket)?.holders.has(delegation) ?? false)
}
