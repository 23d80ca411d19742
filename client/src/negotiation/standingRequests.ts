import {
	ClauseJson,
	StandingAnswer,
	type ConfirmRequest,
	type ForceRequest,
	type LadderRequest,
	type PackageRequest,
	type ReservationRequest,
	type StatusRequest,
} from '@parley/protocol'
import { ask, negotiationPath } from './api.ts'

/** A clause of a negotiation, as the server calls it. */
export interface ClauseAddress {
	readonly negotiation: string
	readonly clause: string
}

/** Takes a clause to a step of the ladder. Everybody is told by the server. Throws `ApiError`, as all of these. */
export function setStatus(address: ClauseAddress, body: StatusRequest): Promise<ClauseJson> {
	return ask(ClauseJson, 'PATCH', pathOf(address), { body })
}

/** Gives capitals until another instant to confirm: on the clock of the room where nothing else is said. */
export function setConfirmBy(address: ClauseAddress, confirmBy: string): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'PUT', `${pathOf(address)}/confirm-by`, { body: { confirmBy } })
}

/** One's own delegation confirms what is agreed ad referendum: the text that it has read. */
export function confirmClause(
	address: ClauseAddress,
	body: ConfirmRequest
): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'POST', `${pathOf(address)}/confirmation`, { body })
}

/** Enters a reservation of one's own delegation. */
export function enterReservation(
	address: ClauseAddress,
	body: ReservationRequest
): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'POST', `${pathOf(address)}/reservations`, { body })
}

/** Lifts a reservation of one's own delegation. */
export function liftReservation(
	address: ClauseAddress,
	kind: ReservationRequest['kind']
): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'DELETE', `${pathOf(address)}/reservations/${kind}`)
}

/** Says with what force a clause is meant to bind. */
export function setForce(address: ClauseAddress, body: ForceRequest): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'PUT', `${pathOf(address)}/force`, { body })
}

/** Sets the ladder. */
export function setLadder(negotiation: string, body: LadderRequest): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'PUT', `${negotiationPath(negotiation)}/ladder`, { body })
}

/** Makes a package. */
export function makePackage(negotiation: string, body: PackageRequest): Promise<StandingAnswer> {
	return ask(StandingAnswer, 'POST', `${negotiationPath(negotiation)}/packages`, { body })
}

/** Closes a package, or gives it up. */
export function endPackage(
	negotiation: string,
	id: string,
	how: 'close' | 'dissolve'
): Promise<StandingAnswer> {
	const path = `${negotiationPath(negotiation)}/packages/${encodeURIComponent(id)}`
	return how === 'close'
		? ask(StandingAnswer, 'POST', `${path}/closure`)
		: ask(StandingAnswer, 'DELETE', path)
}

function pathOf({ negotiation, clause }: ClauseAddress): string {
	return `${negotiationPath(negotiation)}/clauses/${encodeURIComponent(clause)}`
}
