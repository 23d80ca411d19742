import { type ClauseId, type Delegation, type Suggestions } from '@parley/domain'
import { type OpenSuggestions } from '@parley/snapshot'

/** The open suggestions of a clause by their ids, as a snapshot names them: delegations by their codes, proposals by their titles. */
export function openSuggestionsOf(
	{ clauses, proposals }: Suggestions,
	clause: ClauseId,
	delegations: readonly Delegation[]
): OpenSuggestions {
	const codes = new Map(delegations.map(({ id, code }) => [id, code]))
	return new Map(
		[...(clauses.get(clause) ?? [])].flatMap(([id, suggestion]) => {
			const { delegation: by, reason, counters, proposal: of, answered } = suggestion
			if (answered !== null) return []
			const delegation = by === null ? null : (codes.get(by) ?? by)
			const proposal = of === null ? null : (proposals.get(of)?.title ?? null)
			return [[id, { delegation, reason, counters, proposal }] as const]
		})
	)
}
