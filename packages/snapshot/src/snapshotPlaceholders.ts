import {
	parseDelegationCode,
	parsePlaceholderId,
	PLACEHOLDER_KINDS,
	type PlaceholderId,
	type PlaceholderKind,
} from '@parley/domain'
import { type ContentBlock } from './content.ts'
import { placeholderIdsIn } from './placeholderIds.ts'
import { array, isoInstant, nullable, object, oneOf, parsed, string, type Shape } from './shape.ts'
import { toCanonicalText } from './toCanonical.ts'

/** Something that is missing from a frozen text. Where stands in the content, by atoms with its id. */
export interface SnapshotPlaceholder {
	readonly id: PlaceholderId
	readonly what: PlaceholderKind
	/** What is missing, in words. */
	readonly words: string
	/** The code of the delegation that is to say it; null for nobody. */
	readonly owner: string | null
	/** By when, ISO 8601 in UTC with milliseconds; null where that is open. */
	readonly due: string | null
}

/** What is known of the placeholders of a clause, by id. */
export type KnownPlaceholders = ReadonlyMap<string, Omit<SnapshotPlaceholder, 'id'>>

/** The placeholders of a clause as they stand in a snapshot: those in its content. Of one that is not known, nothing is said. */
export function canonicalPlaceholders(
	content: readonly ContentBlock[],
	known: KnownPlaceholders
): readonly SnapshotPlaceholder[] {
	return placeholderIdsIn(content).map((id) => {
		const { what, words, owner, due } = known.get(id) ?? UNKNOWN
		const code = owner === null ? null : toCanonicalText(owner)
		return { id: parsePlaceholderId(id), what, words: toCanonicalText(words), owner: code, due }
	})
}

const UNKNOWN = { what: 'other', words: '', owner: null, due: null } as const

/** Reads the placeholders of a clause. */
export const placeholdersShape: Shape<readonly SnapshotPlaceholder[]> = array(
	object<SnapshotPlaceholder>({
		id: parsed(parsePlaceholderId),
		what: oneOf(PLACEHOLDER_KINDS),
		words: string,
		owner: nullable(parsed(parseDelegationCode)),
		due: nullable(isoInstant),
	})
)

/** Whether the placeholders that are named are those that stand in `content`, in its order. */
export function arePlaceholdersOf(
	content: readonly ContentBlock[],
	named: readonly SnapshotPlaceholder[]
): boolean {
	const ids = placeholderIdsIn(content)
	return named.length === ids.length && named.every(({ id }, i) => id === ids[i])
}
