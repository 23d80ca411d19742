import {
	can,
	clauseSubject,
	parseClauseId,
	placeholderOwner,
	type Action,
	type Placeholder,
} from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { ownDelegation, type BracketStanding } from './bracketRights.ts'
import { actorFor } from './rights.ts'

/** Whether my seat may do `action` to a placeholder of a clause, or place one there: what the server says to it as well. */
export function mayWithPlaceholder(
	{ info, rights, phase, standing }: BracketStanding,
	action: Extract<Action, `${string}-placeholder`>,
	clause: Pick<ClauseJson, 'id' | 'status'>,
	placeholder?: Placeholder
): boolean {
	const { ladder } = standing
	const subject = clauseSubject({ ...clause, id: parseClauseId(clause.id) }, rights, ladder)
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		clause: subject,
		...(placeholder && { placeholder: placeholderOwner(placeholder, ownDelegation(info)) }),
	}).allowed
}
