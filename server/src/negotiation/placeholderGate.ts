import { type Clause, type Placeholders } from '@parley/domain'
import { countPlaceholders, isNewTo, type Edit } from '@parley/schema'
import type * as Y from 'yjs'
import { stepsOfWalking, structsOf } from './efforts.ts'

/** How often one placeholder stands in a clause at most: filling it puts the words into each place, in one commit. */
const MOST_PLACES = 100

/** An edit that gets the next number, or is late, and the text that it would change. */
export interface PlaceholderEdit {
	readonly clause: Clause
	readonly edit: Edit
	/** The text as committed, which is only read. */
	readonly text: Y.Doc
	/** The edits that are numbered behind that. */
	readonly pending: () => { readonly edits: readonly Edit[] }
}

/** Says whether an edit brings nothing but placeholders of its clause, and none of them too often (rules H4, H5). Nearly every edit brings none. */
export class PlaceholderGate {
	#effort = 0

	/** How many steps it took so far to look at edits. */
	get effort(): number {
		return this.#effort
	}

	/** Why an edit may not bring the placeholders that it brings; null where it may. */
	denial(
		{ clause, edit, text, pending }: PlaceholderEdit,
		placeholders: Placeholders
	): 'no-such-placeholder' | 'too-many-placeholders' | null {
		const { placeholders: brought } = edit
		if (brought.size === 0) return null
		const byId: ReadonlyMap<string, { readonly clause: Clause['id'] }> = placeholders
		if ([...brought.keys()].some((id) => byId.get(id)?.clause !== clause.id)) {
			return 'no-such-placeholder'
		}
		this.#effort += stepsOfWalking(structsOf(text))
		const standing = countPlaceholders(text, [...pending().edits, edit])
		// what only repeats atoms puts none anywhere
		const isTooOften = [...brought].some(
			([id, atoms]) =>
				(standing.get(id) ?? 0) > MOST_PLACES && atoms.some((atom) => isNewTo(text, atom))
		)
		return isTooOften ? 'too-many-placeholders' : null
	}
}
