/**
 * Whether an edit takes an alternative out of the text, a question that is asked of every edit where there are any. Nearly always the edit
 * itself shows that it does not.
 */
import * as Y from 'yjs'
import { alternativesIn, blockAlternatives, hasAlternatives } from './alternatives.ts'
import { deletedBy, deletesOf } from './deletedBy.ts'
import { createDocument } from './document.ts'
import { toJson } from './json.ts'
import type { Edit } from './readUpdate.ts'
import { propertiesOf, readProperties, toMarker } from './wire.ts'

/**
 * The alternatives of `doc` that `update` takes out of it, tried on a copy that has `pending` as well. Nothing may be missing from any of them.
 */
export function removedAlternatives(
	doc: Y.Doc,
	update: Uint8Array,
	pending: readonly Uint8Array[] = []
): readonly string[] {
	const copy = createDocument({ gc: false })
	try {
		for (const known of [Y.encodeStateAsUpdate(doc), ...pending]) Y.applyUpdate(copy, known)
		const before = alternativesIn(copy)
		Y.applyUpdate(copy, update)
		const after = alternativesIn(copy)
		return [...before].filter((id) => !after.has(id))
	} finally {
		copy.destroy()
	}
}

/**
 * Whether `edit` may take an alternative out of `doc`, where `pending` is not there yet: it writes where a block stands, or takes out what says
 * so, or all markers of an alternative. Looking at it costs what it deletes, and nothing is copied.
 */
export function mayRemoveAlternative(edit: Edit, doc: Y.Doc, pending: readonly Edit[]): boolean {
	if (edit.moves) return true
	if (edit.deleted.size === 0) return false
	if (pending.some((one) => one.structure && deletesOf(edit, one.inserted))) return true
	const own = deletionsOf(edit, doc)
	if (own.paths) return true
	if (own.markers === 0) return false
	const others = pending.map((one) => deletionsOf(one, doc))
	if (pending.some(({ moves }) => moves) || others.some(({ paths }) => paths)) return true
	const markers = others.reduce((sum, one) => sum + one.markers, own.markers)
	// the fewest that an alternative has are one more than what goes: none of them can lose all
	const counts = new Map<string, number>()
	for (const id of blockAlternatives(doc))
		if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1)
	return [...counts.values()].some((count) => count <= markers)
}

/** What `edit` deletes of `doc`: how many markers among alternatives, and whether something that says where a block stands. */
function deletionsOf(
	edit: Edit,
	doc: Y.Doc
): { readonly markers: number; readonly paths: boolean } {
	let markers = 0
	for (const { content, parentSub } of deletedBy(edit, doc)) {
		if (parentSub?.endsWith(':in') === true) return { markers, paths: true }
		if (content instanceof Y.ContentEmbed && isAmongAlternatives(content, doc)) markers++
	}
	return { markers, paths: false }
}

function isAmongAlternatives({ embed }: Y.ContentEmbed, doc: Y.Doc): boolean {
	const marker = toMarker(toJson(embed))
	return marker !== undefined && hasAlternatives(readProperties(propertiesOf(doc), marker).in)
}
