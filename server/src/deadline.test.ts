import { parseInstant } from '@parley/domain'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isZone, nextTuesdayInLondon, parseDeadline, sayDeadline } from './deadline.ts'

const at = (iso: string) => parseInstant(Date.parse(iso))

function read(time: string, zone = 'Europe/London'): string {
	const parsed = parseDeadline(time, zone)
	return parsed.kind === 'deadline' ? new Date(parsed.deadline.at).toISOString() : parsed.at
}

test('[K2] a deadline is a moment, or a time on the clock of a place', () => {
	expect(read('2025-12-09T18:00')).toBe('2025-12-09T18:00:00.000Z')
	expect(read('2026-07-09 18:00:30')).toBe('2026-07-09T17:00:30.000Z')
	expect(read('2025-12-09T18:00', 'Europe/Kyiv')).toBe('2025-12-09T16:00:00.000Z')
	expect(read('2025-12-09T18:00Z', 'Europe/Kyiv')).toBe('2025-12-09T18:00:00.000Z')
	expect(read('2025-12-09T18:00+02:00')).toBe('2025-12-09T16:00:00.000Z')
	expect(read(' 2025-12-09T18:00-05 ')).toBe('2025-12-09T23:00:00.000Z')
})

test('[K2] a time that is skipped or shown twice is not guessed', () => {
	expect(read('2026-03-29T01:30')).toBe('at')
	expect(read('2026-10-25T01:30')).toBe('at')
	expect(read('2026-10-25T01:30+01:00')).toBe('2026-10-25T00:30:00.000Z')
	expect(read('2026-10-25T00:59')).toBe('2026-10-24T23:59:00.000Z')
})

test('[K2] what is no time or no place says which of the two', () => {
	for (const time of [
		'',
		'now',
		'2025-12-09',
		'18:00',
		'2025-13-09T18:00',
		'2025-12-09T25:00',
		'2025-12-09T18:00[UTC]',
		'9 December 2025 18:00',
		'+012025-12-09T18:00',
	]) {
		expect(read(time), time).toBe('at')
	}
	for (const zone of ['', 'London', 'Mars/Base', '+02:00', 'Europe/', '../etc']) {
		expect(read('2025-12-09T18:00', zone), zone).toBe('zone')
		expect(isZone(zone)).toBe(false)
	}
})

test('the sample freezes next Tuesday at six in London, at least two hours from now', () => {
	const next = (iso: string) => new Date(nextTuesdayInLondon(at(iso)).at).toISOString()
	expect(next('2025-12-08T09:00:00Z')).toBe('2025-12-09T18:00:00.000Z')
	expect(next('2025-12-09T16:00:00Z')).toBe('2025-12-09T18:00:00.000Z')
	expect(next('2025-12-09T16:00:00.001Z')).toBe('2025-12-16T18:00:00.000Z')
	expect(next('2025-12-09T18:00:00Z')).toBe('2025-12-16T18:00:00.000Z')
	expect(next('2026-06-01T12:00:00Z')).toBe('2026-06-02T17:00:00.000Z')
	// The clocks go forward on Sunday 29 March and back on Sunday 25 October.
	expect(next('2026-03-26T12:00:00Z')).toBe('2026-03-31T17:00:00.000Z')
	expect(next('2026-10-22T12:00:00Z')).toBe('2026-10-27T18:00:00.000Z')
})

test('the sample’s deadline is always a Tuesday at six, two hours to eight days ahead', () => {
	const from = Date.UTC(2025, 0)
	fc.assert(
		fc.property(fc.integer({ min: from, max: Date.UTC(2040, 0) }), (ms) => {
			const { at: deadline, zone } = nextTuesdayInLondon(parseInstant(ms))
			const ahead = deadline - ms
			const said = sayDeadline({ at: deadline, zone })
			return (
				/^Tuesday \d+ \w+ \d{4}, 18:00 \(Europe\/London\)$/.test(said) &&
				ahead >= 2 * 3_600_000 &&
				ahead < (7 * 24 + 3) * 3_600_000
			)
		})
	)
})
