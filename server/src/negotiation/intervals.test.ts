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
				intervals.add([{ from: start, to: end }])
				for (let clock = start; clock < end; clock++) plain.add(clock)
			}
			let all = true
			for (let clock = from; clock < to; clock++) all &&= plain.has(clock)
			expect(intervals.covers(from, to)).toBe(all)
		}),
		{ numRuns: 2000 }
	)
})

test('[L4] ranges that come together are added as if they came one after the other', () => {
	const gaps = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { maxLength: 12 })
	fc.assert(
		fc.property(fc.array(gaps, { maxLength: 5 }), range, (batches, [from, to]) => {
			const [together, apart] = [new Intervals(), new Intervals()]
			for (const batch of batches) {
				let reached = 0
				const ranges = batch.map(([gap, length]) => {
					const start = reached + gap
					reached = start + length
					return { from: start, to: reached }
				})
				together.add(ranges)
				for (const one of ranges.toReversed()) apart.add([one])
			}
			expect(together.covers(from, to)).toBe(apart.covers(from, to))
		}),
		{ numRuns: 2000 }
	)
})

test('[L4] ranges between those that are there take time in proportion to their number', () => {
	const every4th = (offset: number) =>
		Array.from({ length: 200_000 }, (_, i) => ({ from: 4 * i + offset, to: 4 * i + offset + 1 }))
	const intervals = new Intervals()
	intervals.add(every4th(0))
	const started = process.cpuUsage()
	// One by one they took 15 s: what stands behind each of them moved up.
	intervals.add(every4th(2))
	expect(process.cpuUsage(started).user / 1000).toBeLessThan(1500)
	expect(intervals.covers(402, 403)).toBe(true)
	expect(intervals.covers(401, 402)).toBe(false)
})
