/** What of a document an edit deletes, as far as that is there. */
import * as Y from 'yjs'
import type { Edit } from './readUpdate.ts'

/** The items of `doc` that `edit` deletes some of, those that are deleted already left out. */
export function* deletedBy(
	{ deleted }: Pick<Edit, 'deleted'>,
	{ store }: Y.Doc
): Generator<Y.Item> {
	for (const [client, ranges] of deleted) {
		const structs = store.clients.get(client)
		if (structs === undefined) continue
		const known = Y.getState(store, client)
		for (const { from, to } of ranges) {
			if (from >= known) break
			for (let i = Y.findIndexSS(structs, from); i < structs.length; i++) {
				const struct = structs[i]
				if (struct === undefined || struct.id.clock >= to) break
				if (struct instanceof Y.Item && !struct.deleted) yield struct
			}
		}
	}
}

/** Whether `edit` deletes some of the clocks in `inserted`. */
export function deletesOf({ deleted }: Edit, inserted: Edit['inserted']): boolean {
	return [...inserted].some(([client, { from, to }]) =>
		(deleted.get(client) ?? []).some((range) => range.from < to && range.to > from)
	)
}
