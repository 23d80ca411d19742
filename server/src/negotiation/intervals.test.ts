import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Intervals } from './intervals.ts'

const range = fc
	.tuple(fc.nat(60), fc.nat(12))
	.map(([from, length]) => [from, from + length] as const)

test('[L4] intervals hold exactly what was added, whatever the order', () => {
	fc.assert(
		fc.property(fc.array(range, { maxLength: 20 }), range, (added, [from, to]) => {
			const intervals = new Intervals()
			const plain = new Set<number>()
			for (const [start, end] of added) {
				intervals.add(start, end)
				for (let clock = start; clock < end; clock++) plain.add(clock)
			}
			let all = true
			for (let clock = from; clock < to; clock++) all &&= plain.has(clock)
			expect(intervals.covers(from, to)).toBe(all)
		}),
		{ numRuns: 2000 }
	)
})
