import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stackDown } from './stack.ts'

test('[N1] a card stands at its line, or below the one before it', () => {
	const cards = [
		{ anchor: 100, height: 60 },
		{ anchor: 120, height: 40 },
		{ anchor: 300, height: 40 },
	]
	expect(stackDown(cards, 4)).toEqual([100, 164, 300])
})

test('[N1] no card is above its line, none lies on another, and none moves without need', () => {
	const card = fc.record({ anchor: fc.nat(5_000), height: fc.integer({ min: 1, max: 400 }) })
	fc.assert(
		fc.property(fc.array(card), fc.nat(20), (list, gap) => {
			const cards = [...list].sort((a, b) => a.anchor - b.anchor)
			const tops = stackDown(cards, gap)
			cards.forEach(({ anchor }, i) => {
				const top = tops[i] ?? NaN
				const before = cards[i - 1]
				const free = before === undefined ? -Infinity : (tops[i - 1] ?? NaN) + before.height + gap
				expect(top).toBe(Math.max(anchor, free))
			})
		})
	)
})
