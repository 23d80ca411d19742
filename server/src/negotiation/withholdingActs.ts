import {
	actorOf,
	can,
	clauseSubject,
	type ClauseId,
	type Denial,
	type Instant,
	type Seat,
	type SeatId,
	type Touch,
} from '@parley/domain'
import { type Freeze } from '../freeze/freeze.ts'
import { type Entry } from '../storage/ports.ts'
import { clauseOf, type Head } from './head.ts'
import { type Withheld } from './room.ts'

/** Why words are not taken out of the record. */
export type WithholdingRefusal = Extract<Withheld, { kind: 'refused' }>['reason']

/** The answer that words are not taken out, and why. */
export function refused(reason: WithholdingRefusal): Withheld {
	return { kind: 'refused', reason }
}

/** Why a round takes no words out of its record at an instant; null while it is drafted. */
export function closedTo(
	freeze: Pick<Freeze, 'phaseFor'>,
	receivedAt: Instant
): WithholdingRefusal | null {
	const phase = freeze.phaseFor(receivedAt)
	if (phase === 'drafting') return null
	return phase === 'awaiting-chair' ? phase : 'frozen'
}

/**
 * Why `seat` may not take words of `author` out of a clause, as the rights are at `head`; null where it may. `touches` is what that does to the text, where
 * the words are seen in it. Throws `RangeError` where there is no such clause.
 */
export function withholdingDenial(
	head: Head,
	{ clause: id, author, seat }: Withholding,
	touches?: readonly Touch[]
): Denial | null {
	const clause = clauseOf(head, id)
	if (clause === undefined) throw new RangeError(`there is no clause ${id}`)
	const action = seat.id === author ? 'withhold' : 'withhold-for-others'
	const verdict = can(actorOf(seat, head.rights), action, {
		phase: 'drafting',
		clause: clauseSubject(clause, head.rights, head.standing),
		...(touches !== undefined && { touches }),
	})
	return verdict.allowed ? null : verdict.reason
}

/** Who takes words of whom out of which clause. */
interface Withholding {
	readonly clause: ClauseId
	readonly author: SeatId
	readonly seat: Seat
}

/** The answer once the act at `entry` is on disk, or is not and never will be. */
export async function whenStored(entry: Entry, stored: Promise<void>): Promise<Withheld> {
	try {
		await stored
		return { kind: 'withheld', entry }
	} catch {
		// The reason was logged where it happened, and everybody who listens was told.
		return refused('not-stored')
	}
}
