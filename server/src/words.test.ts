import { expect, test } from 'vitest'
import { parseLine, parseProse } from './words.ts'

test('[H14] a line is one line, in NFC, and nothing turns its direction', () => {
	expect(parseLine(' a\r\n\tb \u0000 c\u2028d ')).toBe('a b c d')
	expect(parseLine('Kyi\u0306v')).toBe('Kyĭv')
	expect(parseLine('gpj.\u202eexe\u2066!\u2069')).toBe('gpj.exe!')
	expect(parseLine('👩‍💻 \ud800')).toBe('👩‍💻 \ufffd')
	expect(parseLine(' \u0000\u202e\n')).toBe('')
})

test('[H14] prose keeps its lines', () => {
	expect(parseProse('\r\n a\r\nb\rc\u2028d\u0007\t. \n')).toBe('a\nb\nc\nd\t.')
})
