import { expect, test } from 'vitest'
import { clauseNumber, paragraphPrefix, spokenClause } from './clauseNumber.ts'

test('[P26] short numbers hang in the gutter', () => {
	expect(clauseNumber('13')).toEqual({ place: 'gutter', digits: '13', suffix: '' })
	expect(clauseNumber('7.')).toEqual({ place: 'gutter', digits: '7', suffix: '' })
	expect(clauseNumber('XIV')).toEqual({ place: 'gutter', digits: 'XIV', suffix: '' })
	expect(clauseNumber('15 bis')).toEqual({ place: 'gutter', digits: '15', suffix: 'bis' })
})

test('[P26] words and long numbers stand in the line', () => {
	expect(clauseNumber('Article 4')).toEqual({ place: 'line', text: 'Article 4' })
	expect(clauseNumber('XVIII')).toEqual({ place: 'line', text: 'XVIII' })
	expect(clauseNumber('')).toEqual({ place: 'none' })
})

test('[P26] paragraphs are numbered where the clause has a plain number', () => {
	expect(paragraphPrefix('13.')).toBe("'13'")
	expect(paragraphPrefix('Article 4')).toBeUndefined()
	expect(paragraphPrefix("1'; x")).toBeUndefined()
})

test('a clause is spoken of by number and heading, or by what it is', () => {
	const of = (number: string, heading: string, kind = 'clause') =>
		spokenClause({ number, heading, kind })
	expect(of('13.', 'Security guarantees')).toBe('Point 13, Security guarantees')
	expect(of('Article 4', '')).toBe('Article 4')
	expect(of('', 'Preamble', 'preamble')).toBe('Preamble')
	expect(of('', '', 'preamble')).toBe('Preamble')
})
