import { type BracketId, type ClauseId, type DelegationId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'
import { type Seat } from './seat.ts'
import { type Ownership } from './suggestion.ts'

/** How a bracket ends: it is lifted, and the words stay; or it is struck, and they go. */
export const BRACKET_ENDINGS = ['lift', 'strike'] as const

export type BracketEnding = (typeof BRACKET_ENDINGS)[number]

/** That a bracket should end, and who of its holders has consented. */
export interface ProposedEnding {
	readonly ending: BracketEnding
	/** Null where the server itself proposed it. */
	readonly by: SeatId | null
	/** The holder that proposes it, for itself; null where those who run the room do. */
	readonly delegation: DelegationId | null
	readonly at: Instant
	readonly consents: ReadonlySet<DelegationId>
}

/** An ending that a holder would not have; the bracket stays. */
export interface DeclinedEnding {
	readonly ending: BracketEnding
	readonly by: DelegationId
	readonly at: Instant
}

/** Disputed words of a clause. Which they are stands in its text, by marks with the id of the bracket, and nothing else does. */
export interface Bracket {
	readonly clause: ClauseId
	/** The delegations without whose consent it does not end. Nobody, where it came with an imported text that names none. */
	readonly holders: ReadonlySet<DelegationId>
	/** Why it was placed; empty where nothing was said. */
	readonly reason: string
	/** Whether it came with an imported text that names nobody for it: who joins it since is asked, and does not end it. */
	readonly ownerless: boolean
	/** Null where it was imported. */
	readonly placedBy: SeatId | null
	readonly placedAt: Instant
	readonly proposed: ProposedEnding | null
	/** The newest ending that was proposed and declined; null where none was, or another was proposed since. */
	readonly declined: DeclinedEnding | null
	/** How it ended; null while it is open. */
	readonly ended: { readonly ending: BracketEnding; readonly at: Instant } | null
}

/** The brackets of a round by their ids, those that ended included, in the order in which they were placed. */
export type Brackets = ReadonlyMap<BracketId, Bracket>

/** No bracket was placed yet. */
export const NO_BRACKETS: Brackets = new Map()

/** The holders of `bracket` whose consent its proposed ending still wants; nobody where none is proposed. */
export function unansweredBy({ holders, proposed }: Bracket): readonly DelegationId[] {
	return proposed === null ? [] : [...holders].filter((holder) => !proposed.consents.has(holder))
}

/** Whether every holder of `bracket` has consented to the ending that is proposed, which is to be carried out then. */
export function isConsented(bracket: Bracket): boolean {
	return bracket.proposed !== null && unansweredBy(bracket).length === 0
}

/** Whether every holder of `inner` holds `outer`, too, and so has consented where that is struck; not where nobody holds `inner`. */
export function isHeldWithin(inner: Bracket, outer: Bracket): boolean {
	return inner.holders.size > 0 && [...inner.holders].every((holder) => outer.holders.has(holder))
}

/** The delegation that consents by what `seat` proposes: its own; null for those who run the room, who propose for all and consent for nobody. */
export function consentOf({
	role,
	delegation,
}: Pick<Seat, 'role' | 'delegation'>): DelegationId | null {
	return runsTheRoom(role) ? null : delegation
}

/** Whose a proposed ending is to `seat`: its own, or that of its side, which is its delegation or those who run the room with it. */
export function endingOwnership(
	{ by, delegation }: ProposedEnding,
	seat: Pick<Seat, 'id' | 'role' | 'delegation'>
): Ownership {
	if (by === seat.id) return 'own'
	const isOurs = delegation === null ? runsTheRoom(seat.role) : delegation === seat.delegation
	return isOurs ? 'ours' : 'others'
}

/** How somebody holds a bracket: nobody holds it, others do, they joined one that is ownerless, they hold it among others, or alone. */
export const HOLDINGS = ['unheld', 'others', 'joined', 'shared', 'alone'] as const

export type Holding = (typeof HOLDINGS)[number]

/** How somebody who speaks for `delegation`, or for none, holds `bracket`. */
export function holdingOf(
	{ holders, ownerless }: Bracket,
	delegation: DelegationId | null
): Holding {
	if (holders.size === 0) return 'unheld'
	if (delegation === null || !holders.has(delegation)) return 'others'
	if (ownerless) return 'joined'
	return holders.size === 1 ? 'alone' : 'shared'
}

/** Who places brackets for which delegation: the seats that speak for one. Those who run the room do it for all of them, and are not in it. */
export type Speakers = ReadonlyMap<SeatId, DelegationId>

/** The speakers among `seats`, such as were taken away included. */
export function speakersOf(seats: readonly Pick<Seat, 'id' | 'role' | 'delegation'>[]): Speakers {
	return new Map(
		seats.flatMap(({ id, role, delegation }) =>
			delegation === null || runsTheRoom(role) ? [] : [[id, delegation]]
		)
	)
}

/**
 * Whether `bracket` is one of those that `delegation` has over each other, which are bounded (rule B13): a seat of it placed it, whoever holds it
 * since, or nobody else holds it.
 */
export function isBracketOf(
	{ holders, placedBy }: Pick<Bracket, 'holders' | 'placedBy'>,
	delegation: DelegationId,
	speakers: Speakers
): boolean {
	const isPlacer = placedBy !== null && speakers.get(placedBy) === delegation
	return isPlacer || (holders.size === 1 && holders.has(delegation))
}

function runsTheRoom(role: Seat['role']): boolean {
	return role === 'secretariat' || role === 'chair'
}
