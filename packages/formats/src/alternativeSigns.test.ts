import { parseAlternativeId, parseGroupId } from '@parley/domain'
import { type Block } from '@parley/schema'
import { expect, test } from 'vitest'
import { IS_SIGN } from './alternativeSigns.ts'
import { withBracketSigns } from './bracketSigns.ts'

const GROUP = parseGroupId('group0001')
const [A, C] = [parseAlternativeId('alternativeA'), parseAlternativeId('alternativeC')]

const paragraph = (text: string, alternative?: string, ...inner: [string, string][]): Block => ({
	id: `block.${text}`,
	type: 'paragraph',
	...(alternative && {
		in: [['alternatives', GROUP] as const, ['alternative', alternative] as const, ...inner],
	}),
	content: text === '' ? [] : [{ text }],
})

const nobody = { support: [], oppose: [], flexible: [] }

test('[I38] alternatives are called by letter and delegation, with the stances in words, and "no text" is said', () => {
	const blocks = [
		paragraph('before'),
		paragraph('first', A),
		paragraph('item', A, ['bullet_list', 'l'], ['list_item', 'i']),
		paragraph('', C),
		paragraph('behind'),
	]
	const alternatives = [
		{
			id: GROUP,
			parked: false,
			alternatives: [
				{
					...nobody,
					id: A,
					label: 'A',
					by: 'UA',
					noText: false,
					support: ['DE', 'UA'],
					oppose: ['FR'],
				},
				{ ...nobody, id: C, label: 'C', by: 'FR', noText: true, flexible: ['DE'] },
			],
		},
	]
	const signed = withBracketSigns({ blocks, brackets: [], alternatives })
	const words = signed.map(({ content: [piece] }) => (piece && 'text' in piece ? piece.text : ''))
	expect(words).toEqual([
		'before',
		'Alternative A – as the text stood:',
		'first',
		'item',
		'Support: DE, UA. Oppose: FR.',
		'Alternative C – FR: no text',
		'Flexible: DE.',
		'behind',
	])
	expect(signed.flatMap(({ attrs }, index) => (attrs?.[IS_SIGN] === true ? [index] : []))).toEqual([
		...[1, 4],
	])
	// what is said stands in the alternative, and in no list of it
	expect(signed[4]?.in).toEqual([
		['alternatives', GROUP],
		['alternative', A],
	])
})

test('[I38] words that somebody wrote where nothing shall stand are shown', () => {
	const one = { ...nobody, id: C, label: 'C', by: null, noText: true }
	const alternatives = [{ id: GROUP, parked: true, alternatives: [one] }]
	const blocks = [paragraph('words', C)]
	const signed = withBracketSigns({ blocks, brackets: [], alternatives })
	const words = signed.map(({ content: [piece] }) => (piece && 'text' in piece ? piece.text : ''))
	expect(words).toEqual(['Alternative C (parked):', 'words'])
})
