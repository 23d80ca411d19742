import { type Block } from '@parley/schema'

/** What stands before a block because a list item begins with it. */
export interface ItemMark {
	readonly kind: 'number' | 'bullet'
	/** `3.` or `•`. */
	readonly text: string
}

/** A block with the list items that begin with it, from outside in, and the number of list items around it. */
export interface ListedBlock {
	readonly block: Block
	readonly marks: readonly ItemMark[]
	readonly depth: number
}

/** The blocks of a clause as a reader sees them. Lists are numbered from 1; one that was interrupted goes on counting. */
export function listBlocks(blocks: readonly Block[]): ListedBlock[] {
	const counts = new Map<string, number>()
	let open: readonly string[] = []
	return blocks.map((block) => {
		const path = block.in ?? []
		const keys = path.map(([type, id]) => `${type} ${id}`)
		const shared = keys.findIndex((key, i) => key !== open[i])
		const marks: ItemMark[] = []
		path.forEach(([type], i) => {
			if (shared < 0 || i < shared || type !== 'list_item') return
			const [listType = '', listId = ''] = path[i - 1] ?? []
			const count = (counts.get(listId) ?? 0) + 1
			counts.set(listId, count)
			marks.push(
				listType === 'ordered_list'
					? { kind: 'number', text: `${count}.` }
					: { kind: 'bullet', text: '•' }
			)
		})
		open = keys
		return { block, marks, depth: path.filter(([type]) => type === 'list_item').length }
	})
}
