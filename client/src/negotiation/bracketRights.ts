import {
	can,
	endingOwnership,
	holdingOf,
	parseSeatId,
	unansweredBy,
	type Action,
	type Bracket,
	type Ownership,
	type ProposedEnding,
	type Verdict,
} from '@parley/domain'
import { type ClauseJson, type RoomJson } from '@parley/protocol'
import { actorFor, ownDelegation, subjectOf, type OwnRights } from './rights.ts'

/** Whether my seat may do `action` to a bracket, one that `keepsText` where it declines: what the server says to it as well. */
export function mayAbout(
	own: OwnRights,
	action: Action,
	bracket: Bracket,
	keepsText = false
): boolean {
	const { info, rights, phase, clauses } = own
	const delegation = ownDelegation(info)
	const clause = clauses.find(({ id }) => id === bracket.clause)
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		...(clause && { clause: subjectOf(own, clause) }),
		bracket: holdingOf(bracket, delegation),
		...(bracket.proposed && { ending: endingSide(bracket.proposed, info) }),
		keepsText,
	}).allowed
}

/** Whose a proposed ending is to my seat. */
export function endingSide(proposed: ProposedEnding, info: Pick<RoomJson, 'me'>): Ownership {
	const { id, role } = info.me
	return endingOwnership(proposed, { id: parseSeatId(id), role, delegation: ownDelegation(info) })
}

/** Whether my seat may put words of a clause into a bracket. */
export function mayPlace(own: OwnRights, clause: Pick<ClauseJson, 'id' | 'status'>): Verdict {
	const { info, rights, phase } = own
	const subject = { phase: phase.kind, clause: subjectOf(own, clause) }
	return can(actorFor(info.me, rights), 'place-bracket', subject)
}

/** Whether my delegation is asked how a bracket is to end, and I may consent for it. What stands still (rule B8) asks nobody. */
export function isAsked(own: OwnRights, bracket: Bracket): boolean {
	const delegation = ownDelegation(own.info)
	return (
		delegation !== null &&
		unansweredBy(bracket).includes(delegation) &&
		mayAbout(own, 'answer-ending', bracket)
	)
}

/** Whether an edit of mine may take away the last words of a bracket: what the server says to it as well. */
export function mayEmpty({ info, rights, phase }: OwnRights, bracket: Bracket): boolean {
	return can(actorFor(info.me, rights), 'edit-text', {
		phase: phase.kind,
		touches: ['empty-bracket'],
		bracket: holdingOf(bracket, ownDelegation(info)),
	}).allowed
}
