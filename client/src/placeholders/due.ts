import { isOverdue, type Instant, type Placeholder } from '@parley/domain'
import { instantOf, wallTimeOf } from '../app/wallTime.ts'
import { dayOf, inBothZones } from '../negotiation/zones.ts'

const HOUR_MS = 3_600_000

/** What the field of a date and time shows for an instant in ms, on the clocks of `zone`; nothing for none. */
export function fieldOf(due: number | null, zone: string): string {
	if (due === null) return ''
	const { date, time } = wallTimeOf(due, zone)
	return `${date}T${time}`
}

/**
 * The instant in ms that such a field says, on the clocks of `zone`; null where it is empty. A time in the hour that is skipped in spring is as long after
 * it began.
 */
export function dueOf(field: string, zone: string): number | null {
	const at = instantIn(field, zone)
	if (at !== null || field === '') return at
	const hourBefore = new Date(Date.parse(`${field}Z`) - HOUR_MS).toISOString().slice(0, 16)
	const before = instantIn(hourBefore, zone)
	return before === null ? null : before + HOUR_MS
}

function instantIn(field: string, zone: string): number | null {
	const [date = '', time = ''] = field.split('T')
	return instantOf(date, time, zone)
}

/** By when a placeholder is to be filled, e.g. `due Tue 9 Dec, 18:00 London`; empty where that is open. */
export function sayDue(
	placeholder: Pick<Placeholder, 'due'>,
	now: Instant,
	zones: { readonly room: string; readonly mine: string }
): string {
	const { due } = placeholder
	if (due === null) return ''
	const at = `${dayOf(due, zones.room)}, ${inBothZones(due, zones.room, zones.mine)}`
	return isOverdue(placeholder, now) ? `overdue since ${at}` : `due ${at}`
}
