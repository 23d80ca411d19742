import { expect, test } from 'vitest'
import { chooseLive, type Spot } from './liveClauses.ts'

/** Clauses of 200 px each, the first at `from`. */
function column(from: number, count: number): readonly Spot[] {
	return Array.from({ length: count }, (_, i) => ({
		clause: `cl_${i}`,
		top: from + i * 200,
		bottom: from + i * 200 + 190,
	}))
}

test('those on the screen come first, then the nearest, eight at most', () => {
	const live = chooseLive(column(-1_000, 20), 800, null, [])
	expect(live).toHaveLength(8)
	for (const clause of ['cl_5', 'cl_6', 'cl_7', 'cl_8']) expect(live).toContain(clause)
	expect(live).not.toContain('cl_0')
	expect(live).not.toContain('cl_19')
})

test('the clause with the caret stays, however far', () => {
	const live = chooseLive(column(-1_000, 20), 800, 'cl_99', [])
	expect(live).toHaveLength(8)
	expect(live).toContain('cl_99')
})

test('the same choice is the same list, whatever its order', () => {
	const first = chooseLive(column(0, 5), 800, null, [])
	expect(chooseLive(column(-20, 5), 800, null, first)).toBe(first)
})
