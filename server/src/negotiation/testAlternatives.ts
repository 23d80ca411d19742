/** What tests of alternatives do in a test room. */
import { type AlternativeGroup, type GroupId, type Seat } from '@parley/domain'
import { clauseDocument } from '@parley/protocol'
import { alternativeOf, plainText } from '@parley/schema'
import {
	type AlternativeDecision,
	type AlternativeOffer,
	type AlternativesDecided,
} from './alternativeRoom.ts'
import { unitsOf, type TestRoom } from './testRoom.ts'

/** Places of seats in the test room. */
export const [UA, FR, NOTES, SECRETARIAT] = [0, 1, 2, 3] as const

/** The seat at a place of the test room. Throws `RangeError` where there is none. */
export function seatAt(t: TestRoom, index: number): Seat {
	const seat = t.seats[index]
	if (seat === undefined) throw new RangeError(`no seat ${index}`)
	return seat
}

/** The clause of `t.document`. */
export function clauseId(t: TestRoom) {
	const clause = t.clauses.find(({ id }) => clauseDocument(t.negotiation.id, 1, id) === t.document)
	if (clause === undefined) throw new RangeError('no clause')
	return clause.id
}

/** What a decision led to. Throws where it was denied or refused. */
export function decided(done: AlternativesDecided): { id: GroupId; group: AlternativeGroup } {
	if (done.kind !== 'decided') throw new Error(done.reason)
	return done.decided
}

/** Why a decision was not carried out, or null where it was. */
export function reasonOf(done: AlternativesDecided): string | null {
	return done.kind === 'decided' ? null : done.reason
}

/** What an act about a group says beside its clause and group. */
type Said = DistributedOmit<AlternativeDecision['act'], 'clause' | 'group'>
type DistributedOmit<T, K extends keyof T> = T extends unknown ? Omit<T, K> : never

/** Opens a group around `words`, and gives what offers and decides about it. */
export async function opened(t: TestRoom, words: string, by: number = UA) {
	const clause = clauseId(t)
	const now = () => t.clock.now()
	const done = await t.room.openAlternatives({
		clause,
		...(await unitsOf(t.room, t.document, words)),
		...{ seat: seatAt(t, by), receivedAt: now() },
	})
	const { id: group } = decided(done)
	const alternative = (label: string) => {
		const found = t.room.alternatives.get(group)?.alternatives.find((one) => one.label === label)
		if (found === undefined) throw new RangeError(`no alternative ${label}`)
		return found.id
	}
	return {
		group,
		alternative,
		offer: (as: number, text: AlternativeOffer['text'], more: Partial<AlternativeOffer> = {}) =>
			t.room.offerAlternative({
				...{ clause, group, text, seat: seatAt(t, as), receivedAt: now(), ...more },
			}),
		merge: (as: number, one: string, other: string) =>
			t.room.mergeAlternatives({
				...{ clause, group, merged: [alternative(one), alternative(other)] },
				...{ seat: seatAt(t, as), receivedAt: now() },
			}),
		decide: (as: number, said: Said) =>
			t.room.decideAlternatives({
				act: { ...said, clause, group },
				...{ seat: seatAt(t, as), receivedAt: now() },
			}),
	}
}

/** Words of an offer. */
export function words(...paragraphs: readonly string[]): AlternativeOffer['text'] {
	return { kind: 'words', paragraphs }
}

/** The blocks of the clause as committed, each behind the letter of its alternative. */
export async function shown(t: TestRoom): Promise<readonly string[]> {
	const text = await t.room.readClause(clauseId(t))
	return (text?.blocks ?? []).map((block) => {
		const place = alternativeOf(block.in)
		const groups: ReadonlyMap<string, AlternativeGroup> = t.room.alternatives
		const group = place && groups.get(place.group)
		const one = group?.alternatives.find(({ id }) => id === place?.alternative)
		return place ? `${one?.label ?? '?'}: ${plainText([block])}` : plainText([block])
	})
}
