import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countdown, howLong, passedThreshold } from './countdown.ts'
import { TimeSync } from './timeSync.ts'
import { dayOf, inBothZones, placeOf, timeSince } from './zones.ts'

const MINUTE = 60_000

test('[C1] the shortest round trip counts', () => {
	const sync = new TimeSync()
	expect(sync.serverAt(0)).toBeNull()
	sync.guess(500, 50_000)
	expect(sync.serverAt(600)).toBe(50_100)
	sync.add({ asked: 1000, answered: 1400, server: 51_200 })
	sync.add({ asked: 2000, answered: 2020, server: 52_110 })
	sync.add({ asked: 3000, answered: 3900, server: 53_800 })
	expect(sync.serverAt(2010)).toBe(52_110)
	expect(sync.uncertainty).toBe(10)
})

test('[C1] the server is never off by more than half the best round trip', () => {
	const trip = fc.record({ there: fc.nat(2000), back: fc.nat(2000), pause: fc.nat(5000) })
	fc.assert(
		fc.property(fc.array(trip, { minLength: 1, maxLength: 8 }), fc.integer(), (trips, offset) => {
			const sync = new TimeSync()
			let now = 0
			for (const { there, back, pause } of trips) {
				now += pause
				const server = now + there + offset
				sync.add({ asked: now, answered: now + there + back, server })
				now += there + back
				const error = Math.abs((sync.serverAt(now) ?? NaN) - (now + offset))
				expect(error).toBeLessThanOrEqual(sync.uncertainty)
			}
		})
	)
})

test.each([
	[26 * 60 * MINUTE, '', 'calm'],
	[24 * 60 * MINUTE, '24 h 0 min', 'calm'],
	[134 * MINUTE - 1, '2 h 14 min', 'calm'],
	[59 * MINUTE, '59 min', 'calm'],
	[15 * MINUTE, '15 min', 'warn'],
	[10 * MINUTE + 1, '11 min', 'warn'],
	[10 * MINUTE, '10:00', 'warn'],
	[5 * MINUTE, '5:00', 'danger'],
	[61_500, '1:02', 'danger'],
	[1, '0:01', 'danger'],
] as const)('[C2] %i ms are shown as "%s", %s', (leftMs, left, urgency) => {
	expect(countdown(leftMs)).toEqual({ left, urgency, isOver: false })
})

test('[C4] at zero it is over and stays at zero', () => {
	expect(countdown(0)).toMatchObject({ left: '0:00', isOver: true })
	expect(countdown(-90_000)).toMatchObject({ left: '0:00', isOver: true })
})

test('[C3] thresholds are passed once, and what is left is told where they are jumped over', () => {
	expect(passedThreshold(30 * MINUTE + 1, 30 * MINUTE)).toBe(30)
	expect(passedThreshold(30 * MINUTE, 29 * MINUTE)).toBeNull()
	expect(passedThreshold(15 * MINUTE + 200, 15 * MINUTE - 1_200)).toBe(15)
	expect(passedThreshold(90 * MINUTE, 4 * MINUTE)).toBe(4)
	expect(passedThreshold(40 * MINUTE, 5 * MINUTE + 50_000)).toBe(5)
	expect(passedThreshold(40 * MINUTE, 30_000)).toBe(0)
	expect(passedThreshold(40 * MINUTE, -1_000)).toBeNull()
	expect(passedThreshold(40 * MINUTE, 35 * MINUTE)).toBeNull()
})

test('[C5] how far off a clock is, is told in units that people read', () => {
	expect(howLong(4_200)).toBe('4 s')
	expect(howLong(119_000)).toBe('119 s')
	expect(howLong(5 * MINUTE + 20_000)).toBe('5 min')
	expect(howLong(7_105_000)).toBe('1 h 58 min')
})

test('a time is told for the room first and for me second, once where they agree', () => {
	const at = Date.parse('2025-12-09T18:00:00Z')
	expect(inBothZones(at, 'Europe/London', 'Europe/Kyiv')).toBe('18:00 London · 20:00 Kyiv')
	expect(inBothZones(at, 'Europe/London', 'Europe/Lisbon')).toBe('18:00 London')
	expect(inBothZones(at, 'Europe/London', 'Asia/Tokyo')).toBe('18:00 London · Wed 03:00 Tokyo')
	expect(dayOf(at, 'Europe/London', 'long')).toBe('Tuesday 9 December 2025')
	expect(placeOf('America/New_York')).toBe('New York')
})

test('[R2] what was on another day is told with that day, by the zone of the reader', () => {
	const at = Date.UTC(2025, 11, 9, 22, 30)
	expect(timeSince(at, 'UTC', at + 60 * MINUTE)).toBe('22:30')
	expect(timeSince(at, 'UTC', at + 120 * MINUTE)).toBe('22:30 on Tue 9 Dec')
	expect(timeSince(at, 'Europe/Kyiv', at + 120 * MINUTE)).toBe('00:30')
})
