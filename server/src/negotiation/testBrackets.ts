/** What tests of brackets do in a test room. */
import { type DelegationId } from '@parley/domain'
import { type BracketDecided } from './room.ts'
import { clauseId, seatAt, UA } from './testAlternatives.ts'
import { unitsOf, type TestRoom } from './testRoom.ts'

/** The delegation for which the seat at a place of the test room speaks. Throws `RangeError` where it speaks for none. */
export function delegationAt(t: TestRoom, index: number): DelegationId {
	const { delegation } = seatAt(t, index)
	if (delegation === null) throw new RangeError(`seat ${index} speaks for nobody`)
	return delegation
}

/** Has the seat at a place put the first of these words of the text into a bracket; gives what became of it. */
export async function place(
	t: TestRoom,
	words: string,
	by: number = UA,
	holders: readonly DelegationId[] | null = null
): Promise<BracketDecided> {
	return t.room.placeBracket({
		...{ clause: clauseId(t), ...(await unitsOf(t.room, t.document, words)), holders, reason: '' },
		...{ seat: seatAt(t, by), receivedAt: t.clock.now() },
	})
}
