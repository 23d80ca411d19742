import { expect, test } from 'vitest'
import { countClauses } from './countClauses.ts'

function text(...kinds: readonly string[]) {
	return kinds.map((kind) => ({ kind }))
}

test('a preamble and an annex are no points and are named', () => {
	expect(countClauses(text('preamble', 'clause', 'clause', 'closing'))).toBe(
		'2 points, preamble, closing'
	)
	expect(countClauses(text('clause', 'annex', 'annex'))).toBe('1 point, 2 annexes')
	expect(countClauses([])).toBe('0 points')
})
