import { parseBracketId, parseSuggestionId } from '@parley/domain'
import { expect, test } from 'vitest'
import { canonicalContent } from './content.ts'
import { disputedBeginning, disputedPieces } from './disputedWords.ts'

const bracket = { id: parseBracketId('br0000000001'), holders: ['FR', 'UA'], reason: '' }
const suggestion = {
	id: parseSuggestionId('ua0000000001'),
	delegation: 'UA',
	reason: '',
	counters: null,
	proposal: null,
	comments: [],
}
const IN = { 'bracket:br0000000001': true }

const clause = {
	content: canonicalContent([
		{
			id: 'block0001',
			type: 'paragraph',
			content: [
				{ text: 'Parties ' },
				{ text: 'shall ', marks: { ...IN, 'del:ua0000000001': true } },
				{ text: 'must ', marks: { ...IN, 'ins:ua0000000001': true } },
			],
		},
		{
			id: 'block0002',
			type: 'paragraph',
			marks: { 'ins:ua0000000001': true },
			content: [{ text: 'act', marks: IN }, { text: '.' }],
		},
	]),
	openBrackets: [bracket],
	openSuggestions: [suggestion],
}

test('[P34] a bracket is drawn over paragraphs with its holders, and what is suggested with whose it is', () => {
	const agreed = { opening: 0, isInserted: false, isDeleted: false, suggestedBy: [], closing: [] }
	expect(disputedPieces(clause)).toEqual([
		[
			agreed,
			{ ...agreed, opening: 1, isDeleted: true, suggestedBy: ['UA'] },
			{ ...agreed, isInserted: true, suggestedBy: ['UA'] },
		],
		[{ ...agreed, closing: [['FR', 'UA']] }, agreed],
	])
})

test('[P34] a beginning of a block that is suggested is said', () => {
	const [first, second] = clause.content.map((block) => disputedBeginning(block, clause))
	expect(first).toBeNull()
	expect(second).toEqual({ isInserted: true, suggestedBy: ['UA'] })
})

test('[P34] what nobody answers for is drawn as suggested all the same', () => {
	const pieces = disputedPieces({ ...clause, openBrackets: [], openSuggestions: [] }).flat()
	expect(pieces.map(({ suggestedBy }) => suggestedBy)).toEqual([
		[],
		['suggested'],
		['suggested'],
		[],
		[],
	])
	expect(pieces.flatMap(({ closing }) => closing)).toEqual([[]])
})
