import { type ImportedClause, type ImportedText } from './imported.ts'
import { listBlocks } from './listing.ts'
import { markdownContent } from './markdownContent.ts'

/** A clause as one line for each of its parts, so that a test reads like the text: `Article 1 | Purpose`, `  - words`. */
export function outline(text: ImportedText): string[] {
	return text.clauses.flatMap((clause) => [headOf(clause), ...bodyOf(clause)])
}

/** The clauses alone: `clause | Article 1 | Purpose`. */
export function heads(text: ImportedText): string[] {
	return text.clauses.map(headOf)
}

function headOf({ kind, number, heading }: ImportedClause): string {
	return [kind, number, heading].join(' | ')
}

function bodyOf({ blocks }: Pick<ImportedClause, 'blocks'>): string[] {
	return listBlocks(blocks).map(({ block, marks, depth }) => {
		const prefix = block.type === 'heading' ? ['###'] : marks.map((mark) => mark.text)
		const words = block.content.length === 0 ? '' : markdownContent(block.content)
		return `${'  '.repeat(depth + 1)}${[...prefix, words].join(' ')}`
	})
}
