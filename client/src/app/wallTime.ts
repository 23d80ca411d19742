/**
 * The instant at which clocks in `zone` show `date` (`2026-12-09`) and `time` (`18:00`), in ms UTC. Null where they never do, as in the hour
 * that is skipped in spring; where they do twice, the earlier one.
 */
export function instantOf(date: string, time: string, zone: string): number | null {
	const shown = Date.parse(`${date}T${time.padStart(5, '0')}:00.000Z`)
	if (Number.isNaN(shown)) return null
	// the offset is one of those that hold within a day: zones change by less, and not twice a day
	const candidates = [shown - DAY_MS, shown + DAY_MS].map((near) => shown - offsetAt(near, zone))
	const found = candidates.filter((at) => at + offsetAt(at, zone) === shown)
	return found.length === 0 ? null : Math.min(...found)
}

/** What a date field and a time field hold for an instant on the clocks of `zone`. */
export function wallTimeOf(at: number, zone: string): { date: string; time: string } {
	const [date = '', time = ''] = new Date(at + offsetAt(at, zone)).toISOString().split('T')
	return { date, time: time.slice(0, 5) }
}

const DAY_MS = 24 * 3600 * 1000

/** How far clocks in `zone` are ahead of UTC at an instant, in ms. */
function offsetAt(at: number, zone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	}).formatToParts(at)
	const part = (type: Intl.DateTimeFormatPartTypes): number =>
		Number(parts.find((candidate) => candidate.type === type)?.value)
	const shown = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second')
	)
	return shown - Math.floor(at / 1000) * 1000
}
