import { expect, test } from 'vitest'
import { samePlace } from './samePlace.ts'

const live = 'It reports every day, and at night.\nIts reports are public.'
const frozen = 'It reports every day.\nIts reports are public.'
const late = ', and at night'

test('the caret behind words that came too late stands where they were typed', () => {
	const typedAt = 'It reports every day'.length
	expect(samePlace(typedAt + late.length, live, frozen)).toBe(typedAt)
	expect(samePlace(typedAt + 5, live, frozen)).toBe(typedAt)
})

test('places before and behind late words stay with their own words', () => {
	expect(samePlace(3, live, frozen)).toBe(3)
	const here = live.indexOf('public')
	expect(samePlace(here, live, frozen)).toBe(frozen.indexOf('public'))
})

test('a late letter beside an equal one counts once', () => {
	expect(samePlace(3, 'pass', 'pas')).toBe(3)
	expect(samePlace(4, 'pass', 'pas')).toBe(3)
})

test('words taken out too late stand again', () => {
	expect(samePlace(21, frozen, live)).toBe(21 + late.length)
	expect(samePlace(0, '', frozen)).toBe(0)
	expect(samePlace(frozen.length, frozen, frozen)).toBe(frozen.length)
})
