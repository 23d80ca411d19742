import { changedRanges } from '@parley/schema'
import { type Command, type Transaction } from 'prosemirror-state'
import { type FlatBinding } from './binding.ts'

/**
 * What deletes the words that an edit would take away, where they stand by then: others may have written meanwhile. Null where the edit takes none away.
 *
 * @param transaction of the text that is here now, and not done
 */
export function deletionOf(
	transaction: Transaction,
	binding: Pick<FlatBinding, 'relativePosition' | 'position'>
): Command | null {
	const places = changedRanges(transaction.mapping.maps)
		.filter(({ old }) => old.to > old.from)
		.map(
			({ old }) => [binding.relativePosition(old.from), binding.relativePosition(old.to)] as const
		)
	if (places.length === 0) return null
	return (state, dispatch) => {
		const { tr } = state
		// from the end: so that those before stay where they are
		for (const [begin, end] of places.toReversed()) {
			const [from, to] = [binding.position(begin), binding.position(end)]
			if (from !== undefined && to !== undefined && from < to) tr.delete(from, to)
		}
		if (!tr.docChanged) return false
		dispatch?.(tr)
		return true
	}
}
