import {
	standingIn,
	type AlternativeGroups,
	type ClauseId,
	type Delegation,
	type DelegationId,
	type Stance,
} from '@parley/domain'
import { type SnapshotGroupInput } from '@parley/snapshot'

/** The open groups of alternatives of each clause by their ids, as a snapshot names them: delegations by their codes. */
export function openAlternativesOf(
	groups: AlternativeGroups,
	delegations: readonly Delegation[]
): ReadonlyMap<ClauseId, ReadonlyMap<string, SnapshotGroupInput>> {
	const codes = new Map(delegations.map(({ id, code }) => [id, code]))
	const codeOf = (id: DelegationId): string => codes.get(id) ?? id
	const open = new Map<ClauseId, Map<string, SnapshotGroupInput>>()
	for (const [id, group] of groups) {
		if (group.closed !== null) continue
		const ofClause = open.get(group.clause) ?? new Map<string, SnapshotGroupInput>()
		const alternatives = standingIn(group).map((one) => {
			const taken = [...(group.stances.get(one.id) ?? [])]
			const who = (stance: Stance) =>
				taken.flatMap(([delegation, its]) => (its === stance ? [codeOf(delegation)] : []))
			return {
				...{ id: one.id, label: one.label, by: one.by === null ? null : codeOf(one.by) },
				...{ noText: one.noText, support: who('support') },
				...{ oppose: who('oppose'), flexible: who('flexible') },
			}
		})
		open.set(group.clause, ofClause.set(id, { parked: group.parked !== null, alternatives }))
	}
	return open
}
