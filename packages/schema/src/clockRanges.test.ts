import { expect, test } from 'vitest'
import { ClockRanges } from './clockRanges.ts'
import { ClockSet } from './clockSet.ts'

/** Numbers below `n` in an order that has no order. */
function draws(seed: number): (n: number) => number {
	let state = seed
	return (n) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
		return (state >>> 8) % n
	}
}

test('[T54] values of clocks are those that were given first, whatever ranges they were given by', () => {
	for (let seed = 1; seed <= 8; seed++) {
		const draw = draws(seed)
		const ranges = new ClockRanges<number>()
		const set = new ClockSet()
		const truth = new Map<number, number>()
		for (let value = 0; value < 600; value++) {
			const from = draw(4000)
			const to = from + 1 + draw(draw(10) === 0 ? 300 : 4)
			const fresh = Array.from({ length: to - from }, (_, i) => from + i).filter(
				(clock) => !truth.has(clock)
			)
			const clocksIn = (added: readonly { from: number; to: number }[]) =>
				added.flatMap((one) => Array.from({ length: one.to - one.from }, (_, i) => one.from + i))
			expect(clocksIn([...ranges.without(1, from, to)])).toEqual(fresh)
			expect(clocksIn(ranges.add(1, from, to, value))).toEqual(fresh)
			expect(clocksIn(set.add(1, from, to))).toEqual(fresh)
			for (const clock of fresh) truth.set(clock, value)
		}
		const read = [...ranges.parts(1, 100, 4200)].flatMap(({ from, to, value }) =>
			Array.from({ length: to - from }, (_, i) => [from + i, value])
		)
		expect(read).toEqual(Array.from({ length: 4100 }, (_, i) => [i + 100, truth.get(i + 100)]))
		const isIn = [...set.parts(1, 100, 4200)].flatMap((part) =>
			Array.from({ length: part.to - part.from }, () => part.isIn)
		)
		expect(isIn).toEqual(read.map(([, value]) => value !== undefined))
		for (let clock = 0; clock < 4300; clock += 7) {
			expect(ranges.find(1, clock)?.value).toBe(truth.get(clock))
			expect(set.has(1, clock)).toBe(truth.has(clock))
		}
		expect(ranges.find(2, 0)).toBe(undefined)
	}
})
