import { can, placeholderOwner, type Action, type Placeholder } from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { actorFor, ownDelegation, subjectOf, type OwnRights } from './rights.ts'

/** Whether my seat may do `action` to a placeholder of a clause, or place one there: what the server says to it as well. */
export function mayWithPlaceholder(
	own: OwnRights,
	action: Extract<Action, `${string}-placeholder`>,
	clause: Pick<ClauseJson, 'id' | 'status'>,
	placeholder?: Placeholder
): boolean {
	const { info, rights, phase } = own
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		clause: subjectOf(own, clause),
		...(placeholder && { placeholder: placeholderOwner(placeholder, ownDelegation(info)) }),
	}).allowed
}
