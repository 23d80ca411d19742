import { type ImportedText } from './imported.ts'
import { listBlocks } from './listing.ts'
import { wordsOf } from './piece.ts'

/**
 * All words of an imported text in their order, one line for each label, heading and block; numbers of lists are written out.
 *
 * It equals the file it came from, once both have gone through `normaliseForComparison` (plain text) or
 * `normaliseMarkdownForComparison` (Markdown): this is the proof that nothing was lost, doubled or moved (rules I4, I12).
 */
export function readingText(text: ImportedText): string {
	return text.clauses
		.flatMap(({ label, heading, blocks }) => [
			`${label} ${heading}`.trim(),
			...listBlocks(blocks).map(({ block, marks }) => {
				const numbers = marks
					.filter(({ kind }) => kind === 'number')
					.map(({ count }) => `${count}.`)
				return [...numbers, wordsOf(block.content)].join(' ')
			}),
		])
		.join('\n')
}
