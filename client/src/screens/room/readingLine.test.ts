import { expect, test } from 'vitest'
import { readingLine } from './readingLine.ts'

test('the first line is read at the top, the last at the end, two fifths between', () => {
	expect(readingLine(0, 5_000, 1_000)).toBe(0)
	expect(readingLine(2_500, 5_000, 1_000)).toBe(400)
	expect(readingLine(5_000, 5_000, 1_000)).toBe(1_000)
	expect(readingLine(0, 300, 1_000)).toBe(0)
	expect(readingLine(300, 300, 1_000)).toBe(1_000)
	expect(readingLine(0, 0, 1_000)).toBe(0)
})

test('the line never jumps and never goes back while the text scrolls on', () => {
	for (const most of [300, 999, 1_000, 1_200, 5_000]) {
		for (let scrolled = 1; scrolled <= most; scrolled++) {
			const step = readingLine(scrolled, most, 1_000) - readingLine(scrolled - 1, most, 1_000)
			expect(step).toBeGreaterThanOrEqual(0)
			expect(step).toBeLessThan(4)
		}
	}
})
