import {
	type AlternativeAct,
	type AlternativeGroup,
	type AlternativeId,
	type AlternativeRefusal,
	type ClauseId,
	type DelegationId,
	type Denial,
	type GroupId,
	type Instant,
	type LogPosition,
	type Seat,
} from '@parley/domain'
import { type OfferedText, type UnitId } from '@parley/schema'
import { type StoredAnswer } from '../storage/ports.ts'
import { type TextRefusal } from './textRefusal.ts'

/** Who decides about alternatives, with the receive time that decides. */
interface Deciding {
	readonly seat: Seat
	readonly receivedAt: Instant
	/** Gives what whoever decided is answered, to be kept with it in one commit. */
	readonly answer?: ((decided: DecidedAlternatives) => StoredAnswer | undefined) | undefined
}

/** Blocks that somebody wants to be the first of several alternatives. */
export interface AlternativesOpening extends Deciding {
	readonly clause: ClauseId
	/** Units of the first and the last of the blocks. */
	readonly first: UnitId
	readonly last: UnitId
	/** Whose it is to be, null for nobody's; the seat's own delegation where it is left out. */
	readonly by?: DelegationId | null | undefined
}

/** Another alternative that somebody offers. */
export interface AlternativeOffer extends Deciding {
	readonly clause: ClauseId
	readonly group: GroupId
	/** What it begins with; with `none`, that nothing shall stand here. */
	readonly text: OfferedText | { readonly kind: 'none' }
	readonly by?: DelegationId | null | undefined
}

/** Two alternatives that somebody wants to be one. */
export interface AlternativeMerger extends Deciding {
	readonly clause: ClauseId
	readonly group: GroupId
	readonly merged: readonly [AlternativeId, AlternativeId]
}

/** What somebody decides about alternatives that stand. */
export interface AlternativeDecision extends Deciding {
	readonly act: Exclude<
		AlternativeAct,
		| { kind: 'alternatives-opened' }
		| { kind: 'alternative-offered' }
		| { kind: 'alternatives-merged' }
	>
}

/** A group behind a decision about it. */
export interface DecidedAlternatives {
	readonly id: GroupId
	readonly group: AlternativeGroup
	readonly position: LogPosition
}

/** What became of it; where it was denied or refused, nothing is changed. */
export type AlternativesDecided =
	| { readonly kind: 'decided'; readonly decided: DecidedAlternatives }
	| { readonly kind: 'denied'; readonly reason: Denial }
	| {
			readonly kind: 'refused'
			readonly reason:
				AlternativeRefusal | 'no-such-words' | 'bracket-inside' | 'clause-full' | TextRefusal
	  }
