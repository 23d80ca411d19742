import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { caretSender } from './caretSender.ts'

beforeEach(() => {
	vi.useFakeTimers()
})
afterEach(() => {
	vi.useRealTimers()
})

test('[P7] the first place of a caret is told before anything can be typed there, the next ones at most every 60 ms', () => {
	const told: (number | null)[] = []
	const send = caretSender<number>((cursor) => told.push(cursor))
	send(1)
	expect(told).toEqual([1])
	send(2)
	send(3)
	vi.advanceTimersByTime(59)
	expect(told).toEqual([1])
	vi.advanceTimersByTime(1)
	expect(told).toEqual([1, 3])
	send(4)
	send(null)
	vi.advanceTimersByTime(60)
	expect(told).toEqual([1, 3, null])
	send(5)
	expect(told).toEqual([1, 3, null, 5])
})
