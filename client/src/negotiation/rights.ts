import {
	actorOf,
	can,
	clauseSubject,
	isConfirmed,
	parseClauseId,
	parseDelegationId,
	parseSeatId,
	type Action,
	type Actor,
	type ClauseId,
	type ClauseSubject,
	type DelegationId,
	type Phase,
	type Rights,
	type Standing,
} from '@parley/domain'
import { fromRightsJson, type ClauseJson, type RoomJson, type SeatJson } from '@parley/protocol'

/** Why nothing changes the text of a point that a delegation has confirmed (rule S12). */
export const CAPITALS_CONFIRMED =
	'Capitals have confirmed this point as it is. Whoever wants other words takes it to another step first; then it is confirmed anew.'

/** What decides what my seat may do in a clause, as this page knows it. */
export interface OwnRights {
	readonly info: Pick<RoomJson, 'me'>
	readonly rights: Rights
	readonly standing: Pick<Standing, 'ladder' | 'clauses'>
	readonly phase: { readonly kind: Phase['kind'] }
	readonly clauses: readonly Pick<ClauseJson, 'id' | 'status'>[]
}

/** What a clause is to `can`. */
export function subjectOf(
	{ rights, standing }: Pick<OwnRights, 'rights' | 'standing'>,
	{ id, status }: Pick<ClauseJson, 'id' | 'status'>
): ClauseSubject {
	return clauseSubject({ id: parseClauseId(id), status }, rights, standing)
}

/** Why no ending of a bracket can be consented to in a clause (rules A10 and S12), what stands in the way longest first; none where it can. */
export function whyStill(
	{
		rights,
		standing,
	}: { readonly rights: Pick<Rights, 'holds'>; readonly standing: Pick<Standing, 'clauses'> },
	clause: ClauseId
): readonly ('capitals-confirmed' | 'held')[] {
	return [
		...(isConfirmed(standing, clause) ? (['capitals-confirmed'] as const) : []),
		...(rights.holds.has(clause) ? (['held'] as const) : []),
	]
}

/** The delegation I speak for; null where I speak for none. */
export function ownDelegation({ me }: Pick<RoomJson, 'me'>): DelegationId | null {
	return me.delegation === null ? null : parseDelegationId(me.delegation.id)
}

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
