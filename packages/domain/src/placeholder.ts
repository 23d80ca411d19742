import { type ClauseId, type DelegationId, type PlaceholderId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'

/** What a placeholder stands for. */
export const PLACEHOLDER_KINDS = ['amount', 'date', 'name', 'number', 'other'] as const

export type PlaceholderKind = (typeof PLACEHOLDER_KINDS)[number]

/** What is missing from a clause. Where it is missing stands in the text, by an atom with the id of the placeholder, and nothing else does. */
export interface Placeholder {
	readonly clause: ClauseId
	readonly what: PlaceholderKind
	/** What is missing, in words: "amount in euro". Never empty. */
	readonly words: string
	/** The delegation that is to say it; null where nobody is named. */
	readonly owner: DelegationId | null
	/** By when it is to be said; null where that is open. */
	readonly due: Instant | null
	readonly placedBy: SeatId | null
	readonly placedAt: Instant
	/**
	 * Who filled it last and when; null where nobody did. The words stand in the text alone. One that stands in the text again is open all the
	 * same.
	 */
	readonly filled: { readonly by: SeatId | null; readonly at: Instant } | null
}

/** The placeholders of a round by their ids, filled ones included, in the order in which they were placed. */
export type Placeholders = ReadonlyMap<PlaceholderId, Placeholder>

/** No placeholder was placed yet. */
export const NO_PLACEHOLDERS: Placeholders = new Map()

/** Whether `placeholder` should have been filled before `now`. */
export function isOverdue({ due }: Pick<Placeholder, 'due'>, now: Instant): boolean {
	return due !== null && due < now
}

/** Whose a placeholder is to somebody: their own delegation's to fill, or not. */
export const PLACEHOLDER_OWNERS = ['others', 'own'] as const

export type PlaceholderOwner = (typeof PLACEHOLDER_OWNERS)[number]

/** Whose `placeholder` is to somebody who speaks for `delegation`, or for none. */
export function placeholderOwner(
	{ owner }: Pick<Placeholder, 'owner'>,
	delegation: DelegationId | null
): PlaceholderOwner {
	return owner !== null && owner === delegation ? 'own' : 'others'
}
