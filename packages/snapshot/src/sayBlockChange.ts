import { type ContentBlock } from './content.ts'

/** What a block is and where it stands. */
export interface BlockLook {
	readonly type: string
	readonly attrs?: ContentBlock['attrs'] | undefined
	readonly in?: ContentBlock['in'] | undefined
}

/**
 * What a suggestion would make of a block, in words that go on behind its author's name: `make this a heading`, `lower by one level`. Total: what says
 * nothing that is known here is `make this another block`.
 *
 * @param value of the mark `setBlock:<id>` on the block
 */
export function saySuggestedBlock(was: BlockLook, value: unknown): string {
	if (typeof value !== 'object' || value === null) return ANOTHER
	const said: Readonly<Record<string, unknown>> = { ...value }
	const { type, attrs, in: path } = said
	return sayBlockChange(was, {
		type: typeof type === 'string' ? type : was.type,
		attrs: typeof type === 'string' ? membersOf(attrs) : membersOf(was.attrs),
		in: Array.isArray(path) ? path.flatMap(entryOf) : (was.in ?? []),
	})
}

/** What makes of a block that is as `was` one that is as `is`, in words: its kind first, and then its place among lists. */
export function sayBlockChange(was: BlockLook, is: BlockLook): string {
	const said = [sayKind(was, is), sayPlace(was, is)].filter((part) => part !== null)
	return said.length === 0 ? ANOTHER : said.join(', ')
}

const ANOTHER = 'make this another block'

const LISTS: Readonly<Record<string, string>> = {
	bullet_list: 'make this a list item',
	ordered_list: 'make this a numbered list item',
}

function sayKind(was: BlockLook, is: BlockLook): string | null {
	const [before, after] = [levelOf(was), levelOf(is)]
	if (was.type === is.type && before === after) return null
	if (is.type === 'paragraph') return 'make this a paragraph'
	if (is.type !== 'heading') return ANOTHER
	return after === 1 && was.type !== 'heading'
		? 'make this a heading'
		: `make this a heading of level ${after}`
}

function sayPlace(was: BlockLook, is: BlockLook): string | null {
	const [before, after] = [listsOf(was), listsOf(is)]
	if (JSON.stringify(before) === JSON.stringify(after)) return null
	const inner = after.filter(([type]) => type !== 'list_item').at(-1)?.[0]
	if (inner === undefined) return 'take this out of its list'
	const [from, to] = [depthOf(before), depthOf(after)]
	if (from === 0) return LISTS[inner] ?? ANOTHER
	const [verb, levels] = to > from ? ['lower', to - from] : ['raise', from - to]
	if (levels > 0) return `${verb} by ${levels === 1 ? 'one level' : `${levels} levels`}`
	const kind = before.filter(([type]) => type !== 'list_item').at(-1)?.[0]
	return kind === inner ? 'give this another place in its list' : (LISTS[inner] ?? ANOTHER)
}

type Entry = readonly [type: string, id: string]

/** The lists and items around a block, from outside in. */
function listsOf({ in: path = [] }: BlockLook): readonly Entry[] {
	return path.filter(([type]) => type === 'list_item' || Object.hasOwn(LISTS, type))
}

function depthOf(lists: readonly Entry[]): number {
	return lists.filter(([type]) => type !== 'list_item').length
}

function levelOf({ attrs }: BlockLook): number {
	const level = attrs?.['level']
	return typeof level === 'number' ? level : 1
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? { ...value } : {}
}

function entryOf(entry: unknown): readonly Entry[] {
	if (!Array.isArray(entry)) return []
	const pair: readonly unknown[] = entry
	const [type, id] = pair
	return typeof type === 'string' && typeof id === 'string' ? [[type, id]] : []
}
