import { type Act } from './act.ts'
import { type PlaceholderId, type SeatId } from './ids.ts'
import { type Instant } from './instant.ts'
import { type Placeholders } from './placeholder.ts'

/** An act about one placeholder. */
export type PlaceholderAct = Extract<Act, { readonly placeholder: PlaceholderId }>

/**
 * The placeholders after `act`, which `by` decided at `at`. An act about one that is not known, or of another clause, changes nothing; whether
 * it may be is `placeholderRefusal`'s to say.
 */
export function foldPlaceholders(
	placeholders: Placeholders,
	act: PlaceholderAct,
	by: SeatId | null,
	at: Instant
): Placeholders {
	if (placeholderRefusal(placeholders, act) !== null) return placeholders
	const { placeholder: id } = act
	const changed = new Map(placeholders)
	if (act.kind === 'placeholder-placed') {
		const { clause, what, words, owner, due } = act
		const placed = { clause, what, words, owner, due, placedBy: by, placedAt: at, filled: null }
		return changed.set(id, placed)
	}
	const before = placeholders.get(id)
	if (before === undefined) return placeholders
	switch (act.kind) {
		case 'placeholder-set': {
			const { words, owner, due } = act
			return changed.set(id, { ...before, words, owner, due })
		}
		case 'placeholder-filled':
			return changed.set(id, { ...before, filled: { by, at } })
	}
}

/** Why an act about a placeholder cannot be, whoever wants it: it is not known in its clause, or is known already where it is to be new. */
export type PlaceholderRefusal = 'placeholder-gone'

/** Why `act` cannot follow `placeholders`, or null where it can. Whether it stands in the text is for whoever has the text to say. */
export function placeholderRefusal(
	placeholders: Placeholders,
	act: PlaceholderAct
): PlaceholderRefusal | null {
	const known = placeholders.get(act.placeholder)
	const isRight =
		act.kind === 'placeholder-placed' ? known === undefined : known?.clause === act.clause
	return isRight ? null : 'placeholder-gone'
}
