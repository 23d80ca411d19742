import {
	endingOwnership,
	ownershipOf,
	suggestionOf,
	type BracketAct,
	type LogPosition,
	type Seat,
	type SuggestionAct,
	type SuggestionName,
} from '@parley/domain'
import { type Entry } from '../storage/ports.ts'
import { type Head } from './head.ts'

/** Decisions about what a side has suggested, proposed, or holds. */
export interface Answers {
	/** Where no more follow, everything up to here was read. */
	readonly position: LogPosition
	/** Oldest first. */
	readonly answers: readonly Answer[]
	/** How long it took to find them, in ms. */
	readonly workMs: number
}

/** A decision that answers somebody. */
export interface Answer extends Pick<Entry, 'position' | 'receivedAt' | 'seat'> {
	readonly act: AnswerAct
	/** It declines an ending that the side which it answers had proposed. */
	readonly isProposed: boolean
}

/** The act of such a decision. */
type AnswerAct = Extract<
	SuggestionAct | BracketAct,
	{
		kind: 'suggestion-answered' | 'suggestion-explained' | 'bracket-answered' | 'bracket-ended'
	}
>

/**
 * What `entry` answers the side of `seat`, whoever decided it: a suggestion of it was answered, or another one offered in its place; the end of a
 * bracket that it holds, or has proposed, was declined; or a bracket that it holds ended. Null where it answers nothing of it.
 *
 * @param head what was suggested and bracketed in the round, with what was answered and ended
 */
export function answerTo(
	seat: Seat,
	{ position, receivedAt, seat: by, payload }: Entry,
	{ suggestions, brackets, declinedEndings }: Head
): Answer | null {
	if (payload.kind !== 'act') return null
	const { act } = payload
	const answer = (act: AnswerAct, isProposed = false): Answer => ({
		...{ position, receivedAt, seat: by, act, isProposed },
	})
	const isOurs = (name: SuggestionName): boolean => {
		const suggestion = suggestionOf(suggestions, name)
		return suggestion !== undefined && ownershipOf(suggestion, seat) !== 'others'
	}
	const isHeld = ({ bracket }: BracketAct): boolean =>
		seat.delegation !== null && (brackets.get(bracket)?.holders.has(seat.delegation) ?? false)
	if (act.kind === 'suggestion-answered') return isOurs(act) ? answer(act) : null
	if (act.kind === 'suggestion-explained') {
		const { clause, counters } = act
		return counters !== null && isOurs({ clause, suggestion: counters }) ? answer(act) : null
	}
	if (act.kind === 'bracket-ended') return isHeld(act) ? answer(act) : null
	if (act.kind !== 'bracket-answered' || act.consents) return null
	const proposed = declinedEndings.get(position)
	const isProposed = proposed !== undefined && endingOwnership(proposed, seat) !== 'others'
	return isProposed || isHeld(act) ? answer(act, isProposed) : null
}
