import { type Block, type Inline } from '@parley/schema'
import { type ContentInline } from '@parley/snapshot'

/** One piece of a file's top level, before it is known which clause it belongs to. */
export interface Piece {
	/** 1 to 6 for a heading of Markdown; 0 for anything else. */
	readonly level: number
	/** Its words in one line, the written number of a list item among them: what labels are looked for in. Empty for bullets and quotations. */
	readonly text: string
	/** Whether it is one item of a numbered list whose number is not in its blocks; two containers stand around them. */
	readonly isItem: boolean
	/** Whether it stands inside a list or is one, and so is never a heading. */
	readonly isList: boolean
	readonly blocks: readonly Block[]
}

/** Gives ids to the blocks and containers of one file; they only have to differ. */
export type NextId = () => string

/** A fresh counter of ids: `i1`, `i2` … */
export function countIds(): NextId {
	let last = 0
	return () => `i${++last}`
}

/** The words of a line of content, character for character; a hard break is a space. */
export function wordsOf(content: readonly ContentInline[]): string {
	return content.map((inline) => ('text' in inline ? inline.text : ' ')).join('')
}

/** `content` without its first `count` characters, as `wordsOf` counts them. */
export function cutWords(content: readonly Inline[], count: number): Inline[] {
	const rest: Inline[] = []
	let skip = count
	for (const inline of content) {
		const length = 'text' in inline ? inline.text.length : 1
		if (skip >= length) skip -= length
		else {
			rest.push('text' in inline ? { ...inline, text: inline.text.slice(skip) } : inline)
			skip = 0
		}
	}
	return rest
}
