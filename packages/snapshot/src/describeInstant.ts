/**
 * An instant as it stands on the clock of a zone's city: `Tuesday 9 December 2025, 18:00:00 London`. In UTC, saying so, where the zone is
 * not known here.
 */
export function describeInstant(iso: string, zone: string): string {
	const known = isKnownZone(zone)
	const parts = new Intl.DateTimeFormat('en-GB', {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		hourCycle: 'h23',
		timeZone: known ? zone : 'UTC',
	}).formatToParts(new Date(iso))
	const part = (type: Intl.DateTimeFormatPartTypes) =>
		parts.find((candidate) => candidate.type === type)?.value ?? ''
	const day = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`
	const place = known ? zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ') : 'UTC'
	return `${day}, ${part('hour')}:${part('minute')}:${part('second')} ${place}`
}

function isKnownZone(zone: string): boolean {
	try {
		new Intl.DateTimeFormat('en-GB', { timeZone: zone })
		return true
	} catch (error) {
		if (error instanceof RangeError) return false
		throw error
	}
}
