import {
	toIso,
	type ClauseId,
	type Delegation,
	type DelegationId,
	type Suggestions,
} from '@parley/domain'
import { type OpenSuggestions } from '@parley/snapshot'

/** The open suggestions of a clause by their ids, as a snapshot names them: delegations by their codes, proposals by their titles. */
export function openSuggestionsOf(
	{ clauses, proposals }: Suggestions,
	clause: ClauseId,
	delegations: readonly Delegation[]
): OpenSuggestions {
	const codes = new Map(delegations.map(({ id, code }) => [id, code]))
	const codeOf = (id: DelegationId | null): string | null =>
		id === null ? null : (codes.get(id) ?? id)
	return new Map(
		[...(clauses.get(clause) ?? [])].flatMap(([id, suggestion]) => {
			const { delegation: by, reason, counters, proposal: of, comments, answered } = suggestion
			if (answered !== null) return []
			const put = of === null ? undefined : proposals.get(of)
			const said = comments.map(({ delegation, at, words }) => {
				return { delegation: codeOf(delegation), at: toIso(at), words }
			})
			const proposal = { proposal: put?.title ?? null, proposalReason: put?.reason ?? '' }
			const about = { delegation: codeOf(by), reason, counters, ...proposal, comments: said }
			return [[id, about] as const]
		})
	)
}
