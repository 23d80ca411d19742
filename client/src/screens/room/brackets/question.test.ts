import { type ContentBlock } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { shownQuestion } from './shownQuestion.ts'
import { cutInMiddle, wordsUnder } from './wordsUnder.ts'

const [ONE, TWO] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb'] as const

/** A paragraph of words, each with the brackets that it has marks of. */
function p(...runs: readonly (readonly [string, ...(readonly string[])])[]): ContentBlock {
	const content = runs.map(([text, ...ids]) => ({
		...{ text, marks: Object.fromEntries(ids.map((id) => [`bracket:${id}`, true])) },
	}))
	return { id: 'b', type: 'paragraph', content }
}

test('[B9] a question is shown at once where none was before it, and not behind another one', () => {
	expect(shownQuestion(null, [])).toBe(null)
	expect(shownQuestion(null, ['one', 'two'])).toBe('one')
	// others come and go beside the one that is shown
	expect(shownQuestion('one', ['zero', 'one'])).toBe('one')
	// it was answered: the next one is not in its place
	expect(shownQuestion('one', ['two'])).toBe('one')
	// all were answered: whoever comes next stands alone again
	expect(shownQuestion('one', [])).toBe(null)
})

test('[B9] a question has all words under its bracket, over paragraphs, and says where others stand between', () => {
	const text = [
		p(['Сторони '], ['не ', ONE], ['пізніше', ONE, TWO]),
		p(['ніж за ', ONE], ['30 '], ['днів', ONE], ['.']),
	]
	expect(wordsUnder(text, ONE)).toBe('не пізніше ніж за … днів')
	expect(wordsUnder(text, TWO)).toBe('пізніше')
	expect(wordsUnder(text, 'cccccccccccc')).toBe('')
})

test('[B9] long words are cut in the middle, between letters', () => {
	expect(cutInMiddle('shall not', 9)).toBe('shall not')
	expect(cutInMiddle('The parties shall, as agreed, withdraw not', 12)).toBe('The pa … aw not')
	expect(cutInMiddle('𝔞𝔟𝔠𝔡𝔢𝔣', 4)).toBe('𝔞𝔟 … 𝔢𝔣')
})
