import { type Block, type Inline } from '@parley/schema'
import { listBlocks, type ListedBlock } from './listing.ts'
import { markdownContent, markdownWords } from './markdownContent.ts'

/** A clause as it goes out. */
export interface ExportedClause {
	readonly number: string
	readonly heading: string
	readonly blocks: readonly Block[]
}

export type TextFormat = 'plain' | 'markdown'

/** The clauses as one text that ends with a line end: for reading (`plain`), or to be imported again (`markdown`). */
export function exportText(clauses: readonly ExportedClause[], format: TextFormat): string {
	const write = format === 'plain' ? plainClause : markdownClause
	return `${clauses.flatMap(write).join('\n\n')}\n`
}

function plainClause({ number, heading, blocks }: ExportedClause): string[] {
	const head = isBareNumber(number)
		? `${number}. ${heading}`.trim()
		: `${number}\n${heading}`.trim()
	return [...(head === '' ? [] : [head]), ...listBlocks(blocks).map(plainBlock)]
}

function plainBlock({ block, marks, depth }: ListedBlock): string {
	const indent = '   '.repeat(marks.length > 0 ? depth - marks.length : depth)
	const words = block.content.map(plainInline).join('')
	return `${indent}${[...marks.map(({ text }) => text), words].join(' ')}`.trimEnd()
}

function plainInline(inline: Inline): string {
	if ('text' in inline) return inline.text
	return inline.inline === 'hard_break' ? '\n' : '\ufffc'
}

function markdownClause({ number, heading, blocks }: ExportedClause): string[] {
	const label = isBareNumber(number) ? `${number}.` : number
	const head = markdownWords(`${label} ${heading}`.trim())
	return [...(head === '' ? [] : [`## ${head}`]), ...markdownBlocks(listBlocks(blocks))]
}

/** The blocks with the indents that keep them in their items: those of an item are as far in as the mark of the item is wide. */
function markdownBlocks(listed: readonly ListedBlock[]): string[] {
	let widths: number[] = []
	return listed.map(({ block, marks, depth }) => {
		const kept = widths.slice(0, depth - marks.length)
		const itemMarks = marks.map(({ kind, text }) => (kind === 'number' ? `${text} ` : '- '))
		widths = [...kept, ...itemMarks.map((mark) => mark.length)]
		const indent = ' '.repeat(kept.reduce((sum, width) => sum + width, 0))
		const inner = ' '.repeat(widths.reduce((sum, width) => sum + width, 0))
		const prefix = block.type === 'heading' ? '### ' : ''
		const words = markdownContent(block.content).replaceAll('\n', `\n${inner}`)
		return `${indent}${itemMarks.join('')}${prefix}${words}`.trimEnd()
	})
}

/** Whether a number needs a point after it to be read as a label, e.g. `7`, `7 bis`. */
function isBareNumber(number: string): boolean {
	return /^\d+(?:\s?\p{L}+)?$/u.test(number)
}
