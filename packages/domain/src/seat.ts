import { type DelegationId, type SeatId } from './ids.ts'

/** What a seat is there for. */
export const ROLES = ['advisor', 'note-taker', 'secretariat', 'chair', 'observer'] as const

export type Role = (typeof ROLES)[number]

/** A place in the room. People speak for a delegation; the secretariat, chair, note-takers and observers may have none. */
export interface Seat {
	readonly id: SeatId
	readonly role: Role
	readonly delegation: DelegationId | null
	/** How the seat is called in the room, e.g. `Advisor 1`. */
	readonly name: string
	/** Set once the secretariat has taken the seat away. */
	readonly revoked: boolean
}

/** Parses a role. Throws `RangeError`, naming those there are, on anything else. */
export function parseRole(value: string): Role {
	const role = ROLES.find((known) => known === value)
	if (role === undefined)
		throw new RangeError(`no role ${JSON.stringify(value)}; there are ${ROLES.join(', ')}`)
	return role
}

/** The one or two characters that stand for a seat beside its delegation's code, e.g. `A1` for `Advisor 1`. */
export function seatInitials(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '')
	return words
		.slice(0, 2)
		.map((word) =>
			/^\d+$/.test(word)
				? word.slice(0, 2)
				: String.fromCodePoint(word.codePointAt(0) ?? 0x20).toUpperCase()
		)
		.join('')
}
