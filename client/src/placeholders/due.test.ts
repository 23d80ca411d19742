import { expect, test } from 'vitest'
import { dueOf, fieldOf } from './due.ts'

test.each(['Europe/London', 'Europe/Kyiv', 'America/New_York'])(
	'[W99] by when something is to be filled is said on the clocks of the negotiation, here %s',
	(zone) => {
		const winter = Date.UTC(2026, 11, 9, 18)
		const summer = Date.UTC(2026, 6, 9, 18, 30)
		for (const at of [winter, summer]) expect(dueOf(fieldOf(at, zone), zone)).toBe(at)
		expect(fieldOf(null, zone)).toBe('')
		expect(dueOf('', zone)).toBeNull()
	}
)

test('[W99] the same field is another instant elsewhere, and one in the hour that is skipped is none that is lost', () => {
	expect(dueOf('2026-12-09T18:00', 'Europe/London')).toBe(Date.UTC(2026, 11, 9, 18))
	expect(dueOf('2026-12-09T18:00', 'Europe/Kyiv')).toBe(Date.UTC(2026, 11, 9, 16))
	expect(dueOf('2026-03-29T01:30', 'Europe/London')).toBe(Date.UTC(2026, 2, 29, 1, 30))
})
