import {
	can,
	clauseSubject,
	offeringOf,
	parseClauseId,
	type Action,
	type Alternative,
	type Touch,
} from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { ownDelegation, type BracketStanding } from './bracketRights.ts'
import { actorFor } from './rights.ts'

/** Whether my seat may do `action` in a clause, to these alternatives where it is about some: what the server says to it as well. */
export function mayAmong(
	{ info, rights, phase, standing }: BracketStanding,
	action: Action,
	clause: Pick<ClauseJson, 'id' | 'status'>,
	about: readonly Alternative[] = []
): boolean {
	const subject = clauseSubject(
		{ ...clause, id: parseClauseId(clause.id) },
		rights,
		standing.ladder
	)
	const alternative = offeringOf(about, ownDelegation(info))
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		clause: subject,
		...(about.length > 0 && { alternative }),
	}).allowed
}

const REMOVES: readonly Touch[] = ['remove-alternative']

/** Whether an edit of mine may take an alternative out of the text: what the server says to it as well. */
export function mayRemove({ info, rights, phase }: BracketStanding, one: Alternative): boolean {
	return can(actorFor(info.me, rights), 'edit-text', {
		phase: phase.kind,
		touches: REMOVES,
		alternative: offeringOf([one], ownDelegation(info)),
	}).allowed
}
