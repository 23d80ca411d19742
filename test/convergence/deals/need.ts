import { type Seat } from '@parley/domain'

/** Throws an `Error` with what is wrong, unless `holds`. */
export function need(holds: boolean, otherwise: string): void {
	if (!holds) throw new Error(otherwise)
}

/** Whether the seat is one of those that run the room. */
export function runsTheRoom({ role }: Seat): boolean {
	return role === 'secretariat' || role === 'chair'
}
