/** What suggestions would do to a text, for whoever reads or hears it. */
import { changedStyle, readBlockChange, type BlockStyle } from './blockChange.ts'
import { isJsonObject, toJson } from './json.ts'
import { formattingOf, suggestionOfKey, type SuggestionFamily } from './suggestionKey.ts'
import type { Path } from './wire.ts'

/** What a suggestion would do, in words. A paragraph mark stands for the beginning of a block, U+FFFC for an atom. */
export interface SuggestionExtent {
	/** What would come in. */
	readonly inserted: string
	/** What would go, if only to be replaced. */
	readonly deleted: string
	/** What would be formatted otherwise. */
	readonly formatted: string
	/** What would be linked, and where to: null where the link would go. */
	readonly links: readonly { readonly words: string; readonly href: string | null }[]
	/** Blocks that would be of another kind, or stand in another place among lists. */
	readonly blocks: readonly RestyledBlock[]
}

/** What a block is and where it stands, whatever its attributes hold. */
interface BlockLook {
	readonly type: string
	readonly attrs?: Readonly<Record<string, unknown>> | undefined
	readonly in?: Path | undefined
}

/** A block that a suggestion would make another one. */
export interface RestyledBlock {
	readonly was: BlockLook
	readonly is: BlockLook
	/** The words of the block, those that are only suggested among them. */
	readonly words: string
}

/** What is read of a block to tell what suggestions would do. */
export interface SuggestedBlock extends BlockLook {
	readonly marks?: Readonly<Record<string, unknown>>
	readonly content: readonly {
		readonly text?: string
		readonly marks?: Readonly<Record<string, unknown>>
	}[]
}

/** The suggestions of which something stands in `blocks`, answered or not, in the order in which they begin. */
export function suggestionExtents(
	blocks: readonly SuggestedBlock[]
): ReadonlyMap<string, SuggestionExtent> {
	const extents = new Map<string, Extent>()
	const add = (words: string, marks: SuggestedBlock['marks'], block?: SuggestedBlock): void => {
		const formatted = new Set<string>()
		for (const [key, value] of Object.entries(marks ?? {})) {
			const named = suggestionOfKey(key)
			if (named === undefined) continue
			const { id, family } = named
			const extent = extents.get(id) ?? new Extent()
			extents.set(id, extent)
			if (family === 'ins') extent.inserted += words
			else if (family === 'del') extent.deleted += words
			else if (family === 'setBlock') extent.restyle(block, value)
			else if (family === 'setLink' || family === 'endLink') extent.link(words, family, value)
			else if (!formatted.has(id)) {
				formatted.add(id)
				extent.formatted += words
			}
		}
	}
	for (const block of blocks) {
		add('¶', block.marks, block)
		for (const piece of block.content) add(piece.text ?? '\ufffc', piece.marks)
	}
	return extents
}

class Extent implements SuggestionExtent {
	inserted = ''
	deleted = ''
	formatted = ''
	readonly links: { words: string; readonly href: string | null }[] = []
	readonly blocks: RestyledBlock[] = []

	link(words: string, family: SuggestionFamily, value: unknown): void {
		const change = formattingOf(family, toJson(value))
		if (change === undefined) return
		const to = isJsonObject(change.value) ? change.value['href'] : null
		const href = typeof to === 'string' ? to : null
		const last = this.links.at(-1)
		if (last?.href === href) last.words += words
		else this.links.push({ words, href })
	}

	restyle(block: SuggestedBlock | undefined, value: unknown): void {
		const change = readBlockChange(toJson(value))
		if (block === undefined || change === undefined) return
		const { type, attrs: held, in: path, content } = block
		const attrs = toJson(held ?? null)
		const was: BlockStyle = {
			type,
			...(isJsonObject(attrs) && { attrs }),
			...(path && path.length > 0 && { in: path }),
		}
		const words = content.map(({ text }) => text ?? '\ufffc').join('')
		this.blocks.push({ was, is: changedStyle(was, change), words })
	}
}
