import { type Clause, type Placeholders } from '@parley/domain'
import { type Edit } from '@parley/schema'

/** Whether `edit` brings an atom of a placeholder that was not placed in its clause: it would say nothing of what is missing (rule H4). */
export function bringsUnknownPlaceholder(
	{ placeholders: brought }: Pick<Edit, 'placeholders'>,
	clause: Pick<Clause, 'id'> | undefined,
	placeholders: Placeholders
): boolean {
	if (brought.size === 0) return false
	const byId: ReadonlyMap<string, { readonly clause: Clause['id'] }> = placeholders
	return [...brought].some((id) => byId.get(id)?.clause !== clause?.id)
}
