import {
	type AlternativeId,
	type ClauseId,
	type DelegationId,
	type GroupId,
	type SeatId,
} from './ids.ts'
import { type Instant, type LogPosition } from './instant.ts'

/** What a delegation thinks of an alternative, where it says so. */
export const STANCES = ['support', 'oppose', 'flexible'] as const

export type Stance = (typeof STANCES)[number]

/** What became of an alternative. It is `passed-over` where another of its group was chosen. */
export const ALTERNATIVE_STATES = [
	'standing',
	'chosen',
	'passed-over',
	'merged',
	'withdrawn',
] as const

export type AlternativeState = (typeof ALTERNATIVE_STATES)[number]

/** One of the texts that are offered for the same place of a clause. Its words stand in the text, in a container with its id. */
export interface Alternative {
	readonly id: AlternativeId
	/** A, B, C … in the order of arrival; it stays, whatever becomes of the others. */
	readonly label: string
	/** Whose it is; nobody's, where those who run the room offered it for none. */
	readonly by: DelegationId | null
	/** Whether it is that nothing shall stand here. */
	readonly noText: boolean
	readonly at: Instant
	readonly state: AlternativeState
	/** The position of the act by which it stood no more, before which its words stand last; null while it stands. */
	readonly endedAt: LogPosition | null
}

/** The stances on one alternative, of those delegations that have taken one. */
export type Stances = ReadonlyMap<DelegationId, Stance>

/** Alternatives for one place of a clause, of which one may be chosen. */
export interface AlternativeGroup {
	readonly clause: ClauseId
	/** All that were ever offered, in the order of arrival. */
	readonly alternatives: readonly Alternative[]
	readonly stances: ReadonlyMap<AlternativeId, Stances>
	/** Set aside, by whom and why; null where it is not. */
	readonly parked: {
		readonly by: SeatId | null
		readonly at: Instant
		readonly reason: string
	} | null
	/** How it ended; with nothing chosen where the last one was withdrawn. Null while it is open. */
	readonly closed: {
		readonly chosen: AlternativeId | null
		readonly by: SeatId | null
		readonly at: Instant
	} | null
}

/** The groups of alternatives of a round by their ids, closed ones included, in the order in which they were opened. */
export type AlternativeGroups = ReadonlyMap<GroupId, AlternativeGroup>

/** No group was opened yet. */
export const NO_ALTERNATIVES: AlternativeGroups = new Map()

/** The letters of the alternative that came as the `index`th, counted from 0: A … Z, AA, AB … */
export function labelAt(index: number): string {
	const letter = String.fromCharCode(65 + (index % 26))
	return index < 26 ? letter : labelAt(Math.floor(index / 26) - 1) + letter
}

/** The alternatives of `group` that still stand. */
export function standingIn({ alternatives }: AlternativeGroup): readonly Alternative[] {
	return alternatives.filter(({ state }) => state === 'standing')
}

/** Whether the alternative `id` is the one whose words stood in the text before its group was opened. */
export function isOpened({ alternatives }: AlternativeGroup, id: AlternativeId): boolean {
	return alternatives[0]?.id === id
}

/** Whose an alternative is to somebody: nobody's, that of others, or of their own delegation. */
export const OFFERINGS = ['nobody', 'others', 'own'] as const

export type Offering = (typeof OFFERINGS)[number]

/** Whose all of `alternatives` are to somebody who speaks for `delegation`, or for none: `others` where they are not all alike. */
export function offeringOf(
	alternatives: readonly Pick<Alternative, 'by'>[],
	delegation: DelegationId | null
): Offering {
	if (alternatives.every(({ by }) => by === null)) return 'nobody'
	const isOwn = delegation !== null && alternatives.every(({ by }) => by === delegation)
	return isOwn ? 'own' : 'others'
}
