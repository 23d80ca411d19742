/**
 * Whether everybody will read an edit alike. Yjs puts a struct where the units it was put between, and the order in which structs
 * come, agree; for what editors write the order makes no difference. A forged struct can name units that nobody ever saw side by side:
 * then who gets it as it comes reads another text than who gets everything at once, later, by client (measured: one in 6,000
 * mutants). The bytes alone do not tell, so such places are looked at in a copy, and the copy is read in both ways.
 */
import * as Y from 'yjs'
import { createDocument } from './document.ts'
import type { Edit, Placed } from './readUpdate.ts'
import type { UnitId } from './struct.ts'
import { couldBeSeen, follows, isSame, itemAt } from './sight.ts'
import { ROOT_NAMES } from './wire.ts'

/**
 * Whether `doc` with `edit`, the edit that `bytes` are, has one order for all, however it is put together. What was put between units that
 * stand side by side has; all else, which is what two write at one place at once, must be what its author can have seen, and is tried
 * on copies. Call it when nothing is missing.
 */
export function isAgreed(edit: Edit, bytes: Uint8Array, doc: Y.Doc): boolean {
	if (isPlain(edit, doc)) return true
	const asItCame = createDocument({ gc: false })
	const atOnce = createDocument({ gc: false })
	try {
		Y.applyUpdate(asItCame, Y.encodeStateAsUpdate(doc))
		Y.applyUpdate(asItCame, bytes)
		if (!couldBeSeen(edit.placed, asItCame)) return false
		Y.applyUpdate(atOnce, Y.encodeStateAsUpdate(asItCame))
		return orderOf(asItCame) === orderOf(atOnce)
	} finally {
		asItCame.destroy()
		atOnce.destroy()
	}
}

/**
 * Whether each struct stands between units that are neighbours, behind the one before it, or is the first value of its property. Of one that
 * the document has a part of already, Yjs takes the rest and puts it elsewhere than it says: only a copy tells where.
 */
export function isPlain({ placed, inserted }: Edit, doc: Y.Doc): boolean {
	const { _map: properties } = doc.getMap(ROOT_NAMES.properties)
	const begun = new Set<string>()
	let before: Placed | undefined
	for (const [index, struct] of placed.entries()) {
		const { client, clock, firstOf } = struct
		const next = placed[index + 1]
		const end = next?.client === client ? next.clock : (inserted.get(client)?.to ?? clock)
		const known = Y.getState(doc.store, client)
		if (clock < known) {
			if (end > known) return false
		} else if (
			!follows(struct, before) &&
			(firstOf === null || begun.has(firstOf) || properties.has(firstOf)) &&
			!isBetweenNeighbours(struct, doc)
		) {
			return false
		}
		if (firstOf !== null) begun.add(firstOf)
		before = struct
	}
	return true
}

function isBetweenNeighbours({ origin, rightOrigin }: Placed, doc: Y.Doc): boolean {
	if (origin === null) return rightOrigin !== null && isSame(firstUnit(doc), rightOrigin)
	const item = itemAt(doc, origin)
	if (item === null) return false
	const isLast = origin.clock === item.id.clock + item.length - 1
	const next = isLast
		? (item.right?.id ?? null)
		: { client: origin.client, clock: origin.clock + 1 }
	return isSame(next, rightOrigin)
}

function firstUnit(doc: Y.Doc): UnitId | null {
	return doc.getText(ROOT_NAMES.text)._start?.id ?? null
}

/** Every unit of the text in its order, and the one that stands for each property. */
function orderOf(doc: Y.Doc): string {
	const runs: string[] = []
	let end: UnitId | null = null
	for (let item = doc.getText(ROOT_NAMES.text)._start; item !== null; item = item.right) {
		const { client, clock } = item.id
		if (!isSame(end, item.id)) runs.push(`${client}:${clock}`)
		end = { client, clock: clock + item.length }
		if (!isSame(end, item.right?.id ?? null)) runs.push(String(end.clock))
	}
	const properties = [...doc.getMap(ROOT_NAMES.properties)._map].map(
		([key, { id, deleted }]) => `${key} ${id.client}:${id.clock} ${deleted}`
	)
	return `${runs.join(' ')}\n${properties.toSorted().join('\n')}`
}
