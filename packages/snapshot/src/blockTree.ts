import { type ContentBlock } from './content.ts'

/** How deep containers nest at most, as in the text model. */
const MAX_DEPTH = 24

/** A container or a text block, as they are drawn inside each other. */
export type TextNode =
	| { readonly kind: 'block'; readonly block: ContentBlock }
	| {
			readonly kind: 'container'
			/**
			 * `bullet_list`, `ordered_list`, `list_item`, `alternatives`, `alternative`, or a name this version does not know. Alternatives where they
			 * cannot stand have a question mark before their name.
			 */
			readonly type: string
			readonly id: string
			readonly children: readonly TextNode[]
	  }

/**
 * The tree of a clause from its flat blocks, as the editor shows it: blocks next to each other whose paths have a common beginning
 * share these containers, and what the schema asks for in between is put in.
 */
export function blockTree(blocks: readonly ContentBlock[]): readonly TextNode[] {
	const top: TextNode[] = []
	const open: Open[] = []
	for (const block of blocks) {
		const path = shownPath(block.in ?? [])
		let shared = 0
		while (shared < open.length && isSame(open[shared], path[shared])) shared++
		open.length = Math.min(open.length, shared)
		for (const [type, id] of path.slice(shared)) {
			const children: TextNode[] = []
			siblings(top, open).push({ kind: 'container', type, id, children })
			open.push({ type, id, children })
		}
		siblings(top, open).push({ kind: 'block', block })
	}
	return top
}

type Entry = readonly [type: string, id: string]

interface Open {
	readonly type: string
	readonly id: string
	readonly children: TextNode[]
}

function siblings(top: TextNode[], open: readonly Open[]): TextNode[] {
	return open.at(-1)?.children ?? top
}

function isSame(open: Open | undefined, entry: Entry | undefined): boolean {
	return open !== undefined && open.type === entry?.[0] && open.id === entry[1]
}

/** The containers a path is shown as. Fillers have the id `~`, which no block's author can choose. */
function shownPath(path: readonly Entry[]): readonly Entry[] {
	const shown: Entry[] = []
	for (const entry of path) {
		const parent = shown.at(-1)?.[0]
		const [type, id] = entry
		const known: Entry = isPossible(parent, type) ? entry : [`?${type}`, id]
		const filler = fillerBefore(parent, known[0])
		if (shown.length + filler.length >= MAX_DEPTH) break
		shown.push(...filler, known)
	}
	shown.push(...fillerBefore(shown.at(-1)?.[0], null))
	return shown
}

/** Whether `child` can stand in `parent` (nothing: the top): alternatives can at the top alone. */
function isPossible(parent: string | undefined, child: string): boolean {
	if (child === 'alternatives') return parent === undefined
	return child !== 'alternative' || parent === undefined || parent === 'alternatives'
}

/** What must stand between `parent` (nothing: the top) and `child` (null: a text block). */
function fillerBefore(parent: string | undefined, child: string | null): readonly Entry[] {
	if (child === 'alternative') return parent === 'alternatives' ? [] : [['alternatives', '~']]
	if (parent === 'alternatives')
		return [['alternative', '~'], ...fillerBefore('alternative', child)]
	const inList = parent === 'bullet_list' || parent === 'ordered_list'
	if (child === 'list_item') return inList ? [] : [['bullet_list', '~']]
	return inList ? [['list_item', '~']] : []
}
