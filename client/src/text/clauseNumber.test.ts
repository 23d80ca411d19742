import { expect, test } from 'vitest'
import { clauseNumber, paragraphPrefix } from './clauseNumber.ts'

test('[T5] short numbers hang in the gutter', () => {
	expect(clauseNumber('13')).toEqual({ place: 'gutter', digits: '13', suffix: '' })
	expect(clauseNumber('7.')).toEqual({ place: 'gutter', digits: '7', suffix: '' })
	expect(clauseNumber('XIV')).toEqual({ place: 'gutter', digits: 'XIV', suffix: '' })
	expect(clauseNumber('15 bis')).toEqual({ place: 'gutter', digits: '15', suffix: 'bis' })
})

test('[T5] words and long numbers stand in the line', () => {
	expect(clauseNumber('Article 4')).toEqual({ place: 'line', text: 'Article 4' })
	expect(clauseNumber('XVIII')).toEqual({ place: 'line', text: 'XVIII' })
	expect(clauseNumber('')).toEqual({ place: 'none' })
})

test('[T5] paragraphs are numbered where the clause has a plain number', () => {
	expect(paragraphPrefix('13.')).toBe("'13'")
	expect(paragraphPrefix('Article 4')).toBeUndefined()
	expect(paragraphPrefix("1'; x")).toBeUndefined()
})
