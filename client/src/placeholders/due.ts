import { isOverdue, type Instant, type Placeholder } from '@parley/domain'
import { dayOf, inBothZones } from '../negotiation/zones.ts'

/** What the field of a date and time shows for an instant, on this device's clock; nothing for none. */
export function fieldOf(due: number | null): string {
	if (due === null) return ''
	const local = new Date(due - new Date(due).getTimezoneOffset() * 60_000)
	return local.toISOString().slice(0, 16)
}

/** The instant that such a field says, on this device's clock; null where it is empty. */
export function dueOf(field: string): number | null {
	return field === '' ? null : new Date(field).getTime()
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
