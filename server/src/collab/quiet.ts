import { type StampedCaret, type StampedPlace, type StampedSeat } from '@parley/protocol'
import { type Participant } from './participant.ts'

/** What others see of somebody. */
export type StampedState = StampedCaret | StampedPlace

/** Whether what the seat `who` says quietly is for `participant`: it is of the same delegation, or the same seat. */
export function isOfOneDelegation(who: StampedSeat, { seat, delegation }: Participant): boolean {
	if (who.seat === seat.id) return true
	return who.delegation !== null && who.delegation.code === delegation?.code
}

/** What those of other delegations are told of somebody quiet: that they are here; of a caret nothing. */
export function reducedState(state: StampedState): StampedState | undefined {
	if ('cursor' in state) return undefined
	const { who, idle, display } = state
	return { who, clause: null, typing: false, idle, ...(display !== undefined && { display }) }
}

/** What is known of a client by those to whom everything is said of it. */
export const SHOWN = 'shown'
/** And by those to whom nothing is. */
export const NOTHING = 'nothing'

/** What those of other delegations know of somebody quiet with `state`, as text that can be compared; of somebody who has gone nothing. */
export function outsideOf(state: StampedState | undefined): string {
	const reduced = state && reducedState(state)
	return reduced === undefined ? NOTHING : JSON.stringify(reduced)
}
