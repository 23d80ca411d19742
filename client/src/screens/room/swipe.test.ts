import { expect, test } from 'vitest'
import { readSwipe } from './swipe.ts'

const WIDTH = 390

function swipe(fromX: number, toX: number, { down = 0, ms = 180, width = WIDTH } = {}) {
	return readSwipe(
		{ x: fromX, y: 400, at: 1_000 },
		{ x: toX, y: 400 + down, at: 1_000 + ms },
		width
	)
}

test('[S1] a finger to the left turns on, to the right back', () => {
	expect(swipe(300, 180)).toBe(1)
	expect(swipe(120, 260, { down: -30 })).toBe(-1)
})

test('[S1] scrolling, resting, a short way and one from the side of the screen turn nothing', () => {
	expect(swipe(300, 200, { down: 60 })).toBeNull()
	expect(swipe(300, 180, { ms: 700 })).toBeNull()
	expect(swipe(300, 250)).toBeNull()
	// the system leads back from here
	expect(swipe(12, 260)).toBeNull()
	expect(swipe(380, 120)).toBeNull()
	expect(swipe(380, 120, { width: 800 })).toBe(1)
})
