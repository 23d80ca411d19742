import { expect, test } from 'vitest'
import { nearBands } from './nearBands.ts'

/** Words of two units each, ten units a line of 30 px. */
const ALL = Array.from({ length: 20_000 }, (_, i) => ({ from: 2 * i, to: 2 * i + 2, length: 2 }))
let asked = 0
const boxAt = (position: number) => {
	asked++
	const top = 30 * Math.floor(position / 10)
	return { top, bottom: top + 30 }
}

test('[E53] of 20,000 bands those near the window are found by a few questions', () => {
	asked = 0
	const near = nearBands(ALL, boxAt, { top: 3_001, bottom: 3_599 })
	expect([near[0]?.from, near.at(-1)?.from]).toEqual([998, 1198])
	expect(asked).toBeLessThan(40)
})

test('[E53] words that go on into the window are among them, though a notch stands behind where they begin', () => {
	const [long, notch, next] = [
		{ from: 0, to: 5_000, length: 5_000 },
		{ from: 40, to: 40, length: 0 },
		{ from: 5_000, to: 5_002, length: 2 },
	]
	expect(nearBands([long, notch, next], boxAt, { top: 6_000, bottom: 7_000 })).toEqual([
		long,
		notch,
	])
	expect(nearBands([long, notch, next], boxAt, { top: 14_990, bottom: 16_000 })).toContain(next)
	expect(nearBands([], boxAt, { top: 0, bottom: 100 })).toEqual([])
})
