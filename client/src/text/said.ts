/**
 * What is said of the marks, atoms and containers in a text that is drawn from a file or in a view, where no room tells it: who suggests, what is
 * missing, and whose the alternatives are.
 */
import {
	describeInstant,
	type SnapshotAlternative,
	type SnapshotClause,
	type SnapshotPlaceholder,
} from '@parley/snapshot'

/** What is missing at a place: as its box shows it, and as it is read aloud. */
export interface MissingSaid {
	readonly words: string
	/** As a file has it, for what is copied. */
	readonly said: string
	/** E.g. `Missing: amount, in euro, to be filled by UA by Tuesday 9 December 2025, 18:00:00 London`. */
	readonly name: string
}

/** An alternative with what delegations think of it. */
export interface AlternativeSaid extends Omit<SnapshotAlternative, 'id'> {
	readonly parked: boolean
}

/** What is said of a text, by ids. */
export interface Said {
	readonly missing: ReadonlyMap<string, MissingSaid>
	/** The codes of the delegations that suggest; of those who speak for none, nothing is said. */
	readonly suggesters: ReadonlyMap<string, string>
	readonly alternatives: ReadonlyMap<string, AlternativeSaid>
	/** The brackets that are open and not drawn: their words are marked as disputed. */
	readonly undrawn?: ReadonlySet<string>
}

/** Nothing is said of a text. */
export const NOTHING_SAID: Said = {
	missing: new Map(),
	suggesters: new Map(),
	alternatives: new Map(),
}

/** What there is to say of a clause, as the answers of a server have it. */
export interface SaidInput {
	readonly placeholders?: readonly AnyId<SnapshotPlaceholder>[] | undefined
	readonly suggestions?: readonly { readonly id: string; readonly by: string | null }[] | undefined
	readonly alternatives?:
		| readonly {
				readonly parked: boolean
				readonly alternatives: readonly AnyId<SnapshotAlternative>[]
		  }[]
		| undefined
}

type AnyId<Of> = Omit<Of, 'id'> & { readonly id: string }

/** What is said of a clause; instants are told on the clock of `zone`. */
export function saidOf(
	{ placeholders = [], suggestions = [], alternatives = [] }: SaidInput,
	zone: string
): Said {
	return {
		missing: new Map(
			placeholders.map((one) => [
				one.id,
				{ words: one.words, said: JSON.stringify(one), name: sayMissing(one, zone) },
			])
		),
		suggesters: new Map(
			suggestions.flatMap(({ id, by }) => (by === null ? [] : [[id, by] as const]))
		),
		alternatives: new Map(
			alternatives.flatMap(({ parked, alternatives: all }) =>
				all.map(({ id, ...one }) => [id, { ...one, parked }] as const)
			)
		),
	}
}

/** What is said of a frozen clause. */
export function frozenSaid(
	{ placeholders = [], openSuggestions = [], alternatives = [] }: SnapshotClause,
	zone: string
): Said {
	const suggestions = openSuggestions.map(({ id, delegation: by }) => ({ id, by }))
	return saidOf({ placeholders, suggestions, alternatives }, zone)
}

/** What is missing in words, with whoever is to say it and by when. */
export function sayMissing(
	{
		what,
		words,
		owner,
		due,
	}: Pick<SnapshotPlaceholder, 'words' | 'owner' | 'due'> & { readonly what: string },
	zone: string
): string {
	const kind = what === 'other' ? '' : `${what}, `
	const by = owner === null ? '' : ` by ${owner}`
	const until = due === null ? '' : ` by ${describeInstant(due, zone)}`
	const asked = by + until === '' ? '' : `, to be filled${by}${until}`
	return `Missing: ${kind}${words}${asked}`
}
