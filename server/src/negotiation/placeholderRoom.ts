import {
	type ClauseId,
	type DelegationId,
	type Denial,
	type Instant,
	type LogPosition,
	type Placeholder,
	type PlaceholderId,
	type PlaceholderKind,
	type PlaceholderRefusal,
	type Seat,
} from '@parley/domain'
import { type UnitId } from '@parley/schema'
import { type StoredAnswer } from '../storage/ports.ts'
import { type TextRefusal } from './textRefusal.ts'

/** Who decides about a placeholder, with the receive time that decides. */
interface Deciding {
	readonly seat: Seat
	readonly receivedAt: Instant
	/** Gives what whoever decided is answered, to be kept with it in one commit. */
	readonly answer?: ((decided: DecidedPlaceholder) => StoredAnswer | undefined) | undefined
}

/** Something that somebody misses in a clause. */
export interface PlaceholderPlacement extends Deciding {
	readonly clause: ClauseId
	/** The unit behind which it is missing: a character, an atom, or the marker of a block. */
	readonly behind: UnitId
	readonly what: PlaceholderKind
	readonly words: string
	readonly owner: DelegationId | null
	readonly due: Instant | null
}

/** What somebody sets of a placeholder; what is left out stays as it is. */
export interface PlaceholderSetting extends Deciding {
	readonly clause: ClauseId
	readonly placeholder: PlaceholderId
	readonly words?: string | undefined
	readonly owner?: DelegationId | null | undefined
	readonly due?: Instant | null | undefined
}

/** What somebody puts in the place of a placeholder. */
export interface PlaceholderFilling extends Deciding {
	readonly clause: ClauseId
	readonly placeholder: PlaceholderId
	readonly text: string
}

/** A placeholder behind a decision about it. */
export interface DecidedPlaceholder {
	readonly id: PlaceholderId
	readonly placeholder: Placeholder
	readonly position: LogPosition
}

/** What became of it; where it was denied or refused, nothing is changed. */
export type PlaceholderDecided =
	| { readonly kind: 'decided'; readonly decided: DecidedPlaceholder }
	| { readonly kind: 'denied'; readonly reason: Denial }
	| {
			readonly kind: 'refused'
			readonly reason: PlaceholderRefusal | 'no-such-words' | 'clause-full' | TextRefusal
	  }
