import { deviceZone, inBothZones, placeOf, timeOfDay } from '../../negotiation/zones.ts'

/** The zone of the capital, by the code (ISO 3166) that most delegations take. Others are shown in the zones of those present only. */
const CAPITALS: Readonly<Record<string, string>> = {
	AT: 'Europe/Vienna',
	AU: 'Australia/Sydney',
	BE: 'Europe/Brussels',
	BG: 'Europe/Sofia',
	BR: 'America/Sao_Paulo',
	CA: 'America/Toronto',
	CH: 'Europe/Zurich',
	CN: 'Asia/Shanghai',
	CZ: 'Europe/Prague',
	DE: 'Europe/Berlin',
	DK: 'Europe/Copenhagen',
	EE: 'Europe/Tallinn',
	ES: 'Europe/Madrid',
	EU: 'Europe/Brussels',
	FI: 'Europe/Helsinki',
	FR: 'Europe/Paris',
	GB: 'Europe/London',
	GR: 'Europe/Athens',
	HU: 'Europe/Budapest',
	IE: 'Europe/Dublin',
	IT: 'Europe/Rome',
	JP: 'Asia/Tokyo',
	LT: 'Europe/Vilnius',
	LV: 'Europe/Riga',
	MD: 'Europe/Chisinau',
	NL: 'Europe/Amsterdam',
	NO: 'Europe/Oslo',
	PL: 'Europe/Warsaw',
	PT: 'Europe/Lisbon',
	RO: 'Europe/Bucharest',
	RU: 'Europe/Moscow',
	SE: 'Europe/Stockholm',
	SK: 'Europe/Bratislava',
	TR: 'Europe/Istanbul',
	UA: 'Europe/Kyiv',
	UK: 'Europe/London',
	US: 'America/New_York',
}

/** Zones whose city is not the capital they stand for. */
const NAMES: Readonly<Record<string, string>> = {
	'America/New_York': 'Washington',
	'America/Sao_Paulo': 'Brasília',
	'America/Toronto': 'Ottawa',
	'Asia/Shanghai': 'Beijing',
	'Australia/Sydney': 'Canberra',
	'Europe/Istanbul': 'Ankara',
	'Europe/Zurich': 'Bern',
}

/**
 * The same instant in the capitals of the delegations, on this device and in UTC, but for the room's own place: `20:00 Kyiv · 19:00 Berlin, Paris ·
 * 18:00 UTC`. Places with one time stand together, the latest first.
 */
export function sayElsewhere(
	at: number,
	room: string,
	codes: readonly string[],
	mine: string = deviceZone()
): string {
	const zones = codes.flatMap((code) => CAPITALS[code] ?? [])
	const names = new Map<string, Set<string>>()
	const add = (zone: string, name: string): void => {
		if (name === placeOf(room)) return
		const time = inZone(at, zone, room)
		names.set(time, (names.get(time) ?? new Set()).add(name))
	}
	for (const zone of zones) add(zone, NAMES[zone] ?? placeOf(zone))
	if (!zones.includes(mine)) add(mine, placeOf(mine))
	add('UTC', 'UTC')
	return [...names]
		.sort(([a], [b]) => (a < b ? 1 : -1))
		.map(([time, places]) => `${time} ${[...places].sort().join(', ')}`)
		.join(' · ')
}

/** The time of day, with the weekday where it is another than in the room. */
function inZone(at: number, zone: string, room: string): string {
	const both = inBothZones(at, room, zone).split(' · ').at(-1) ?? ''
	const day = /^[A-Z][a-z]{2} (?=\d)/.exec(both)?.[0] ?? ''
	return `${day}${timeOfDay(at, zone)}`
}
