import { can, ownershipOf, parseSeatId, type Action, type Suggestion } from '@parley/domain'
import { type ClauseJson } from '@parley/protocol'
import { actorFor, ownDelegation, subjectOf, type OwnRights } from './rights.ts'

/** What is done to a suggestion. */
export type SuggestionAction = Extract<Action, `${string}-suggestion` | 'make-proposal'>

/** Whether my seat may do `action` to a suggestion of a clause, one that `keepsText` where it declines: what the server says to it as well. */
export function mayWithSuggestion(
	own: OwnRights,
	action: SuggestionAction,
	clause: Pick<ClauseJson, 'id' | 'status'>,
	suggestion: Suggestion,
	keepsText = false
): boolean {
	const { info, rights, phase } = own
	const me = { id: parseSeatId(info.me.id), delegation: ownDelegation(info) }
	return can(actorFor(info.me, rights), action, {
		phase: phase.kind,
		clause: subjectOf(own, clause),
		suggestion: ownershipOf(suggestion, me),
		keepsText,
	}).allowed
}
