import {
	actorOf,
	can,
	parseDelegationId,
	parseSeatId,
	type Action,
	type Actor,
	type Rights,
} from '@parley/domain'
import { fromRightsJson, type RoomJson, type SeatJson } from '@parley/protocol'

/** The actor that `seat` is under `rights`, for `can`. */
export function actorFor({ id, role, revoked, delegation }: SeatJson, rights: Rights): Actor {
	const of = delegation === null ? null : parseDelegationId(delegation.id)
	return actorOf({ id: parseSeatId(id), role, revoked, delegation: of }, rights)
}

/** Whether my seat may do `action` in `room`, as the server described it. */
export function mayIn({ me, rights, phase }: RoomJson, action: Action): boolean {
	return can(actorFor(me, fromRightsJson(rights)), action, { phase: phase.kind }).allowed
}

/** How the seat that decided something is called, e.g. `Advisor 1, Ukraine`; the server itself where there is none. */
export function seatName(id: string | null, seats: readonly SeatJson[]): string {
	if (id === null) return 'the server'
	const seat = seats.find((one) => one.id === id)
	if (seat === undefined) return 'a seat that is not known here'
	return seat.delegation === null ? `the ${seat.name}` : `${seat.name}, ${seat.delegation.name}`
}
