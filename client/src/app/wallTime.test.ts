import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instantOf, wallTimeOf } from './wallTime.ts'

test('the clock of the place decides', () => {
	expect(instantOf('2025-12-09', '18:00', 'Europe/London')).toBe(Date.UTC(2025, 11, 9, 18))
	expect(instantOf('2025-12-09', '18:00', 'Europe/Kyiv')).toBe(Date.UTC(2025, 11, 9, 16))
	expect(instantOf('2026-06-09', '18:00', 'Europe/London')).toBe(Date.UTC(2026, 5, 9, 17))
})

test('an hour that is skipped is none, an hour that comes twice is the first', () => {
	expect(instantOf('2026-03-29', '01:30', 'Europe/London')).toBeNull()
	expect(instantOf('2026-10-25', '01:30', 'Europe/London')).toBe(Date.UTC(2026, 9, 25, 0, 30))
})

test('what is not a date or a time is none', () => {
	expect(instantOf('', '18:00', 'UTC')).toBeNull()
	expect(instantOf('2026-02-30', '', 'UTC')).toBeNull()
})

test('every minute is found again on the clock that shows it', () => {
	const zones = fc.constantFrom('Europe/Kyiv', 'America/New_York', 'Asia/Kathmandu', 'UTC')
	const minutes = fc.integer({ min: 25_000_000, max: 33_000_000 })
	fc.assert(
		fc.property(minutes, zones, (minute, zone) => {
			const { date, time } = wallTimeOf(minute * 60_000, zone)
			const found = instantOf(date, time, zone)
			// in the hour that comes twice the earlier one is found
			expect([minute * 60_000, (minute - 60) * 60_000]).toContain(found)
			expect(found === null ? null : wallTimeOf(found, zone)).toEqual({ date, time })
		})
	)
})
