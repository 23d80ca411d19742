import { type ContentBlock } from '@parley/snapshot'
import { bracketsAmong } from '../../../text/bracketSpans.ts'

/** All words under a bracket in a text; where others stand between two pieces of it an ellipsis. Empty where none stand under it. */
export function wordsUnder(blocks: readonly ContentBlock[], bracket: string): string {
	const pieces = blocks.flatMap(({ content }) =>
		content.map((piece, index) => ({ piece, isFirst: index === 0 }))
	)
	const isUnder = pieces.map(({ piece }) => bracketsAmong(piece.marks).includes(bracket))
	const end = isUnder.lastIndexOf(true)
	return pieces
		.slice(0, end + 1)
		.map(({ piece, isFirst }, index) => {
			if (isUnder[index] === true)
				return `${isFirst ? ' ' : ''}${'text' in piece ? piece.text : ' '}`
			return isUnder[index - 1] === true ? ' … ' : ''
		})
		.join('')
		.replace(/\s+/g, ' ')
		.trim()
}

/** `words` whole, or how they begin and end with an ellipsis between, `most` characters of them: a "not" at the end counts as much as one before. */
export function cutInMiddle(words: string, most: number): string {
	const all = Array.from(words)
	if (all.length <= most) return words
	const end = Math.floor(most / 2)
	return `${all.slice(0, most - end).join('')} … ${all.slice(-end).join('')}`
}
