import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { drawNever, drawSoon, type Overlay } from './drawTogether.ts'

beforeEach(() => {
	vi.useFakeTimers()
})

afterEach(() => {
	vi.useRealTimers()
})

function overlay(name: string, said: string[]): Overlay {
	return {
		measure: () => {
			said.push(`where is ${name}`)
			return () => {
				said.push(`move ${name}`)
			}
		},
	}
}

test('[E46] the carets of all clauses are measured before any of them is moved, and at most once in the time', () => {
	const said: string[] = []
	const [one, other, gone] = ['one', 'other', 'gone'].map((name) => overlay(name, said))
	for (const due of [one, other, gone, one]) if (due) drawSoon(due, 60)
	if (gone) drawNever(gone)
	vi.advanceTimersByTime(59)
	expect(said).toEqual([])
	vi.advanceTimersByTime(1)
	expect(said).toEqual(['where is one', 'where is other', 'move one', 'move other'])
	vi.advanceTimersByTime(600)
	expect(said.length).toBe(4)
	if (one) drawSoon(one, 60)
	vi.advanceTimersByTime(60)
	expect(said.slice(4)).toEqual(['where is one', 'move one'])
})

test('[E46] a clause whose carets cannot be measured holds up no other', () => {
	const said: string[] = []
	const broken: Overlay = {
		measure: () => {
			throw new RangeError('no such place')
		},
	}
	for (const due of [broken, overlay('one', said)]) drawSoon(due, 60)
	expect(() => vi.advanceTimersByTime(60)).toThrow('an overlay could not be placed')
	expect(said).toEqual(['where is one', 'move one'])
})
