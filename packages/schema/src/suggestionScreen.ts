/**
 * Whether an edit can touch a suggestion at all, read off the text as it stands and without trying it. The answer is nearly always no.
 */
import * as Y from 'yjs'
import { toJson } from './json.ts'
import type { ClockRange, Edit } from './readUpdate.ts'
import { suggestionOfKey } from './suggestionKey.ts'
import { textOf } from './wire.ts'

/** The ids of the suggestions whose marks `edit` names. */
export function suggestionsNamed({ markKeys }: Pick<Edit, 'markKeys'>): ReadonlySet<string> {
	return new Set([...markKeys].flatMap((key) => suggestionOfKey(key)?.id ?? []))
}

/**
 * Whether `edit` may touch a suggestion for which `isForeign` holds: it names marks of any suggestion, takes out where one begins or ends, deletes what
 * such a one inserts, or brings something within that; or builds on what `doc` does not have.
 */
export function mayTouchSuggestions(
	edit: Edit,
	doc: Y.Doc,
	isForeign: (id: string) => boolean
): boolean {
	if (suggestionsNamed(edit).size > 0) return true
	if (buildsOnMore(edit, doc)) return true
	const brought = neighboursOf(edit)
	const open = new Set<string>()
	for (let item = textOf(doc)._start; item !== null; item = item.right) {
		const { content, deleted, id, length } = item
		if (content instanceof Y.ContentFormat) {
			if (deleted) continue
			const named = suggestionOfKey(content.key)
			if (named === undefined) continue
			if (overlaps(edit.deleted.get(id.client), id.clock, 1)) return true
			if (named.family === 'ins' && isForeign(named.id)) {
				if (toJson(content.value) === null) open.delete(named.id)
				else open.add(named.id)
			}
		} else if (open.size > 0 && !deleted && overlaps(edit.deleted.get(id.client), id.clock, length))
			return true
		if (open.size > 0 && brought.get(id.client)?.some((clock) => isIn(clock, id.clock, length)))
			return true
	}
	return false
}

/** Whether `edit` builds on units that `doc` does not have. */
function buildsOnMore({ needs, inserted }: Edit, { store }: Y.Doc): boolean {
	return [...needs].some(([client, needed]) => {
		const known = Y.getState(store, client)
		const own = inserted.get(client)
		return needed > known && (own === undefined || own.from > known)
	})
}

/** The units of the text behind which `edit` puts something, by client. */
function neighboursOf({ placed }: Edit): ReadonlyMap<number, readonly number[]> {
	const found = new Map<number, number[]>()
	for (const { origin } of placed) {
		if (origin === null) continue
		const clocks = found.get(origin.client) ?? []
		found.set(origin.client, clocks)
		clocks.push(origin.clock)
	}
	return found
}

function isIn(clock: number, from: number, length: number): boolean {
	return clock >= from && clock < from + length
}

/** Whether some of `ranges`, which are in order, have to do with the clocks from `clock` on. */
function overlaps(
	ranges: readonly ClockRange[] | undefined,
	clock: number,
	length: number
): boolean {
	if (ranges === undefined) return false
	let low = 0
	let high = ranges.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((ranges[middle]?.to ?? Infinity) <= clock) low = middle + 1
		else high = middle
	}
	return (ranges[low]?.from ?? Infinity) < clock + length
}
