import { type ClauseId, type DelegationId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'

/** How much somebody may do to words, the least first: read them, suggest other ones, or change them. */
export const LEVELS = ['read', 'suggest', 'edit'] as const

export type Level = (typeof LEVELS)[number]

/** For whom, or where, a level is set. */
export type RightsSubject =
	| { readonly kind: 'seat'; readonly seat: SeatId }
	| { readonly kind: 'delegation'; readonly delegation: DelegationId }
	| { readonly kind: 'clause'; readonly clause: ClauseId }

/** A level that was set: by whom, when and why. */
export interface LevelSet {
	readonly level: Level
	readonly reason: string
	/** Null where the server itself set it. */
	readonly by: SeatId | null
	readonly at: Instant
}

/** A clause that is held: nobody writes in it, its holder included. */
export interface Hold {
	/** Null where the server itself holds it. */
	readonly holder: SeatId | null
	readonly since: Instant
	readonly reason: string
}

/** Everything that was set and has not been set back. Whatever is not in it is at `edit`, and not held. */
export interface Rights {
	readonly seats: ReadonlyMap<SeatId, LevelSet>
	readonly delegations: ReadonlyMap<DelegationId, LevelSet>
	readonly clauses: ReadonlyMap<ClauseId, LevelSet>
	readonly holds: ReadonlyMap<ClauseId, Hold>
}

/** Nothing is set: everybody may do what their role gives. */
export const NO_RIGHTS: Rights = {
	seats: new Map(),
	delegations: new Map(),
	clauses: new Map(),
	holds: new Map(),
}
