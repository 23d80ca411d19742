import { type ContentBlock } from '@parley/snapshot'
import { expect, test } from 'vitest'
import { spansAround, standingIn } from './blockBrackets.ts'
import { bracketRuns, bracketSpans, type BracketLooks } from './bracketSpans.ts'

const [A, B, C] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] as const

const looks: BracketLooks = new Map([
	[A, { holders: [{ code: 'UA', slot: 1 }], name: 'bracket of Ukraine' }],
	[
		B,
		{
			holders: [
				{ code: 'FR', slot: 2 },
				{ code: 'DE', slot: 3 },
			],
			name: 'bracket of France, Germany',
		},
	],
	[C, { holders: [], name: 'bracket that nobody holds' }],
])

/** Paragraphs of pieces, each under brackets: `p(['words', A])`. */
function p(...pieces: readonly (readonly [string, ...string[]])[]): ContentBlock {
	const content = pieces.map(([text, ...ids]) => ({
		text,
		marks: Object.fromEntries(ids.map((id) => [`bracket:${id}`, true])),
	}))
	return { id: 'b', type: 'paragraph', content }
}

/** The text as a person sees it: `one [two [three]FR DE]UA`, paragraphs apart by a slash. */
function drawn(blocks: readonly ContentBlock[]): string {
	const spans = spansAround(blocks, looks)
	return blocks
		.map(({ content }) =>
			content
				.map((piece) => {
					const words = 'text' in piece ? piece.text : ''
					return (spans.get(piece) ?? []).reduce(
						(inner, { data }) =>
							`${data['data-open'] ?? ''}${inner}${data['data-close'] ?? ''}${data['data-code'] ?? ''}`,
						words
					)
				})
				.join('')
		)
		.join('/')
}

test('[T6] brackets nest, overlap and go over paragraphs', () => {
	expect(drawn([p(['one '], ['two ', A], ['three', A, B], [' four'])])).toBe(
		'one [two [three]FRDE]UA four'
	)
	expect(drawn([p(['one ', A], ['two ', A, B], ['three', B])])).toBe('[one [two ]UAthree]FRDE')
	expect(drawn([p(['one', A]), p(['two', A], [' three'])])).toBe('[one/two]UA three')
})

test('[T6] of brackets that begin together the one that goes further is outside, whatever their ids are', () => {
	const runs = bracketRuns([[A, B], [B]], looks)
	expect(runs[0]).toMatchObject({ ids: [B, A], opens: [B, A], closes: [A] })
	expect(drawn([p(['one ', A, B], ['two', B])])).toBe('[[one ]UAtwo]FRDE')
})

test('[T6] one in two pieces is drawn around both, one that is not open around nothing', () => {
	expect(drawn([p(['one', A], [' and '], ['two', A])])).toBe('[one]UA and [two]UA')
	expect(drawn([p(['one', 'endedddddddd'])])).toBe('one')
})

test('[T6] what is read aloud says whose it is, in a string that cannot end early', () => {
	const name = 'bracket of "A\\B"\n'
	const [run] = bracketRuns([[A]], looks)
	if (run === undefined) throw new RangeError('one run')
	const [words] = bracketSpans(run, new Map([[A, { holders: [], name }]]))
	expect(words?.style).toContain(String.raw`--begins: "bracket of \"A\\B\"  begins: ";`)
})

test('[T6] more than eight levels look alike, and each is a bracket still', () => {
	const many = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(2, '0')}aaaaaaaaaa`)
	const open = new Map(many.map((id) => [id, { holders: [], name: 'bracket' }]))
	const [run] = bracketRuns([many], open)
	if (run === undefined) throw new RangeError('one run')
	const spans = bracketSpans(run, open)
	expect(spans[0]?.data['data-level']).toBe('8')
	expect(spans[0]?.data['data-open']).toBe('['.repeat(12))
	expect(spans).toHaveLength(12)
})

test('[T7] the register has each bracket once, with its words and level', () => {
	const blocks = [p(['one '], ['two ', A], ['three', A, B]), p(['four', B], [' five', C])]
	expect(standingIn(blocks, looks)).toEqual([
		{ id: A, words: 'two three', level: 1 },
		{ id: B, words: 'three four', level: 2 },
		{ id: C, words: 'five', level: 1 },
	])
	const [long] = standingIn([p(['слово '.repeat(60), A])], looks)
	expect(long?.words).toHaveLength(121)
})
