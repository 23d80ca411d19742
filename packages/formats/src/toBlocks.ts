import { type Block } from '@parley/schema'
import { type ImportedClause } from './imported.ts'

/**
 * The blocks a clause's document is seeded with: those of the import under ids from `newId`, the same for the same list and
 * item. A clause without text has one empty paragraph.
 *
 * @param known ids that containers have already, by their ids in the import
 * @param newId gives a fresh id each time, e.g. `createBlockId` of `@parley/schema` with a source of chance.
 */
export function toBlocks(
	clause: Pick<ImportedClause, 'blocks'>,
	newId: () => string,
	known: ReadonlyMap<string, string> = new Map()
): Block[] {
	const containers = new Map(known)
	const containerId = (id: string) => {
		const made = containers.get(id)
		if (made !== undefined) return made
		const fresh = newId()
		containers.set(id, fresh)
		return fresh
	}
	const blocks = clause.blocks.map((block) => ({
		...block,
		id: newId(),
		...(block.in && { in: block.in.map(([type, id]) => [type, containerId(id)] as const) }),
	}))
	return blocks.length > 0 ? blocks : [{ id: newId(), type: 'paragraph', content: [] }]
}
