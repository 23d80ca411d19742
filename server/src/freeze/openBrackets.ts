import { type Brackets, type ClauseId, type Delegation } from '@parley/domain'
import { type SnapshotBracket } from '@parley/snapshot'

/** The open brackets of each clause by their ids, as a snapshot names them: holders by their codes. */
export function openBracketsOf(
	brackets: Brackets,
	delegations: readonly Delegation[]
): ReadonlyMap<ClauseId, ReadonlyMap<string, Omit<SnapshotBracket, 'id'>>> {
	const codes = new Map(delegations.map(({ id, code }) => [id, code]))
	const open = new Map<ClauseId, Map<string, Omit<SnapshotBracket, 'id'>>>()
	for (const [id, { clause, holders, reason, ended }] of brackets) {
		if (ended !== null) continue
		const ofClause = open.get(clause) ?? new Map<string, Omit<SnapshotBracket, 'id'>>()
		const named = [...holders].map((holder) => codes.get(holder) ?? holder)
		open.set(clause, ofClause.set(id, { holders: named, reason }))
	}
	return open
}
