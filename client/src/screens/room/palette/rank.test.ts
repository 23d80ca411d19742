import { expect, test } from 'vitest'
import { rank } from './rank.ts'

const POINTS = [
	'Point 1, Ceasefire',
	'Point 3, Prisoners',
	'Point 13, Security guarantees',
	'Point 14, Territory',
	'Point 7 bis, Гарантії безпеки',
	'Point 15, Пункт про обмін',
]

function first(query: string): string | undefined {
	const found = POINTS.map((name) => ({ name, score: rank(query, name) }))
	return found.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)[0]?.name
}

test('[K7] a point is found by its number, and 3 is not 13', () => {
	expect(first('13')).toBe('Point 13, Security guarantees')
	expect(first('3')).toBe('Point 3, Prisoners')
	expect(first('1')).toBe('Point 1, Ceasefire')
	expect(first('point 14')).toBe('Point 14, Territory')
	expect(first('7 bis')).toBe('Point 7 bis, Гарантії безпеки')
})

test('[K7] a point is found by beginnings of words, by parts, and with letters left out', () => {
	expect(first('secur guar')).toBe('Point 13, Security guarantees')
	expect(first('rritor')).toBe('Point 14, Territory')
	expect(first('scrty')).toBe('Point 13, Security guarantees')
	expect(first('prisoners of war')).toBeUndefined()
	expect(rank('frozen text', 'Frozen text and downloads')).toBeGreaterThan(
		rank('frozen text', 'Verify a frozen text')
	)
	expect(rank('xyz', 'Point 1, Ceasefire')).toBe(0)
})

test('[K7] either script finds the other', () => {
	expect(first('гарантії')).toBe('Point 7 bis, Гарантії безпеки')
	expect(first('harantii')).toBe('Point 7 bis, Гарантії безпеки')
	expect(first('обмін')).toBe('Point 15, Пункт про обмін')
	expect(rank('франція', 'Go to Advisor 2, Frantsiia')).toBeGreaterThan(0)
})

test('[K7] words typed on the other layout are found', () => {
	// "territory" with the Ukrainian layout on, "безпеки" with the Latin one
	expect(first('еуккшещкн')).toBe('Point 14, Territory')
	expect(first(',tpgtrb')).toBe('Point 7 bis, Гарантії безпеки')
})
