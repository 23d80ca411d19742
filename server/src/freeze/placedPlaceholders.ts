import { toIso, type ClauseId, type Delegation, type Placeholders } from '@parley/domain'
import { type KnownPlaceholders, type SnapshotPlaceholder } from '@parley/snapshot'

/** What is known of the placeholders of each clause by their ids, as a snapshot says it: owners by their codes. Which of them stand, the text says. */
export function placedPlaceholdersOf(
	placeholders: Placeholders,
	delegations: readonly Delegation[]
): ReadonlyMap<ClauseId, KnownPlaceholders> {
	const codes = new Map(delegations.map(({ id, code }) => [id, code]))
	const placed = new Map<ClauseId, Map<string, Omit<SnapshotPlaceholder, 'id'>>>()
	for (const [id, { clause, what, words, owner, due }] of placeholders) {
		const ofClause = placed.get(clause) ?? new Map<string, Omit<SnapshotPlaceholder, 'id'>>()
		const code = owner === null ? null : (codes.get(owner) ?? owner)
		const by = due === null ? null : toIso(due)
		placed.set(clause, ofClause.set(id, { what, words, owner: code, due: by }))
	}
	return placed
}
