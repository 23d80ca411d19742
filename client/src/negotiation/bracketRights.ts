import {
	can,
	clauseSubject,
	holdingOf,
	parseClauseId,
	parseDelegationId,
	unansweredBy,
	type Action,
	type Bracket,
	type DelegationId,
	type Ladder,
	type Phase,
	type Rights,
	type Verdict,
} from '@parley/domain'
import { type ClauseJson, type RoomJson } from '@parley/protocol'
import { actorFor } from './rights.ts'

/** What decides about brackets, as this page knows it. */
export interface BracketStanding {
	readonly info: Pick<RoomJson, 'me'>
	readonly rights: Rights
	readonly standing: { readonly ladder: Ladder }
	readonly phase: { readonly kind: Phase['kind'] }
}

/** The delegation I speak for; null where I speak for none. */
export function ownDelegation({ me }: Pick<RoomJson, 'me'>): DelegationId | null {
	return me.delegation === null ? null : parseDelegationId(me.delegation.id)
}

/** Whether my seat may do `action` to a bracket: what the server says to it as well. */
export function mayAbout(standing: BracketStanding, action: Action, bracket: Bracket): boolean {
	const { info, rights, phase, standing: stood } = standing
	const holding = holdingOf(bracket, ownDelegation(info))
	const clause = clauseSubject({ id: bracket.clause, status: 'open' }, rights, stood.ladder)
	return can(actorFor(info.me, rights), action, { phase: phase.kind, clause, bracket: holding })
		.allowed
}

/** Whether my seat may put words of a clause into a bracket. */
export function mayPlace(
	{ info, rights, phase, standing }: BracketStanding,
	clause: Pick<ClauseJson, 'id' | 'status'>
): Verdict {
	const subject = clauseSubject(
		{ ...clause, id: parseClauseId(clause.id) },
		rights,
		standing.ladder
	)
	return can(actorFor(info.me, rights), 'place-bracket', { phase: phase.kind, clause: subject })
}

/** Whether my delegation is asked how a bracket is to end, and I may answer for it. */
export function isAsked(standing: BracketStanding, bracket: Bracket): boolean {
	const own = ownDelegation(standing.info)
	return (
		own !== null &&
		unansweredBy(bracket).includes(own) &&
		mayAbout(standing, 'answer-ending', bracket)
	)
}

/** Whether an edit of mine may take away the last words of a bracket: what the server says to it as well. */
export function mayEmpty(standing: BracketStanding, bracket: Bracket): boolean {
	const { info, rights, phase } = standing
	return can(actorFor(info.me, rights), 'edit-text', {
		phase: phase.kind,
		touches: ['empty-bracket'],
		bracket: holdingOf(bracket, ownDelegation(info)),
	}).allowed
}
