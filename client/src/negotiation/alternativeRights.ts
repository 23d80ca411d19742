import { can, offeringOf, type Action, type Alternative, type Touch } from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { actorFor, ownDelegation, subjectOf, type OwnRights } from './rights.ts'

/** Whether my seat may do `action` in a clause, to these alternatives where it is about some: what the server says to it as well. */
export function mayAmong(
	own: OwnRights,
	action: Action,
	clause: Pick<ClauseJson, 'id' | 'status'>,
	about: readonly Alternative[] = []
): boolean {
	const { info, rights, phase } = own
	const alternative = offeringOf(about, ownDelegation(info))
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		clause: subjectOf(own, clause),
		...(about.length > 0 && { alternative }),
	}).allowed
}

const REMOVES: readonly Touch[] = ['remove-alternative']

/** Whether an edit of mine may take an alternative out of the text: what the server says to it as well. */
export function mayRemove({ info, rights, phase }: OwnRights, one: Alternative): boolean {
	return can(actorFor(info.me, rights), 'edit-text', {
		phase: phase.kind,
		touches: REMOVES,
		alternative: offeringOf([one], ownDelegation(info)),
	}).allowed
}
