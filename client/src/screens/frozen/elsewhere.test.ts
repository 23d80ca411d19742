import { expect, test } from 'vitest'
import { sayElsewhere } from './elsewhere.ts'

const SIX_IN_LONDON = Date.UTC(2025, 11, 9, 18)

test('places with one time stand together, the latest first, and the room is left out', () => {
	const codes = ['FR', 'DE', 'UA', 'GB', 'US']
	expect(sayElsewhere(SIX_IN_LONDON, 'Europe/London', codes, 'Europe/London')).toBe(
		'20:00 Kyiv · 19:00 Berlin, Paris · 18:00 UTC · 13:00 Washington'
	)
})

test('this device is among them where no delegation is there', () => {
	expect(sayElsewhere(SIX_IN_LONDON, 'Europe/London', ['ABC'], 'Europe/Warsaw')).toBe(
		'19:00 Warsaw · 18:00 UTC'
	)
})

test('another day is named', () => {
	expect(sayElsewhere(SIX_IN_LONDON, 'Europe/London', ['JP'], 'Europe/London')).toBe(
		'Wed 03:00 Tokyo · 18:00 UTC'
	)
})
