const LOCALE = 'en-GB'

/** The place that an IANA zone is named after, e.g. `London` for `Europe/London`. */
export function placeOf(zone: string): string {
	if (zone === 'UTC' || zone === 'Etc/UTC') return 'UTC'
	const name = zone.split('/').at(-1) ?? zone
	return RENAMED[name] ?? name.replaceAll('_', ' ')
}

/** Browsers give old names of some zones, whatever the zone database says now. */
const RENAMED: Readonly<Record<string, string>> = {
	Kiev: 'Kyiv',
	Calcutta: 'Kolkata',
	Katmandu: 'Kathmandu',
	Rangoon: 'Yangon',
	Saigon: 'Ho Chi Minh City',
}

/** The zone this device is set to. */
export function deviceZone(): string {
	return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** The time of day at `at` in `zone`, e.g. `18:00`, with seconds where asked. */
export function timeOfDay(at: number, zone: string, withSeconds = false): string {
	return format(at, zone, {
		hour: '2-digit',
		minute: '2-digit',
		...(withSeconds && { second: '2-digit' }),
	})
}

/** A day in `zone`: `Tue 9 Dec`, or in words `Tuesday 9 December 2025`. */
export function dayOf(at: number, zone: string, style: 'short' | 'long' = 'short'): string {
	const parts: Intl.DateTimeFormatOptions =
		style === 'short'
			? { weekday: 'short', day: 'numeric', month: 'short' }
			: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
	return format(at, zone, parts).replaceAll(',', '')
}

/** The time of day at `at` in `zone`, with the day where that is another than at `now`: `18:00`, or `18:00 on Tue 9 Dec`. Both in ms. */
export function timeSince(at: number, zone: string, now: number): string {
	const [time, day] = [timeOfDay(at, zone), dayOf(at, zone)]
	return day === dayOf(now, zone) ? time : `${time} on ${day}`
}

/**
 * An instant with the room's place first and this device's second, e.g. `18:00 London · 20:00 Kyiv`. Zones that show the same time
 * at that instant are one; a day is named where the two differ.
 */
export function inBothZones(at: number, room: string, mine: string, withSeconds = false): string {
	const first = `${timeOfDay(at, room, withSeconds)} ${placeOf(room)}`
	if (wallClock(at, room) === wallClock(at, mine)) return first
	const isOtherDay = dayOf(at, room) !== dayOf(at, mine)
	const day = isOtherDay ? `${format(at, mine, { weekday: 'short' })} ` : ''
	return `${first} · ${day}${timeOfDay(at, mine, withSeconds)} ${placeOf(mine)}`
}

function wallClock(at: number, zone: string): string {
	return `${dayOf(at, zone)} ${timeOfDay(at, zone)}`
}

/** To make one takes a millisecond and more, and some are asked every second. */
const formats: Record<string, Intl.DateTimeFormat> = {}

function format(at: number, zone: string, options: Intl.DateTimeFormatOptions): string {
	const key = JSON.stringify([zone, options])
	const wanted = { timeZone: zone, hourCycle: 'h23', ...options } as const
	return (formats[key] ??= new Intl.DateTimeFormat(LOCALE, wanted)).format(at)
}
